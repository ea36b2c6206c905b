"""The waiting line: where a conversation stands in its queue, and how long that takes by recent experience."""

from dataclasses import dataclass

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.engagements import handling_of_late
from bot.conversations.models import ConversationRow
from bot.conversations.owner import Owner
from bot.conversations.queues import People
from kernel.database import UtcDateTime

# How long a person has a conversation, until some were measured.
_FIRST_GUESS_S = 180.0
SERVING_ORDER = (ConversationRow.place_at, ConversationRow.id)


@dataclass(frozen=True)
class QueuePosition:
    """`position` counts from 1; `estimated_wait_s` comes from how long people had conversations of late."""

    position: int
    estimated_wait_s: int
    queue: str


async def position_of(
    connection: AsyncConnection, conversation_id: str, people: People
) -> QueuePosition | None:
    """None for a conversation that does not wait."""
    found = await connection.execute(
        select(ConversationRow.queue, ConversationRow.place_at).where(
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
            tuple_(*SERVING_ORDER) < tuple_(literal(row.place_at, UtcDateTime), literal(conversation_id)),
        )
    )
    position = int(ahead or 0) + 1
    handling = await handling_of_late(connection, row.queue) or _FIRST_GUESS_S
    places = max(1, await people.places(connection, row.queue))
    return QueuePosition(position, round(position * handling / places), row.queue)
