"""A conversation as its customer may have it: what was said, by whom and when, and what staff noted about the customer.

Not in it: whispers, which are about colleagues, and figures of the work on it.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.conversations.message import Content
from bot.conversations.models import (
    AttachmentRow,
    ConversationRow,
    MessageRow,
    NoteRow,
    OwnerEventRow,
    RatingRow,
)
from bot.conversations.notes import NoteKind
from kernel.crypto import Keyring
from kernel.database import readonly

Copy = dict[str, Any]

# Of what was said; payloads of buttons are technical.
_SAID = ("card", "source", "attachment", "quote", "agent")


class Export:
    def __init__(self, engine: AsyncEngine, keyring: Keyring) -> None:
        self._reading = readonly(engine)
        self._keyring = keyring

    async def of(self, conversation_id: str) -> Copy | None:
        """None where there is no such conversation any more."""
        async with self._reading.connect() as connection:
            found = await self._rows(connection, ConversationRow, conversation_id, "id")
            if not found:
                return None
            [row] = found
            messages = await self._rows(connection, MessageRow, conversation_id)
            notes = await self._rows(connection, NoteRow, conversation_id)
            files = await self._rows(connection, AttachmentRow, conversation_id)
            owners = await self._rows(connection, OwnerEventRow, conversation_id)
            ratings = await self._rows(connection, RatingRow, conversation_id)
        opened = self._keyring.decrypt
        return {
            "conversation_id": row.id,
            "channel": row.channel,
            "channel_id": row.external_id,
            "opened_at": row.opened_at,
            "messages": [self._message(each) for each in sorted(messages, key=lambda each: each.seq)],
            "notes": [
                {"at": each.at, "text": self._keyring.decrypt_json(each.body)["text"]}
                for each in sorted(notes, key=lambda each: each.id)
                if each.kind == NoteKind.NOTE
            ],
            "handoffs": [
                {
                    "at": each.at,
                    "from": each.source,
                    "to": each.target,
                    "details": self._details(each.body),
                }
                for each in sorted(owners, key=lambda each: each.id)
            ],
            "files": [
                {
                    "attachment_id": each.id,
                    "at": each.at,
                    "name": opened(each.name),
                    "media_type": each.media_type,
                    "size": each.size,
                }
                for each in sorted(files, key=lambda each: (each.at, each.id))
            ],
            "ratings": [
                {
                    "at": each.at,
                    "score": each.score,
                    "recommend": each.recommend,
                    "comment": opened(each.comment) if each.comment else None,
                }
                for each in ratings
            ],
        }

    async def _rows(
        self, connection: AsyncConnection, model: Any, conversation_id: str, column: str = "conversation_id"
    ) -> list[Any]:
        query = select(model.__table__).where(model.__table__.c[column] == conversation_id)
        return list(await connection.execute(query))

    def _details(self, body: str) -> Copy:
        """What was handed over, without which colleague it went to."""
        details: Copy = self._keyring.decrypt_json(body)
        return {name: value for name, value in details.items() if name != "agent"}

    def _message(self, row: Any) -> Copy:
        said = Content.from_json(self._keyring.decrypt_json(row.body))
        more = {name: value for name in _SAID if (value := getattr(said, name)) is not None}
        return {"seq": row.seq, "at": row.at, "sender": row.sender, "text": said.text, **more}
