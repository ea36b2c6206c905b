"""The outbox: each delivery is tried until the channel took it or refused it for good."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

import structlog

from bot.conversations.deliveries import Deliveries, Delivery, DeliveryState
from bot.conversations.ledger import Ledger
from bot.conversations.message import Content
from kernel import tracing

log = structlog.get_logger("outbox")
MAX_ATTEMPTS = 6


class Refused(Exception):
    """The channel does not take this (blocked, outside its window); no retry. `keep`: it may at the customer's next
    message.
    """

    def __init__(self, reason: str, *, keep: bool = False) -> None:
        super().__init__(reason)
        self.keep = keep


class PushChannel(Protocol):
    """A way to a customer who does not ask for messages."""

    def render(self, contents: Sequence[Content]) -> Sequence[Any]:
        """The channel's own messages for what was said in a row; the same contents give the same messages."""
        ...

    async def send(self, external_id: str, message: Any, key: str) -> str:
        """Deliver one of them; the channel's own reference. `key` is the same whenever it is tried again.

        Raises `Refused`, or anything else to be retried.
        """
        ...


class Outbox:
    """Delivers in order per conversation: a message waits until those before it are settled.

    `observed` hears of every try: the channel and how it ended, a state or `retried`.
    """

    def __init__(
        self,
        ledger: Ledger,
        channels: Mapping[str, PushChannel],
        observed: Callable[[str, str], None] = lambda channel, outcome: None,
    ) -> None:
        self._signals = ledger.signals
        self._deliveries = Deliveries(ledger)
        self._channels = channels
        self._observed = observed

    async def run_once(self) -> int:
        """Deliver what is due; how many messages were settled."""
        settled = 0
        for ids in await self._deliveries.due(self._channels.keys()):
            delivery = await self._deliveries.take(ids)
            if delivery is not None and await self._deliver(delivery):
                settled += len(ids)
        return settled

    async def run(self, poll: float = 1.0) -> None:
        """Deliver for ever; woken by the topic `deliveries`."""
        with self._signals.listen("deliveries") as news:
            while True:
                news.clear()
                if not await self.run_once():
                    try:
                        await asyncio.wait_for(news.wait(), poll)
                    except TimeoutError:
                        continue

    async def _deliver(self, delivery: Delivery) -> bool:
        """One try; whether it was the last."""
        whose = (delivery.conversation_id, delivery.seq)
        with tracing.step("deliver", *whose, channel=delivery.channel, attempts=delivery.attempts):
            outcome = await self._try(delivery)
            log.info(
                "delivery",
                channel=delivery.channel,
                conversation=delivery.conversation_id,
                attempts=delivery.attempts,
                outcome=outcome or "retried",
            )
        self._observed(delivery.channel, outcome or "retried")
        return outcome is not None

    async def _try(self, delivery: Delivery) -> DeliveryState | None:
        """How it was settled; None: there will be another try."""
        channel, answer = self._channels[delivery.channel], ""
        try:
            messages = channel.render(delivery.contents)
            for part in range(delivery.sent, len(messages)):
                answer = await channel.send(delivery.external_id, messages[part], delivery.key(part))
                await self._deliveries.went_out(delivery, part + 1)
        except Refused as refusal:
            state, answer = DeliveryState.HELD if refusal.keep else DeliveryState.REFUSED, str(refusal)
        except Exception as error:
            log.warning("delivery failed", channel=delivery.channel, error=type(error).__name__)
            if delivery.attempts < MAX_ATTEMPTS:
                await self._deliveries.put_off(delivery, timedelta(seconds=2**delivery.attempts))
                return None
            state, answer = DeliveryState.FAILED, type(error).__name__
        else:
            state = DeliveryState.DELIVERED
        await self._deliveries.settle(delivery, state, answer)
        return state
