"""Waits: each time a customer waited for a person's word and got it; what replies are measured by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.models import WaitRow
from kernel.database import readonly


@dataclass(frozen=True)
class Wait:
    """`first`: from entering the queue to the first word of a person. `agent`: who answered; `waited_s` in seconds."""

    id: int
    engagement_id: int
    conversation_id: str
    queue: str
    agent: str | None
    first: bool
    asked_at: datetime
    answered_at: datetime
    waited_s: int


class Waits:
    """The reading side; `OpenEngagement` writes them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._reading = readonly(engine)

    async def of(self, engagement_ids: Sequence[int]) -> list[Wait]:
        """All of these engagements, oldest first."""
        return await self._where(WaitRow.engagement_id.in_(engagement_ids))

    async def answered(
        self, since: datetime, until: datetime, *, after: int = 0, limit: int = 1_000, over_s: int = -1
    ) -> list[Wait]:
        """Those answered in [since, until) after more than `over_s` seconds, by id; the next page begins `after` the last
        id of this one."""
        return await self._where(
            WaitRow.answered_at >= since,
            WaitRow.answered_at < until,
            WaitRow.waited_s > over_s,
            WaitRow.id > after,
            limit=limit,
        )

    async def _where(self, *conditions: Any, limit: int | None = None) -> list[Wait]:
        query = select(WaitRow.__table__).where(*conditions).order_by(WaitRow.id).limit(limit)
        async with self._reading.connect() as connection:
            return [Wait(**row._asdict()) for row in await connection.execute(query)]
