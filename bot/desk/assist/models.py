"""Tables of what helps an agent to write."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, UtcDateTime


class ConductBreachRow(Base):
    """A guard that stopped a draft before the customer could read it, or, where `sent`, warned of one that went out all the
    same. `draft` names the draft, whose words are not kept.
    """

    __tablename__ = "conduct_breaches"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    draft: Mapped[str] = mapped_column(String(32))
    username: Mapped[str] = mapped_column(String(64))
    guard: Mapped[str] = mapped_column(String(20))
    conversation_id: Mapped[str] = mapped_column(String(32))
    sent: Mapped[bool] = mapped_column(default=False, server_default=false())


class ChecklistTickRow(Base):
    """An item of a checklist that was done in a conversation, and who says so."""

    __tablename__ = "checklist_ticks"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(64), primary_key=True)
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ChecklistLeftRow(Base):
    """How a checklist stood when its conversation was closed: required items, and those of them that were done."""

    __tablename__ = "checklists_left"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    username: Mapped[str] = mapped_column(String(64))
    conversation_id: Mapped[str] = mapped_column(String(32))
    topic: Mapped[str] = mapped_column(String(64))
    required: Mapped[int] = mapped_column(Integer)
    done: Mapped[int] = mapped_column(Integer)


class SuggestionUsedRow(Base):
    """A message that was taken over from what the desk suggested; what it is made of, never its words."""

    __tablename__ = "suggestions_used"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    username: Mapped[str] = mapped_column(String(64))
    conversation_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(8))
    suggestion: Mapped[str] = mapped_column(String(96))
