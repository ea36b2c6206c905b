"""What might answer the customer's last message: checked answers, canned replies, a product's own figures."""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ruamel.yaml import YAML

from bot.desk.assist.ranking import Ranking, fold
from bot.desk.conversations.canned_replies import CannedReplies
from insurance.domain.errors import StoreUnavailable
from insurance.domain.faq import FaqEntry
from insurance.domain.product_facts import ATTRIBUTES, clause, shown, value
from insurance.domain.products import LINE_NAMES, Line, Product
from insurance.services.faq import FaqService
from insurance.services.products import ProductService
from kernel.clock import Clock, today

Kind = Literal["faq", "canned", "product"]

BEST = 3
_CANNED = "快捷回复"
# Chosen on the dev set and on similar questions left out of the index: docs/desk/assist.md.
_BAR = 0.16
# Canned replies have no similar questions to be found by.
_CANNED_BAR = 0.09
# Further ones only where they come half as near as the first.
_NEAR_THE_FIRST = 0.5
# What the customer speaks of anyway is a little more likely.
_SPOKEN_OF = 1.1
_SHORTEST = 4
# The first part of an entry's id → the lines it is about.
_SUBJECTS: Mapping[str, frozenset[Line]] = {
    "auto": frozenset({Line.AUTO_COMPULSORY, Line.AUTO_COMMERCIAL}),
    "home": frozenset({Line.HOME, Line.LIABILITY}),
    "life": frozenset({Line.LIFE, Line.ANNUITY, Line.ACCIDENT}),
    "medical": frozenset({Line.MEDICAL, Line.CRITICAL_ILLNESS}),
}
# What only the bot can say of itself.
_BOTS_OWN = re.compile("人工|直接问我|[说回][“「]|右上方|下面的按钮")


@dataclass(frozen=True)
class Suggestion:
    """`source`: where it stands; `score`: 0 to 1, of use only beside others of its kind."""

    kind: Kind
    id: str
    title: str
    text: str
    source: str
    score: float
    reviewed_on: date | None = None


class About(NamedTuple):
    """What the conversation is about: its queue, names of products spoken of, the latest first, and lines."""

    queue: str | None = None
    products: Sequence[str] = ()
    lines: frozenset[Line] = frozenset()


class _Index(NamedTuple):
    """`attributes`: what customers call them, folded → the name in `ATTRIBUTES`."""

    entries: Ranking
    attributes: Mapping[str, str]


class _Canned(NamedTuple):
    """What canned replies said when they were last read, by id."""

    said: Mapping[str, Sequence[str]]
    ranking: Ranking


