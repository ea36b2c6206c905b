"""What agents write is held against the rules of conduct before a customer can read it; what was stopped is counted, and
what went out in spite of a warning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from aiohttp import web
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.agents import Agents
from bot.conversations.errors import NotOwner
from bot.conversations.owner import Owner
from bot.desk.assist.models import ConductBreachRow
from bot.staff.accounts import Staff
from insurance.domain.conduct import Breach, Severity
from insurance.domain.errors import ConductBreach
from insurance.services.conduct import ConductService
from kernel.clock import Clock
from kernel.database import readonly

# Slots of the hand-off that name the product spoken of.
_PRODUCTS = ("product", "product_before")


@dataclass(frozen=True)
class Drafts:
    """How many since then, by guard and by username, the most first; one that broke several rules counts under each."""

    since: datetime
    total: int
    by_guard: dict[str, int]
    by_staff: dict[str, int]


class ConductDesk:
    def __init__(
        self,
        conduct: ConductService,
        agents: Agents,
        engine: AsyncEngine,
        clock: Clock,
    ) -> None:
        self._conduct = conduct
        self._agents = agents
        self._engine = engine
        self._clock = clock

    async def found(self, conversation_id: str, text: str) -> list[Breach]:
        """What in a draft is stopped or warned of."""
        return await self._conduct.breaches(
            text, about=await self._spoken_of(conversation_id), by_person=True
        )

    async def check(self, staff: Staff, conversation_id: str, text: str, *, confirmed: bool) -> list[Breach]:
        """What was warned of and goes out all the same, because it is `confirmed`; to be counted once it has gone out.

        `ConductBreach` for what is stopped, or warned of and not confirmed; `NotOwner`, `ConversationNotFound` where nothing
        may go out at all.
        """
        found = await self.found(conversation_id, text)
        if not found:
            return []
        listed = await self._agents.get(conversation_id)
        if listed.owner is not Owner.AGENT or listed.agent != staff.username:
            raise NotOwner(owner=listed.owner.value)
        if blocked(found):
            await self._count_draft(staff, conversation_id, found, sent=False)
        elif confirmed:
            return found
        raise ConductBreach([breach.told() for breach in found])

    async def check_step(self, staff: Staff, number: str, *texts: str | None) -> None:
        """`ConductBreach` for words of a step on a complaint or request, which its customer reads. `number`: the record's.

        What is only warned of passes: a step has been read before it is confirmed.
        """
        text = "\n".join(text for text in texts if text)
        found = blocked(await self._conduct.breaches(text, by_person=True))
        if found:
            await self._count_draft(staff, number, found, sent=False)
            raise ConductBreach([breach.told() for breach in found])

    async def sent_anyway(self, staff: Staff, conversation_id: str, warned: Sequence[Breach]) -> None:
        """Count a message that went out in spite of these warnings."""
        if warned:
            await self._count_draft(staff, conversation_id, warned, sent=True)

    async def _count_draft(self, staff: Staff, number: str, found: Sequence[Breach], *, sent: bool) -> None:
        draft = uuid4().hex
        rows = [
            {
                "at": self._clock.now(),
                "draft": draft,
                "username": staff.username,
                "guard": guard,
                "conversation_id": number,
                "sent": sent,
            }
            for guard in dict.fromkeys(breach.guard.id for breach in found)
        ]
        async with self._engine.begin() as connection:
            await connection.execute(insert(ConductBreachRow), rows)

    async def counted(self, days: int, *, sent: bool) -> Drafts:
        """Of the last `days` times 24 hours; `sent`: those warned of that went out all the same, else those stopped."""
        since = self._clock.now() - timedelta(days=days)
        by_guard = await self._count(ConductBreachRow.guard, since, sent)
        by_staff = await self._count(ConductBreachRow.username, since, sent)
        return Drafts(since, sum(by_staff.values()), by_guard, by_staff)

    async def _count(self, column: Any, since: datetime, sent: bool) -> dict[str, int]:
        """Drafts per value of `column`, the most first."""
        count = func.count(ConductBreachRow.draft.distinct())
        kept = (ConductBreachRow.at >= since, ConductBreachRow.sent.is_(sent))
        query = select(column, count).where(*kept).group_by(column)
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(query.order_by(count.desc(), column))
            return {str(value): int(number) for value, number in rows}

    async def _spoken_of(self, conversation_id: str) -> list[str]:
        handoffs = await self._agents.handoffs([conversation_id])
        slots = handoffs.get(conversation_id, {}).get("slots") or {}
        return [slots[name] for name in _PRODUCTS if isinstance(slots.get(name), str)]


def blocked(found: Sequence[Breach]) -> list[Breach]:
    """Those that stop a draft."""
    return [breach for breach in found if breach.guard.severity is Severity.BLOCK]


CONDUCT = web.AppKey("conduct", ConductDesk)
