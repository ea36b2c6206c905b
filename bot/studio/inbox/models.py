"""Tables of the inbox. What customers, agents and trainers wrote is masked and one encrypted column (`body`)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, String, delete
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, Encrypted, UtcDateTime


class MissedGroupRow(Base):
    """Questions that are alike. `version` grows with every change; `touched` is the version of the last one by a person.

    `ignored_at`: since then whatever is like it stays out of sight, until it was asked often.
    """

    __tablename__ = "missed_groups"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer)
    touched: Mapped[int] = mapped_column(Integer)
    ignored_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AnnotationRow(Base):
    """What a trainer said that some questions are: writing → done. `missed`: how many."""

    __tablename__ = "annotations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    by: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(16))
    missed: Mapped[int] = mapped_column(Integer)
    change_id: Mapped[str | None] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Encrypted)


class MissedQuestionRow(Base):
    """open → labelling → done | ignored, and back to open where the label could not be written.

    `id` is made of the conversation and the message (or of what an agent proposed), so that whoever collects it twice
    writes one row. `joined`: the version of the group from which on it belongs to it.
    """

    __tablename__ = "missed_questions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    seq: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    channel: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(10))
    group_id: Mapped[str] = mapped_column(ForeignKey("missed_groups.id"))
    joined: Mapped[int] = mapped_column(Integer)
    model: Mapped[str | None] = mapped_column(String(128))
    intent: Mapped[str | None] = mapped_column(String(64))
    confidence: Mapped[float | None] = mapped_column(Float)
    topic: Mapped[str | None] = mapped_column(String(96))
    votes: Mapped[dict[str, Any]] = mapped_column(JSON)
    annotation_id: Mapped[str | None] = mapped_column(ForeignKey("annotations.id"), index=True)
    body: Mapped[str] = mapped_column(Encrypted)

    __table_args__ = (
        Index("ix_missed_questions_group", "group_id", "state"),
        Index("ix_missed_questions_state", "state", "at"),
    )


class InboxMarkRow(Base):
    """Up to where conversations were looked through; whoever changes the inbox holds its row meanwhile."""

    __tablename__ = "inbox_marks"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)


async def erase(connection: AsyncConnection, conversation_id: str) -> None:
    """Keep nothing of what was asked in the conversation. What a trainer made an example of is an example."""
    await connection.execute(
        delete(MissedQuestionRow).where(MissedQuestionRow.conversation_id == conversation_id)
    )
