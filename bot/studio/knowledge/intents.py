"""Intents and their examples, read and edited in `data/nlu`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.studio.errors import (
    BadExamples,
    HeldOut,
    ItemExists,
    ItemInUse,
    ItemNotFound,
    UnreadableFile,
    VersionConflict,
)
from bot.studio.knowledge.checks import HeldOutTexts
from bot.studio.knowledge.markup import faults, plain
from bot.studio.knowledge.mentions import Mention, name_pattern, named
from bot.studio.knowledge.shelf import DOMAIN, NLU, Item, Shelf, examples_of, shelf_of
from bot.studio.repository.documents import Document, version_of
from bot.studio.repository.repository import Author, Change, DataRepository, Draft

NAME = r"^[a-z][a-z0-9_]{1,63}$"
FILE = rf"^{NLU}/[a-z][a-z0-9_]{{0,63}}\.yml$"
_NEW_FILE = 'version: "3.1"\n\nnlu:\n- intent: {id}\n  examples: |\n{block}'


@dataclass(frozen=True)
class IntentSummary:
    """`examples`: how many."""

    id: str
    file: str
    examples: int


@dataclass(frozen=True)
class Intent:
    """`examples` with their marks: `我[昨天](date)追尾了`."""

    id: str
    file: str
    version: str
    examples: tuple[str, ...]


class Intents:
    def __init__(self, repository: DataRepository) -> None:
        self._repository = repository

    async def put(
        self, id: str, version: str, examples: Sequence[str], author: Author, message: str | None = None
    ) -> Intent:
        """`ItemNotFound`, `VersionConflict`, `BadExamples`, `HeldOut`."""

        def work(draft: Draft) -> Intent:
            shelf = shelf_of(draft)
            item = find(shelf, id)
            now = intent_of(item)
            if now.version != version:
                raise VersionConflict(current=now)
            _write(draft, shelf, item, [*now.examples], examples)
            return intent_of(find(shelf_of(draft), id))

        _, intent = await self._repository.change(author, message or f"意图 {id}：修改例句", work)
        return intent

    async def add_examples(self, intent: str, texts: Sequence[str], author: Author) -> Change | None:
        """At the end, what stands there already left out; None where all does. Errors as of `put`."""

        def work(draft: Draft) -> None:
            shelf = shelf_of(draft)
            item = find(shelf, intent)
            old = examples_of(item.value)
            there = {plain(example) for example in old}
            new = [text for text in dict.fromkeys(texts) if plain(text) not in there]
            if new:
                _write(draft, shelf, item, old, [*old, *new])

        change, _ = await self._repository.change(author, f"意图 {intent}：增加 {len(texts)} 条例句", work)
        return change

    async def create(self, id: str, file: str, examples: Sequence[str], author: Author) -> Intent:
        """In the domain it comes behind the intents of its file. `ItemExists`, `BadExamples`, `HeldOut`."""

        def work(draft: Draft) -> Intent:
            shelf = shelf_of(draft)
            names = [_name(each) for each in shelf.domain["intents"]]
            if id in names or shelf.find("intent", id):
                raise ItemExists(kind="intent", id=id)
            _check(draft, shelf, [], examples)
            domain = Document(draft.read(DOMAIN))
            neighbours = {item.id for item in shelf.items("intent") if item.file == file}
            behind = [place for place, name in enumerate(names, 1) if name in neighbours]
            domain.insert(["intents"], max(behind, default=len(names)), id)
            draft.write(DOMAIN, domain.text)
            if file in shelf.pages:
                document = Document(draft.read(file))
                document.append(["nlu"], {"intent": id, "examples": _lines(examples)})
                draft.write(file, document.text)
            else:
                block = "".join(f"    - {example}\n" for example in examples)
                draft.write(file, _NEW_FILE.format(id=id, block=block))
            return intent_of(find(shelf_of(draft), id))

        _, intent = await self._repository.change(author, f"新增意图 {id}", work)
        return intent

    async def remove(self, id: str, author: Author) -> None:
        """`ItemNotFound`, `ItemInUse` while a rule, a response, a golden conversation or the domain needs it."""

        def work(draft: Draft) -> None:
            shelf = shelf_of(draft)
            item = find(shelf, id)
            if used := uses(shelf, id):
                raise ItemInUse(used_in=used)
            domain = Document(draft.read(DOMAIN))
            names = [_name(each) for each in shelf.domain["intents"]]
            if id in names:
                domain.remove(["intents", names.index(id)])
                draft.write(DOMAIN, domain.text)
            if len(shelf.pages[item.file].items) == 1:
                draft.remove(item.file)
                return
            document = Document(draft.read(item.file))
            document.remove(["nlu", item.place])
            draft.write(item.file, document.text)

        await self._repository.change(author, f"删除意图 {id}", work)


def find(shelf: Shelf, id: str) -> Item:
    """`ItemNotFound`."""
    item = shelf.find("intent", id)
    if item is None:
        raise ItemNotFound(kind="intent", id=id)
    return item


def intent_of(item: Item) -> Intent:
    examples = examples_of(item.value)
    return Intent(item.id, item.file, version_of(examples), tuple(examples))


def summaries(shelf: Shelf) -> list[IntentSummary]:
    """In the order of files."""
    return [IntentSummary(item.id, item.file, len(examples_of(item.value))) for item in shelf.items("intent")]


def uses(shelf: Shelf, id: str) -> list[Mention]:
    """Where the intent is named: by rules, buttons of responses, golden conversations, and the domain's slots and forms."""
    word = name_pattern(id)
    found = named(shelf, id, ("rule", "response", "test"))
    page, slots = shelf.pages[DOMAIN], False
    for number, line in enumerate(page.text.splitlines(), 1):
        slots = line.startswith(("slots:", "forms:")) if re.match(r"\w", line) else slots
        if slots and word.search(line.partition("#")[0]):
            found.append(Mention("domain", id, id, DOMAIN, number, line.strip()))
    return found


def _write(draft: Draft, shelf: Shelf, item: Item, old: Sequence[str], new: Sequence[str]) -> None:
    _check(draft, shelf, old, new)
    if isinstance(item.value.get("examples"), list):  # with metadata, which would be lost
        raise UnreadableFile(file=item.file)
    document = Document(draft.read(item.file))
    document.set(["nlu", item.place, "examples"], _lines(new))
    draft.write(item.file, document.text)


def _check(draft: Draft, shelf: Shelf, old: Sequence[str], new: Sequence[str]) -> None:
    if not new:
        raise BadExamples(faults=[{"place": 0, "text": "", "problem": "none"}])
    if found := [fault._asdict() for fault in faults(new, shelf.entities)]:
        raise BadExamples(faults=found)
    refuse_held_out(draft, [plain(text) for text in new if text not in set(old)])


def refuse_held_out(draft: Draft, texts: Sequence[str]) -> None:
    """`HeldOut` where understanding is measured on one of them."""
    measured = HeldOutTexts.of(draft)
    if held_out := [text for text in texts if measured.holds(text)]:
        raise HeldOut(texts=held_out)


def _lines(examples: Sequence[str]) -> str:
    return "".join(f"- {example}\n" for example in examples)


def _name(each: object) -> str:
    return str(next(iter(each))) if isinstance(each, dict) else str(each)
