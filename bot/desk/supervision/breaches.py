"""Breaches of service levels, each written once, so that history knows those nobody was looking at.

A sweep compares every clock that runs, and those that stopped since the last one, with its limit. What it finds is told
apart by engagement, measure and the moment the clock began: several gateways, and one that was down, write the same.
"""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.engagements import Engagement
from bot.conversations.service import Conversations
from bot.desk.supervision.levels import Level, Measure, QueueLevels, Reading
from bot.desk.supervision.models import LevelBreachRow
from bot.desk.supervision.service_levels import Promises, ServiceLevels
from kernel.clock import Clock
from kernel.database import readonly

# How far back the first sweep of a process looks at most, and how much sweeps overlap.
_FIRST_LOOK = timedelta(days=31)
_OVERLAP = timedelta(minutes=1)
_PAGE = 1_000

Row = dict[str, Any]


@dataclass(frozen=True)
class Breach:
    conversation_id: str
    queue: str
    agent: str | None
    measure: Measure
    started_at: datetime
    due: datetime


class Breaches:
    def __init__(
        self, engine: AsyncEngine, clock: Clock, conversations: Conversations, levels: ServiceLevels
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._conversations = conversations
        self._levels = levels
        self._looked_until: datetime | None = None
        self._known: set[tuple[Any, ...]] = set()

    async def sweep(self) -> int:
        """Write the breaches that came to be; how many were new."""
        now, promises = self._clock.now(), await self._levels.by_queue()
        since = await self._last_look(now)
        found = [row async for row in self._found(since, now, promises)]
        keys = {(row["engagement_id"], row["measure"], row["started_at"]) for row in found}
        new = [
            row
            for row in found
            if (row["engagement_id"], row["measure"], row["started_at"]) not in self._known
        ]
        written = await self._write(new)
        self._looked_until, self._known = now, keys
        return written

    async def _last_look(self, now: datetime) -> datetime:
        if self._looked_until is not None:
            return self._looked_until - _OVERLAP
        async with readonly(self._engine).connect() as connection:
            newest = await connection.scalar(select(func.max(LevelBreachRow.due)))
        return max(newest - timedelta(days=1), now - _FIRST_LOOK) if newest else now - _FIRST_LOOK

    async def _found(self, since: datetime, now: datetime, promises: Promises) -> AsyncIterator[Row]:
        """Rows of all clocks that have run out: those that run, and those that stopped since then."""
        until = now + timedelta(seconds=1)
        for engagement in await self._conversations.engagements.open():
            for row in _rows(engagement, promises[engagement.queue], now):
                yield row
        last = 0
        while page := await self._conversations.engagements.ended(since, until, after=last, limit=_PAGE):
            for engagement in page:
                for row in _rows(engagement, promises[engagement.queue], now):
                    yield row
            last = page[-1].id
        last = 0
        while waits := await self._conversations.waits.answered(since, until, after=last, limit=_PAGE):
            for wait in waits:
                reading = promises[wait.queue].of_wait(wait)
                if reading.level is Level.BREACH:
                    yield _row(wait.engagement_id, wait.conversation_id, wait.queue, wait.agent, reading)
            last = waits[-1].id

    async def _write(self, rows: list[Row]) -> int:
        if not rows:
            return 0
        async with self._engine.begin() as connection:
            insert: Any = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
            new = insert(LevelBreachRow).on_conflict_do_nothing().returning(LevelBreachRow.id)
            return len((await connection.execute(new, rows)).all())

    async def first_words(self, since: datetime) -> dict[str, int]:
        """By queue, how many engagements that began at `since` or later went without a person's word beyond the limit."""
        query = (
            select(LevelBreachRow.queue, func.count())
            .where(
                LevelBreachRow.measure == Measure.FIRST_RESPONSE.value,
                LevelBreachRow.due >= since,
                LevelBreachRow.started_at >= since,
            )
            .group_by(LevelBreachRow.queue)
        )
        async with readonly(self._engine).connect() as connection:
            return {str(queue): int(count) for queue, count in await connection.execute(query)}

    async def by_agent(self, since: datetime, until: datetime) -> dict[str, Counter[Measure]]:
        """How often each one's time ran out in [since, until), by measure; what ran out in the queue is nobody's."""
        query = (
            select(LevelBreachRow.agent, LevelBreachRow.measure, func.count())
            .where(LevelBreachRow.due >= since, LevelBreachRow.due < until, LevelBreachRow.agent.is_not(None))
            .group_by(LevelBreachRow.agent, LevelBreachRow.measure)
        )
        found: defaultdict[str, Counter[Measure]] = defaultdict(Counter)
        async with readonly(self._engine).connect() as connection:
            for agent, measure, count in await connection.execute(query):
                found[agent][Measure(measure)] = count
        return found

    async def between(self, since: datetime, until: datetime) -> list[Breach]:
        """Whose time ran out in [since, until), oldest first."""
        query = (
            select(LevelBreachRow.__table__)
            .where(LevelBreachRow.due >= since, LevelBreachRow.due < until)
            .order_by(LevelBreachRow.due, LevelBreachRow.id)
        )
        async with readonly(self._engine).connect() as connection:
            return [
                Breach(
                    row.conversation_id,
                    row.queue,
                    row.agent,
                    Measure(row.measure),
                    row.started_at,
                    row.due,
                )
                for row in await connection.execute(query)
            ]


def _rows(engagement: Engagement, levels: QueueLevels, now: datetime) -> Iterable[Row]:
    for reading in levels.clocks(engagement, now):
        if reading.level is Level.BREACH:
            yield _row(engagement.id, engagement.conversation_id, engagement.queue, engagement.agent, reading)


def _row(engagement_id: int, conversation_id: str, queue: str, agent: str | None, reading: Reading) -> Row:
    return {
        "engagement_id": engagement_id,
        "conversation_id": conversation_id,
        "queue": queue,
        "agent": agent,
        "measure": reading.measure.value,
        "started_at": reading.started_at,
        "due": reading.due,
    }
