"""Tables of tasks."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, delete
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, Encrypted, UtcDateTime


class TaskRow(Base):
    """What is to be done; its words are encrypted."""

    __tablename__ = "staff_tasks"
    __table_args__ = (
        Index("ix_staff_tasks_done_at_due_at", "done_at", "due_at"),
        Index("ix_staff_tasks_owner_done_at", "owner", "done_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(128), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Encrypted)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    owner: Mapped[str | None] = mapped_column(String(64))
    queue: Mapped[str | None] = mapped_column(String(32))
    about: Mapped[str | None] = mapped_column(String(80), index=True)
    repeat_days: Mapped[int | None]
    opened_by: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by: Mapped[str | None] = mapped_column(String(64))
    result: Mapped[str | None] = mapped_column(Encrypted)


class TaskStepRow(Base):
    """Who did what with a task; `note` is encrypted."""

    __tablename__ = "staff_task_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("staff_tasks.id", ondelete="CASCADE"), index=True)
    act: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    owner: Mapped[str | None] = mapped_column(String(64))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str | None] = mapped_column(Encrypted)


async def erase(connection: AsyncConnection, conversation_id: str) -> None:
    """What was to be done about a conversation goes with it."""
    await connection.execute(delete(TaskRow).where(TaskRow.about == f"conversation:{conversation_id}"))
