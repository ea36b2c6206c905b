"""What agents write is held against the rules of conduct before a customer can read it; what was stopped is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NoReturn
from uuid import uuid4

from aiohttp import web
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.agents import Agents
from bot.conversations.errors import NotOwner
from bot.conversations.owner import Owner
from bot.desk.assist.models import ConductBreachRow
from bot.desk.staff.accounts import Staff
from insurance.domain.conduct import Breach
from insurance.domain.errors import ConductBreach
from insurance.services.conduct import ConductService
from kernel.clock import Clock
from kernel.database import readonly

# Slots of the hand-off that name the product spoken of.
_PRODUCTS = ("product", "product_before")


@dataclass(frozen=True)
class StoppedDrafts:
    """How many drafts were stopped since then, by guard and by username, the most first."""

    since: datetime
    total: int
    by_guard: dict[str, int]
    by_staff: dict[str, int]


class ConductDesk:
    def __init__(self, conduct: ConductService, agents: Agents, engine: AsyncEngine, clock: Clock) -> None:
        self._conduct = conduct
        self._agents = agents
        self._engine = engine
        self._clock = clock

    async def check(self, staff: Staff, conversation_id: str, text: str) -> None:
        """`ConductBreach` for what may not go out; `NotOwner`, `ConversationNotFound` where nothing may at all."""
        found = await self._conduct.breaches(text, about=await self._spoken_of(conversation_id))
        if not found:
            return
        listed = await self._agents.get(conversation_id)
        if listed.owner is not Owner.AGENT or listed.agent != staff.username:
            raise NotOwner(owner=listed.owner.value)
        await self._stop(staff, conversation_id, found)

    async def check_step(self, staff: Staff, number: str, *texts: str | None) -> None:
        """The same for words of a step on a complaint or request, which its customer reads. `number`: the record's."""
        found = await self._conduct.breaches("\n".join(text for text in texts if text))
        if found:
            await self._stop(staff, number, found)

    async def _stop(self, staff: Staff, number: str, found: Sequence[Breach]) -> NoReturn:
        draft = uuid4().hex
        rows = [
            {
                "at": self._clock.now(),
                "draft": draft,
                "username": staff.username,
                "guard": guard,
                "conversation_id": number,
            }
            for guard in dict.fromkeys(breach.guard.id for breach in found)
        ]
        async with self._engine.begin() as connection:
            await connection.execute(insert(ConductBreachRow), rows)
        raise ConductBreach([(breach.guard.id, (breach.start, breach.end), breach.safe) for breach in found])

    async def stopped(self, days: int) -> StoppedDrafts:
        """Of the last `days` times 24 hours; a draft that broke several rules counts under each of them."""
        since = self._clock.now() - timedelta(days=days)
        by_guard = await self._count(ConductBreachRow.guard, since)
        by_staff = await self._count(ConductBreachRow.username, since)
        return StoppedDrafts(since, sum(by_staff.values()), by_guard, by_staff)

    async def _count(self, column: Any, since: datetime) -> dict[str, int]:
        """Drafts per value of `column`, the most first."""
        count = func.count(ConductBreachRow.draft.distinct())
        query = select(column, count).where(ConductBreachRow.at >= since).group_by(column)
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(query.order_by(count.desc(), column))
            return {str(value): int(number) for value, number in rows}

    async def _spoken_of(self, conversation_id: str) -> list[str]:
        handoffs = await self._agents.handoffs([conversation_id])
        slots = handoffs.get(conversation_id, {}).get("slots") or {}
        return [slots[name] for name in _PRODUCTS if isinstance(slots.get(name), str)]


CONDUCT = web.AppKey("conduct", ConductDesk)
