"""The score card of a quality review (质检): what is judged, how much each part counts, which engagements are drawn."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from random import Random
from typing import Protocol, TypeVar


class Dimension(StrEnum):
    """完整, 规范, 态度, 时效: the four parts of the score, 0 to 100 each."""

    COMPLETENESS = "completeness"
    CONFORMITY = "conformity"
    ATTITUDE = "attitude"
    TIMELINESS = "timeliness"


# Percent of the whole; together 100.
WEIGHTS: Mapping[Dimension, int] = {
    Dimension.COMPLETENESS: 30,
    Dimension.CONFORMITY: 30,
    Dimension.ATTITUDE: 25,
    Dimension.TIMELINESS: 15,
}


def total(scores: Mapping[Dimension, int]) -> int:
    """The weighted score, 0 to 100, halves up; `scores` has all four."""
    weighted = sum(scores[each] * weight for each, weight in WEIGHTS.items())
    return (weighted + 50) // 100


def timeliness(answered: int, late: int) -> int:
    """What the clocks say about 时效: of `answered` waits the share that was not `late`, 0 to 100; 100 without a wait."""
    return 100 if answered == 0 else round(100 * (answered - late) / answered)


class Drawn(Protocol):
    """What can be drawn: `agent` is whose work it is."""

    @property
    def agent(self) -> str | None: ...


D = TypeVar("D", bound=Drawn)


def draw(candidates: Iterable[D], count: int, seed: int) -> list[D]:
    """At most `count` of them, spread over the agents as evenly as they allow; the same `seed` draws the same.

    Everybody has one drawn before anybody has two, however many conversations somebody held.
    """
    chance = Random(seed)  # noqa: S311 (a sample has to be repeatable, not secret)
    of_agent: dict[str, list[D]] = {}
    for each in candidates:
        of_agent.setdefault(each.agent or "", []).append(each)
    agents = sorted(of_agent)
    chance.shuffle(agents)
    for agent in agents:
        chance.shuffle(of_agent[agent])
    drawn: list[D] = []
    while len(drawn) < count and any(of_agent.values()):
        drawn += [of_agent[agent].pop() for agent in agents if of_agent[agent]]
    return drawn[:count]
