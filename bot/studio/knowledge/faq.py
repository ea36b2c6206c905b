"""FAQ entries, read and edited in `data/faq`. What an entry must be is the law of `insurance.domain.faq.lint`."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pypinyin import lazy_pinyin

from bot.studio.errors import BadEntry, ItemExists, ItemInUse, ItemNotFound, UnreadableFile, VersionConflict
from bot.studio.knowledge.due import is_due, review_by
from bot.studio.knowledge.intents import refuse_held_out
from bot.studio.knowledge.markup import ODD, plain
from bot.studio.knowledge.mentions import Mention, named
from bot.studio.knowledge.shelf import FAQ, Item, Shelf, shelf_of
from bot.studio.repository.documents import Document, version_of
from bot.studio.repository.repository import Author, Change, DataRepository, Draft
from insurance.domain.conduct import breaches
from insurance.domain.errors import ConductBreach, FaqError
from insurance.services.faq import FIELDS, entry_of
from kernel.clock import Clock, today

T = TypeVar("T")

# Of each category its name and what begins the ids of its entries, which names their file too.
CATEGORIES: Mapping[str, Mapping[str, str]] = yaml.safe_load(
    Path(__file__).with_name("categories.yml").read_text("utf-8")
)
_ANTIFRAUD = "F18"
_SLUG = 5  # syllables
# What a customer hears; whoever changes it has looked at the entry.
_SAID = ("answer", "details", "channels", "source")


@dataclass(frozen=True)
class Source:
    name: str
    article: str | None = None
    clause: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewFaqEntry:
    """What a trainer writes. `id` none: made of the category and how the question sounds."""

    category: str
    question: str
    answer: str
    source: Source
    mark: str
    id: str | None = None
    similar: tuple[str, ...] = ()
    details: str | None = None
    channels: Mapping[str, str] = field(default_factory=dict)
    effective_on: date | None = None
    expires_on: date | None = None
    product: str | None = None
    related: tuple[str, ...] = ()
    catalogue: int | None = None


@dataclass(frozen=True, kw_only=True)
class Entry(NewFaqEntry):
    """An entry as it stands."""

    id: str
    version: str
    file: str
    reviewed_on: date


@dataclass(frozen=True)
class EntrySummary:
    """`similar`: how many; `due`: from the day of `review_by` on."""

    id: str
    category: str
    question: str
    similar: int
    reviewed_on: date
    review_by: date
    expires_on: date | None
    due: bool
    file: str


class FaqEntries:
    def __init__(self, repository: DataRepository, clock: Clock) -> None:
        self._repository = repository
        self._clock = clock

    async def put(
        self, id: str, version: str, entry: NewFaqEntry, author: Author, message: str | None = None
    ) -> Entry:
        """All but its id and file. `ItemNotFound`, `VersionConflict`, `BadEntry`, `HeldOut`, `ConductBreach`."""

        def work(draft: Draft) -> Entry:
            shelf = shelf_of(draft)
            item = find(shelf, id)
            now = entry_at(item)
            if now.version != version:
                raise VersionConflict(current=now)
            raw = changed(item, entry)
            if any(raw.get(name) != item.value.get(name) for name in _SAID):
                raw["reviewed_on"] = today(self._clock)
            _check(draft, shelf, item.file, raw, item.value)
            _edit(draft, item, raw)
            return entry_at(find(shelf_of(draft), id))

        return await self._change(author, message or f"标准问 {id}：修改", work)

    async def add_similar(self, entry_id: str, texts: Sequence[str], author: Author) -> Change | None:
        """At the end, without marks, what stands there already left out; None where all does. Errors as of `put`."""

        def work(draft: Draft) -> None:
            shelf = shelf_of(draft)
            item = find(shelf, entry_id)
            old = list(item.value.get("similar", ()))
            there = {item.value["question"], *old}
            new = [text for text in dict.fromkeys(map(plain, texts)) if text not in there]
            if new:
                raw = {**item.value, "similar": [*old, *new]}
                _check(draft, shelf, item.file, raw, item.value)
                _edit(draft, item, raw)

        message = f"标准问 {entry_id}：增加 {len(texts)} 条相似问"
        change, _ = await self._repository.change(author, message, work)
        return change

    async def create(self, entry: NewFaqEntry, author: Author) -> tuple[Change, str]:
        """At the end of its category's file; its id. `ItemExists`, `BadEntry`, `HeldOut`, `ConductBreach`."""

        def work(draft: Draft) -> str:
            shelf = shelf_of(draft)
            if entry.category not in categories(shelf):
                raise BadEntry(problem="unknown_category")
            stems = _stems(shelf, entry.category)
            id = entry.id or _free_id(shelf, stems[0], entry.question)
            stem, _, rest = id.partition(".")
            if stem not in stems or not re.fullmatch(r"[a-z0-9_]{1,80}", rest):
                raise BadEntry(problem="bad_id")
            if shelf.find("faq", id):
                raise ItemExists(kind="faq", id=id)
            file = f"{FAQ}/{stem}.yml"
            raw = _raw(entry, id, today(self._clock))
            _check(draft, shelf, file, raw, {})
            document = Document(draft.read(file) if file in shelf.pages else "faq: []\n")
            document.append(["faq"], raw)
            draft.write(file, document.text)
            return id

        change, id = await self._repository.change(author, f"新增标准问：{entry.question}", work)
        assert change is not None
        return change, id

    async def remove(self, id: str, author: Author) -> None:
        """`ItemNotFound`; `ItemInUse` while another entry, a rule, a response or a measure names it: let it expire then."""

        def work(draft: Draft) -> None:
            shelf = shelf_of(draft)
            item = find(shelf, id)
            if used := uses(draft, shelf, item):
                raise ItemInUse(used_in=used)
            document = Document(draft.read(item.file))
            document.remove(["faq", item.place])
            draft.write(item.file, document.text)

        await self._change(author, f"删除标准问 {id}", work)

    async def reviewed(self, id: str, author: Author) -> Entry:
        """Looked at today, and still right. `ItemNotFound`."""

        def work(draft: Draft) -> Entry:
            item = find(shelf_of(draft), id)
            _edit(draft, item, {**item.value, "reviewed_on": today(self._clock)})
            return entry_at(find(shelf_of(draft), id))

        return await self._change(author, f"标准问 {id}：已复核", work)

    async def _change(self, author: Author, message: str, work: Callable[[Draft], T]) -> T:
        _, result = await self._repository.change(author, message, work)
        return result


