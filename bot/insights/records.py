"""The records behind a figure, newest day first: what was counted, seen again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.insights.dashboard import Span
from bot.insights.facts import Facts
from bot.insights.kpi import Figure, Kpi
from bot.insights.seen import Seen, Source, day_of, morning
from kernel.clock import Clock

PAGE = 50
_AT_ONCE = timedelta(days=31)


@dataclass(frozen=True)
class Cursor:
    """Where the next page begins: at the `place`th of that day."""

    day: date
    place: int


@dataclass(frozen=True)
class Page:
    records: Sequence[Seen]
    next: Cursor | None


class Records:
    def __init__(self, facts: Facts, clock: Clock) -> None:
        self._facts = facts
        self._clock = clock

    async def page(self, kpi: Kpi, span: Span, by: str, key: str, after: Cursor | None) -> Page:
        """`by`, `key`: of one part alone; both empty: of all."""
        source = next(each for each in self._facts.sources if kpi.measure in each.measures)
        sums = await self._facts.by_day([kpi.measure], span.since, span.until, dimension=by, key=key)
        days = sorted((day for (_, day) in sums if after is None or day <= after.day), reverse=True)
        found: list[Seen] = []
        for some in _batches(days, {day: one.n for (_, day), one in sums.items()}):
            seen = await self._of(source, kpi, some, by, key)
            for day in some:
                place = after.place if after is not None and after.day == day else 0
                for number, each in enumerate(seen[day][place:], start=place):
                    if len(found) == PAGE:
                        return Page(found, Cursor(day, number))
                    found.append(each)
        return Page(found, None)

    async def _of(
        self, source: Source, kpi: Kpi, days: Sequence[date], by: str, key: str
    ) -> dict[date, list[Seen]]:
        """Of each of these days, newest first."""
        found: dict[date, list[Seen]] = {day: [] for day in days}
        since, until = morning(days[-1]), morning(days[0] + timedelta(days=1))
        async for each in source.seen(since, until, self._clock.now()):
            if each.measure == kpi.measure and (not by or each.dims.get(by) == key):
                found.setdefault(day_of(each.at), []).append(each)
        for some in found.values():
            some.sort(key=lambda each: (each.at, each.number), reverse=True)
        return found


def _batches(days: Sequence[date], n: Mapping[date, int]) -> Iterator[list[date]]:
    """As many days, newest first, as fill a page, of a month at most: read at once."""
    batch: list[date] = []
    for day in days:
        if batch and (sum(n[each] for each in batch) > PAGE or batch[0] - day > _AT_ONCE):
            yield batch
            batch = []
        batch.append(day)
    if batch:
        yield batch


def value_of(kpi: Kpi, seen: Seen) -> float:
    """As the KPI counts it: percent, points, or the unit of a time."""
    if kpi.figure in (Figure.SHARE, Figure.BALANCE):
        return 100 * seen.value
    return round(seen.value / kpi.scale, 2)
