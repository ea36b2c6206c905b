"""Tables of supervision. What people wrote in a review is one encrypted column (`body`, `answer`)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, delete
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, Encrypted, UtcDateTime


class LevelBreachRow(Base):
    """A clock that ran out, written once: `started_at` tells the waits of an engagement apart, whatever the limit was."""

    __tablename__ = "level_breaches"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagements.id"))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    queue: Mapped[str] = mapped_column(String(32))
    agent: Mapped[str | None] = mapped_column(String(64))
    measure: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("engagement_id", "measure", "started_at"),
        Index("ix_level_breaches_due", "due"),
    )


class RatingCheckRow(Base):
    """A supervisor looked at a bad rating; one given later is looked at anew."""

    __tablename__ = "rating_checks"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(64))


class QualityReviewRow(Base):
    """A score card for one engagement of an agent, what the agent says to it, and what is to get better."""

    __tablename__ = "quality_reviews"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagements.id"), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    queue: Mapped[str] = mapped_column(String(32))
    agent: Mapped[str] = mapped_column(String(64))
    reviewer: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    completeness: Mapped[int] = mapped_column(Integer)
    conformity: Mapped[int] = mapped_column(Integer)
    attitude: Mapped[int] = mapped_column(Integer)
    timeliness: Mapped[int] = mapped_column(Integer)
    total: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Encrypted)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(Encrypted)
    improvement_owner: Mapped[str | None] = mapped_column(String(64))
    improvement_due: Mapped[date | None]
    improved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_quality_reviews_agent", "agent", "at"),
        Index("ix_quality_reviews_at", "at"),
    )


async def erase(connection: AsyncConnection, conversation_id: str) -> None:
    """Keep nothing of the conversation, nor of what was written about it."""
    for table in (LevelBreachRow, RatingCheckRow, QualityReviewRow):
        await connection.execute(delete(table).where(table.conversation_id == conversation_id))
