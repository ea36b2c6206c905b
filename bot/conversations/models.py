"""Tables. What people said is one encrypted column (`body`); everything a query needs stands beside it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, Encrypted, UtcDateTime


class ConversationRow(Base):
    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))
    external_id: Mapped[str | None] = mapped_column(String(128))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seq: Mapped[int] = mapped_column(Integer, default=0)

    owner: Mapped[str] = mapped_column(String(8))
    agent: Mapped[str | None] = mapped_column(String(64))
    queue: Mapped[str | None] = mapped_column(String(32))
    priority: Mapped[int] = mapped_column(Integer, default=0)
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The sort key: when it came to the queue less the head start of its priority, or just before the first.
    place_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The one agent who is asked to take it, and who let it pass last.
    offered_to: Mapped[str | None] = mapped_column(String(64))
    offered_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    passed_by: Mapped[str | None] = mapped_column(String(64))
    passed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    # Until then answers are reserved for the reply to the customer's own message, where the channel has that way.
    reply_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    # The customer of a push channel wrote last on the web page (`Deliveries.seen_on_page`).
    on_page: Mapped[bool] = mapped_column(default=False)

    # The worker's lease. The token grows with every claim, so a late worker's commit finds another one.
    lease_token: Mapped[int] = mapped_column(Integer, default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    # The model that gave the bot's last answer, and when.
    model: Mapped[str | None] = mapped_column(String(64))
    model_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_conversations_serving", "owner", "place_at"),
        Index("ix_conversations_offered", "offered_to"),
        Index("ix_conversations_agent", "agent", "owner"),
        Index("ix_conversations_changed_at", "changed_at"),
        UniqueConstraint("channel", "external_id"),
    )


class QueueRow(Base):
    """What was set for a queue; the fields of `bot.conversations.queues.Queue`."""

    __tablename__ = "queues"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    always_open: Mapped[bool]
    openings: Mapped[list[dict[str, str]] | None] = mapped_column(JSON(none_as_null=True))
    overflow_to: Mapped[str | None] = mapped_column(String(32))
    overflow_after_s: Mapped[int | None] = mapped_column(Integer)
    offer_s: Mapped[int] = mapped_column(Integer)
    age_every_s: Mapped[int] = mapped_column(Integer)
    first_response_s: Mapped[int] = mapped_column(Integer)
    reply_s: Mapped[int] = mapped_column(Integer)
    resolution_s: Mapped[int] = mapped_column(Integer)
    warn_at_percent: Mapped[int] = mapped_column(Integer)


class MessageRow(Base):
    __tablename__ = "messages"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    client_id: Mapped[str | None] = mapped_column(String(128))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    sender: Mapped[str] = mapped_column(String(8))
    turn: Mapped[int | None] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Encrypted)

    __table_args__ = (
        UniqueConstraint("conversation_id", "sender", "client_id"),
        Index("ix_messages_at", "at", "conversation_id", "seq"),
    )


class TurnRow(Base):
    """One customer message the bot owes an answer: pending → done | superseded | dead."""

    __tablename__ = "turns"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    worker: Mapped[str | None] = mapped_column(String(64))
    model: Mapped[str | None] = mapped_column(String(128))
    error: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        Index("ix_turns_waiting", "state", "id"),
        Index("ix_turns_conversation", "conversation_id", "state"),
    )


class UnderstandingRow(Base):
    """What the bot understood in a turn, without a word of it; the fields of `bot.conversations.understandings`."""

    __tablename__ = "understandings"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    channel: Mapped[str] = mapped_column(String(32))
    model: Mapped[str | None] = mapped_column(String(128))
    intent: Mapped[str] = mapped_column(String(64))
    confidence: Mapped[float] = mapped_column(Float)
    topic: Mapped[str | None] = mapped_column(String(96))
    template: Mapped[str | None] = mapped_column(String(96))
    faq: Mapped[str | None] = mapped_column(String(96))
    typed: Mapped[bool]
    in_task: Mapped[bool]
    missed: Mapped[bool]
    handed_off: Mapped[bool]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


class OfferRow(Base):
    """A choice the bot offered; a payload is accepted only if it stands here."""

    __tablename__ = "offers"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str] = mapped_column(Encrypted)
    once: Mapped[bool]
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    spent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OwnerEventRow(Base):
    """Every change of owner, with the reason: the hand-off history agents and auditors read."""

    __tablename__ = "owner_events"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(8))
    target: Mapped[str] = mapped_column(String(8))
    by: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Encrypted)


class EngagementRow(Base):
    """One stay of a conversation with people, from entering the queue to its end; at most one of them is open."""

    __tablename__ = "engagements"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    channel: Mapped[str] = mapped_column(String(32))
    queue: Mapped[str] = mapped_column(String(32))
    priority: Mapped[int] = mapped_column(Integer)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Who has it, or had it at the end; null while it waits.
    agent: Mapped[str | None] = mapped_column(String(64))
    engaged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_reply_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    awaiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    longest_reply_s: Mapped[int | None] = mapped_column(Integer)
    replies: Mapped[int] = mapped_column(Integer)
    transfers: Mapped[int] = mapped_column(Integer)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ending: Mapped[str | None] = mapped_column(String(10))
    wrap_up: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (
        Index(
            "uq_engagements_open",
            "conversation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_engagements_queued_at", "queued_at"),
        Index("ix_engagements_ended_at", "ended_at"),
        Index("ix_engagements_agent", "agent", "ended_at"),
        Index("ix_engagements_queue", "queue", "ended_at"),
    )


class WaitRow(Base):
    """A customer waited for a person's word and got it; `agent` gave it."""

    __tablename__ = "waits"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagements.id"), index=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    queue: Mapped[str] = mapped_column(String(32))
    agent: Mapped[str | None] = mapped_column(String(64))
    first: Mapped[bool]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    waited_s: Mapped[int] = mapped_column(Integer)


