"""Offers: one agent at a time is asked to take a waiting conversation, for so many seconds.

Whom to ask is the desk's business (`bot/desk/routing/offers.py`). An offer is made, answered and taken back inside the
conversation's lock, so that several gateways may make them at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import func, select

from bot.conversations.ledger import Ledger
from bot.conversations.models import ConversationRow
from bot.conversations.owner import Owner
from bot.conversations.waiting import SERVING_ORDER
from kernel.database import readonly

# More are never looked through for those who are free.
_LONGEST_LINE = 5_000


@dataclass(frozen=True)
class Waiting:
    """A conversation in the line. `offered_to` may still answer until `offered_until`; `passed_by` was asked last and did
    not take it."""

    id: str
    queue: str
    waiting_since: datetime
    offered_to: str | None
    offered_until: datetime | None
    passed_by: str | None
    passed_at: datetime | None


class Outcome(Enum):
    MADE = "made"
    # It waits no more, or another is being asked.
    TAKEN = "taken"
    # The agent is being asked for another one, or can take no more.
    BUSY = "busy"


@dataclass(frozen=True)
class Offer:
    conversation_id: str
    until: datetime


class Offers:
    """`agent` is a username."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._reading = readonly(ledger.engine)

    async def line(self, without: Collection[str] = ()) -> list[Waiting]:
        """Who waits, in serving order; `without`: channels left out."""
        columns = [getattr(ConversationRow, name) for name in Waiting.__dataclass_fields__]
        async with self._reading.connect() as connection:
            rows = await connection.execute(
                select(*columns)
                .where(ConversationRow.owner == Owner.QUEUE.value, ConversationRow.channel.not_in(without))
                .order_by(*SERVING_ORDER)
                .limit(_LONGEST_LINE)
            )
            return [Waiting(*row) for row in rows]

    async def to(self, agent: str) -> Offer | None:
        """What `agent` is asked to take just now."""
        async with self._reading.connect() as connection:
            found = await connection.execute(
                select(ConversationRow.id, ConversationRow.offered_until)
                .where(
                    ConversationRow.offered_to == agent,
                    ConversationRow.offered_until > self._ledger.clock.now(),
                )
                .order_by(ConversationRow.offered_until)
                .limit(1)
            )
            row = found.one_or_none()
        return None if row is None else Offer(row.id, row.offered_until)

    async def make(self, conversation_id: str, agent: str, until: datetime, *, capacity: int) -> Outcome:
        """Ask `agent`, if the conversation and the agent are still free."""
        async with self._ledger.locked(conversation_id) as conversation:
            if conversation.owner is not Owner.QUEUE or conversation.offered_to is not None:
                return Outcome.TAKEN
            await conversation.alone(f"agent:{agent}")
            held = await conversation.connection.scalar(
                select(func.count()).where(
                    ConversationRow.owner == Owner.AGENT.value, ConversationRow.agent == agent
                )
            )
            asked = await conversation.connection.scalar(
                select(func.count()).where(ConversationRow.offered_to == agent)
            )
            if asked or int(held or 0) >= capacity:
                return Outcome.BUSY
            conversation.offered_to, conversation.offered_until = agent, until
            conversation.wake("queue")
        return Outcome.MADE

    async def pass_on(self, conversation_id: str, agent: str, *, lapsed: bool = False) -> bool:
        """`agent` does not take it; False when it is not (or no more) theirs to answer. `lapsed`: only if the time is up."""
        async with self._ledger.locked(conversation_id) as conversation:
            if conversation.offered_to != agent:
                return False
            until = conversation.offered_until
            if lapsed and until is not None and until > conversation.now:
                return False
            conversation.offered_to = conversation.offered_until = None
            conversation.passed_by, conversation.passed_at = agent, conversation.now
            conversation.wake("queue")
        return True

    async def take_back(self, conversation_id: str, agent: str) -> None:
        """`agent` can no longer answer; nobody is said to have passed it on."""
        async with self._ledger.locked(conversation_id) as conversation:
            if conversation.offered_to == agent:
                conversation.offered_to = conversation.offered_until = None
                conversation.wake("queue")
