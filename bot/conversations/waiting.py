"""The waiting line: where a conversation stands in its queue, and how long that takes by recent experience."""

from dataclasses import dataclass

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.models import ConversationRow, OwnerEventRow
from bot.conversations.owner import Owner
from kernel.database import UtcDateTime

_SAMPLE = 20
_FIRST_GUESS_S = 120.0


@dataclass(frozen=True)
class QueuePosition:
    """`position` counts from 1; `estimated_wait_s` comes from how long recent conversations waited."""

    position: int
    estimated_wait_s: int
    queue: str


async def position_of(connection: AsyncConnection, conversation_id: str) -> QueuePosition | None:
    """None for a conversation that does not wait. Serving order: priority, then place."""
    found = await connection.execute(
        select(ConversationRow.queue, ConversationRow.priority, ConversationRow.place_at).where(
            ConversationRow.id == conversation_id, ConversationRow.owner == Owner.QUEUE.value
        )
    )
    row = found.one_or_none()
    if row is None:
        return None
    ahead = await connection.scalar(
        select(func.count()).where(
            ConversationRow.owner == Owner.QUEUE.value,
            ConversationRow.queue == row.queue,
            tuple_(-ConversationRow.priority, ConversationRow.place_at, ConversationRow.id)
            < tuple_(literal(-row.priority), literal(row.place_at, UtcDateTime), literal(conversation_id)),
        )
    )
    position = int(ahead or 0) + 1
    return QueuePosition(position, round(position * await _mean_wait(connection)), row.queue)


async def _mean_wait(connection: AsyncConnection) -> float:
    """Mean seconds between entering the queue and being accepted, over the last accepted conversations."""
    accepted = select(OwnerEventRow.id, OwnerEventRow.conversation_id, OwnerEventRow.at).where(
        OwnerEventRow.source == Owner.QUEUE.value, OwnerEventRow.target == Owner.AGENT.value
    )
    waits = []
    for row in (await connection.execute(accepted.order_by(OwnerEventRow.id.desc()).limit(_SAMPLE))).all():
        queued = await connection.execute(
            select(OwnerEventRow.at)
            .where(
                OwnerEventRow.conversation_id == row.conversation_id,
                OwnerEventRow.target == Owner.QUEUE.value,
                OwnerEventRow.id < row.id,
            )
            .order_by(OwnerEventRow.id.desc())
            .limit(1)
        )
        entered = queued.scalar_one_or_none()
        if entered is not None:
            waits.append((row.at - entered).total_seconds())
    return sum(waits) / len(waits) if waits else _FIRST_GUESS_S
