"""Reading what was said out of its order: one message, what was asked before it."""

from sqlalchemy import select

from bot.conversations.ledger import Ledger
from bot.conversations.message import Content, Message, Sender
from bot.conversations.models import MessageRow
from kernel.database import readonly


class Transcripts:
    """See the module; `Inbox.messages` reads forward."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def message(self, conversation_id: str, seq: int) -> Message | None:
        async with readonly(self._ledger.engine).connect() as connection:
            found = await connection.execute(
                select(MessageRow.__table__).where(
                    MessageRow.conversation_id == conversation_id, MessageRow.seq == seq
                )
            )
            row = found.one_or_none()
        if row is None:
            return None
        content = Content.from_json(self._ledger.keyring.decrypt_json(row.body))
        return Message(row.seq, row.at, Sender(row.sender), content)

    async def asked_before(self, conversation_id: str, seq: int) -> str | None:
        """What the bot wanted to know last, before message `seq`: its slot; None for nothing."""
        async with readonly(self._ledger.engine).connect() as connection:
            body = await connection.scalar(
                select(MessageRow.body)
                .where(
                    MessageRow.conversation_id == conversation_id,
                    MessageRow.seq < seq,
                    MessageRow.sender == Sender.BOT.value,
                )
                .order_by(MessageRow.seq.desc())
                .limit(1)
            )
        ask = self._ledger.keyring.decrypt_json(body).get("ask") if body else None
        return str(ask["slot"]) if ask else None
