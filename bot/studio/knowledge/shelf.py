"""Everything the bot knows, as the data repository's files have it: one look, with file and line of every item.

Reading is by libyaml (90 ms for all of it); a file that has not changed since is not read again.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import yaml

from bot.studio.errors import UnreadableFile
from bot.studio.knowledge.markup import plain
from bot.studio.stories.shelf import DOMAIN, FOLDERS, LISTS, NAMES, Files, id_of

__all__ = [
    "DOMAIN",
    "FAQ",
    "LOOKUP",
    "NLU",
    "Files",
    "Item",
    "Page",
    "Said",
    "Shelf",
    "examples_of",
    "shelf_of",
    "table_of",
]

NLU = "data/nlu"
FAQ = "data/faq"
LOOKUP = "data/lookup"


@dataclass(frozen=True)
class Item:
    """One intent, entry, response, table entry, rule or test. `line` and `last_line` count from 1; `place`: its index in the
    file. The id of a table's entry is the table's.
    """

    kind: str
    id: str
    title: str
    file: str
    line: int
    last_line: int
    place: int
    value: Any


class Said(NamedTuple):
    """A training utterance without marks. `kind`: intent or faq."""

    kind: str
    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Page:
    """One file: its text and its items in their order."""

    file: str
    text: str
    value: Any
    items: tuple[Item, ...]

    def item_at(self, line: int) -> Item | None:
        """The item a line belongs to."""
        place = bisect_right([item.line for item in self.items], line) - 1
        return self.items[place] if place >= 0 and line <= self.items[place].last_line else None

    @cached_property
    def utterances(self) -> list[Said]:
        """What of it is trained: examples; standard and similar questions."""
        return [
            Said(item.kind, item.id, item.title, text)
            for item in self.items
            if item.kind in ("intent", "faq")
            for text in (
                map(plain, examples_of(item.value))
                if item.kind == "intent"
                else (item.title, *(item.value.get("similar") or ()))
            )
        ]


class Shelf:
    """All pages; `Item.value` is the plain YAML value of each item."""

    def __init__(self, pages: Iterable[Page]) -> None:
        self.pages = {page.file: page for page in pages}

    def items(self, kind: str) -> Iterator[Item]:
        """In the order of files and lines."""
        return (item for page in self.pages.values() for item in page.items if item.kind == kind)

    def find(self, kind: str, id: str) -> Item | None:
        return self._by_id.get((kind, id))

    @cached_property
    def _by_id(self) -> dict[tuple[str, str], Item]:
        found: dict[tuple[str, str], Item] = {}
        for page in self.pages.values():
            for item in page.items:
                found.setdefault((item.kind, item.id), item)
        return found

    @property
    def domain(self) -> Mapping[str, Any]:
        domain: Mapping[str, Any] = self.pages[DOMAIN].value
        return domain

    @cached_property
    def entities(self) -> frozenset[str]:
        """Names of the domain's entities."""
        return frozenset(_name(each) for each in self.domain.get("entities") or ())

    @property
    def utterances(self) -> list[Said]:
        """Every training utterance, in the order of files and lines."""
        return [said for page in self.pages.values() for said in page.utterances]


def shelf_of(files: Files) -> Shelf:
    """`UnreadableFile` names a file that is no YAML or not what its folder holds."""
    paths = [path for folder in (NLU, FAQ, LOOKUP, *FOLDERS.values()) for path in files.files(folder, "yml")]
    paths += [*files.files(LOOKUP, "txt"), DOMAIN]
    return Shelf(_page(path, files.read(path)) for path in paths)


def examples_of(block: Mapping[str, Any]) -> list[str]:
    """The examples of an intent, as marked; one a line behind a dash, or in Rasa's longer form each the `text` of an item."""
    written = block.get("examples") or ""
    if isinstance(written, list):
        return [str(each["text"]).strip().removeprefix("-").strip() for each in written]
    lines = str(written).splitlines()
    return [line.lstrip()[1:].strip() for line in lines if line.lstrip().startswith("-")]


@lru_cache(maxsize=256)
def _page(path: str, text: str) -> Page:
    if path.endswith(".txt"):
        return Page(path, text, None, tuple(_lines(path, text)))
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
        value = loader.construct_document(node) if node is not None else {}
        return Page(path, text, value, tuple(_items(path, node, value)))
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise UnreadableFile(file=path) from error
    finally:
        loader.dispose()


def _items(path: str, node: Any, value: Any) -> Iterator[Item]:
    story = next((kind for kind, folder in FOLDERS.items() if path.startswith(f"{folder}/")), None)
    if path.startswith(f"{NLU}/"):
        for item in _of_list(path, node, value, "nlu", "intent", "intent", "intent"):
            if "intent" in item.value:
                yield item
    elif path.startswith(f"{FAQ}/"):
        yield from _of_list(path, node, value, "faq", "faq", "id", "question")
    elif path.startswith(f"{LOOKUP}/"):
        for item in _of_list(path, node, value, "entries", "table", "value", "value"):
            yield replace(item, id=table_of(path))
    elif story is not None:
        name, kind = NAMES[story], "test" if story == "test" else "rule"
        for item in _of_list(path, node, value, LISTS[story], kind, name, name):
            yield replace(item, id=id_of(story, path, item.title))
    elif path == DOMAIN and (responses := _child(node, "responses")) is not None:
        for place, (name, child) in enumerate(responses.value):
            variants = value["responses"][name.value]
            title = next((str(each["text"]) for each in variants if each.get("text")), name.value)
            yield Item("response", name.value, title, path, *_span(name, child), place, variants)


def _of_list(path: str, node: Any, value: Any, key: str, kind: str, id: str, title: str) -> Iterator[Item]:
    if (found := _child(node, key)) is None:
        return
    for place, (child, each) in enumerate(zip(found.value, value[key], strict=True)):
        yield Item(
            kind, str(each.get(id, "")), str(each.get(title, "")), path, *_span(child, child), place, each
        )


def _span(first: Any, last: Any) -> tuple[int, int]:
    """First and last line; a block ends where the next thing begins."""
    start, end = first.start_mark, last.end_mark
    return start.line + 1, max(start.line + 1, end.line + (end.column > 0))


def table_of(path: str) -> str:
    """The id of the table in a file of `LOOKUP`."""
    return path.rpartition("/")[2].partition(".")[0]


def _lines(path: str, text: str) -> Iterator[Item]:
    """One item a line of words; remarks behind # are none."""
    rows = ((line, row.partition("#")[0].split()) for line, row in enumerate(text.splitlines(), 1))
    for place, (line, words) in enumerate((line, words) for line, words in rows if words):
        yield Item(
            "table",
            table_of(path),
            words[0],
            path,
            line,
            line,
            place,
            {"value": words[0], "aliases": words[1:]},
        )


def _child(node: Any, key: str) -> Any:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((child for name, child in node.value if name.value == key), None)


def _name(each: Any) -> str:
    return next(iter(each)) if isinstance(each, dict) else str(each)
