"""Who is in a conversation beside its agent: a supervisor who whispers or has taken it over, the agent it was taken from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, insert, select

from bot.conversations import wording
from bot.conversations.errors import IllegalTransition
from bot.conversations.ledger import Ledger, LockedConversation
from bot.conversations.message import Content, MessageType, Sender
from bot.conversations.models import JoinRow
from bot.conversations.owner import Owner
from kernel.database import readonly


class Mode(StrEnum):
    """`WHISPER` speaks to the agent only; `BARGE_IN` has taken the conversation over from `LISTENER`."""

    WHISPER = "whisper"
    BARGE_IN = "barge_in"
    LISTENER = "listener"


@dataclass(frozen=True)
class Join:
    username: str
    name: str
    mode: Mode
    since: datetime


class Joins:
    """See the module. A conversation has one owner all the same: joining to whisper changes nothing of that."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def whisper(self, conversation_id: str, username: str, name: str) -> None:
        """From here on `username` speaks to the agent alone; `IllegalTransition` where no colleague has it."""
        async with self._ledger.engine.begin() as connection:
            conversation = await self._ledger.lock(connection, conversation_id)
            if conversation.owner is not Owner.AGENT or conversation.agent == username:
                raise IllegalTransition(source=conversation.owner.value, target=Mode.WHISPER.value)
            await _put(conversation, username, name, Mode.WHISPER)
        await self._ledger.signals.publish(f"conversation:{conversation_id}")

    async def barge_in(self, conversation_id: str, username: str, name: str, agent_name: str | None) -> None:
        """`username` takes the conversation over from the colleague who has it, and who stays as a listener.

        `IllegalTransition` where no colleague has it. `agent_name`: the colleague's, if known.
        """
        async with self._ledger.locked(conversation_id) as conversation:
            before = conversation.agent
            if conversation.owner is not Owner.AGENT or before is None or before == username:
                raise IllegalTransition(source=conversation.owner.value, target=Mode.BARGE_IN.value)
            await conversation.hand_to(
                Owner.AGENT, by=username, agent=username, details={"reason": "barge_in", "from": before}
            )
            await _put(conversation, username, name, Mode.BARGE_IN)
            await _put(conversation, before, agent_name or before, Mode.LISTENER)
            text = wording.BARGED_IN.format(agent=name)
            await conversation.append(Sender.SYSTEM, Content(text, MessageType.NOTICE))

    async def leave(self, conversation_id: str, username: str) -> None:
        """No longer joined; who was not has left already. Who owns the conversation goes on owning it."""
        async with self._ledger.engine.begin() as connection:
            await connection.execute(
                delete(JoinRow).where(
                    JoinRow.conversation_id == conversation_id,
                    JoinRow.username == username,
                    JoinRow.mode != Mode.BARGE_IN,
                )
            )
        await self._ledger.signals.publish(f"conversation:{conversation_id}")

    async def of(self, conversation_ids: Sequence[str]) -> dict[str, list[Join]]:
        """Per conversation who has joined, the first comes first."""
        found: dict[str, list[Join]] = defaultdict(list)
        async with readonly(self._ledger.engine).connect() as connection:
            rows = await connection.execute(
                select(JoinRow.__table__)
                .where(JoinRow.conversation_id.in_(conversation_ids))
                .order_by(JoinRow.since, JoinRow.username)
            )
            for row in rows:
                found[row.conversation_id].append(Join(row.username, row.name, Mode(row.mode), row.since))
        return found

    async def mode_of(self, conversation_id: str, username: str) -> Mode | None:
        async with readonly(self._ledger.engine).connect() as connection:
            mode = await connection.scalar(
                select(JoinRow.mode).where(
                    JoinRow.conversation_id == conversation_id, JoinRow.username == username
                )
            )
            return None if mode is None else Mode(mode)


async def _put(conversation: LockedConversation, username: str, name: str, mode: Mode) -> None:
    await conversation.connection.execute(
        delete(JoinRow).where(JoinRow.conversation_id == conversation.id, JoinRow.username == username)
    )
    await conversation.connection.execute(
        insert(JoinRow).values(
            conversation_id=conversation.id,
            username=username,
            name=name,
            mode=mode.value,
            since=conversation.now,
        )
    )
