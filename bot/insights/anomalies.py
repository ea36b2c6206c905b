"""Days that are unlike the same weekdays of the weeks before: further from their median than chance moves them.

The median and the median distance from it (MAD) are not moved by the outliers that are looked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Literal

from bot.insights.kpi import Figure, Kpi

WEEKS = 8
# Of these weeks at least so many must have enough to say how such a day usually is.
_LEAST_WEEKS = 5
# Of shares and times, on the day as on those before it.
_LEAST_N = 20
_LEAST_COUNT = 10
# A normal spread is 1.4826 MAD; what lies four of them away comes by chance once in sixteen thousand days.
_FAR = 4 * 1.4826
_LEAST_POINTS = 5.0
_LEAST_PART = 0.25

Anomaly = Literal["high", "low"]


@dataclass(frozen=True, slots=True)
class Worth:
    """What a KPI was on a day, and of how many."""

    value: float | None
    n: int


def anomaly(kpi: Kpi, days: Mapping[date, Worth], day: date, first: date) -> Anomaly | None:
    """Whether the day is unusual; None also where there is too little to tell.

    A day missing from `days` had nothing; before `first` nothing is known.
    """
    counts = kpi.figure is Figure.COUNT
    nothing = _NO_COUNT if counts else _NOTHING
    this = days.get(day, nothing)
    if this.value is None or (not counts and this.n < _LEAST_N):
        return None
    values = []
    for week in _WEEKS:
        before = day - week
        if before < first:
            break
        worth = days.get(before, nothing)
        if worth.value is not None and (counts or worth.n >= _LEAST_N):
            values.append(worth.value)
    if len(values) < _LEAST_WEEKS:
        return None
    middle = _median(values)
    if counts and max(middle, this.value) < _LEAST_COUNT:
        return None
    away = abs(this.value - middle)
    if away <= _least(kpi, middle) or away <= _FAR * _median([abs(each - middle) for each in values]):
        return None
    return "high" if this.value > middle else "low"


_NOTHING, _NO_COUNT = Worth(None, 0), Worth(0, 0)
_WEEKS = [timedelta(weeks=week) for week in range(1, WEEKS + 1)]


def _median(values: list[float]) -> float:
    """As `statistics.median`, which takes five times as long on a handful."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _least(kpi: Kpi, middle: float) -> float:
    """Nearer than that nobody calls unusual: a spread of few weeks may be small by chance."""
    if kpi.figure is Figure.COUNT:
        # Counts of independent events move by their root.
        return max(4 * sqrt(middle), _LEAST_PART * middle)
    if kpi.unit in ("percent", "points"):
        return _LEAST_POINTS
    return _LEAST_PART * abs(middle)