def find(shelf: Shelf, id: str) -> Item:
    """`ItemNotFound`."""
    item = shelf.find("faq", id)
    if item is None:
        raise ItemNotFound(kind="faq", id=id)
    return item


def entry_at(item: Item) -> Entry:
    """The entry as its file has it. `UnreadableFile` where fields are missing."""
    raw = {name: item.value[name] for name in FIELDS if name in item.value}
    for name in ("similar", "related"):
        raw[name] = tuple(raw.get(name) or ())
    try:
        raw["source"] = Source(**raw["source"])
        return Entry(version=version_of(item.value), file=item.file, **raw)
    except (KeyError, TypeError) as error:
        raise UnreadableFile(file=item.file) from error


def summaries(shelf: Shelf, on: date) -> list[EntrySummary]:
    """In the order of files."""
    return [summary(item, on) for item in shelf.items("faq")]


def summary(item: Item, on: date) -> EntrySummary:
    raw = item.value
    return EntrySummary(
        item.id,
        raw["category"],
        item.title,
        len(raw.get("similar") or ()),
        raw["reviewed_on"],
        review_by(raw["reviewed_on"]),
        raw.get("expires_on"),
        is_due(raw["reviewed_on"], on),
        item.file,
    )


def categories(shelf: Shelf) -> dict[str, str]:
    """Names by id: those we know, and whatever else entries are filed under."""
    names = {id: each["name"] for id, each in CATEGORIES.items()}
    return names | {id: id for item in shelf.items("faq") if (id := item.value["category"]) not in names}


