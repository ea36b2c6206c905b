"""Tables: how far each account was read, where each customer's session stands, what was read and sent already."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, delete
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, UtcDateTime

CHANNEL = "wecom"


class WecomCursorRow(Base):
    """How far one customer-service account was read. `lease`: who reads it now; the others wait."""

    __tablename__ = "wecom_cursors"

    account: Mapped[str] = mapped_column(String(32), primary_key=True)
    open_kfid: Mapped[str] = mapped_column(String(64), primary_key=True)
    cursor: Mapped[str | None] = mapped_column(String(128))
    # What was sent before we were there is not answered.
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    lease: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WecomCustomerRow(Base):
    """A customer's session as far as we know. `sent` counts our messages since `heard_at`.

    `code` is good for one message about its beginning or its end, until `code_until`.
    """

    __tablename__ = "wecom_customers"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(128), unique=True)
    heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent: Mapped[int] = mapped_column(Integer)
    state: Mapped[int | None] = mapped_column(Integer, index=True)
    state_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    servicer: Mapped[str | None] = mapped_column(String(64))
    code: Mapped[str | None] = mapped_column(String(256))
    code_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WecomSentRow(Base):
    """A message the platform was asked to deliver, by the key it knows it by."""

    __tablename__ = "wecom_sent"

    msgid: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class WecomSeenRow(Base):
    """A row of the platform's queue that was dealt with."""

    __tablename__ = "wecom_seen"

    msgid: Mapped[str] = mapped_column(String(128), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


async def erase(connection: AsyncConnection, conversation_id: str) -> None:
    """All of this room that belongs to the conversation (`bot.conversations.erasure.Also`)."""
    for table in (WecomSentRow, WecomCustomerRow):
        await connection.execute(delete(table).where(table.conversation_id == conversation_id))
