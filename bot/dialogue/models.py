"""What the bot remembers of a conversation: Rasa's events, encrypted, one row per turn, only ever appended."""

from datetime import datetime

from sqlalchemy import Integer, String, delete
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, Encrypted, UtcDateTime


class TrackerChunkRow(Base):
    """`position` counts the events before this chunk, so two writers of the same events collide instead of doubling."""

    __tablename__ = "tracker_chunks"

    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    size: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Encrypted)


async def erase(connection: AsyncConnection, conversation_id: str) -> None:
    """Remember nothing of the conversation. What a worker still has in memory belongs to no conversation any more."""
    await connection.execute(
        delete(TrackerChunkRow).where(TrackerChunkRow.conversation_id == conversation_id)
    )
