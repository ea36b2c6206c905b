"""Erasing a conversation: what was said in it, and who it was. Records of the insurer's business are not kept here."""

from collections.abc import Awaitable, Callable, Sequence

import structlog
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.ledger import Ledger
from bot.conversations.models import (
    AttachmentRow,
    ConversationRow,
    DeliveryRow,
    EngagementRow,
    JoinRow,
    MessageRow,
    NoteRow,
    OfferRow,
    OwnerEventRow,
    RatingRow,
    ReadingRow,
    SubjectRow,
    TurnRow,
    TypingRow,
    UnderstandingRow,
    WaitRow,
)

log = structlog.get_logger()

# What another room keeps of a conversation, deleted in the same transaction.
Also = Callable[[AsyncConnection, str], Awaitable[None]]
_OF_A_CONVERSATION = (
    DeliveryRow,
    TurnRow,
    UnderstandingRow,
    OfferRow,
    OwnerEventRow,
    WaitRow,
    EngagementRow,
    NoteRow,
    JoinRow,
    ReadingRow,
    TypingRow,
    AttachmentRow,
    RatingRow,
    SubjectRow,
    MessageRow,
)


async def erase(ledger: Ledger, conversation_id: str, also: Sequence[Also]) -> list[str]:
    """Delete the conversation whole, whoever holds it; paths of the files that were sent in it, which are still there.

    The same customer who comes back begins a new one. `ConversationNotFound`.
    """
    async with ledger.engine.begin() as connection:
        conversation = await ledger.lock(connection, conversation_id)
        files = await connection.execute(
            select(AttachmentRow.path).where(AttachmentRow.conversation_id == conversation.id)
        )
        paths = list(files.scalars())
        for elsewhere in also:
            await elsewhere(connection, conversation.id)
        for table in _OF_A_CONVERSATION:
            await connection.execute(delete(table).where(table.conversation_id == conversation.id))
        await connection.execute(delete(ConversationRow).where(ConversationRow.id == conversation.id))
    log.info("conversation_erased", conversation=conversation_id, files=len(paths))
    for topic in (f"conversation:{conversation_id}", "queue"):
        await ledger.signals.publish(topic)
    return paths