def uses(draft: Draft, shelf: Shelf, item: Item) -> list[Mention]:
    """Where an entry is named by others."""
    found = named(shelf, item.id, ("faq", "rule", "response", "test"))
    used = [each for each in found if each.id != item.id]
    for path in draft.files("tests/nlu", "jsonl"):
        for number, row in enumerate(draft.read(path).splitlines(), 1):
            if f'"{item.id}"' in row:
                used.append(Mention("test", item.id, item.title, path, number, row[:160]))
    return used


def changed(item: Item, entry: NewFaqEntry) -> dict[str, Any]:
    """What the file is to have: `entry` but for its id and day of review; what has not changed as it is written there."""
    day = item.value["reviewed_on"]
    before, after = _raw(entry_at(item), item.id, day), _raw(entry, item.id, day)
    kept = {name for name in item.value if before.get(name) == after.get(name)}
    return after | {name: item.value[name] for name in kept}


def _raw(entry: NewFaqEntry, id: str, reviewed_on: date) -> dict[str, Any]:
    """As a file has it, its fields in their order, without the empty ones."""
    values: dict[str, Any] = {name: getattr(entry, name, None) for name in FIELDS}
    source = {name: value.strip() for name, value in vars(entry.source).items() if value and value.strip()}
    values |= {"id": id, "source": source, "reviewed_on": reviewed_on}
    values |= {
        "similar": list(entry.similar),
        "related": list(entry.related),
        "channels": dict(entry.channels),
    }
    values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    return {name: value for name, value in values.items() if value}


def _check(draft: Draft, shelf: Shelf, file: str, raw: dict[str, Any], old: Mapping[str, Any]) -> None:
    try:
        entry = entry_of(file, 0, raw)
    except FaqError as error:
        raise BadEntry(problem=error.data["problem"]) from error
    if entry.category not in categories(shelf):
        raise BadEntry(problem="unknown_category")
    if any(shelf.find("faq", other) is None for other in entry.related):
        raise BadEntry(problem="unknown_related_entry")
    if any(ODD.search(text) for text in (entry.question, *entry.similar)):
        raise BadEntry(problem="several_lines")
    for name, said in (("answer", entry.answer), ("details", entry.details), *entry.channels.items()):
        before = old.get(name) or (old.get("channels") or {}).get(name)
        if said and said != before and (found := breaches(said, antifraud=entry.category == _ANTIFRAUD)):
            raise ConductBreach([breach.told() for breach in found])
    known = {old.get("question"), *(old.get("similar") or ())}
    refuse_held_out(draft, [text for text in (entry.question, *entry.similar) if text not in known])


def _edit(draft: Draft, item: Item, raw: Mapping[str, Any]) -> None:
    document = Document(draft.read(item.file))
    document.set(["faq", item.place], {name: raw[name] for name in (*FIELDS, *raw) if name in raw})
    draft.write(item.file, document.text)


def _stems(shelf: Shelf, category: str) -> list[str]:
    """What begins the ids of a category, the commonest first."""
    stems = Counter(
        item.id.partition(".")[0] for item in shelf.items("faq") if item.value["category"] == category
    )
    return [stem for stem, _ in stems.most_common()] or [CATEGORIES[category]["stem"]]


def _free_id(shelf: Shelf, stem: str, question: str) -> str:
    syllables = [re.sub(r"[^a-z0-9]", "", each.lower()) for each in lazy_pinyin(question)]
    slug = "_".join([each for each in syllables if each][:_SLUG]) or "question"
    names = [f"{stem}.{slug}", *(f"{stem}.{slug}_{number}" for number in range(2, 1_000))]
    return next(name for name in names if shelf.find("faq", name) is None)
