"""Tables of the desk."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, UtcDateTime


class StaffRow(Base):
    __tablename__ = "staff"

    username: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    skills: Mapped[list[str]] = mapped_column(JSON)
    capacity: Mapped[int] = mapped_column(Integer)
    password_hash: Mapped[str] = mapped_column(String(255))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffLoginRow(Base):
    """A staff login; the cookie holds the token, the table only its hash."""

    __tablename__ = "staff_logins"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    username: Mapped[str] = mapped_column(ForeignKey("staff.username", ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class PresenceRow(Base):
    __tablename__ = "staff_presence"

    username: Mapped[str] = mapped_column(ForeignKey("staff.username", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(64))
    capacity: Mapped[int | None] = mapped_column(Integer)
    # Whether the desk believes them there; the sweep turns it off once `seen_at` is too old.
    here: Mapped[bool]
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ConductBreachRow(Base):
    """A guard that stopped a draft before the customer could read it; `draft` names the draft, whose words are not kept."""

    __tablename__ = "conduct_breaches"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    draft: Mapped[str] = mapped_column(String(32))
    username: Mapped[str] = mapped_column(String(64))
    guard: Mapped[str] = mapped_column(String(20))
    conversation_id: Mapped[str] = mapped_column(String(32))
