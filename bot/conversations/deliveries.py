"""What push channels have to deliver: which is due, who has taken it, how it fared.

What was said in a row is one delivery. The channel makes its own messages of it, so that several short texts can be one
and a long one several; how many of these went out is kept, so that a retry sends only the rest.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import aliased

from bot.conversations.ledger import Ledger
from bot.conversations.message import Content
from bot.conversations.models import ConversationRow, DeliveryRow, MessageRow
from kernel.database import readonly

# How long whoever took a delivery keeps it; after a crash it is due again.
LEASE = timedelta(seconds=60)
_ROWS = 200
Ids = tuple[int, ...]


class DeliveryState(StrEnum):
    """`HELD` goes out with the customer's next message. Refused and failed never do."""

    WAITING = "waiting"
    HELD = "held"
    DELIVERED = "delivered"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True)
class Delivery:
    """What was said in a row to one customer. `seq` numbers the message it answers, or what was said first where it
    answers none. `attempts` counts this one, `sent` the channel's messages that went out before.
    """

    ids: Ids
    channel: str
    conversation_id: str
    seq: int
    external_id: str
    attempts: int
    sent: int
    contents: tuple[Content, ...] = field(repr=False)

    def key(self, part: int) -> str:
        """Names the channel's message number `part` at every try; at most 32 digits and hyphens."""
        return f"{self.ids[0]}-{part}"


@dataclass(frozen=True)
class Fared:
    """How a message fared. `answer`: the channel's reference, or why it did not take it."""

    seq: int
    state: DeliveryState
    answer: str | None
    not_before: datetime


