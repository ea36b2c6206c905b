"""Tables of accounts, second factors and logins."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, false, true
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, Encrypted, UtcDateTime


class StaffRow(Base):
    __tablename__ = "staff"

    username: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    skills: Mapped[list[str]] = mapped_column(JSON)
    capacity: Mapped[int] = mapped_column(Integer)
    password_hash: Mapped[str] = mapped_column(String(255))
    # Given by somebody else: to be changed before anything else is done.
    password_temporary: Mapped[bool] = mapped_column(default=False, server_default=false())
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffLoginRow(Base):
    """A staff login; the cookie holds the token, the table only its hash."""

    __tablename__ = "staff_logins"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)  # what its owner calls it by
    username: Mapped[str] = mapped_column(ForeignKey("staff.username", ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    # When the person last did something; what the page reads by itself does not count.
    active_at: Mapped[datetime] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(64))
    browser: Mapped[str] = mapped_column(String(200))


class FailedLoginRow(Base):
    """A try that failed, under a keyed digest of the name: people type passwords into the wrong field."""

    __tablename__ = "staff_failed_logins"
    __table_args__ = (Index("ix_staff_failed_logins_name_at", "name_digest", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name_digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SecondFactorRow(Base):
    """The secret shared with an authenticator app, encrypted; it counts once a code of it was shown."""

    __tablename__ = "staff_second_factors"

    username: Mapped[str] = mapped_column(ForeignKey("staff.username", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(Encrypted)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int]  # the newest code's place in time: no code counts twice


class RecoveryCodeRow(Base):
    """A code for who lost their phone; 80 random bits, kept as a hash, gone once used."""

    __tablename__ = "staff_recovery_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    username: Mapped[str] = mapped_column(ForeignKey("staff.username", ondelete="CASCADE"), index=True)


class PresenceRow(Base):
    __tablename__ = "staff_presence"

    username: Mapped[str] = mapped_column(ForeignKey("staff.username", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(64))
    capacity: Mapped[int | None] = mapped_column(Integer)
    # Since when in this state.
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    # When they last let an offer pass, and how many in a row without a word.
    passed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    missed: Mapped[int] = mapped_column(Integer, server_default="0")
    # Whether the desk believes them there; the sweep turns it off once `seen_at` is too old.
    here: Mapped[bool]
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
