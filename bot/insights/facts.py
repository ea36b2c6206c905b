"""Facts: figures per day, made again for days that may still change; older ones stay.

Every day of a source says as of when it was seen. Two processes may do the same: of what they saw the later stands.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.insights.models import ComputedDayRow, FactRow
from bot.insights.seen import Seen, Source, day_of, morning
from kernel.clock import Clock
from kernel.database import readonly

# The longest span that is asked for, and as long before it to compare with.
KEPT = timedelta(days=800)
# Written by a transaction that began earlier, or by a machine whose clock is behind.
_OVERLAP = timedelta(minutes=5)
# Unsettled days before yesterday are looked at this often.
_AGAIN = timedelta(hours=1)
_AT_ONCE = 31
_ROWS = 500

Row = dict[str, Any]


@dataclass
class Sum:
    """`buckets`: value → how often; empty where nobody asks for percentiles."""

    n: int = 0
    total: float = 0
    buckets: Counter[float] = field(default_factory=Counter)

    def add(self, other: "Sum") -> None:
        self.n += other.n
        self.total += other.total
        self.buckets.update(other.buckets)


class Facts:
    """`spread`: the measures that keep their distribution."""

    def __init__(
        self, engine: AsyncEngine, clock: Clock, sources: Sequence[Source], spread: Collection[str]
    ) -> None:
        self._engine = engine
        self._reading = readonly(engine)
        self._clock = clock
        self._spread = frozenset(spread)
        self.sources = sources

    async def refresh(self) -> int:
        """Bring every day up to date; how many days of sources were made."""
        return sum([await self._refresh(source) for source in self.sources])

    async def rebuild(self) -> int:
        """Make every day again, whatever stands there."""
        made = 0
        for source in self.sources:
            made += await self._make(source, await self._days(source), self._clock.now())
        return made

    async def computed_at(self) -> datetime | None:
        """As of when the newest day was seen; None: never."""
        newest = select(func.max(ComputedDayRow.computed_at)).group_by(ComputedDayRow.source)
        async with self._reading.connect() as connection:
            return min((await connection.execute(newest)).scalars(), default=None)

    async def by_day(
        self, measures: Collection[str], since: date, until: date, *, dimension: str = "", key: str = ""
    ) -> dict[tuple[str, date], Sum]:
        """(measure, day) → its sum, of `since` to `until`, both included; days on which nothing was are missing."""
        row = FactRow
        query = select(row.measure, row.day, row.n, row.total, row.buckets).where(
            row.dimension == dimension,
            row.measure.in_(measures),
            row.day >= since,
            row.day <= until,
            row.key == key,
        )
        async with self._reading.connect() as connection:
            rows = (await connection.execute(query)).all()
        return {(row.measure, row.day): _sum(row.n, row.total, row.buckets) for row in rows}

    async def by_key(self, measure: str, dimension: str, since: date, until: date) -> dict[str, Sum]:
        """Key → its sum over all these days."""
        row = FactRow
        where = (row.dimension == dimension, row.measure == measure, row.day >= since, row.day <= until)
        found: dict[str, Sum] = {}
        async with self._reading.connect() as connection:
            if measure not in self._spread:
                query = select(row.key, func.sum(row.n), func.sum(row.total)).where(*where).group_by(row.key)
                return {key: Sum(int(n), float(total)) for key, n, total in await connection.execute(query)}
            each = select(row.key, row.n, row.total, row.buckets).where(*where)
            for key, n, total, buckets in await connection.execute(each):
                found.setdefault(key, Sum()).add(_sum(n, total, buckets))
        return found

    async def keys_by_day(
        self, measure: str, dimension: str, keys: Collection[str], since: date, until: date
    ) -> dict[tuple[str, date], Sum]:
        """(key, day) → its sum."""
        row = FactRow
        query = select(row.key, row.day, row.n, row.total).where(
            row.dimension == dimension,
            row.measure == measure,
            row.key.in_(keys),
            row.day >= since,
            row.day <= until,
        )
        async with self._reading.connect() as connection:
            return {(key, day): Sum(n, total) for key, day, n, total in await connection.execute(query)}

    async def _refresh(self, source: Source) -> int:
        now = self._clock.now()
        today = day_of(now)
        known = await self._known(source.id)
        # Days are made in order, so the newest says as of when all before it were seen.
        touched = await source.touched(known[max(known)] - _OVERLAP) if known else ()

        def stale(day: date) -> bool:
            if day not in known or day in touched:
                return True
            if known[day] >= morning(day + timedelta(days=1)) + source.settles + _OVERLAP:
                return False
            return day >= today - timedelta(days=1) or known[day] <= now - _AGAIN

        return await self._make(source, [day for day in await self._days(source) if stale(day)], now)

    async def _days(self, source: Source) -> list[date]:
        """From the first on which something was to today."""
        today, first = day_of(self._clock.now()), await source.begins()
        if first is None:
            return [today]
        begins = min(today, max(day_of(first), today - KEPT))
        return [begins + timedelta(days=n) for n in range((today - begins).days + 1)]

    async def _known(self, source: str) -> dict[date, datetime]:
        query = select(ComputedDayRow.day, ComputedDayRow.computed_at).where(ComputedDayRow.source == source)
        async with self._reading.connect() as connection:
            return {row.day: row.computed_at for row in await connection.execute(query)}

    async def _make(self, source: Source, days: Sequence[date], now: datetime) -> int:
        for span in _spans(days):
            since, until = morning(span[0]), morning(span[-1] + timedelta(days=1))
            sums: dict[date, defaultdict[tuple[str, str, str], Sum]] = {day: defaultdict(Sum) for day in span}
            async for seen in source.seen(since, until, now):
                self._count(sums[day_of(seen.at)], seen)
            async with self._engine.begin() as connection:
                await self._write(connection, source, sums, now)
        return len(days)

    def _count(self, sums: defaultdict[tuple[str, str, str], Sum], seen: Seen) -> None:
        bucket = float(f"{seen.value:.4g}") if seen.measure in self._spread else None
        for dimension, key in (("", ""), *seen.dims.items()):
            one = sums[seen.measure, dimension, key[:96]]
            one.n += seen.n
            one.total += seen.value
            if bucket is not None:
                one.buckets[bucket] += 1

    async def _write(
        self,
        connection: AsyncConnection,
        source: Source,
        sums: dict[date, defaultdict[tuple[str, str, str], Sum]],
        now: datetime,
    ) -> None:
        # Who writes a day's row holds it until the end; one that saw less since then finds it and lets it stand.
        upsert: Any = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
        days = upsert(ComputedDayRow).values(
            [{"source": source.id, "day": day, "computed_at": now} for day in sorted(sums)]
        )
        days = days.on_conflict_do_update(
            index_elements=["source", "day"],
            set_={"computed_at": days.excluded.computed_at},
            where=ComputedDayRow.computed_at <= days.excluded.computed_at,
        ).returning(ComputedDayRow.day)
        mine = sorted((await connection.execute(days)).scalars())
        old = delete(FactRow).where(FactRow.day.in_(mine), FactRow.measure.in_(source.measures))
        await connection.execute(old)
        rows = [_row(day, name, one) for day in mine for name, one in sums[day].items()]
        for start in range(0, len(rows), _ROWS):
            await connection.execute(insert(FactRow), rows[start : start + _ROWS])


def _row(day: date, name: tuple[str, str, str], one: Sum) -> Row:
    measure, dimension, key = name
    buckets = {f"{value:g}": often for value, often in one.buckets.items()} or None
    return {
        "day": day,
        "measure": measure,
        "dimension": dimension,
        "key": key,
        "n": one.n,
        "total": one.total,
        "buckets": buckets,
    }


def _sum(n: int, total: float, buckets: dict[str, int] | None) -> Sum:
    return Sum(n, total, Counter({float(value): often for value, often in (buckets or {}).items()}))


def _spans(days: Iterable[date]) -> Iterator[list[date]]:
    """Days that follow each other, a month at most."""
    span: list[date] = []
    for day in days:
        if span and (day != span[-1] + timedelta(days=1) or len(span) == _AT_ONCE):
            yield span
            span = []
        span.append(day)
    if span:
        yield span
