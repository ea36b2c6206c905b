"""How far somebody has followed what happens to a record."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, UtcDateTime


class CursorRow(Base):
    """`seq`: number of the record's last event that `reader` is done with; `at`: since when."""

    __tablename__ = "outreach_cursors"

    reader: Mapped[str] = mapped_column(String(16), primary_key=True)
    noun: Mapped[str] = mapped_column(String(16), primary_key=True)
    number: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
