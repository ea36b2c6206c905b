"""What the bot remembers of a conversation: Rasa's events, encrypted, one row per turn, only ever appended."""

from datetime import datetime

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, UtcDateTime


class TrackerChunkRow(Base):
    """`position` counts the events before this chunk, so two writers of the same events collide instead of doubling."""

    __tablename__ = "tracker_chunks"

    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    size: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
