"""How often what the desk suggests is taken over into a message."""

from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.assist.models import SuggestionUsedRow
from kernel.clock import Clock
from kernel.database import readonly

# Kind, a colon, id: `faq:claims.report_deadline`.
USED = r"^(faq|product|card):[\w.-]{1,80}$"


class Uses:
    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def add(self, username: str, conversation_id: str, used: str) -> None:
        kind, _, suggestion = used.partition(":")
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(SuggestionUsedRow).values(
                    at=self._clock.now(),
                    username=username,
                    conversation_id=conversation_id,
                    kind=kind,
                    suggestion=suggestion,
                )
            )

    async def by_kind(self, since: datetime, until: datetime) -> dict[str, int]:
        """Messages per kind of suggestion."""
        total: dict[str, int] = {}
        for (kind, _), number in (await self._count(since, until)).items():
            total[kind] = total.get(kind, 0) + number
        return total

    async def by_staff(self, since: datetime, until: datetime) -> dict[str, int]:
        """Messages per username."""
        total: dict[str, int] = {}
        for (_, username), number in (await self._count(since, until)).items():
            total[username] = total.get(username, 0) + number
        return total

    async def _count(self, since: datetime, until: datetime) -> dict[tuple[str, str], int]:
        query = (
            select(SuggestionUsedRow.kind, SuggestionUsedRow.username, func.count())
            .where(SuggestionUsedRow.at >= since, SuggestionUsedRow.at < until)
            .group_by(SuggestionUsedRow.kind, SuggestionUsedRow.username)
        )
        async with readonly(self._engine).connect() as connection:
            return {(kind, username): int(n) for kind, username, n in await connection.execute(query)}
