"""Who reads which document until when. What was read stands with the document itself."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, String, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from insurance.domain.claim_documents import RecognitionState
from insurance.domain.recognition import Reading
from insurance.store.claim_documents import ClaimDocumentRow
from insurance.store.upsert import insert_new
from kernel.database import Base, UtcDateTime


class ReadingRow(Base):
    """The last try at a document that is not read yet."""

    __tablename__ = "readings"

    document_id: Mapped[int] = mapped_column(
        ForeignKey("claim_documents.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    attempt: Mapped[int]
    token: Mapped[str] = mapped_column(String(32))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class SqlReadings:
    def __init__(self, db: AsyncSession) -> None:
        self._db = db

    async def waiting(self, at: datetime) -> bool:
        return (await self._db.execute(_free(at))).one_or_none() is not None

    async def claim(self, at: datetime, until: datetime) -> Reading | None:
        while (row := (await self._db.execute(_free(at))).one_or_none()) is not None:
            reading = Reading(
                row.id, row.subject, row.attachment_id, row.at, (row.attempt or 0) + 1, secrets.token_hex(16)
            )
            if await self._take(reading, row.attempt is not None, at, until):
                return reading
        return None

    async def _take(self, reading: Reading, again: bool, at: datetime, until: datetime) -> bool:
        """False where another process was faster."""
        values = {"attempt": reading.attempt, "token": reading.token, "until": until}
        if not again:
            return bool(
                await insert_new(self._db, ReadingRow, [{"document_id": reading.document_id, **values}])
            )
        mine = (
            (ReadingRow.document_id == reading.document_id)
            & (ReadingRow.attempt == reading.attempt - 1)
            & (ReadingRow.until <= at)
        )
        changed: Any = await self._db.execute(update(ReadingRow).where(mine).values(values))
        return bool(changed.rowcount)

    async def put_off(self, reading: Reading, until: datetime) -> bool:
        mine = (ReadingRow.document_id == reading.document_id) & (ReadingRow.token == reading.token)
        values = {"attempt": reading.attempt, "until": until}
        changed: Any = await self._db.execute(update(ReadingRow).where(mine).values(values))
        return bool(changed.rowcount)

    async def end(self, reading: Reading) -> None:
        mine = (ReadingRow.document_id == reading.document_id) & (ReadingRow.token == reading.token)
        await self._db.execute(delete(ReadingRow).where(mine))


def _free(at: datetime) -> Select[Any]:
    """The oldest document that waits and that nobody reads or lets rest."""
    return (
        select(
            ClaimDocumentRow.id,
            ClaimDocumentRow.subject,
            ClaimDocumentRow.attachment_id,
            ClaimDocumentRow.at,
            ReadingRow.attempt,
        )
        .outerjoin(ReadingRow, ReadingRow.document_id == ClaimDocumentRow.id)
        .where(ClaimDocumentRow.recognition_state == RecognitionState.PENDING.value)
        .where(or_(ReadingRow.document_id.is_(None), ReadingRow.until <= at))
        .order_by(ClaimDocumentRow.id)
        .limit(1)
    )