class Deliveries:
    """See the module. A delivery that somebody took is nobody else's for `LEASE`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def due(self, channels: Collection[str]) -> list[Ids]:
        """The first delivery of every conversation that has one due, oldest first."""
        # A backlog of what waits does not fill the batch.
        return await self._waiting(DeliveryRow.channel.in_(channels), ~self._held_up())

    async def of(self, conversation_id: str) -> Ids | None:
        """The first delivery of this conversation, due or still reserved for the reply to the customer's message."""
        found = await self._waiting(
            DeliveryRow.conversation_id == conversation_id, ~self._held_up(reserved_too=False)
        )
        return found[0] if found else None

    def _held_up(self, *, reserved_too: bool = True) -> ColumnElement[bool]:
        """A later message never overtakes one that somebody has taken, that rests for its next try, or (`reserved_too`)
        that is reserved for a reply.
        """
        before = aliased(DeliveryRow)
        return exists().where(
            before.conversation_id == DeliveryRow.conversation_id,
            before.id <= DeliveryRow.id,
            before.state == DeliveryState.WAITING,
            before.not_before > self._ledger.clock.now(),
            *(() if reserved_too else (before.batch.is_not(None),)),
        )

    async def _waiting(self, *conditions: ColumnElement[bool]) -> list[Ids]:
        async with readonly(self._ledger.engine).connect() as connection:
            rows = await connection.execute(
                select(DeliveryRow.id, DeliveryRow.conversation_id, DeliveryRow.batch)
                .where(DeliveryRow.state == DeliveryState.WAITING, *conditions)
                .order_by(DeliveryRow.id)
                .limit(_ROWS)
            )
            found = sorted(rows, key=lambda row: (row.conversation_id, row.id))
        return sorted(_first(rows) for _, rows in groupby(found, key=lambda row: row.conversation_id))

    async def take(self, ids: Ids) -> Delivery | None:
        """For `LEASE` nobody else's; None when somebody was quicker."""
        now = self._ledger.clock.now()
        async with self._ledger.engine.begin() as connection:
            taken = await connection.execute(
                update(DeliveryRow)
                .where(
                    DeliveryRow.id.in_(ids),
                    DeliveryRow.state == DeliveryState.WAITING,
                    or_(DeliveryRow.batch.is_(None), DeliveryRow.not_before <= now),
                )
                .values(batch=ids[0], not_before=now + LEASE, attempts=DeliveryRow.attempts + 1)
            )
            if taken.rowcount != len(ids):
                await connection.rollback()
                return None
            found = await connection.execute(
                select(DeliveryRow.__table__, MessageRow.body, MessageRow.turn, ConversationRow.external_id)
                .join(
                    MessageRow,
                    and_(
                        MessageRow.conversation_id == DeliveryRow.conversation_id,
                        MessageRow.seq == DeliveryRow.seq,
                    ),
                )
                .join(ConversationRow, ConversationRow.id == DeliveryRow.conversation_id)
                .where(DeliveryRow.id.in_(ids))
                .order_by(DeliveryRow.id)
            )
            rows = found.all()
        first = rows[0]
        contents = [Content.from_json(self._ledger.keyring.decrypt_json(row.body)) for row in rows]
        return Delivery(
            ids,
            first.channel,
            first.conversation_id,
            first.turn or first.seq,
            first.external_id or "",
            first.attempts,
            first.sent,
            tuple(self._ledger.beside(first.conversation_id, contents)),
        )

    async def went_out(self, delivery: Delivery, parts: int) -> None:
        """So many of the channel's messages for it have gone out by now."""
        await self._note(delivery, sent=parts)

    async def put_off(self, delivery: Delivery, pause: timedelta) -> None:
        """The next try comes after `pause`."""
        await self._note(delivery, not_before=self._ledger.clock.now() + pause)
        await self._ledger.signals.publish("deliveries")

    async def settle(self, delivery: Delivery, state: DeliveryState, answer: str) -> None:
        """There will be no other try, or, for `HELD`, not before the customer writes."""
        await self._note(delivery, state=state, answer=answer[:200])
        await self._ledger.signals.publish(f"conversation:{delivery.conversation_id}")

    async def _note(self, delivery: Delivery, **values: Any) -> None:
        async with self._ledger.engine.begin() as connection:
            await connection.execute(
                update(DeliveryRow).where(DeliveryRow.id.in_(delivery.ids)).values(**values)
            )

    async def release(self, conversation_id: str) -> None:
        """Nothing of this conversation is reserved for a reply any more: the outbox may have it."""
        async with self._ledger.locked(conversation_id) as conversation:
            conversation.reply_until = None
            await conversation.connection.execute(
                update(DeliveryRow)
                .where(
                    DeliveryRow.conversation_id == conversation_id,
                    DeliveryRow.state == DeliveryState.WAITING,
                    DeliveryRow.batch.is_(None),
                )
                .values(not_before=conversation.now)
            )
            conversation.wake("deliveries")

    async def seen_on_page(self, conversation_id: str, seq: int) -> None:
        """The customer, who wrote last on the web page (`Status.on_page`), has there what was said up to `seq`: the channel
        need not deliver it. A messenger counts what it is sent against what was written in it, and nothing was.
        """
        async with self._ledger.engine.begin() as connection:
            seen = await connection.execute(
                update(DeliveryRow)
                .where(
                    DeliveryRow.conversation_id == conversation_id,
                    DeliveryRow.seq <= seq,
                    or_(
                        DeliveryRow.state == DeliveryState.HELD,
                        and_(DeliveryRow.state == DeliveryState.WAITING, DeliveryRow.batch.is_(None)),
                    ),
                )
                .values(state=DeliveryState.DELIVERED, answer="page")
            )
        if seen.rowcount:
            await self._ledger.signals.publish(f"conversation:{conversation_id}")

    async def outstanding(self, conversation_id: str) -> bool:
        """Whether something is still on its way, or waits for its turn."""
        async with readonly(self._ledger.engine).connect() as connection:
            waiting = await connection.execute(
                select(DeliveryRow.id)
                .where(
                    DeliveryRow.conversation_id == conversation_id, DeliveryRow.state == DeliveryState.WAITING
                )
                .limit(1)
            )
            return waiting.first() is not None

    async def on_the_way(self, conversation_id: str) -> set[int]:
        """Numbers of the messages that still wait to go out."""
        async with readonly(self._ledger.engine).connect() as connection:
            rows = await connection.execute(
                select(DeliveryRow.seq).where(
                    DeliveryRow.conversation_id == conversation_id, DeliveryRow.state == DeliveryState.WAITING
                )
            )
            return set(rows.scalars())

    async def came_back(self, conversation_id: str, key: str, reason: str) -> None:
        """The channel took the message of this `key` and says later that it did not reach the customer."""
        first = key.partition("-")[0]
        if not first.isascii() or not first.isdigit():
            return
        async with self._ledger.engine.begin() as connection:
            await connection.execute(
                update(DeliveryRow)
                .where(DeliveryRow.conversation_id == conversation_id, DeliveryRow.batch == int(first))
                .values(state=DeliveryState.REFUSED, answer=reason[:200])
            )
        await self._ledger.signals.publish(f"conversation:{conversation_id}")

    async def undelivered(self, conversation_id: str) -> list[Fared]:
        """What the customer has not got, in order: staff should know."""
        return (await self.undelivered_of([conversation_id]))[conversation_id]

    async def undelivered_of(self, conversation_ids: Collection[str]) -> dict[str, list[Fared]]:
        """The same of several conversations."""
        found: dict[str, list[Fared]] = {each: [] for each in conversation_ids}
        async with readonly(self._ledger.engine).connect() as connection:
            rows = await connection.execute(
                select(DeliveryRow.__table__)
                .where(
                    DeliveryRow.conversation_id.in_(conversation_ids),
                    DeliveryRow.state.in_([DeliveryState.HELD, DeliveryState.REFUSED, DeliveryState.FAILED]),
                )
                .order_by(DeliveryRow.seq)
            )
            for row in rows:
                fared = Fared(row.seq, DeliveryState(row.state), row.answer, row.not_before)
                found[row.conversation_id].append(fared)
        return found


def _first(rows: Iterable[Any]) -> Ids:
    """Of one conversation's waiting rows in order: those tried together before, else all that were not tried yet."""
    _, run = next(groupby(rows, key=lambda row: row.batch))
    return tuple(row.id for row in run)
