"""The outbox: messages a push channel has to deliver, each tried until the channel took it or refused it for good."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import structlog
from sqlalchemy import exists, select, update
from sqlalchemy.orm import aliased

from bot.conversations.ledger import Ledger
from bot.conversations.message import Content
from bot.conversations.models import ConversationRow, DeliveryRow, MessageRow
from kernel.database import readonly

log = structlog.get_logger()
MAX_ATTEMPTS = 6
_BATCH = 50


@dataclass(frozen=True)
class Delivery:
    id: int
    conversation_id: str
    external_id: str
    seq: int
    attempts: int
    content: Content


class Refused(Exception):
    """The channel will never take this message (blocked, outside its window); no retry."""


class PushChannel(Protocol):
    """Delivers one message. Returns the channel's own reference; raises `Refused`, or anything else to be retried."""

    async def deliver(self, delivery: Delivery) -> str: ...


class Outbox:
    """Delivers in order per conversation: a message waits until those before it are settled."""

    def __init__(self, ledger: Ledger, channels: Mapping[str, PushChannel]) -> None:
        self._ledger = ledger
        self._channels = channels

    async def run_once(self) -> int:
        """Deliver what is due; how many messages were settled."""
        settled = 0
        blocked: set[str] = set()
        for channel, delivery in await self._due():
            if delivery.conversation_id in blocked:
                continue
            if await self._deliver(channel, delivery):
                settled += 1
            else:
                blocked.add(delivery.conversation_id)
        return settled

    async def run(self, poll: float = 1.0) -> None:
        """Deliver for ever; woken by the topic `deliveries`."""
        with self._ledger.signals.listen("deliveries") as news:
            while True:
                news.clear()
                if not await self.run_once():
                    try:
                        await asyncio.wait_for(news.wait(), poll)
                    except TimeoutError:
                        continue

    async def _due(self) -> list[tuple[str, Delivery]]:
        # A later message never overtakes one that waits for its retry; nor does a backlog of such fill the batch.
        resting = aliased(DeliveryRow)
        held = exists().where(
            resting.conversation_id == DeliveryRow.conversation_id,
            resting.id <= DeliveryRow.id,
            resting.state == "waiting",
            resting.not_before > self._ledger.clock.now(),
        )
        async with readonly(self._ledger.engine).connect() as connection:
            rows = await connection.execute(
                select(DeliveryRow.__table__, MessageRow.body, ConversationRow.external_id)
                .join(
                    MessageRow,
                    (MessageRow.conversation_id == DeliveryRow.conversation_id)
                    & (MessageRow.seq == DeliveryRow.seq),
                )
                .join(ConversationRow, ConversationRow.id == DeliveryRow.conversation_id)
                .where(DeliveryRow.state == "waiting", DeliveryRow.channel.in_(self._channels), ~held)
                .order_by(DeliveryRow.id)
                .limit(_BATCH)
            )
            return [
                (
                    row.channel,
                    Delivery(
                        row.id,
                        row.conversation_id,
                        row.external_id or "",
                        row.seq,
                        row.attempts,
                        Content.from_json(self._ledger.keyring.decrypt_json(row.body)),
                    ),
                )
                for row in rows
            ]

    async def _deliver(self, channel: str, delivery: Delivery) -> bool:
        attempts = delivery.attempts + 1
        try:
            answer = await self._channels[channel].deliver(delivery)
        except Refused as refusal:
            await self._settle(delivery, "refused", attempts, str(refusal))
            return True
        except Exception as error:
            log.warning("delivery failed", channel=channel, attempts=attempts, error=type(error).__name__)
            if attempts >= MAX_ATTEMPTS:
                await self._settle(delivery, "failed", attempts, type(error).__name__)
                return True
            await self._settle(delivery, "waiting", attempts, type(error).__name__)
            return False
        await self._settle(delivery, "delivered", attempts, answer)
        return True

    async def _settle(self, delivery: Delivery, state: str, attempts: int, answer: str) -> None:
        backoff = timedelta(seconds=2**attempts)
        async with self._ledger.engine.begin() as connection:
            await connection.execute(
                update(DeliveryRow)
                .where(DeliveryRow.id == delivery.id)
                .values(
                    state=state,
                    attempts=attempts,
                    answer=answer[:200],
                    not_before=self._ledger.clock.now() + backoff,
                )
            )
