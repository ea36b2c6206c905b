"""Tables of coaching: cases of the house's own, practices, quizzes, the ledger, tours seen."""

from datetime import datetime

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, Encrypted, UtcDateTime


class CaseRow(Base):
    """A case made here, beside those that are shipped. `body`: its fields, encrypted: real conversations become cases."""

    __tablename__ = "coaching_cases"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ready: Mapped[bool]
    version: Mapped[int] = mapped_column(Integer)
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    body: Mapped[str] = mapped_column(Encrypted)


class PracticeRow(Base):
    """`version` grows with each line, so that two pages of one person do not overwrite each other."""

    __tablename__ = "coaching_practices"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    username: Mapped[str] = mapped_column(String(64))
    case_id: Mapped[str] = mapped_column(String(32))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ending: Mapped[str | None] = mapped_column(String(16))
    score: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Encrypted)
    comment: Mapped[str | None] = mapped_column(Encrypted)
    comment_by: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (Index("ix_coaching_practices_username", "username", "started_at"),)


class QuizRow(Base):
    """A try at a quiz. `body`: the questions as they were drawn, and what was chosen."""

    __tablename__ = "coaching_quizzes"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    username: Mapped[str] = mapped_column(String(64))
    quiz: Mapped[str] = mapped_column(String(32))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    score: Mapped[int | None] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Encrypted)

    __table_args__ = (Index("ix_coaching_quizzes_username", "username", "started_at"),)


class LedgerRow(Base):
    """Hours of training, only ever appended. `source`: what booked it, so that nothing is booked twice."""

    __tablename__ = "coaching_ledger"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    username: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    area: Mapped[str] = mapped_column(String(16))
    item: Mapped[str | None] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(120))
    minutes: Mapped[int] = mapped_column(Integer)
    score: Mapped[int | None] = mapped_column(Integer)
    passed: Mapped[bool | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(48))

    __table_args__ = (
        UniqueConstraint("username", "source"),
        Index("ix_coaching_ledger_at", "at"),
    )


class TourRow(Base):
    """Who has seen the tour of the desk."""

    __tablename__ = "coaching_tours"

    username: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
