"""Tables: what may be sent to each follower, pictures on their way in, consents and the results of notices."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from bot.conversations.models import ConversationRow
from kernel.database import Base, UtcDateTime

CHANNEL = "wechat"


class FollowerRow(Base):
    """What may still be sent, as far as we know: the platform counts as well, and decides.

    `scene`: of the QR code the customer came by; `last_key`: the push that opened a window last.
    """

    __tablename__ = "wechat_followers"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    scene: Mapped[str | None] = mapped_column(String(128))
    last_key: Mapped[str | None] = mapped_column(String(128))
    message_left: Mapped[int] = mapped_column(Integer, default=0)
    message_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    event_left: Mapped[int] = mapped_column(Integer, default=0)
    event_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PictureRow(Base):
    """A picture a customer sent: waiting → done | lost. Kept afterwards, so that a repeat of its push is known."""

    __tablename__ = "wechat_pictures"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    key: Mapped[str] = mapped_column(String(128))
    media_id: Mapped[str] = mapped_column(String(256))
    state: Mapped[str] = mapped_column(String(8))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("conversation_id", "key"),
        Index("ix_wechat_pictures_waiting", "state", "not_before"),
    )


class ConsentRow(Base):
    """How many subscription messages of a template the customer has agreed to and not been sent."""

    __tablename__ = "wechat_consents"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    template_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    left: Mapped[int] = mapped_column(Integer, default=0)
    last_key: Mapped[str] = mapped_column(String(128))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class NoticeResultRow(Base):
    """How a template or subscription message fared, by the platform's number of it."""

    __tablename__ = "wechat_notice_results"

    notice: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


async def conversation_of(connection: AsyncConnection, external_id: str) -> str | None:
    """The follower's conversation; None before the first message, and after it was erased."""
    found = await connection.execute(
        select(ConversationRow.id).where(
            ConversationRow.channel == CHANNEL, ConversationRow.external_id == external_id
        )
    )
    return found.scalar_one_or_none()


async def erase(connection: AsyncConnection, conversation_id: str) -> None:
    """All of this room that belongs to the conversation (`bot.conversations.erasure.Also`)."""
    for table in (FollowerRow, PictureRow, ConsentRow, NoticeResultRow):
        await connection.execute(delete(table).where(table.conversation_id == conversation_id))
