"""Notes and whispers: what staff write beside a conversation and its customer never reads.

They are no messages: they have no number in the transcript, no delivery, and a table that nothing on the customer's side
knows.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.errors import NotJoined
from bot.conversations.joins import Mode
from bot.conversations.ledger import Ledger
from bot.conversations.message import clean
from bot.conversations.models import JoinRow, NoteRow
from kernel.database import readonly


class NoteKind(StrEnum):
    # For whoever works on the conversation, now and later.
    NOTE = "note"
    # From a supervisor to the agent.
    WHISPER = "whisper"


@dataclass(frozen=True)
class Note:
    """`after_seq`: the last message that stood when it was written, 0 before the first."""

    id: int
    at: datetime
    by: str
    name: str
    kind: NoteKind
    text: str = field(repr=False)
    after_seq: int


class Notes:
    """See the module. Who may read and write them is the desk's affair."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def add(self, conversation_id: str, by: str, name: str, text: str, client_id: str) -> Note:
        """A note. The same `client_id` of the same person again is the same note.

        `ConversationNotFound`, `EmptyMessage`, `MessageTooLong`.
        """
        return await self._write(conversation_id, by, name, NoteKind.NOTE, text, client_id)

    async def whisper(self, conversation_id: str, by: str, name: str, text: str, client_id: str) -> Note:
        """As `add`, from somebody who joined to whisper; `NotJoined` for others, also who joined otherwise."""
        return await self._write(conversation_id, by, name, NoteKind.WHISPER, text, client_id)

    async def of(self, conversation_id: str) -> list[Note]:
        """In the order they were written."""
        async with readonly(self._ledger.engine).connect() as connection:
            rows = await connection.execute(
                select(NoteRow.__table__)
                .where(NoteRow.conversation_id == conversation_id)
                .order_by(NoteRow.id)
            )
            return [self._note(row) for row in rows]

    async def latest(self, conversation_ids: Sequence[str]) -> dict[str, int]:
        """Per conversation the id of its newest note; without notes 0."""
        newest = (
            select(NoteRow.conversation_id, func.max(NoteRow.id))
            .where(NoteRow.conversation_id.in_(conversation_ids))
            .group_by(NoteRow.conversation_id)
        )
        async with readonly(self._ledger.engine).connect() as connection:
            rows = await connection.execute(newest)
            return defaultdict(int, {row[0]: row[1] for row in rows})

    async def _write(
        self, conversation_id: str, by: str, name: str, kind: NoteKind, text: str, client_id: str
    ) -> Note:
        text = clean(text)
        async with self._ledger.engine.begin() as connection:
            # Held, so that the place in the transcript is true; not written back, for nothing of it has changed.
            conversation = await self._ledger.lock(connection, conversation_id)
            known = await connection.execute(
                select(NoteRow.__table__).where(
                    NoteRow.conversation_id == conversation_id,
                    NoteRow.by == by,
                    NoteRow.client_id == client_id,
                )
            )
            if (row := known.one_or_none()) is not None:
                return self._note(row)
            if kind is NoteKind.WHISPER:
                await _must_whisper(connection, conversation_id, by)
            added = await connection.execute(
                insert(NoteRow).values(
                    conversation_id=conversation_id,
                    client_id=client_id,
                    at=conversation.now,
                    by=by,
                    kind=kind.value,
                    after_seq=conversation.last_seq,
                    body=self._ledger.keyring.encrypt_json({"text": text, "name": name}),
                )
            )
            note_id = int(added.inserted_primary_key[0])  # type: ignore[index]
        await self._ledger.signals.publish(f"conversation:{conversation_id}")
        return Note(note_id, conversation.now, by, name, kind, text, conversation.last_seq)

    def _note(self, row: Any) -> Note:
        body = self._ledger.keyring.decrypt_json(row.body)
        return Note(row.id, row.at, row.by, body["name"], NoteKind(row.kind), body["text"], row.after_seq)


async def _must_whisper(connection: AsyncConnection, conversation_id: str, by: str) -> None:
    joined = await connection.scalar(
        select(JoinRow.mode).where(JoinRow.conversation_id == conversation_id, JoinRow.username == by)
    )
    if joined != Mode.WHISPER:
        raise NotJoined()
