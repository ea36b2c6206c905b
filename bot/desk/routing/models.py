"""Tables of routing."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, UtcDateTime


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
