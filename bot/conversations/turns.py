"""Turns: which messages the bot still owes an answer, who works on them, and how an answer becomes true.

A worker claims a turn with a lease and a fencing token, computes, and commits. A commit counts only while the bot owns
the conversation and the token is the latest; everything of a turn becomes true in that one transaction or not at all.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations import understandings, wording
from bot.conversations.ledger import Ledger, LockedConversation
from bot.conversations.message import Button, Content, MessageType, Sender
from bot.conversations.models import ConversationRow, MessageRow, TurnRow, WorkerRow
from bot.conversations.owner import Owner
from bot.conversations.queues import queue_of
from bot.conversations.subjects import Subject, subject_of
from bot.conversations.understandings import Understanding
from bot.conversations.waiting import QueuePosition, position_of
from kernel.crypto import Undecryptable
from kernel.database import readonly

log = structlog.get_logger()
MAX_ATTEMPTS = 3
# A turn takes well under a second; this long a customer waits when a worker dies in the middle of one.
LEASE = timedelta(seconds=10)
WORKER_LOST_AFTER = timedelta(seconds=15)


@dataclass(frozen=True)
class Turn:
    """A claimed turn. `seq` numbers the customer's message; `token` fences the lease.

    `model` gave the bot's last answer in this conversation, at `model_at`. `about`: what the house had spoken of without being
    asked, where this is the first message since.
    """

    id: int
    conversation_id: str
    channel: str
    seq: int
    attempts: int
    token: int
    content: Content = field(repr=False)
    at: datetime
    model: str | None = None
    model_at: datetime | None = None
    about: Subject | None = None


@dataclass(frozen=True)
class Handoff:
    """The bot's wish to give the conversation to people."""

    queue: str
    reason: str
    priority: int = 0
    details: dict[str, Any] = field(default_factory=dict)


_CALLBACK = Button(wording.CALLBACK_TITLE, wording.CALLBACK)


def _waiting_card(place: QueuePosition) -> Content:
    minutes = max(1, round(place.estimated_wait_s / 60))
    ahead = wording.WAITING_FIRST if place.position == 1 else wording.WAITING.format(ahead=place.position - 1)
    return Content(
        ahead + wording.WAITING_ABOUT.format(minutes=minutes),
        MessageType.CARD,
        buttons=(Button(wording.CANCEL_TITLE, wording.QUEUE_CANCEL), _CALLBACK),
        card={
            "kind": "handoff",
            "position": place.position,
            "estimated_wait_s": place.estimated_wait_s,
            "queue": place.queue,
        },
    )


