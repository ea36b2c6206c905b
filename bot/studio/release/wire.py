"""The shapes of releases."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

from bot.conversations.by_model import ModelCount
from bot.release import releases
from bot.release.comparisons import ShadowTurn
from bot.studio.release.release import Target
from kernel.clock import local
from kernel.masking import show_text

Note = Annotated[str, Meta(max_length=500)]


class Approve(Struct, forbid_unknown_fields=True):
    note: Note = ""


class Promote(Struct, forbid_unknown_fields=True):
    """`share`: percent of the conversations, for a shadow or a canary."""

    to: Target = "live"
    share: Annotated[int, Meta(ge=1, le=100)] | None = None
    note: Note = ""


class Why(Struct, forbid_unknown_fields=True):
    note: Note = ""


class Release(Struct):
    """`share`: percent, 0 where the act has none."""

    id: int
    at: str
    by: str
    by_name: str
    model: str
    act: str
    share: int
    note: str


class ReleasesShown(Struct):
    """Newest first."""

    releases: list[Release]


class Value(Struct):
    """`value`: null where there is nothing to count; `n`: what it is a share or a mean of."""

    value: float | None
    n: int


class Figure(Struct):
    name: Literal["conversations", "containment", "handoff", "missed", "rating", "turns"]
    live: Value
    candidate: Value


class Read(Struct):
    """How a model read a turn: `answer` where its words can be known without acting."""

    intent: str | None
    topic: str | None
    action: str | None
    answer: str | None


class Differing(Struct):
    conversation_id: str
    seq: int
    at: str
    text: str
    live: Read
    candidate: Read


class ShadowShown(Struct):
    compared: int
    same: int
    differing: list[Differing]


class Comparison(Struct):
    """`against`: the model it is held against; null, and no figures, where there is none. `since`: when its trial began."""

    against: str | None
    since: str | None
    figures: list[Figure]
    shadow: ShadowShown


def release(of: releases.Release, names: Mapping[str, str]) -> Release:
    return Release(
        of.no,
        local(of.at).isoformat(timespec="seconds"),
        of.by,
        names.get(of.by, of.by),
        of.model,
        of.act.value,
        of.share,
        show_text(of.note),
    )


def figures(live: ModelCount, candidate: ModelCount) -> list[Figure]:
    pairs = zip(_values(live), _values(candidate), strict=True)
    return [Figure(name, one, other) for (name, one), (_, other) in pairs]


def _values(
    of: ModelCount,
) -> Iterator[tuple[Literal["conversations", "containment", "handoff", "missed", "rating", "turns"], Value]]:
    yield "conversations", Value(of.conversations, of.conversations)
    yield "containment", _share(of.contained, of.conversations)
    yield "handoff", _share(of.handed_off, of.understood)
    yield "missed", _share(of.missed, of.understood)
    yield "rating", _share(of.stars, of.ratings)
    yield "turns", _share(of.turns, of.conversations)


def _share(part: int, whole: int) -> Value:
    return Value(round(part / whole, 4) if whole else None, whole)


def differing(of: ShadowTurn) -> Differing:
    return Differing(
        of.conversation_id,
        of.seq,
        local(of.at).isoformat(timespec="seconds"),
        show_text(of.text),
        _read(of.live),
        _read(of.candidate),
    )


def _read(of: Mapping[str, str | None]) -> Read:
    answer = of.get("answer")
    return Read(of.get("intent"), of.get("topic"), of.get("action"), show_text(answer) if answer else None)
