"""The customer's side: open a conversation, receive messages, read them back by cursor."""

import contextlib
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations import wording
from bot.conversations.errors import (
    AttachmentNotFound,
    ConversationNotFound,
    EmptyMessage,
    PayloadNotOffered,
    PayloadSpent,
)
from bot.conversations.ledger import Ledger, LockedConversation
from bot.conversations.message import Content, Incoming, Message, MessageType, Received, Sender, clean
from bot.conversations.models import (
    AttachmentRow,
    ConversationRow,
    MessageRow,
    OfferRow,
    RatingRow,
    TurnRow,
)
from bot.conversations.owner import Owner
from bot.conversations.waiting import QueuePosition, position_of
from kernel import tracing
from kernel.database import readonly

log = structlog.get_logger("inbox")

OFFER_LIFETIME = timedelta(hours=24)


@dataclass(frozen=True)
class Conversation:
    id: str
    channel: str
    external_id: str | None
    owner: Owner
    agent: str | None
    opened_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class Status:
    owner: Owner
    queue: QueuePosition | None
    busy: bool
    last_seq: int
    on_page: bool = False


@dataclass(frozen=True)
class Attachment:
    id: str
    name: str
    media_type: str
    size: int
    path: str

    def as_wire(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "media_type": self.media_type, "size": self.size}


@dataclass(frozen=True)
class Rating:
    score: int
    recommend: int | None
    comment: str | None
    at: datetime


