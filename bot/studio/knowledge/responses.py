"""What the bot says when it is not answering from the FAQ: the responses of `domain.yml`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.studio.errors import BadEntry, ItemNotFound, UnknownBlank, VersionConflict
from bot.studio.knowledge.lists import paired
from bot.studio.knowledge.mentions import Mention, named
from bot.studio.knowledge.shelf import DOMAIN, Item, Shelf, shelf_of
from bot.studio.repository.documents import Document, version_of
from bot.studio.repository.repository import Author, DataRepository, Draft
from insurance.domain.conduct import breaches
from insurance.domain.errors import ConductBreach
from insurance.domain.faq import CHANNELS

_BLANK = re.compile(r"(?<!{){(\w+)}(?!})")


@dataclass(frozen=True)
class Variant:
    """`channel` none: said on every channel that has no words of its own."""

    text: str
    channel: str | None = None


@dataclass(frozen=True)
class Response:
    """`variables`: blanks that whoever utters it fills; `used_in`: rules and golden conversations that name it."""

    id: str
    version: str
    variants: tuple[Variant, ...]
    variables: tuple[str, ...]
    used_in: tuple[Mention, ...]


@dataclass(frozen=True)
class ResponseSummary:
    id: str
    text: str
    variants: int


class Responses:
    def __init__(self, repository: DataRepository) -> None:
        self._repository = repository

    async def put(
        self, id: str, version: str, variants: Sequence[Variant], author: Author, message: str | None = None
    ) -> Response:
        """Buttons and cards of a variant stay. `ItemNotFound`, `VersionConflict`, `BadEntry`, `UnknownBlank`,
        `ConductBreach`."""

        def work(draft: Draft) -> Response:
            shelf = shelf_of(draft)
            item = find(shelf, id)
            now = response_of(shelf, item)
            if now.version != version:
                raise VersionConflict(current=now)
            _check(now, variants)
            document = Document(draft.read(DOMAIN))
            places = paired(now.variants, variants)
            raw = [
                _raw(each, item.value[at] if at is not None else {})
                for each, at in zip(variants, places, strict=True)
            ]
            document.set(["responses", id], raw)
            draft.write(DOMAIN, document.text)
            shelf = shelf_of(draft)
            return response_of(shelf, find(shelf, id))

        _, response = await self._repository.change(author, message or f"话术 {id}：修改", work)
        return response


def find(shelf: Shelf, id: str) -> Item:
    """`ItemNotFound`."""
    item = shelf.find("response", id)
    if item is None:
        raise ItemNotFound(kind="response", id=id)
    return item


def response_of(shelf: Shelf, item: Item) -> Response:
    variants = tuple(Variant(str(each.get("text", "")), each.get("channel")) for each in item.value)
    return Response(
        item.id,
        version_of([asdict(variant) for variant in variants]),
        variants,
        tuple(dict.fromkeys(blank for variant in variants for blank in _BLANK.findall(variant.text))),
        tuple(named(shelf, item.id, ("rule", "test"))),
    )


def summaries(shelf: Shelf) -> list[ResponseSummary]:
    """In the order of the domain."""
    return [ResponseSummary(item.id, item.title, len(item.value)) for item in shelf.items("response")]


def _check(now: Response, variants: Sequence[Variant]) -> None:
    if not variants or not all(variant.text.strip() for variant in variants):
        raise BadEntry(problem="no_answer")
    if any(variant.channel not in (None, *CHANNELS) for variant in variants):
        raise BadEntry(problem="unknown_channel")
    if all(variant.channel is not None for variant in variants):
        raise BadEntry(problem="no_words_for_other_channels")
    asked = {blank for variant in variants for blank in _BLANK.findall(variant.text)}
    if unknown := sorted(asked - set(now.variables)):
        raise UnknownBlank(unknown=unknown, known=list(now.variables))
    known = {variant.text for variant in now.variants}
    for variant in variants:
        if variant.text not in known and (found := breaches(variant.text)):
            raise ConductBreach([breach.told() for breach in found])


def _raw(variant: Variant, old: Mapping[str, Any]) -> dict[str, Any]:
    """With the buttons and cards of the one it was."""
    beside = {name: value for name, value in old.items() if name not in ("text", "channel")}
    words = {name: value for name, value in asdict(variant).items() if value is not None}
    return words | beside
