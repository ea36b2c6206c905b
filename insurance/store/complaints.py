"""Complaints and their events; what the customer wrote is encrypted."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, Text, UniqueConstraint, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from insurance.domain.complaints import Complaint, ComplaintCategory, ComplaintEvent, ComplaintStatus, Urgency
from insurance.store.upsert import insert_new
from kernel.crypto import Keyring
from kernel.database import Base, UtcDateTime


class ComplaintRow(Base):
    __tablename__ = "complaints"
    __table_args__ = (UniqueConstraint("subject", "key"),)

    receipt_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(128))
    # No foreign key: a complaint outlives the erasure of its customer.
    customer_no: Mapped[str | None] = mapped_column(String(32), index=True)
    category: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(24), index=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    urgencies: Mapped[str] = mapped_column(String(100))
    words: Mapped[str] = mapped_column(Text)


class ComplaintEventRow(Base):
    __tablename__ = "complaint_events"

    receipt_no: Mapped[str] = mapped_column(ForeignKey("complaints.receipt_no"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(24))
    by: Mapped[str] = mapped_column(String(64))
    note: Mapped[str | None] = mapped_column(Text)


class SqlComplaints:
    def __init__(self, db: AsyncSession, keyring: Keyring) -> None:
        self._db = db
        self._keyring = keyring

    async def get(self, receipt_no: str) -> Complaint | None:
        found = await self._load(ComplaintRow.receipt_no == receipt_no)
        return found[0] if found else None

    async def by_key(self, subject: str, key: str) -> Complaint | None:
        found = await self._load((ComplaintRow.subject == subject) & (ComplaintRow.key == key))
        return found[0] if found else None

    async def of(self, subject: str | None, customer_no: str | None) -> list[Complaint]:
        owners: list[ColumnElement[bool]] = []
        if subject is not None:
            owners.append(ComplaintRow.subject == subject)
        if customer_no is not None:
            owners.append(ComplaintRow.customer_no == customer_no)
        return await self._load(or_(*owners)) if owners else []

    async def add(self, complaint: Complaint, key: str) -> bool:
        words = {
            "target": complaint.target,
            "detail": complaint.detail,
            "demand": complaint.demand,
            "contact": complaint.contact,
        }
        row = {
            "receipt_no": complaint.receipt_no,
            "subject": complaint.subject,
            "key": key,
            "customer_no": complaint.customer_no,
            "category": complaint.category.value,
            "status": complaint.status.value,
            "received_at": complaint.received_at,
            "urgencies": ";".join(sorted(complaint.urgencies)),
            "words": self._keyring.encrypt_json(words),
        }
        if not await insert_new(self._db, ComplaintRow, [row]):
            return False
        await self._put_events(complaint)
        return True

    async def put(self, complaint: Complaint) -> None:
        changes = {"status": complaint.status.value}
        await self._db.execute(
            update(ComplaintRow).where(ComplaintRow.receipt_no == complaint.receipt_no).values(changes)
        )
        await self._put_events(complaint)

    async def drop(self, receipt_nos: Collection[str]) -> None:
        for row in (ComplaintEventRow, ComplaintRow):
            await self._db.execute(delete(row).where(row.receipt_no.in_(receipt_nos)))

    async def _put_events(self, complaint: Complaint) -> None:
        rows: list[dict[str, Any]] = [
            {
                "receipt_no": complaint.receipt_no,
                "seq": seq,
                "at": event.at,
                "status": event.status.value,
                "by": event.by,
                "note": None if event.note is None else self._keyring.encrypt(event.note),
            }
            for seq, event in enumerate(complaint.events, start=1)
        ]
        await insert_new(self._db, ComplaintEventRow, rows)

    async def _load(self, condition: ColumnElement[bool]) -> list[Complaint]:
        newest_first = (ComplaintRow.received_at.desc(), ComplaintRow.receipt_no)
        rows = list(await self._db.scalars(select(ComplaintRow).where(condition).order_by(*newest_first)))
        events: dict[str, list[ComplaintEvent]] = {row.receipt_no: [] for row in rows}
        stored = await self._db.scalars(
            select(ComplaintEventRow)
            .where(ComplaintEventRow.receipt_no.in_(events))
            .order_by(ComplaintEventRow.receipt_no, ComplaintEventRow.seq)
        )
        for event in stored:
            note = None if event.note is None else self._keyring.decrypt(event.note)
            events[event.receipt_no].append(
                ComplaintEvent(event.at, ComplaintStatus(event.status), event.by, note)
            )
        return [self._complaint(row, events[row.receipt_no]) for row in rows]

    def _complaint(self, row: ComplaintRow, events: list[ComplaintEvent]) -> Complaint:
        return Complaint(
            receipt_no=row.receipt_no,
            subject=row.subject,
            customer_no=row.customer_no,
            category=ComplaintCategory(row.category),
            received_at=row.received_at,
            urgencies=frozenset(Urgency(word) for word in row.urgencies.split(";") if word),
            status=ComplaintStatus(row.status),
            events=events,
            **self._keyring.decrypt_json(row.words),
        )
