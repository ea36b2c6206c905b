"""Tables of what agents work with in a conversation."""

from datetime import date

from sqlalchemy import JSON, Date, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base


class CannedReplyRow(Base):
    """`queue` null: of use in every queue."""

    __tablename__ = "canned_replies"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    title: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    queue: Mapped[str | None] = mapped_column(String(32))
    tags: Mapped[list[str]] = mapped_column(JSON)
    used: Mapped[int] = mapped_column(Integer)
    reviewed_on: Mapped[date] = mapped_column(Date)


class WrapUpCodeRow(Base):
    """`place`: where it stands in the list. One that is out of use stays, for what was closed with it."""

    __tablename__ = "wrap_up_codes"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    queue: Mapped[str | None] = mapped_column(String(32))
    active: Mapped[bool]
    place: Mapped[int] = mapped_column(Integer)