class Turns:
    """See the module. `lease` is how long a silent worker keeps a turn."""

    def __init__(self, ledger: Ledger, lease: timedelta = LEASE) -> None:
        self._ledger = ledger
        self._lease = lease

    async def claim(self, worker: str) -> Turn | None:
        """The oldest turn nobody works on, of a conversation nobody works on; None if there is none.

        A turn that failed `MAX_ATTEMPTS` times is set aside: the customer is told and offered a person.
        """
        while True:
            candidate = await self._candidate()
            if candidate is None:
                return None
            async with self._ledger.locked(candidate) as conversation:
                turn, retry = await self._take(conversation, worker)
            if turn is not None or not retry:
                return turn

    async def _candidate(self) -> str | None:
        now = self._ledger.clock.now()
        async with readonly(self._ledger.engine).connect() as connection:
            found = await connection.execute(
                select(TurnRow.conversation_id)
                .join(ConversationRow, ConversationRow.id == TurnRow.conversation_id)
                .where(
                    TurnRow.state == "pending",
                    ConversationRow.owner == Owner.BOT.value,
                    or_(ConversationRow.lease_until.is_(None), ConversationRow.lease_until <= now),
                )
                .order_by(TurnRow.id)
                .limit(1)
            )
            return found.scalar_one_or_none()

    async def _take(self, conversation: LockedConversation, worker: str) -> tuple[Turn | None, bool]:
        """Claim inside the lock; (turn, whether it is worth looking for another candidate)."""
        busy = conversation.lease_until is not None and conversation.lease_until > conversation.now
        if busy or conversation.owner is not Owner.BOT:
            return None, True
        found = await conversation.connection.execute(
            select(TurnRow.__table__, MessageRow.body, MessageRow.at)
            .join(
                MessageRow,
                (MessageRow.conversation_id == TurnRow.conversation_id) & (MessageRow.seq == TurnRow.seq),
            )
            .where(TurnRow.conversation_id == conversation.id, TurnRow.state == "pending")
            .order_by(TurnRow.seq)
            .limit(1)
        )
        row = found.one_or_none()
        if row is None:
            return None, True
        if row.attempts >= MAX_ATTEMPTS:
            await self._set_aside(conversation, row.id, row.seq)
            return None, True
        try:
            content = Content.from_json(self._ledger.keyring.decrypt_json(row.body))
        except (Undecryptable, ValueError, KeyError, TypeError) as error:
            # A dropped key, a shape of another version: it would come first for ever and hold up everybody else.
            log.error("turn_unreadable", conversation=conversation.id, error=type(error).__name__)
            await self._set_aside(conversation, row.id, row.seq)
            return None, True
        conversation.lease_token += 1
        conversation.lease_until = conversation.now + self._lease
        await conversation.connection.execute(
            update(TurnRow).where(TurnRow.id == row.id).values(attempts=row.attempts + 1, worker=worker)
        )
        turn = Turn(
            row.id,
            conversation.id,
            conversation.channel,
            row.seq,
            row.attempts + 1,
            conversation.lease_token,
            content,
            row.at,
            conversation.model,
            conversation.model_at,
            await subject_of(conversation.connection, conversation.id, row.seq),
        )
        return turn, False

    async def _set_aside(self, conversation: LockedConversation, turn_id: int, seq: int) -> None:
        await conversation.connection.execute(
            update(TurnRow).where(TurnRow.id == turn_id).values(state="dead", ended_at=conversation.now)
        )
        button = Button(wording.HANDOFF_TITLE, wording.HANDOFF_PAYLOAD)
        await conversation.append(
            Sender.SYSTEM, Content(wording.GAVE_UP, MessageType.NOTICE, buttons=(button,)), turn=seq
        )
        conversation.lease_until = None
        conversation.wake("turns")

    async def renew(self, turn: Turn) -> bool:
        """Keep the lease of a long turn; False when it is lost."""
        async with self._ledger.locked(turn.conversation_id) as conversation:
            if not self._holds(conversation, turn):
                return False
            conversation.lease_until = conversation.now + self._lease
            return True

    @staticmethod
    def _holds(conversation: LockedConversation, turn: Turn) -> bool:
        return (
            conversation.owner is Owner.BOT
            and conversation.lease_token == turn.token
            and conversation.lease_until is not None
        )

    async def commit(
        self,
        turn: Turn,
        answers: Sequence[Content],
        *,
        handoff: Handoff | None = None,
        model: str | None = None,
        understood: Understanding | None = None,
        also: Callable[[AsyncConnection], Awaitable[None]] | None = None,
    ) -> bool:
        """Make the turn true: answers, hand-off, what was understood, the turn's end and whatever `also` writes, in one
        transaction.

        False, and nothing written, when the bot or this worker no longer holds the conversation.
        """
        async with self._ledger.locked(turn.conversation_id) as conversation:
            if not self._holds(conversation, turn):
                return False
            for answer in answers:
                await conversation.append(Sender.BOT, answer, turn=turn.seq)
            await conversation.connection.execute(
                update(TurnRow)
                .where(TurnRow.id == turn.id)
                .values(state="done", ended_at=conversation.now, model=model)
            )
            if understood is not None:
                await understandings.write(
                    conversation.connection,
                    turn.conversation_id,
                    turn.seq,
                    turn.at,
                    turn.channel,
                    model,
                    understood,
                )
            if also is not None:
                await also(conversation.connection)
            conversation.lease_until = None
            conversation.model, conversation.model_at = model, conversation.now
            if handoff is not None:
                await self._hand_off(conversation, handoff)
        return True

    async def _hand_off(self, conversation: LockedConversation, handoff: Handoff) -> None:
        queue = await queue_of(conversation.connection, handoff.queue)
        hours = await self._ledger.people.closed(conversation.connection, queue)
        if hours is not None:
            text = wording.AFTER_HOURS.format(hours=hours)
            await conversation.append(Sender.SYSTEM, Content(text, MessageType.NOTICE, buttons=(_CALLBACK,)))
            return
        await conversation.hand_to(
            Owner.QUEUE,
            by="bot",
            queue=handoff.queue,
            priority=handoff.priority,
            details={"reason": handoff.reason, **handoff.details},
        )
        await conversation.write()
        place = await position_of(conversation.connection, conversation.id, self._ledger.people)
        if place is not None:
            await conversation.append(Sender.SYSTEM, _waiting_card(place))

    async def fail(self, turn: Turn, error: str) -> None:
        """Give the turn back after an error; it is tried again with back-off. `error` holds no personal data."""
        async with self._ledger.locked(turn.conversation_id) as conversation:
            if not self._holds(conversation, turn):
                return
            # Nobody holds the new token: until the lease runs out the conversation rests.
            conversation.lease_token += 1
            conversation.lease_until = conversation.now + timedelta(
                milliseconds=200 * 4 ** (turn.attempts - 1)
            )
            await conversation.connection.execute(
                update(TurnRow).where(TurnRow.id == turn.id).values(error=error[:200])
            )

    async def beat(self, worker: str, model: str | None) -> None:
        """A worker is alive and has `model` loaded."""
        now = self._ledger.clock.now()
        async with self._ledger.engine.begin() as connection:
            changed = await connection.execute(
                update(WorkerRow).where(WorkerRow.id == worker).values(at=now, model=model)
            )
            if not changed.rowcount:
                await connection.execute(insert(WorkerRow).values(id=worker, at=now, model=model))

    async def leave(self, worker: str) -> None:
        """A worker ends in order: nobody counts on it any more. Rows of workers long lost go as well."""
        lost = self._ledger.clock.now() - timedelta(hours=1)
        async with self._ledger.engine.begin() as connection:
            await connection.execute(
                delete(WorkerRow).where(or_(WorkerRow.id == worker, WorkerRow.at < lost))
            )

    async def ready_workers(self) -> list[str]:
        """Workers that beat within the last seconds and have a model."""
        since = self._ledger.clock.now() - WORKER_LOST_AFTER
        async with readonly(self._ledger.engine).connect() as connection:
            rows = await connection.execute(
                select(WorkerRow.id).where(WorkerRow.at >= since, WorkerRow.model.is_not(None))
            )
            return list(rows.scalars())
