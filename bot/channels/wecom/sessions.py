"""Whose a session is: what the platform says of it, and what that means for the conversation.

Two ways of hand-off. `desk`: the session stays with the API (state 1) and people answer at our desk. `wecom`: it goes to
the platform's waiting pool (state 2) and people answer in WeCom (3); we are silent and keep the record until it ends (4).
Whichever it is, a person who takes a session in WeCom has the conversation.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.channels.tencent.errcodes import Action
from bot.channels.tencent.errors import ApiError, CallError
from bot.channels.wecom.api import KfApi
from bot.channels.wecom.customers import WITH_PEOPLE, Customer, Customers, State
from bot.channels.wecom.models import CHANNEL
from bot.conversations.agents import Listed
from bot.conversations.errors import ConversationNotFound
from bot.conversations.owner import Owner
from bot.conversations.service import Conversations
from kernel.clock import Clock

log = structlog.get_logger("wecom")

END_CODE_S = 20.0
# No username begins so.
_SERVICER = "wecom:"
# The waiting card has so long to go out before the session does.
_CARD_WITHIN = timedelta(seconds=15)
# A session with people whose end we were not told of is looked at again when its customer writes.
_LOOK_AGAIN = timedelta(hours=1)
_REST = timedelta(seconds=30)


class Sessions:
    """See the module. `to_people`: hand-off `wecom`."""

    def __init__(
        self,
        api: KfApi,
        customers: Customers,
        conversations: Conversations,
        clock: Clock,
        *,
        to_people: bool,
    ) -> None:
        self._api = api
        self._customers = customers
        self._conversations = conversations
        self._clock = clock
        self._to_people = to_people
        self._rests: dict[str, datetime] = {}

    async def look(self, customer: Customer) -> State:
        """Ask the platform, and take note."""
        state, servicer = await self._api.state(customer)
        await self.learn(customer, state, servicer)
        return state

    async def learn(self, customer: Customer, state: State, servicer: str = "", code: str = "") -> bool:
        """The session is in `state`; True when people in WeCom had the conversation and have it no more.

        `code`: for a message about the end.
        """
        seconds = END_CODE_S if state is State.ENDED else 0
        await self._customers.moved(customer, state, servicer, code if seconds else None, seconds)
        elsewhere, chat = self._conversations.elsewhere, customer.conversation_id
        if state is State.HUMAN:
            await elsewhere.taken(chat, f"{_SERVICER}{servicer}")
            return False
        if state is State.POOL:
            return False
        listed = await self._conversations.agents.get(chat)
        held = listed.owner is Owner.AGENT and (listed.agent or "").startswith(_SERVICER)
        # In our queue for people in WeCom, and nobody came.
        lost = self._to_people and listed.owner is Owner.QUEUE and customer.state is State.POOL
        if held or lost:
            await elsewhere.ended(chat, by="system")
        return held

    async def wrote(self, customer: Customer) -> None:
        """The customer wrote: see to it that the session is where we take it to be."""
        try:
            if customer.state in WITH_PEOPLE:
                if customer.state_at is None or self._clock.now() - customer.state_at > _LOOK_AGAIN:
                    await self.look(customer)
            elif customer.state is not State.BOT and not self._to_people:
                await self._claim(customer)
        except CallError as error:
            log.warning("session_unclear", conversation=customer.conversation_id, code=error.code)

    async def _claim(self, customer: Customer) -> None:
        """0 → 1: the platform gives it to nobody else."""
        try:
            await self._api.move(customer, State.BOT)
        except ApiError as error:
            if error.action is not Action.STATE:
                raise
            await self.look(customer)
        else:
            await self.learn(customer, State.BOT)

    async def run(self, poll: float = 2.0) -> None:
        """Hand over for ever what waits; woken by the topic `queue`."""
        with self._conversations.signals.listen("queue") as news:
            while True:
                news.clear()
                try:
                    await self.run_once()
                except Exception:
                    log.exception("handover_failed")
                try:
                    await asyncio.wait_for(news.wait(), poll)
                except TimeoutError:
                    continue

    async def run_once(self) -> None:
        """What waits for people goes to the pool; what waits for them no more leaves it."""
        if not self._to_people:
            return
        for listed in await self._conversations.agents.queue():
            if listed.channel == CHANNEL:
                await self._unless_resting(listed.id, partial(self._hand_over, listed))
        for customer in await self._customers.in_state(State.POOL):
            await self._unless_resting(customer.conversation_id, partial(self._take_back, customer))

    async def leaving(self, customer: Customer) -> bool:
        """In the pool, though nobody waits there any more: `run_once` is about to end the session."""
        return self._to_people and customer.state is State.POOL and await self._waits_no_more(customer)

    async def _waits_no_more(self, customer: Customer) -> bool:
        listed = await self._conversations.agents.get(customer.conversation_id)
        return listed.owner is not Owner.QUEUE and not (listed.agent or "").startswith(_SERVICER)

    async def _hand_over(self, listed: Listed) -> None:
        customer = await self._customers.of_conversation(listed.id)
        if customer is None or customer.state in WITH_PEOPLE:
            return
        # In the pool nothing can be said, so what was said before goes first.
        in_time = listed.waiting_since is None or self._clock.now() - listed.waiting_since < _CARD_WITHIN
        if in_time and await self._conversations.deliveries.outstanding(listed.id):
            return
        try:
            await self._api.move(customer, State.POOL)
        except ApiError as error:
            if error.action is not Action.STATE or await self.look(customer) not in WITH_PEOPLE:
                raise
        else:
            await self.learn(customer, State.POOL)

    async def _take_back(self, customer: Customer) -> None:
        if not await self._waits_no_more(customer):
            return
        # From the pool there is no way back to the bot but through the end. Somebody may have come meanwhile.
        if await self.look(customer) is State.POOL:
            code = await self._api.move(customer, State.ENDED)
            await self.learn(customer, State.ENDED, code=code)

    async def _unless_resting(self, conversation_id: str, work: Callable[[], Awaitable[None]]) -> None:
        """`work`, but not again soon after it failed."""
        now = self._clock.now()
        if now < self._rests.get(conversation_id, now):
            return
        try:
            await work()
            self._rests.pop(conversation_id, None)
        except (CallError, ConversationNotFound) as error:
            log.warning("handover_refused", conversation=conversation_id, code=error.code, **error.data)
            self._rests[conversation_id] = now + _REST