class Inbox:
    """See the module; every call is one transaction."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._reading = readonly(ledger.engine)

    async def open(self, channel: str, *, external_id: str | None = None) -> Conversation:
        """A new conversation of the bot's, or the one this external id (an openid) has already."""
        theirs = (ConversationRow.channel == channel) & (ConversationRow.external_id == external_id)
        if external_id is not None:
            # Looked for first: a refused statement of SQLite's that is collected later can hold up the whole process.
            with contextlib.suppress(ConversationNotFound):
                return await self._where(theirs)
        now = self._ledger.clock.now()
        conversation = Conversation(uuid.uuid4().hex, channel, external_id, Owner.BOT, None, now, now)
        try:
            async with self._ledger.engine.begin() as connection:
                await connection.execute(
                    insert(ConversationRow).values(
                        id=conversation.id,
                        channel=channel,
                        external_id=external_id,
                        opened_at=now,
                        changed_at=now,
                        owner=Owner.BOT.value,
                        priority=0,
                        last_seq=0,
                        lease_token=0,
                    )
                )
        except IntegrityError:
            return await self._where(theirs)
        return conversation

    async def get(self, conversation_id: str) -> Conversation:
        return await self._where(ConversationRow.id == conversation_id)

    async def _where(self, condition: ColumnElement[bool]) -> Conversation:
        async with self._reading.connect() as connection:
            found = await connection.execute(select(ConversationRow.__table__).where(condition))
            row = found.one_or_none()
        if row is None:
            raise ConversationNotFound()
        return Conversation(
            row.id, row.channel, row.external_id, Owner(row.owner), row.agent, row.opened_at, row.changed_at
        )

    async def receive(
        self,
        conversation_id: str,
        incoming: Incoming,
        *,
        reply_within: timedelta | None = None,
        on_page: bool = False,
    ) -> Received:
        """Store what the customer sent and, while the bot owns the conversation, a turn to answer it.

        The same `client_id` again returns the same number and does nothing else. `reply_within`: so long answers are
        reserved for the reply to this message (`Replies`), where the channel has that way. `on_page`: written on the web page,
        where the answers are read as well; a push channel then has them only if they are not (`Deliveries.seen_on_page`).
        """
        began = time.time_ns()
        received, channel = await self._receive(conversation_id, incoming, reply_within, on_page)
        if not received.duplicate:
            whose = (conversation_id, received.seq)
            with tracing.step("receive", *whose, first_since=began, channel=channel):
                log.info("received", conversation=conversation_id, seq=received.seq, channel=channel)
        return received

    async def _receive(
        self, conversation_id: str, incoming: Incoming, reply_within: timedelta | None, on_page: bool
    ) -> tuple[Received, str]:
        async with self._ledger.locked(conversation_id) as conversation:
            known = await conversation.seq_of(Sender.CUSTOMER, incoming.client_id)
            if known is not None:
                return Received(known, duplicate=True), conversation.channel
            content = await self._content(conversation, incoming)
            seq = await conversation.append(
                Sender.CUSTOMER, content, client_id=incoming.client_id, on_page=on_page
            )
            conversation.reply_until = conversation.now + reply_within if reply_within else None
            if not on_page:
                # Only what is written in the channel itself opens it again.
                await conversation.free_held()
            if conversation.owner is Owner.CLOSED:
                await conversation.hand_to(Owner.BOT, by="customer")
            if content.payload == wording.QUEUE_CANCEL:
                waiting = conversation.owner is Owner.QUEUE
                if waiting:
                    await conversation.hand_to(Owner.BOT, by="customer", details={"reason": "cancelled"})
                text = wording.CANCELLED if waiting else wording.NOT_WAITING
                if conversation.owner is Owner.BOT:
                    await conversation.append(Sender.SYSTEM, Content(text, MessageType.NOTICE))
                return Received(seq), conversation.channel
            if content.payload == wording.CALLBACK and conversation.owner is Owner.QUEUE:
                await conversation.hand_to(Owner.BOT, by="customer", details={"reason": "callback"})
            if conversation.owner is Owner.BOT:
                await conversation.connection.execute(
                    insert(TurnRow).values(
                        conversation_id=conversation.id,
                        seq=seq,
                        state="pending",
                        attempts=0,
                        created_at=conversation.now,
                    )
                )
                conversation.wake("turns")
        return Received(seq), conversation.channel

    async def _content(self, conversation: LockedConversation, incoming: Incoming) -> Content:
        if incoming.payload is not None:
            title = await self._spend(conversation, incoming.payload)
            return Content(title, payload=incoming.payload)
        if incoming.attachment_id is not None:
            # On the connection at hand: a second one could wait for other holders of locks.
            attachment = await self._attachment(
                conversation.connection, conversation.id, incoming.attachment_id
            )
            return Content(attachment.name, MessageType.ATTACHMENT, attachment=attachment.as_wire())
        if incoming.text is None:
            raise EmptyMessage()
        return Content(clean(incoming.text))

    async def _spend(self, conversation: LockedConversation, payload: str) -> str:
        """The title under which the bot offered `payload` here within 24 hours."""
        mine = (
            OfferRow.conversation_id == conversation.id,
            OfferRow.digest.in_(self._ledger.keyring.indexes(payload, "payload")),
        )
        found = await conversation.connection.execute(select(OfferRow.__table__).where(*mine))
        offer = found.one_or_none()
        if offer is None or offer.offered_at < conversation.now - OFFER_LIFETIME:
            raise PayloadNotOffered()
        if offer.once:
            if offer.spent_at is not None:
                raise PayloadSpent()
            await conversation.connection.execute(
                update(OfferRow).where(*mine).values(spent_at=conversation.now)
            )
        return self._ledger.keyring.decrypt(offer.title)

    async def messages(self, conversation_id: str, after: int = 0, limit: int = 200) -> list[Message]:
        """Messages with a number above `after`, oldest first."""
        async with self._reading.connect() as connection:
            rows = await connection.execute(
                select(MessageRow.__table__)
                .where(MessageRow.conversation_id == conversation_id, MessageRow.seq > after)
                .order_by(MessageRow.seq)
                .limit(limit)
            )
            return [
                Message(
                    row.seq,
                    row.at,
                    Sender(row.sender),
                    Content.from_json(self._ledger.keyring.decrypt_json(row.body)),
                )
                for row in rows
            ]

    async def status(self, conversation_id: str) -> Status:
        async with self._reading.connect() as connection:
            found = await connection.execute(
                select(
                    ConversationRow.__table__,
                    select(func.count())
                    .where(TurnRow.conversation_id == conversation_id, TurnRow.state == "pending")
                    .scalar_subquery()
                    .label("pending"),
                ).where(ConversationRow.id == conversation_id)
            )
            row = found.one_or_none()
            if row is None:
                raise ConversationNotFound()
            waits = row.owner == Owner.QUEUE.value
            queue = await position_of(connection, conversation_id, self._ledger.people) if waits else None
        return Status(
            Owner(row.owner),
            queue,
            bool(row.pending) and row.owner == Owner.BOT.value,
            row.last_seq,
            row.on_page,
        )

    async def add_attachment(
        self, conversation_id: str, name: str, media_type: str, size: int, path: str
    ) -> str:
        """Record a stored file; `path` is relative to the attachment folder, `size` in bytes."""
        attachment_id = uuid.uuid4().hex
        async with self._ledger.engine.begin() as connection:
            await connection.execute(
                insert(AttachmentRow).values(
                    id=attachment_id,
                    conversation_id=conversation_id,
                    at=self._ledger.clock.now(),
                    media_type=media_type,
                    size=size,
                    path=path,
                    name=self._ledger.keyring.encrypt(name),
                )
            )
        return attachment_id

    async def attachment(self, conversation_id: str, attachment_id: str) -> Attachment:
        async with self._reading.connect() as connection:
            return await self._attachment(connection, conversation_id, attachment_id)

    async def attachments(self, conversation_id: str) -> list[Attachment]:
        """All that were stored for the conversation, sent or not."""
        async with self._reading.connect() as connection:
            rows = await connection.execute(
                select(AttachmentRow.__table__).where(AttachmentRow.conversation_id == conversation_id)
            )
            return [
                Attachment(row.id, self._ledger.keyring.decrypt(row.name), row.media_type, row.size, row.path)
                for row in rows
            ]

    async def _attachment(
        self, connection: AsyncConnection, conversation_id: str, attachment_id: str
    ) -> Attachment:
        found = await connection.execute(
            select(AttachmentRow.__table__).where(
                AttachmentRow.id == attachment_id, AttachmentRow.conversation_id == conversation_id
            )
        )
        row = found.one_or_none()
        if row is None:
            raise AttachmentNotFound()
        return Attachment(row.id, self._ledger.keyring.decrypt(row.name), row.media_type, row.size, row.path)

    async def rate(
        self, conversation_id: str, score: int, recommend: int | None = None, comment: str | None = None
    ) -> None:
        """`score` 1–5, `recommend` 0–10; the last rating of a conversation counts."""
        values = {
            "at": self._ledger.clock.now(),
            "score": score,
            "recommend": recommend,
            "comment": self._ledger.keyring.encrypt(comment) if comment else None,
        }
        async with self._ledger.locked(conversation_id) as conversation:
            changed = await conversation.connection.execute(
                update(RatingRow).where(RatingRow.conversation_id == conversation_id).values(values)
            )
            if not changed.rowcount:
                await conversation.connection.execute(
                    insert(RatingRow).values(conversation_id=conversation_id, **values)
                )

    async def rating(self, conversation_id: str) -> Rating | None:
        async with self._reading.connect() as connection:
            found = await connection.execute(
                select(RatingRow.__table__).where(RatingRow.conversation_id == conversation_id)
            )
            row = found.one_or_none()
        if row is None:
            return None
        comment = self._ledger.keyring.decrypt(row.comment) if row.comment else None
        return Rating(row.score, row.recommend, comment, row.at)
