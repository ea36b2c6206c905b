"""What the house spoke of last without being asked: an answer to it is understood with that record in mind."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from bot.conversations.errors import ConversationNotFound
from bot.conversations.ledger import Ledger
from bot.conversations.message import Sender
from bot.conversations.models import MessageRow, SubjectRow


@dataclass(frozen=True)
class Subject:
    """`noun`: policy, claim, complaint, conversation; `number`: its number."""

    noun: str
    number: str


class Subjects:
    """One per conversation, the latest."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def put(self, conversation_id: str, noun: str, number: str, until: datetime) -> None:
        """An answer given before `until` is about this. Nothing, where the conversation was erased meanwhile."""
        async with self._ledger.engine.begin() as connection:
            try:
                conversation = await self._ledger.lock(connection, conversation_id)
            except ConversationNotFound:
                return
            mine = SubjectRow.conversation_id == conversation_id
            await connection.execute(delete(SubjectRow).where(mine))
            await connection.execute(
                insert(SubjectRow).values(
                    conversation_id=conversation_id,
                    noun=noun,
                    number=number,
                    seq=conversation.last_seq,
                    until=until,
                )
            )


async def subject_of(connection: AsyncConnection, conversation_id: str, seq: int) -> Subject | None:
    """What the customer's message number `seq` is about, where it is the first since we spoke of that."""
    said, earlier = aliased(MessageRow), aliased(MessageRow)
    first = ~exists().where(
        earlier.conversation_id == conversation_id,
        earlier.seq > SubjectRow.seq,
        earlier.seq < seq,
        earlier.sender == Sender.CUSTOMER.value,
    )
    found = await connection.execute(
        select(SubjectRow.noun, SubjectRow.number)
        .join(said, (said.conversation_id == SubjectRow.conversation_id) & (said.seq == seq))
        .where(
            SubjectRow.conversation_id == conversation_id,
            SubjectRow.seq < seq,
            SubjectRow.until > said.at,
            first,
        )
    )
    row = found.one_or_none()
    return None if row is None else Subject(row.noun, row.number)
