"""Reading what was said out of its order: one message, what was asked before it, words among all that was said."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, func, literal, select, tuple_
from sqlalchemy.orm import aliased

from bot.conversations.ledger import Ledger
from bot.conversations.message import Content, Message, Sender
from bot.conversations.models import ConversationRow, EngagementRow, MessageRow, OwnerEventRow
from bot.conversations.owner import Owner
from kernel.crypto import Undecryptable
from kernel.database import UtcDateTime, readonly

# Messages opened at a time: nobody else waits longer for their turn on the processor.
_AT_A_TIME = 1_000


@dataclass(frozen=True)
class Place:
    """A message's place among all: by time, then conversation and number."""

    at: datetime
    conversation_id: str
    seq: int


@dataclass(frozen=True)
class Window:
    """Which messages to look through: from `since` on and before `until`.

    `agent`, `queue`: of conversations which they had with people meanwhile. `conversations`: of these only. `seen_by`: only
    what this agent may see, that is what waits, what they hold, what they closed last.
    """

    since: datetime
    until: datetime
    agent: str | None = None
    queue: str | None = None
    conversations: Sequence[str] | None = None
    seen_by: str | None = None


@dataclass(frozen=True)
class Hit:
    """`agent` and `queue`: who had the conversation at that time, or before it last; None before anybody did."""

    conversation_id: str
    message: Message = field(repr=False)
    agent: str | None
    queue: str | None


@dataclass(frozen=True)
class Found:
    """`searched`: how many messages were looked through; `rest`: where to go on, None at the end."""

    hits: list[Hit]
    searched: int
    rest: Place | None


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
        return None if row is None else self._message(row)

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

    async def search(
        self,
        holds: Callable[[str], bool],
        window: Window,
        *,
        after: Place | None = None,
        most_hits: int = 50,
        most_searched: int = 20_000,
    ) -> Found:
        """Messages whose text `holds`, newest first, from `after` on back.

        The words lie encrypted, so every message has to be opened: `most_searched` of them at most.
        """
        kept: list[tuple[str, Message]] = []
        searched, place = 0, after
        while searched < most_searched and len(kept) < most_hits:
            rows = await self._rows(window, place, min(_AT_A_TIME, most_searched - searched))
            said = await asyncio.to_thread(self._holding, rows, holds)
            room = most_hits - len(kept)
            kept += [(rows[number].conversation_id, message) for number, message in said[:room]]
            looked = said[room - 1][0] + 1 if len(said) >= room else len(rows)
            searched += looked
            if looked:
                last = rows[looked - 1]
                place = Place(last.at, last.conversation_id, last.seq)
            if looked == len(rows) < _AT_A_TIME and searched < most_searched:
                return Found(await self._hits(kept), searched, None)
        return Found(await self._hits(kept), searched, place)

    async def _rows(self, window: Window, after: Place | None, limit: int) -> Sequence[Row[Any]]:
        wanted: list[ColumnElement[bool]] = [MessageRow.at >= window.since, MessageRow.at < window.until]
        if after is not None:
            wanted.append(MessageRow.at <= after.at)
            wanted.append(
                tuple_(MessageRow.at, MessageRow.conversation_id, MessageRow.seq)
                < tuple_(literal(after.at, UtcDateTime), literal(after.conversation_id), literal(after.seq))
            )
        wanted += _conditions(window)
        query = (
            select(MessageRow.__table__)
            .where(*wanted)
            .order_by(MessageRow.at.desc(), MessageRow.conversation_id.desc(), MessageRow.seq.desc())
            .limit(limit)
        )
        async with readonly(self._ledger.engine).connect() as connection:
            return (await connection.execute(query)).all()

    def _holding(self, rows: Sequence[Row[Any]], holds: Callable[[str], bool]) -> list[tuple[int, Message]]:
        """Number of the row and the message, of those whose text `holds`; what no key opens holds nothing."""
        found = []
        for number, row in enumerate(rows):
            try:
                message = self._message(row)
            except Undecryptable:
                continue
            if holds(message.content.text):
                found.append((number, message))
        return found

    async def _hits(self, kept: Sequence[tuple[str, Message]]) -> list[Hit]:
        query = (
            select(
                EngagementRow.conversation_id,
                EngagementRow.queued_at,
                EngagementRow.agent,
                EngagementRow.queue,
            )
            .where(EngagementRow.conversation_id.in_({conversation_id for conversation_id, _ in kept}))
            .order_by(EngagementRow.queued_at)
        )
        async with readonly(self._ledger.engine).connect() as connection:
            stays = (await connection.execute(query)).all() if kept else []
        hits = []
        for conversation_id, message in kept:
            before = [
                each
                for each in stays
                if each.conversation_id == conversation_id and each.queued_at <= message.at
            ]
            agent, queue = (before[-1].agent, before[-1].queue) if before else (None, None)
            hits.append(Hit(conversation_id, message, agent, queue))
        return hits

    def _message(self, row: Row[Any]) -> Message:
        content = Content.from_json(self._ledger.keyring.decrypt_json(row.body))
        return Message(row.seq, row.at, Sender(row.sender), content)


def _conditions(window: Window) -> list[ColumnElement[bool]]:
    """On the conversations that messages belong to."""
    conditions: list[ColumnElement[bool]] = []
    if window.conversations is not None:
        conditions.append(MessageRow.conversation_id.in_(window.conversations))
    meanwhile = (
        EngagementRow.queued_at < window.until,
        EngagementRow.ended_at.is_(None) | (EngagementRow.ended_at >= window.since),
    )
    if window.queue is not None:
        stays = select(EngagementRow.conversation_id).where(EngagementRow.queue == window.queue, *meanwhile)
        conditions.append(MessageRow.conversation_id.in_(stays))
    if window.agent is not None:
        # A stay knows its last agent only; those before took it or gave it on.
        stays = select(EngagementRow.conversation_id).where(EngagementRow.agent == window.agent, *meanwhile)
        acts = select(OwnerEventRow.conversation_id).where(
            OwnerEventRow.by == window.agent, OwnerEventRow.at < window.until
        )
        conditions.append(MessageRow.conversation_id.in_(stays) | MessageRow.conversation_id.in_(acts))
    if window.seen_by is not None:
        later = aliased(OwnerEventRow)
        last = select(func.max(later.id)).where(later.conversation_id == ConversationRow.id)
        closed_it = exists().where(
            OwnerEventRow.id == last.correlate(ConversationRow).scalar_subquery(),
            OwnerEventRow.by == window.seen_by,
        )
        seen = select(ConversationRow.id).where(
            (ConversationRow.owner == Owner.QUEUE.value)
            | ((ConversationRow.owner == Owner.AGENT.value) & (ConversationRow.agent == window.seen_by))
            | ((ConversationRow.owner == Owner.CLOSED.value) & closed_it)
        )
        conditions.append(MessageRow.conversation_id.in_(seen))
    return conditions
