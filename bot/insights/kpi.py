"""KPI 指标: what it is called, how it is computed of which measure, and what it should reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.insights.facts import Sum

Unit = Literal["percent", "count", "seconds", "days", "score", "points"]
Drill = Literal["conversations", "claims", "complaints", "outreach"]


class Figure(StrEnum):
    """How a sum becomes a value."""

    COUNT = "count"  # n
    SHARE = "share"  # total of n, in percent
    BALANCE = "balance"  # total of n, in points from -100 to 100
    MEAN = "mean"  # total / n
    P50 = "p50"  # nearest rank
    P90 = "p90"

    @property
    def spread(self) -> bool:
        """Whether it takes the distribution."""
        return self in (Figure.P50, Figure.P90)


@dataclass(frozen=True)
class Target:
    op: Literal[">=", "<="]
    value: float

    def met(self, value: float) -> bool:
        return value >= self.value if self.op == ">=" else value <= self.value


@dataclass(frozen=True)
class Dimension:
    """`names`: key → what staff calls it; a key without is shown as it is.

    `of_whole`: a part is what fell to it of everything counted (转人工 by reason); else it is a whole of its own (by channel).
    """

    id: str
    name: str
    names: Mapping[str, str]
    of_whole: bool = False


@dataclass(frozen=True)
class Kpi:
    """`about`: one sentence, how it is computed. `measure`: of which facts. `scale`: a sum's unit ÷ this is `unit`."""

    id: str
    name: str
    about: str
    measure: str
    figure: Figure
    unit: Unit
    target: Target | None = None
    dimensions: Sequence[Dimension] = ()
    drill: Drill | None = None
    scale: float = 1

    def value(self, one: Sum) -> float | None:
        """None where there is nothing to measure; a count of nothing is 0."""
        if self.figure is Figure.COUNT:
            return one.n
        if one.n == 0:
            return None
        if self.figure is Figure.P50:
            return round(_percentile(one, 0.5) / self.scale, 2)
        if self.figure is Figure.P90:
            return round(_percentile(one, 0.9) / self.scale, 2)
        if self.figure is Figure.MEAN:
            return round(one.total / one.n / self.scale, 2)
        return round(100 * one.total / one.n, 1)

    def part(self, dimension: Dimension, one: Sum, whole: Sum) -> float | None:
        """The value of one part."""
        return self.value(Sum(whole.n, one.total)) if dimension.of_whole else self.value(one)


@dataclass(frozen=True)
class KpiGroup:
    id: str
    name: str
    kpis: Sequence[Kpi]


def _percentile(one: Sum, share: float) -> float:
    """What `share` of them do not exceed (nearest rank)."""
    rank = max(1, -(-one.buckets.total() * round(share * 100) // 100))
    seen = 0
    for value in sorted(one.buckets):
        seen += one.buckets[value]
        if seen >= rank:
            return value
    raise ValueError("no values")