class Suggestions:
    """The index is made at the first question, on a thread of its own; `attributes`: the look-up table of their names."""

    def __init__(
        self,
        faq: FaqService,
        products: ProductService,
        replies: CannedReplies,
        clock: Clock,
        attributes: Path,
    ) -> None:
        self._faq = faq
        self._products = products
        self._replies = replies
        self._canned = _Canned({}, Ranking({}))
        self._clock = clock
        self._attributes_file = attributes
        self._index: _Index | None = None
        self._warming = asyncio.Lock()

    async def of(self, text: str, about: About) -> list[Suggestion]:
        """Product figures first, then at most three entries and three canned replies; none for what asks nothing."""
        if len(fold(text)) < _SHORTEST:
            return []
        index = await self.warm()
        return [
            *await self._figures(index.attributes, text, about),
            *self._of_faq(index.entries, text, about),
            *await self._of_replies(text, about.queue),
        ]

    async def warm(self) -> _Index:
        """What questions are held against; it takes seconds to make and is made once."""
        async with self._warming:
            if self._index is None:
                self._index = await asyncio.to_thread(self._read)
            return self._index

    async def renew(self) -> None:
        """The entries are others now. Until the new index is made the old one serves."""
        self._index = await asyncio.to_thread(self._read)

    def _read(self) -> _Index:
        entries = self._faq.all(today(self._clock))
        ranking = Ranking({entry.id: (entry.question, *entry.similar) for entry in entries})
        table = YAML(typ="safe", pure=True).load(self._attributes_file.read_text("utf-8"))
        names = {
            fold(name): each["value"]
            for each in table["entries"]
            if each["value"] in ATTRIBUTES
            # A name that needs its surroundings to be one (续保) is left to its aliases.
            for name in (*([] if "not_before" in each else [each["value"]]), *each["aliases"])
        }
        return _Index(ranking, names)

    def _of_faq(self, ranking: Ranking, text: str, about: About) -> list[Suggestion]:
        on = today(self._clock)
        scored: list[tuple[float, FaqEntry]] = []
        for id, score in ranking.rank(text, 2 * BEST):
            entry = self._faq.get(id, on)
            if entry is not None and for_person(entry.answer):
                fits = _SUBJECTS.get(id.partition(".")[0], frozenset()) & about.lines
                scored.append((score * _SPOKEN_OF if fits else score, entry))
        return [
            Suggestion(
                "faq",
                entry.id,
                entry.question,
                for_person(entry.answer),
                _source(entry),
                round(score, 3),
                entry.reviewed_on,
            )
            for score, entry in best(scored)
        ]

    async def _of_replies(self, text: str, queue: str | None) -> list[Suggestion]:
        replies = await self._replies.all(queue)
        said = {reply.id: (reply.title, reply.text, *reply.tags) for reply in replies}
        async with self._warming:
            if not said.items() <= self._canned.said.items():
                every = await self._replies.all()
                texts = {reply.id: (reply.title, reply.text, *reply.tags) for reply in every}
                self._canned = _Canned(texts, await asyncio.to_thread(Ranking, texts))
        by_id = {reply.id: reply for reply in replies}
        ranked = self._canned.ranking.rank(text, len(self._canned.said))
        scored = [(score, by_id[id]) for id, score in ranked if id in by_id]
        return [
            Suggestion(
                "canned", reply.id, reply.title, reply.text, _CANNED, round(score, 3), reply.reviewed_on
            )
            for score, reply in best(scored, _CANNED_BAR)
        ]

    async def _figures(self, attributes: Mapping[str, str], text: str, about: About) -> list[Suggestion]:
        """Of the product the message names, else of the one spoken of before."""
        said = fold(text)
        asked = list(dict.fromkeys(value for name, value in attributes.items() if name in said))
        if not asked:
            return []
        try:
            named = await self._products.named_in(text)
            products = named[0] if named else await self._known(about.products)
        except StoreUnavailable:
            return []
        return [_figure(product, asked) for product in products[:BEST]]

    async def _known(self, names: Sequence[str]) -> list[Product]:
        if not names:
            return []
        return [product for product in await self._products.list() if product.name == names[0]]


def best(scored: Iterable[tuple[float, Any]], bar: float = _BAR) -> list[tuple[float, Any]]:
    """At most three, the best first: none where the first is below `bar`, and no straggler."""
    ordered = sorted(scored, key=lambda pair: -pair[0])[:BEST]
    if not ordered or ordered[0][0] < bar:
        return []
    return [pair for pair in ordered if pair[0] >= _NEAR_THE_FIRST * ordered[0][0]]


def for_person(answer: str) -> str:
    """An answer of the bot without the sentences in which it speaks of itself and its ways to a person."""
    sentences = re.split("(?<=[。？])", answer)
    return "".join(sentence for sentence in sentences if not _BOTS_OWN.search(sentence))


def lines_of(slots: Mapping[str, Any], products: Iterable[Product] = ()) -> frozenset[Line]:
    """The lines named among the values of a hand-off's slots, and those of `products`."""
    said = "；".join(value for value in slots.values() if isinstance(value, str))
    named = {line for line, names in LINE_NAMES.items() if any(name in said for name in names)}
    return frozenset(named | {product.line for product in products})


def _figure(product: Product, asked: Sequence[str]) -> Suggestion:
    attributes = shown([product], list(asked))
    facts = "；".join(f"{name}：{value(product, name)}" for name in attributes)
    return Suggestion(
        "product",
        product.code,
        f"{product.short_name}的{'、'.join(attributes)}",
        f"{product.short_name}，{facts}。以保险合同条款为准。",
        f"{clause(product)}（{product.clause_version}）",
        1.0,
    )


def _source(entry: FaqEntry) -> str:
    source = entry.source
    return " ".join(part for part in (source.name, source.article, source.clause) if part)
