"""Figures of people's work that the database counts by itself, for pages that are read every few seconds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.models import EngagementRow, RatingRow, WaitRow
from kernel.database import readonly


@dataclass(frozen=True)
class QueueCount:
    """Of the engagements that entered a queue: `begun` all, `decided` those with a person's word or an end."""

    begun: int
    decided: int


@dataclass(frozen=True)
class AgentCount:
    """`handled`: engagements that ended with this agent; `mean_first_s`: their first words, in seconds."""

    handled: int = 0
    mean_first_s: int | None = None


class Figures:
    def __init__(self, engine: AsyncEngine) -> None:
        self._reading = readonly(engine)

    async def by_queue(self, since: datetime) -> dict[str, QueueCount]:
        """Of engagements that began at `since` or later."""
        decided = func.count().filter(
            or_(EngagementRow.first_reply_at.is_not(None), EngagementRow.ended_at.is_not(None))
        )
        query = (
            select(EngagementRow.queue, func.count(), decided)
            .where(EngagementRow.queued_at >= since)
            .group_by(EngagementRow.queue)
        )
        async with self._reading.connect() as connection:
            return {queue: QueueCount(begun, done) for queue, begun, done in await connection.execute(query)}

    async def by_agent(self, since: datetime) -> dict[str, AgentCount]:
        """Of engagements that ended, and of first words said, at `since` or later."""
        handled = (
            select(EngagementRow.agent, func.count())
            .where(EngagementRow.ended_at >= since, EngagementRow.agent.is_not(None))
            .group_by(EngagementRow.agent)
        )
        first = (
            select(WaitRow.agent, func.avg(WaitRow.waited_s))
            .where(WaitRow.answered_at >= since, WaitRow.first, WaitRow.agent.is_not(None))
            .group_by(WaitRow.agent)
        )
        async with self._reading.connect() as connection:
            ended = {str(agent): int(count) for agent, count in await connection.execute(handled)}
            means = {str(agent): round(mean) for agent, mean in await connection.execute(first)}
        return {agent: AgentCount(ended.get(agent, 0), means.get(agent)) for agent in ended | means}

    async def mark(self) -> tuple[object, ...]:
        """Another one whenever an engagement began, changed hands, was answered or ended, or a rating came."""
        engagements = select(
            func.max(EngagementRow.id),
            func.count(),
            func.count(EngagementRow.agent),
            func.count(EngagementRow.awaiting_since),
            func.sum(EngagementRow.replies + EngagementRow.transfers),
        ).where(EngagementRow.ended_at.is_(None))
        async with self._reading.connect() as connection:
            running = (await connection.execute(engagements)).one()
            rated = (await connection.execute(select(func.max(RatingRow.at)))).one()
        return (*running, *rated)
