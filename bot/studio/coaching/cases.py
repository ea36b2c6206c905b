"""The case library: simulated customers as data (`cases.yml`), each with what a good agent would do.

A case is a script that answers to what the agent writes. It says a fact only when asked for it, it grows impatient when
nothing of what is written helps, and it ends: satisfied, in silence, or with a complaint.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from ruamel.yaml import YAML

from kernel.pinyin import sounds

_LATIN_OR_HAN = re.compile(r"[a-z0-9\u4e00-\u9fff]+")
_SHORTEST_BY_SOUND = 2

Words = Annotated[str, Meta(min_length=1, max_length=400)]
Line = Annotated[str, Meta(min_length=1, max_length=300)]
Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,31}$")]


class Area(StrEnum):
    """Content of training (客户的文件，4.4 培训内容)."""

    PRODUCT = "product"
    SERVICE = "service"
    COMPLIANCE = "compliance"
    COMMUNICATION = "communication"
    SYSTEM = "system"


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something the customer tells when asked: `asked` are alternatives, split by `|`."""

    id: Id
    asked: Words
    says: Line


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a good agent does. `words`: by which it is recognised; `first`: it counts in the first reply only.

    `says`: what the customer answers to it, if anything. The points of a case add up to 100.
    """

    id: Id
    text: Line
    words: Words
    points: Annotated[int, Meta(ge=1, le=100)]
    first: bool = False
    required: bool = True
    says: Line | None = None


class Reaction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the customer says once to something else the agent writes. `costs`: how much patience it takes."""

    words: Words
    says: Line
    costs: Annotated[int, Meta(ge=0, le=5)] = 0


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`about`: what the agent is told beforehand; `complains`: a customer out of patience complains, else falls silent."""

    id: Id
    title: Line
    area: Area
    queue: Id
    difficulty: Annotated[int, Meta(ge=1, le=3)]
    mood: Annotated[str, Meta(min_length=1, max_length=16)]
    about: Line
    opening: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=5)]
    steps: Annotated[tuple[Step, ...], Meta(min_length=1, max_length=12)]
    impatient: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=5)]
    thanks: Line
    gives_up: Line
    facts: Annotated[tuple[Fact, ...], Meta(max_length=12)] = ()
    reactions: Annotated[tuple[Reaction, ...], Meta(max_length=12)] = ()
    patience: Annotated[int, Meta(ge=1, le=8)] = 3
    complains: bool = False


def faults(case: Case) -> list[str]:
    """Codes of what is wrong with a case beyond its shape; empty where it can be played."""
    found = []
    if sum(step.points for step in case.steps) != 100:
        found.append("points_not_100")
    for name, ids in (("step", [s.id for s in case.steps]), ("fact", [f.id for f in case.facts])):
        if len(set(ids)) != len(ids):
            found.append(f"{name}_twice")
    if not any(step.required for step in case.steps):
        found.append("nothing_required")
    return found


@cache
def shipped() -> tuple[Case, ...]:
    """The cases that come with the house, in the order of the file."""
    source = files("bot.studio.coaching").joinpath("cases.yml").read_text("utf-8")
    table: Any = YAML(typ="safe", pure=True).load(source)
    return tuple(msgspec.convert(table["cases"], list[Case]))


def says_any(text: str, words: str) -> bool:
    """Whether `text` holds one of the alternatives of `words`, by letters or, from two characters on, by sound."""
    bare = "".join(_LATIN_OR_HAN.findall(text.lower()))
    heard = sounds(bare)
    return any(_holds(bare, heard, word.lower()) for word in words.split("|") if word)


def _holds(bare: str, heard: Sequence[str], word: str) -> bool:
    if word in bare:
        return True
    wanted = sounds(word)
    if len(word) < _SHORTEST_BY_SOUND or not any("\u4e00" <= char <= "\u9fff" for char in word):
        return False
    return any(heard[at : at + len(wanted)] == wanted for at in range(len(heard) - len(wanted) + 1))