class AttachmentRow(Base):
    __tablename__ = "attachments"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    media_type: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    path: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(Encrypted)


class RatingRow(Base):
    __tablename__ = "ratings"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    score: Mapped[int] = mapped_column(Integer)
    recommend: Mapped[int | None] = mapped_column(Integer)
    comment: Mapped[str | None] = mapped_column(Encrypted)


class DeliveryRow(Base):
    """The outbox: one row per message that a push channel has to deliver.

    `batch`: the first of the rows that go out together, once they were tried; `sent`: how many of the channel's
    messages for these went out.
    """

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int] = mapped_column(Integer)
    channel: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    batch: Mapped[int | None] = mapped_column(Integer)
    sent: Mapped[int] = mapped_column(Integer, default=0)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        Index("ix_deliveries_waiting", "state", "not_before", "id"),
    )


class SubjectRow(Base):
    """What the house spoke of last without being asked, behind message number `seq`, and until when an answer is about it."""

    __tablename__ = "conversation_subjects"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    noun: Mapped[str] = mapped_column(String(16))
    number: Mapped[str] = mapped_column(String(64))
    seq: Mapped[int] = mapped_column(Integer)
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class WorkerRow(Base):
    """Heartbeats: which workers live and which model they have loaded."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    model: Mapped[str | None] = mapped_column(String(128))


class NoteRow(Base):
    """What staff write beside a conversation: in a table of its own, so that nothing which reads messages can show it."""

    __tablename__ = "conversation_notes"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    client_id: Mapped[str] = mapped_column(String(128))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(8))
    # The last message that stood when it was written.
    after_seq: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Encrypted)

    __table_args__ = (UniqueConstraint("conversation_id", "by", "client_id"),)


class JoinRow(Base):
    """Somebody at the desk who is in a conversation beside its agent."""

    __tablename__ = "conversation_joins"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    username: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    mode: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class ReadingRow(Base):
    """Up to which number the customer's page has a conversation, and up to which it has shown it."""

    __tablename__ = "conversation_readings"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    arrived_seq: Mapped[int] = mapped_column(Integer)
    read_seq: Mapped[int] = mapped_column(Integer)


class TypingRow(Base):
    """Who is writing, customer or agent; a customer's words beside it, for seconds."""

    __tablename__ = "conversation_typing"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    sender: Mapped[str] = mapped_column(String(8), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    body: Mapped[str] = mapped_column(Encrypted)
