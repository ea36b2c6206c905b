"""Tables of names and words in `data/lookup`: what customers call products, papers, lines of business, and one another."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bot.studio.errors import BadTable, ItemNotFound, VersionConflict
from bot.studio.knowledge.lists import paired
from bot.studio.knowledge.markup import ODD
from bot.studio.knowledge.shelf import LOOKUP, Page, Shelf, shelf_of
from bot.studio.repository.documents import Document, version_of
from bot.studio.repository.repository import Author, DataRepository, Draft

TITLES = {
    "products": "产品叫法",
    "lines": "险种叫法",
    "documents": "单证叫法",
    "attributes": "产品要素叫法",
    "thesaurus": "近义词",
    "words": "行业用词",
}


@dataclass(frozen=True)
class TableEntry:
    """`aliases`: other words for `value`; none in a list of words."""

    value: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    id: str
    version: str
    title: str
    entries: tuple[TableEntry, ...]


@dataclass(frozen=True)
class TableSummary:
    """`entries`: how many."""

    id: str
    title: str
    entries: int


class Tables:
    def __init__(self, repository: DataRepository) -> None:
        self._repository = repository

    async def put(
        self,
        id: str,
        version: str,
        entries: Sequence[TableEntry],
        author: Author,
        message: str | None = None,
    ) -> Table:
        """`ItemNotFound`, `VersionConflict`, `BadTable`."""

        def work(draft: Draft) -> Table:
            page = find(shelf_of(draft), id)
            now = table_at(page)
            if now.version != version:
                raise VersionConflict(current=now)
            _check(page, now.entries, entries)
            edit = _edit_words if page.value is None else _edit_names
            draft.write(page.file, edit(page, now.entries, entries))
            return table_at(find(shelf_of(draft), id))

        _, table = await self._repository.change(author, message or f"词表「{TITLES[id]}」：修改", work)
        return table


def find(shelf: Shelf, id: str) -> Page:
    """`ItemNotFound`."""
    paths = (f"{LOOKUP}/{id}.{ext}" for ext in ("yml", "txt"))
    page = next((shelf.pages[path] for path in paths if id in TITLES and path in shelf.pages), None)
    if page is None:
        raise ItemNotFound(kind="table", id=id)
    return page


def table_at(page: Page) -> Table:
    id = page.items[0].id if page.items else page.file.rpartition("/")[2].partition(".")[0]
    entries = tuple(
        TableEntry(str(item.value["value"]), tuple(map(str, item.value.get("aliases") or ())))
        for item in page.items
    )
    return Table(id, version_of([asdict(entry) for entry in entries]), TITLES[id], entries)


def summaries(shelf: Shelf) -> list[TableSummary]:
    """Those there are, in the order of `TITLES`."""
    counts = Counter(item.id for item in shelf.items("table"))
    return [TableSummary(id, title, counts[id]) for id, title in TITLES.items() if id in counts]


def _check(page: Page, old: Sequence[TableEntry], new: Sequence[TableEntry]) -> None:
    """In a file of words none has a blank or a #; in the other ones a name means one thing only. Old faults may stay."""
    faults = []
    spoilt = " \t#" if page.value is None else ""
    doubled = set() if page.value is None else _doubled(new) - _doubled(old)
    for place, entry in enumerate(new):
        if page.file.endswith("words.txt") and entry.aliases:
            faults.append({"place": place, "text": entry.aliases[0], "problem": "one_word_a_line"})
        names = (entry.value, *entry.aliases)
        within = {name for name, times in Counter(names).items() if times > 1}
        for name in names:
            if not name.strip():
                faults.append({"place": place, "text": name, "problem": "empty"})
            elif name != name.strip() or ODD.search(name) or any(char in name for char in spoilt):
                faults.append({"place": place, "text": name, "problem": "blanks"})
            elif name.lower() in doubled or (name in within and entry not in old):
                faults.append({"place": place, "text": name, "problem": "twice"})
    if faults:
        raise BadTable(faults=faults)


def _doubled(entries: Sequence[TableEntry]) -> set[str]:
    """Names that more than one entry claims."""
    names = Counter(
        name for entry in entries for name in {each.lower() for each in (entry.value, *entry.aliases)}
    )
    return {name for name, times in names.items() if times > 1}


def _edit_names(page: Page, old: Sequence[TableEntry], new: Sequence[TableEntry]) -> str:
    """What an entry has beside its names (not_before) stays with it."""
    document = Document(page.text)
    raw = [
        {
            **(page.items[place].value if place is not None else {}),
            "value": each.value,
            "aliases": [*each.aliases],
        }
        for each, place in zip(new, _places(old, new), strict=True)
    ]
    document.set(["entries"], raw)
    return document.text


def _edit_words(page: Page, old: Sequence[TableEntry], new: Sequence[TableEntry]) -> str:
    """Remarks and blank lines stay; a new entry comes right behind the one before it, in its section."""
    lines = [item.line - 1 for item in page.items]
    at = lines[0] - 1 if lines else -1
    kept: dict[int, TableEntry] = {}
    behind: defaultdict[int, list[str]] = defaultdict(list)
    for each, place in zip(new, _places(old, new), strict=True):
        if place is None:
            behind[at].append(_row(each))
        else:
            at = lines[place]
            kept[at] = each
    rows = behind[-1]
    before = dict(zip(lines, old, strict=True))
    for number, line in enumerate(page.text.splitlines()):
        if number not in before or kept.get(number) == before[number]:
            rows.append(line)
        elif number in kept:
            remark = line.partition("#")[2]
            rows.append(f"{_row(kept[number])}   #{remark}" if remark else _row(kept[number]))
        rows += behind[number]
    return "".join(f"{row}\n" for row in rows)


def _places(old: Sequence[TableEntry], new: Sequence[TableEntry]) -> list[int | None]:
    return paired([each.value for each in old], [each.value for each in new])


def _row(entry: TableEntry) -> str:
    return " ".join((entry.value, *entry.aliases))
