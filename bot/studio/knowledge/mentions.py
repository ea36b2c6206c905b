"""Everything the bot knows that speaks of something, with file and line."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from bot.studio.knowledge.markup import plain
from bot.studio.knowledge.shelf import Shelf

MOST = 500
_LONGEST = 160


@dataclass(frozen=True)
class Mention:
    """`kind`: intent, faq, response, table, rule, test; `line` counts from 1; `text`: that line."""

    kind: str
    id: str
    title: str
    file: str
    line: int
    text: str


def mentions(shelf: Shelf, q: str, kinds: Collection[str] | None = None) -> list[Mention]:
    """Every line that holds `q`, in either case and across marks, by file; the first `MOST`."""
    q = q.strip().lower()
    found = _lines(
        shelf,
        kinds,
        lambda line: bool(q) and (q in line.lower() or ("]" in line and q in plain(line).lower())),
    )
    return list(islice(found, MOST))


def named(shelf: Shelf, id: str, kinds: Collection[str] | None = None) -> list[Mention]:
    """Every line that names `id` itself, not a longer name it is part of."""
    word = name_pattern(id)
    return list(_lines(shelf, kinds, lambda line: id in line and word.search(line) is not None))


def name_pattern(id: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.]){re.escape(id)}(?![\w.])")


def _lines(shelf: Shelf, kinds: Collection[str] | None, holds: Callable[[str], bool]) -> Iterator[Mention]:
    for page in shelf.pages.values():
        for number, line in enumerate(page.text.splitlines(), 1):
            item = page.item_at(number) if holds(line) else None
            if item is not None and (kinds is None or item.kind in kinds):
                yield Mention(item.kind, item.id, item.title, page.file, number, line.strip()[:_LONGEST])
