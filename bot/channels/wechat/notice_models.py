"""Table: notices that were sent, or not. What they said is not kept; how they fared is `NoticeResultRow`'s."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, delete
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, UtcDateTime


class NoticeRow(Base):
    """`key`: its sender's name for it. `outcome`: empty while the platform is asked. `number`: the platform's."""

    __tablename__ = "wechat_notices"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    notice: Mapped[str] = mapped_column(String(16))
    template_id: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(16), default="")
    number: Mapped[str | None] = mapped_column(String(32), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_wechat_notices_template", "conversation_id", "template_id"),)


async def erase(connection: AsyncConnection, conversation_id: str) -> None:
    """All notices of the conversation (`bot.conversations.erasure.Also`)."""
    await connection.execute(delete(NoticeRow).where(NoticeRow.conversation_id == conversation_id))
