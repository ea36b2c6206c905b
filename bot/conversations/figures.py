"""Figures of people's work that the database counts by itself, for pages that are read every few seconds."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.models import ConversationRow, EngagementRow, RatingRow, WaitRow
from kernel.database import readonly

_FIRST_CONTACT = timedelta(hours=24)
# Read at a time, so that nobody else waits for a long history.
_ROWS = 1_000


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


@dataclass(frozen=True)
class WaitCount:
    """Of an agent's answers, in seconds: first words apart from `replies`."""

    mean_first_s: int | None = None
    replies: int = 0
    mean_reply_s: int | None = None
    longest_reply_s: int | None = None


@dataclass(frozen=True)
class Contact:
    """A conversation in which something was said; `contained`: the bot alone answered it in its first 24 hours."""

    conversation_id: str
    channel: str
    opened_at: datetime
    contained: bool


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

    async def waits(self, since: datetime, until: datetime, agent: str | None = None) -> dict[str, WaitCount]:
        """By agent, of waits that they ended in [since, until)."""
        reply = WaitRow.first.is_(False)
        query = (
            select(
                WaitRow.agent,
                func.avg(WaitRow.waited_s).filter(WaitRow.first),
                func.count().filter(reply),
                func.avg(WaitRow.waited_s).filter(reply),
                func.max(WaitRow.waited_s).filter(reply),
            )
            .where(WaitRow.answered_at >= since, WaitRow.answered_at < until, WaitRow.agent.is_not(None))
            .group_by(WaitRow.agent)
        )
        if agent is not None:
            query = query.where(WaitRow.agent == agent)
        async with self._reading.connect() as connection:
            return {
                str(who): WaitCount(_rounded(first), replies, _rounded(mean), longest)
                for who, first, replies, mean, longest in await connection.execute(query)
            }

    async def contacts(self, since: datetime, until: datetime) -> AsyncIterator[Contact]:
        """Those opened in [since, until)."""
        # Two plain reads put together here: joined, a database without fresh statistics takes minutes.
        people = (
            select(EngagementRow.conversation_id, func.min(EngagementRow.queued_at))
            .where(EngagementRow.queued_at >= since, EngagementRow.queued_at < until + _FIRST_CONTACT)
            .group_by(EngagementRow.conversation_id)
        )
        opened = select(ConversationRow.id, ConversationRow.channel, ConversationRow.opened_at).where(
            ConversationRow.opened_at >= since,
            ConversationRow.opened_at < until,
            ConversationRow.last_seq > 0,
        )
        async with self._reading.connect() as connection:
            asked: dict[str, datetime] = {}
            async for rows in (await connection.stream(people)).partitions(_ROWS):
                asked.update((row[0], row[1]) for row in rows)
            async for page in (await connection.stream(opened)).partitions(_ROWS):
                for conversation_id, channel, opened_at in page:
                    at = asked.get(conversation_id)
                    contained = at is None or at >= opened_at + _FIRST_CONTACT
                    yield Contact(conversation_id, channel, opened_at, contained)

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


def _rounded(mean: Any) -> int | None:
    return None if mean is None else round(mean)
