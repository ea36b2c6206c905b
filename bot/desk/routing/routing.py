"""Routing: who may see and take which conversation, and what becomes of those whose agent is gone.

The serving order is `bot.conversations`' own: the time of waiting with a head start for priority; an agent's loss puts a
conversation back to the front of its queue. Skills say who is asked (`offers.py`) and do not forbid: what nobody is being
asked for, anybody at the desk may take.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection

from bot.conversations.agents import Listed
from bot.conversations.errors import LostRace
from bot.conversations.owner import Owner
from bot.conversations.service import Conversations
from bot.desk.errors import AgentAway, BeyondCapacity
from bot.desk.routing.offers import OfferDesk
from bot.staff.accounts import AT_DESK, Staff, StaffAccounts
from bot.staff.errors import StaffNotFound
from bot.staff.presence import Presence, PresenceBoard, State
from kernel.clock import Clock

QUEUES = {
    "general": "综合服务",
    "claims": "理赔服务",
    "servicing": "保单服务",
    "complaints": "投诉处理",
    "sales": "投保咨询",
}


class Routing:
    """Puts accounts, presence and conversations together."""

    def __init__(
        self,
        conversations: Conversations,
        accounts: StaffAccounts,
        presence: PresenceBoard,
        clock: Clock,
        elsewhere: Collection[str] = (),
    ) -> None:
        self._agents = conversations.agents
        self._signals = conversations.signals
        self._offers = OfferDesk(conversations, accounts, presence, clock, elsewhere)
        self._accounts = accounts
        self._presence = presence
        # The count of held conversations and the taking of one more must not interleave.
        self._taking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def accept(self, staff: Staff, conversation_id: str) -> None:
        """`LostRace` when it waits no more, `OfferedToAnother` except for a supervisor, `BeyondCapacity`,
        `ConversationNotFound`."""
        capacity = (await self._presence.of(staff.username)).capacity or staff.capacity
        async with self._taking[staff.username]:
            try:
                await self._agents.accept(
                    conversation_id,
                    staff.username,
                    staff.name,
                    capacity=capacity,
                    any_offer=staff.sees_all,
                )
            except LostRace as error:
                if "capacity" in error.data:
                    raise BeyondCapacity(capacity=capacity) from error
                raise
        await self._presence.answered(staff.username)

    async def decline(self, staff: Staff, conversation_id: str) -> None:
        """Pass on what was offered; `LostRace` when it is not, or no more, offered to them."""
        if not await self._offers.decline(conversation_id, staff.username):
            raise LostRace(owner=(await self._agents.get(conversation_id)).owner.value)

    async def set_presence(
        self, staff: Staff, state: State, reason: str | None, capacity: int | None
    ) -> Presence:
        """Their own word; who becomes ready is offered what waits."""
        presence = await self._presence.set(staff.username, state, reason, capacity)
        await self._signals.publish("queue")
        return presence

    async def transfer(
        self, staff: Staff, conversation_id: str, to_agent: str | None, to_queue: str | None, note: str | None
    ) -> None:
        """To a colleague who is at the desk, or to a queue; `StaffNotFound`, `AgentAway`, `NotOwner`."""
        if to_agent is None:
            to_name = QUEUES.get(to_queue or "", "其他同事")
        else:
            colleague = await self._accounts.get(to_agent)
            if colleague.role not in AT_DESK:
                raise StaffNotFound()
            if not (await self._presence.of(to_agent)).here:
                raise AgentAway(agent=to_agent)
            to_name = f"客服{colleague.name}"
        await self._agents.transfer(
            conversation_id, staff.username, to_agent=to_agent, to_queue=to_queue, to_name=to_name, note=note
        )

    async def sweep(self) -> list[str]:
        """Return the conversations of agents who are gone to their queues, then see to the offers; the conversations."""
        moved: list[str] = []
        for username in await self._presence.gone():
            moved += await self._agents.requeue_of(username)
            await self._presence.mark_gone(username)
        await self._offers.sweep()
        return moved


def may_see(staff: Staff, listed: Listed, last_by: str | None) -> bool:
    """Agents see the queue, what they hold, and what they closed themselves (`last_by` ended it)."""
    if staff.sees_all or listed.owner is Owner.QUEUE or listed.agent == staff.username:
        return True
    return listed.owner is Owner.CLOSED and last_by == staff.username
