"""Documents handed in for claims; what was read from them is encrypted. The files themselves lie with the conversation."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from insurance.domain.claim_documents import ClaimDocument, RecognitionState
from insurance.store.upsert import insert_new
from kernel.crypto import Keyring
from kernel.database import Base, Encrypted, UtcDateTime


class ClaimDocumentRow(Base):
    __tablename__ = "claim_documents"
    __table_args__ = (
        UniqueConstraint("claim_no", "attachment_id"),
        Index("ix_claim_documents_waiting", "recognition_state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    # No foreign key: a report's documents come before there is a claim.
    claim_no: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(128))
    kind: Mapped[str | None] = mapped_column(String(64))
    attachment_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    recognition_state: Mapped[str] = mapped_column(String(16))
    recognition: Mapped[str | None] = mapped_column(Encrypted)
    # Where the file lies, once its conversation is erased.
    kept_path: Mapped[str | None] = mapped_column(String(255))


class SqlClaimDocuments:
    def __init__(self, db: AsyncSession, keyring: Keyring) -> None:
        self._db = db
        self._keyring = keyring

    async def get(self, document_id: int) -> ClaimDocument | None:
        row = await self._db.get(ClaimDocumentRow, document_id, populate_existing=True)
        return None if row is None else self._document(row)

    async def of(self, claim_nos: Collection[str]) -> list[ClaimDocument]:
        query = select(ClaimDocumentRow).where(ClaimDocumentRow.claim_no.in_(claim_nos))
        fresh = query.order_by(ClaimDocumentRow.id).execution_options(populate_existing=True)
        return [self._document(row) for row in await self._db.scalars(fresh)]

    async def add(
        self,
        claim_no: str,
        subject: str,
        key: str,
        documents: Sequence[tuple[str | None, str]],
        at: datetime,
    ) -> int:
        new = 0
        for kind, attachment_id in documents:
            row = {
                "claim_no": claim_no,
                "subject": subject,
                "key": key,
                "kind": kind,
                "attachment_id": attachment_id,
                "at": at,
                "recognition_state": RecognitionState.PENDING.value,
            }
            added = await insert_new(self._db, ClaimDocumentRow, [row])
            if not added and kind is not None:
                await self._name(claim_no, attachment_id, kind)
            new += added
        return new

    async def _name(self, claim_no: str, attachment_id: str, kind: str) -> None:
        """A file that came before without a word on what it is."""
        await self._db.execute(
            update(ClaimDocumentRow)
            .where(ClaimDocumentRow.claim_no == claim_no, ClaimDocumentRow.attachment_id == attachment_id)
            .where(ClaimDocumentRow.kind.is_(None))
            .values(kind=kind)
        )

    async def pending(self, limit: int) -> list[ClaimDocument]:
        waiting = ClaimDocumentRow.recognition_state == RecognitionState.PENDING.value
        query = select(ClaimDocumentRow).where(waiting).order_by(ClaimDocumentRow.id).limit(limit)
        return [self._document(row) for row in await self._db.scalars(query)]

    async def put_recognition(
        self,
        document_id: int,
        state: RecognitionState,
        recognition: Mapping[str, Any] | None,
        kind: str | None,
    ) -> bool:
        sealed = None if recognition is None else self._keyring.encrypt_json(dict(recognition))
        changed = await self._db.execute(
            update(ClaimDocumentRow)
            .where(ClaimDocumentRow.id == document_id)
            .where(ClaimDocumentRow.recognition_state == RecognitionState.PENDING.value)
            .values(
                recognition_state=state.value,
                recognition=sealed,
                # What the customer said it is stands.
                kind=func.coalesce(ClaimDocumentRow.kind, kind),
            )
        )
        return bool(changed.rowcount)  # type: ignore[attr-defined]

    async def put_judged(self, document_id: int, recognition: Mapping[str, Any]) -> None:
        sealed = self._keyring.encrypt_json(dict(recognition))
        await self._db.execute(
            update(ClaimDocumentRow).where(ClaimDocumentRow.id == document_id).values(recognition=sealed)
        )

    async def keep_file(self, subject: str, attachment_id: str, path: str) -> bool:
        kept = await self._db.execute(
            update(ClaimDocumentRow)
            .where(ClaimDocumentRow.subject == subject, ClaimDocumentRow.attachment_id == attachment_id)
            .values(kept_path=path)
        )
        return bool(kept.rowcount)  # type: ignore[attr-defined]

    async def drop(self, claim_nos: Collection[str]) -> None:
        await self._db.execute(delete(ClaimDocumentRow).where(ClaimDocumentRow.claim_no.in_(claim_nos)))

    def _document(self, row: ClaimDocumentRow) -> ClaimDocument:
        return ClaimDocument(
            id=row.id,
            claim_no=row.claim_no,
            subject=row.subject,
            key=row.key,
            kind=row.kind,
            attachment_id=row.attachment_id,
            at=row.at,
            recognition_state=RecognitionState(row.recognition_state),
            recognition=None if row.recognition is None else self._keyring.decrypt_json(row.recognition),
            kept_path=row.kept_path,
        )
