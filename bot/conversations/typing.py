"""Who is writing just now, and what the customer has written so far.

It is no part of the transcript: what is not sent is forgotten after seconds, and so is what was sent, for it stands in
the transcript then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.conversations.errors import ConversationNotFound, NotOwner
from bot.conversations.ledger import Ledger
from bot.conversations.message import Sender
from bot.conversations.models import ConversationRow, TypingRow
from bot.conversations.owner import Owner
from kernel.database import readonly

FORGOTTEN_AFTER = timedelta(seconds=10)
_LONGEST = 500


@dataclass(frozen=True)
class Typed:
    text: str = field(repr=False)
    at: datetime


class Typing:
    """In the database, for customer and agent may be on two gateways; encrypted like all that people write."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def customer(self, conversation_id: str, text: str) -> None:
        """What the customer has written so far, its first 500 characters; kept only while a person answers.

        Nothing, or blanks: they have stopped.
        """
        if (await self._owned(conversation_id))[0] is Owner.AGENT:
            await self._put(conversation_id, Sender.CUSTOMER, text.strip()[:_LONGEST])

    async def agent(self, conversation_id: str, agent: str, writes: bool) -> None:
        """Whether the agent is writing; `NotOwner`, `ConversationNotFound`."""
        owner, holder = await self._owned(conversation_id)
        if owner is not Owner.AGENT or holder != agent:
            raise NotOwner(owner=owner.value)
        await self._put(conversation_id, Sender.AGENT, "typing" if writes else "")

    async def words(self, conversation_ids: Sequence[str]) -> dict[str, Typed]:
        """What customers are writing, per conversation; who is not is missing."""
        async with readonly(self._ledger.engine).connect() as connection:
            rows = await connection.execute(
                select(TypingRow.__table__).where(
                    TypingRow.conversation_id.in_(conversation_ids),
                    TypingRow.sender == Sender.CUSTOMER.value,
                    TypingRow.at > self._ledger.clock.now() - FORGOTTEN_AFTER,
                )
            )
            return {
                row.conversation_id: Typed(self._ledger.keyring.decrypt_json(row.body), row.at)
                for row in rows
            }

    async def agent_writes(self, conversation_id: str) -> bool:
        async with readonly(self._ledger.engine).connect() as connection:
            found = await connection.scalar(
                select(TypingRow.at).where(
                    TypingRow.conversation_id == conversation_id,
                    TypingRow.sender == Sender.AGENT.value,
                    TypingRow.at > self._ledger.clock.now() - FORGOTTEN_AFTER,
                )
            )
            return found is not None

    async def forget(self) -> None:
        """Delete what is too old to be shown; for whoever sweeps."""
        old = TypingRow.at <= self._ledger.clock.now() - FORGOTTEN_AFTER
        async with readonly(self._ledger.engine).connect() as connection:
            if await connection.scalar(select(TypingRow.at).where(old).limit(1)) is None:
                return
        async with self._ledger.engine.begin() as connection:
            await connection.execute(delete(TypingRow).where(old))

    async def _owned(self, conversation_id: str) -> tuple[Owner, str | None]:
        async with readonly(self._ledger.engine).connect() as connection:
            found = await connection.execute(
                select(ConversationRow.owner, ConversationRow.agent).where(
                    ConversationRow.id == conversation_id
                )
            )
            row = found.one_or_none()
        if row is None:
            raise ConversationNotFound()
        return Owner(row.owner), row.agent

    async def _put(self, conversation_id: str, sender: Sender, text: str) -> None:
        mine = (TypingRow.conversation_id == conversation_id, TypingRow.sender == sender.value)
        values = {"at": self._ledger.clock.now(), "body": self._ledger.keyring.encrypt_json(text)}
        try:
            async with self._ledger.engine.begin() as connection:
                if not text:
                    await connection.execute(delete(TypingRow).where(*mine))
                elif not (await connection.execute(update(TypingRow).where(*mine).values(values))).rowcount:
                    await connection.execute(
                        insert(TypingRow).values(
                            conversation_id=conversation_id, sender=sender.value, **values
                        )
                    )
        except IntegrityError:
            return  # two first signs of life at once: the other one wrote nearly the same
        await self._ledger.signals.publish(f"conversation:{conversation_id}")
