"""Answers in the reply to the customer's own message, for channels that have that way and a limit on every other.

`Inbox.receive(…, reply_within=…)` reserves what is answered in time; `Replies.take` hands it out, once. What is not taken,
or comes too late, goes through the outbox.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta

import structlog

from bot.conversations.deliveries import Deliveries, Delivery, DeliveryState
from bot.conversations.inbox import Inbox
from bot.conversations.ledger import Ledger
from kernel import tracing

log = structlog.get_logger("outbox")
_LOOK_S = 0.25


class Replies:
    """See the module."""

    def __init__(self, ledger: Ledger, inbox: Inbox) -> None:
        self._signals = ledger.signals
        self._deliveries = Deliveries(ledger)
        self._inbox = inbox

    async def take(self, conversation_id: str, seconds: float) -> Delivery | None:
        """What answers the customer's message, as soon as the bot has nothing more to answer and what was said before is
        settled; None when that takes longer than `seconds`, or when there is nothing to say. What is taken has to be
        `replied` or `given_back`.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        with self._signals.listen(f"conversation:{conversation_id}") as news:
            while True:
                news.clear()
                if not (await self._inbox.status(conversation_id)).busy:
                    if (delivery := await self._shielded(conversation_id)) is not None:
                        return delivery
                    # What was said before may be on its way or rest for its next try: the reply must not overtake it.
                    if not await self._deliveries.outstanding(conversation_id):
                        break
                if (left := until - loop.time()) <= 0:
                    break
                with suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), min(_LOOK_S, left))
        await self._deliveries.release(conversation_id)
        return None

    async def _shielded(self, conversation_id: str) -> Delivery | None:
        taking = asyncio.create_task(self._take(conversation_id))
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:
            # Whoever came for it has gone in the very moment: nobody else may have it before it is given back.
            if (delivery := await taking) is not None:
                await self.given_back(delivery)
            raise

    async def _take(self, conversation_id: str) -> Delivery | None:
        ids = await self._deliveries.of(conversation_id)
        delivery = await self._deliveries.take(ids) if ids else None
        if delivery is not None:
            await self._deliveries.release(conversation_id)
        return delivery

    async def replied(self, delivery: Delivery, *, parts: int) -> None:
        """The reply carried the next of the channel's `parts` messages for it; the outbox has the rest."""
        sent = delivery.sent + 1
        whose = (delivery.conversation_id, delivery.seq)
        with tracing.step("deliver", *whose, channel=delivery.channel, attempts=delivery.attempts):
            await self._deliveries.went_out(delivery, sent)
            if sent >= parts:
                await self._deliveries.settle(delivery, DeliveryState.DELIVERED, "reply")
            else:
                await self._deliveries.put_off(delivery, timedelta())
            log.info(
                "delivery",
                channel=delivery.channel,
                conversation=delivery.conversation_id,
                attempts=delivery.attempts,
                outcome="reply",
            )

    async def given_back(self, delivery: Delivery) -> None:
        """The reply did not reach the channel: the outbox has all of it."""
        await self._deliveries.put_off(delivery, timedelta())
