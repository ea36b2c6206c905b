"""Engagements: each stay of a conversation with people, and how it went in time.

One begins when the conversation enters a queue and ends when it is closed, goes back to the bot, or the customer stops
waiting. It is written in the same lock as the owner and the messages, so it cannot disagree with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.conversations.models import EngagementRow, WaitRow
from kernel.database import UtcDateTime, readonly

_SAMPLE = 20


class Ending(StrEnum):
    CLOSED = "closed"
    # To the bot, by a person.
    RETURNED = "returned"
    # Before a person had it.
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Engagement:
    """`accepted_at`: when the first person took it, `engaged_at`: when the present one did. `agent` is null while it
    waits. `awaiting_since`: since when the customer waits for a word of a person, null when there is nothing to answer.
    `longest_reply_s`: the longest such wait after the first reply, in seconds; null before the second.
    """

    id: int
    conversation_id: str
    channel: str
    queue: str
    priority: int
    queued_at: datetime
    agent: str | None
    engaged_at: datetime | None
    accepted_at: datetime | None
    first_reply_at: datetime | None
    awaiting_since: datetime | None
    longest_reply_s: int | None
    replies: int
    transfers: int
    ended_at: datetime | None
    ending: Ending | None
    wrap_up: str | None


@dataclass(frozen=True)
class Work:
    """What an agent holds now, and when they last took or ended a conversation."""

    held: int = 0
    last_at: datetime | None = None


class OpenEngagement:
    """The one under way of a conversation whose row the caller has locked; where there is none, nothing is written."""

    def __init__(self, connection: AsyncConnection, conversation_id: str, now: datetime) -> None:
        self._connection = connection
        self._conversation = conversation_id
        self._now = now
        self._mine = (EngagementRow.conversation_id == conversation_id, EngagementRow.ended_at.is_(None))

    async def begin(self, channel: str, queue: str, priority: int) -> None:
        await self._connection.execute(
            insert(EngagementRow).values(
                conversation_id=self._conversation,
                channel=channel,
                queue=queue,
                priority=priority,
                queued_at=self._now,
                awaiting_since=self._now,
                replies=0,
                transfers=0,
            )
        )

    async def move(self, agent: str | None, queue: str, priority: int, *, transferred: bool) -> None:
        """To an agent, or with `agent` None back to a queue: either way the customer waits for a word again."""
        values: dict[str, Any] = {
            "agent": agent,
            "queue": queue,
            "priority": priority,
            "engaged_at": self._now if agent else None,
            "awaiting_since": self._or_now(EngagementRow.awaiting_since),
        }
        if agent is not None:
            values["accepted_at"] = self._or_now(EngagementRow.accepted_at)
        if transferred:
            values["transfers"] = EngagementRow.transfers + 1
        await self._write(values)

    async def end(self, ending: Ending, wrap_up: str | None) -> None:
        await self._write({"ended_at": self._now, "ending": ending.value, "wrap_up": wrap_up})

    async def customer_wrote(self) -> None:
        await self._write({"awaiting_since": self._or_now(EngagementRow.awaiting_since)})

    async def person_replied(self) -> None:
        found = await self._connection.execute(select(EngagementRow.__table__).where(*self._mine))
        row = found.one_or_none()
        if row is None:
            return
        first = row.first_reply_at is None
        values = {"replies": row.replies + 1, "awaiting_since": None}
        if first:
            values["first_reply_at"] = self._now
        if row.awaiting_since is not None:
            waited = await self._waited(row, row.queued_at if first else row.awaiting_since, first)
            if not first:
                values["longest_reply_s"] = max(waited, row.longest_reply_s or 0)
        await self._write(values)

    async def _waited(self, row: Any, asked_at: datetime, first: bool) -> int:
        """Note a wait that ends now; its seconds."""
        waited = int((self._now - asked_at).total_seconds())
        await self._connection.execute(
            insert(WaitRow).values(
                engagement_id=row.id,
                conversation_id=self._conversation,
                queue=row.queue,
                agent=row.agent,
                first=first,
                asked_at=asked_at,
                answered_at=self._now,
                waited_s=waited,
            )
        )
        return waited

    def _or_now(self, column: Any) -> Any:
        return func.coalesce(column, literal(self._now, UtcDateTime))

    async def _write(self, values: dict[str, Any]) -> None:
        await self._connection.execute(update(EngagementRow).where(*self._mine).values(values))


class Engagements:
    """The reading side, for whoever measures people's work."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._reading = readonly(engine)

    async def open(self) -> list[Engagement]:
        """All under way, oldest first."""
        return await self._where(EngagementRow.ended_at.is_(None))

    async def get(self, engagement_id: int) -> Engagement | None:
        found = await self._where(EngagementRow.id == engagement_id)
        return found[0] if found else None

    async def of(self, conversation_id: str) -> list[Engagement]:
        """All of a conversation, oldest first; the last one may be open."""
        return await self._where(EngagementRow.conversation_id == conversation_id)

    async def begun(
        self,
        since: datetime,
        until: datetime,
        *,
        queue: str | None = None,
        after: int = 0,
        limit: int = 1_000,
    ) -> list[Engagement]:
        """Those that entered a queue in [since, until), paged like `ended`."""
        return await self._page(EngagementRow.queued_at, since, until, None, queue, after, limit)

    async def ended(
        self,
        since: datetime,
        until: datetime,
        *,
        agent: str | None = None,
        queue: str | None = None,
        after: int = 0,
        limit: int = 1_000,
    ) -> list[Engagement]:
        """Those that ended in [since, until), by id; the next page begins `after` the last id of this one."""
        return await self._page(EngagementRow.ended_at, since, until, agent, queue, after, limit)

    async def _page(
        self,
        moment: Any,
        since: datetime,
        until: datetime,
        agent: str | None,
        queue: str | None,
        after: int,
        limit: int,
    ) -> list[Engagement]:
        conditions = [moment >= since, moment < until, EngagementRow.id > after]
        if agent is not None:
            conditions.append(EngagementRow.agent == agent)
        if queue is not None:
            conditions.append(EngagementRow.queue == queue)
        return await self._where(*conditions, limit=limit)

    async def work(self, agents: Sequence[str], since: datetime) -> dict[str, Work]:
        """Per agent; what ended before `since` does not count."""
        open_ones = (
            select(EngagementRow.agent, func.count(), func.max(EngagementRow.engaged_at))
            .where(EngagementRow.ended_at.is_(None), EngagementRow.agent.in_(agents))
            .group_by(EngagementRow.agent)
        )
        ended = (
            select(EngagementRow.agent, func.max(EngagementRow.ended_at))
            .where(EngagementRow.agent.in_(agents), EngagementRow.ended_at >= since)
            .group_by(EngagementRow.agent)
        )
        found = {agent: Work() for agent in agents}
        async with self._reading.connect() as connection:
            for agent, held, taken_at in await connection.execute(open_ones):
                found[agent] = Work(held, taken_at)
            for agent, ended_at in await connection.execute(ended):
                known = found[agent]
                found[agent] = Work(known.held, max(known.last_at or ended_at, ended_at))
        return found

    async def last_agents(self, conversation_ids: Sequence[str], since: datetime) -> dict[str, str]:
        """Per conversation who had it last of what ended since; those nobody had are missing."""
        query = (
            select(EngagementRow.conversation_id, EngagementRow.agent)
            .where(
                EngagementRow.conversation_id.in_(conversation_ids),
                EngagementRow.agent.is_not(None),
                EngagementRow.ended_at >= since,
            )
            .order_by(EngagementRow.id)
        )
        async with self._reading.connect() as connection:
            return {row.conversation_id: row.agent for row in await connection.execute(query)}

    async def handling_s(self, queue: str) -> float | None:
        """`handling_of_late` of a queue."""
        async with self._reading.connect() as connection:
            return await handling_of_late(connection, queue)

    async def _where(self, *conditions: Any, limit: int | None = None) -> list[Engagement]:
        query = select(EngagementRow.__table__).where(*conditions).order_by(EngagementRow.id).limit(limit)
        async with self._reading.connect() as connection:
            return [engagement_of(row) for row in await connection.execute(query)]


async def handling_of_late(connection: AsyncConnection, queue: str) -> float | None:
    """Mean seconds from a person's taking a conversation of `queue` to its end, over the last that ended; None where
    nothing was measured yet."""
    rows = await connection.execute(
        select(EngagementRow.accepted_at, EngagementRow.ended_at)
        .where(
            EngagementRow.queue == queue,
            EngagementRow.accepted_at.is_not(None),
            EngagementRow.ended_at.is_not(None),
        )
        .order_by(EngagementRow.ended_at.desc())
        .limit(_SAMPLE)
    )
    spans = [(row.ended_at - row.accepted_at).total_seconds() for row in rows]
    return sum(spans) / len(spans) if spans else None


def engagement_of(row: Any) -> Engagement:
    """From a row of the table."""
    ending = Ending(row.ending) if row.ending else None
    return Engagement(**{**row._asdict(), "ending": ending})
