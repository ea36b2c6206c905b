"""What customers say of the service, and whose work it was about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from bot.conversations.ledger import Ledger
from bot.conversations.models import EngagementRow, RatingRow
from kernel.database import readonly

# At most that many stars, or that likely to recommend the house and a word why: somebody should look at it.
BAD_SCORE = 2
BAD_RECOMMEND = 6


@dataclass(frozen=True)
class Rated:
    """`score` 1–5, `recommend` 0–10. `agent`, `queue`: of the engagement it follows; None where the bot did it all."""

    conversation_id: str
    at: datetime
    score: int
    recommend: int | None
    comment: str | None
    agent: str | None
    queue: str | None


class Ratings:
    def __init__(self, ledger: Ledger) -> None:
        self._reading = readonly(ledger.engine)
        self._keyring = ledger.keyring

    async def given(self, since: datetime, until: datetime, limit: int) -> list[Rated]:
        """Those of [since, until), oldest first; at most `limit`."""
        within = (RatingRow.at >= since, RatingRow.at < until)
        return await self._where(within, RatingRow.at, limit)

    async def bad(self, since: datetime, limit: int) -> list[Rated]:
        """Since then, newest first, what somebody should look at."""
        unlikely = and_(RatingRow.recommend <= BAD_RECOMMEND, RatingRow.comment.is_not(None))
        bad = (RatingRow.at >= since, or_(RatingRow.score <= BAD_SCORE, unlikely))
        return await self._where(bad, RatingRow.at.desc(), limit)

    async def _where(self, conditions: Sequence[Any], order: Any, limit: int) -> list[Rated]:
        earlier = aliased(EngagementRow)
        before = (
            select(func.max(earlier.id))
            .where(earlier.conversation_id == RatingRow.conversation_id, earlier.queued_at <= RatingRow.at)
            .correlate(RatingRow)
            .scalar_subquery()
        )
        query = (
            select(RatingRow.__table__, EngagementRow.agent, EngagementRow.queue)
            .outerjoin(EngagementRow, EngagementRow.id == before)
            .where(*conditions)
            .order_by(order, RatingRow.conversation_id)
            .limit(limit)
        )
        async with self._reading.connect() as connection:
            rows = await connection.execute(query)
            return [
                Rated(
                    row.conversation_id,
                    row.at,
                    row.score,
                    row.recommend,
                    self._keyring.decrypt(row.comment) if row.comment else None,
                    row.agent,
                    row.queue,
                )
                for row in rows
            ]
