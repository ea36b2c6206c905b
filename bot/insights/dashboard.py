"""The figures of a span of days: value, target, what it was before, day by day, part by part."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.insights.anomalies import WEEKS, Anomaly, Worth, anomaly
from bot.insights.facts import Facts, Sum
from bot.insights.kpi import Dimension, Kpi, KpiGroup
from bot.insights.kpis.words import ENTRY
from bot.insights.seen import day_of
from kernel.clock import Clock


@dataclass(frozen=True)
class Span:
    """Days in Shanghai, both included."""

    since: date
    until: date

    @property
    def length(self) -> timedelta:
        return self.until - self.since + timedelta(days=1)

    @property
    def days(self) -> list[date]:
        return [self.since + timedelta(days=n) for n in range(self.length.days)]

    @property
    def before(self) -> "Span":
        """As many days just before."""
        return Span(self.since - self.length, self.since - timedelta(days=1))


@dataclass(frozen=True)
class OfDay:
    day: date
    value: float | None
    n: int
    anomaly: Anomaly | None


@dataclass(frozen=True)
class Reading:
    """A KPI over a span. `met` None: no target, or nothing measured."""

    kpi: Kpi
    value: float | None
    n: int
    met: bool | None
    previous: float | None
    trend: Sequence[OfDay]


@dataclass(frozen=True)
class Part:
    key: str
    name: str
    value: float | None
    n: int


class Dashboard:
    """`titles`: FAQ entry → the question it answers."""

    def __init__(
        self,
        facts: Facts,
        clock: Clock,
        groups: Sequence[KpiGroup],
        titles: Callable[[], Mapping[str, str]],
    ) -> None:
        self._facts = facts
        self._titles = titles
        self._clock = clock
        self.groups = groups
        self.kpis: Mapping[str, Kpi] = {kpi.id: kpi for group in groups for kpi in group.kpis}

    async def computed_at(self) -> datetime | None:
        return await self._facts.computed_at()

    async def readings(self, span: Span, before: Span | None = None) -> dict[str, Reading]:
        """KPI → how it stood, beside `before`, or as many days just before."""
        return await self._readings(list(self.kpis.values()), span, before or span.before)

    async def reading(self, kpi: Kpi, span: Span) -> Reading:
        return (await self._readings([kpi], span, span.before))[kpi.id]

    async def _readings(self, kpis: Sequence[Kpi], span: Span, before: Span) -> dict[str, Reading]:
        first = min(before.since, span.since - timedelta(weeks=WEEKS))
        sums = await self._facts.by_day({kpi.measure for kpi in kpis}, first, span.until)
        days: dict[str, dict[date, Sum]] = {}
        for (measure, day), one in sums.items():
            days.setdefault(measure, {})[day] = one
        return {kpi.id: self._reading(kpi, span, before, days.get(kpi.measure, {})) for kpi in kpis}

    def _reading(self, kpi: Kpi, span: Span, before: Span, days: Mapping[date, Sum]) -> Reading:
        whole = _total(days, span)
        value, today = kpi.value(whole), day_of(self._clock.now())
        worth = {day: Worth(kpi.value(one), one.n) for day, one in days.items()}
        nothing, first = Worth(kpi.value(Sum()), 0), min(days, default=span.until)
        trend = [
            OfDay(
                day,
                (this := worth.get(day, nothing)).value,
                this.n,
                # A day that is not over is not to be compared with whole ones.
                anomaly(kpi, worth, day, first) if day < today else None,
            )
            for day in span.days
        ]
        met = None if kpi.target is None or value is None else kpi.target.met(value)
        return Reading(kpi, value, whole.n, met, kpi.value(_total(days, before)), trend)

    async def parts(self, kpi: Kpi, dimension: Dimension, span: Span) -> list[Part]:
        """The KPI part by part, largest first."""
        sums = await self._facts.by_key(kpi.measure, dimension.id, span.since, span.until)
        whole = Sum()
        if dimension.of_whole:
            for one in (await self._facts.by_day([kpi.measure], span.since, span.until)).values():
                whole.add(one)
        names = self._titles() if dimension is ENTRY else dimension.names
        found = [
            Part(
                key,
                names.get(key, key),
                kpi.part(dimension, one, whole),
                round(one.total) if dimension.of_whole else one.n,
            )
            for key, one in sums.items()
        ]
        return sorted(found, key=lambda each: (-each.n, each.key))


def _total(days: Mapping[date, Sum], span: Span) -> Sum:
    whole = Sum()
    for day, one in days.items():
        if span.since <= day <= span.until:
            whole.add(one)
    return whole
