"""Tables of reviews: what is to be looked at because something changed, and who has."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, UtcDateTime


class ReviewTaskRow(Base):
    """`by`: the username of who began it."""

    __tablename__ = "studio_review_tasks"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date] = mapped_column(Date)
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime())


class ReviewTaskEntryRow(Base):
    """One entry of a task. `done_at` null: not yet looked at."""

    __tablename__ = "studio_review_task_entries"

    task_id: Mapped[str] = mapped_column(
        ForeignKey("studio_review_tasks.id", ondelete="CASCADE"), primary_key=True
    )
    entry_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    done_by: Mapped[str | None] = mapped_column(String(64))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
