"""Complaints and their events; what the customer wrote is encrypted."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    and_,
    delete,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from insurance.domain.complaints import (
    ENDED,
    Complaint,
    ComplaintCategory,
    ComplaintEvent,
    ComplaintStatus,
    EventKind,
    Outcome,
    Urgency,
)
from insurance.store.upsert import insert_new
from kernel.crypto import Keyring
from kernel.database import Base, Encrypted, UtcDateTime


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
    words: Mapped[str] = mapped_column(Encrypted)
    channel: Mapped[str] = mapped_column(String(32))
    owner: Mapped[str | None] = mapped_column(String(64), index=True)
    owner_name: Mapped[str | None] = mapped_column(String(64))
    outcome: Mapped[str | None] = mapped_column(Encrypted)
    satisfied: Mapped[bool | None]
    version: Mapped[int]


class ComplaintEventRow(Base):
    __tablename__ = "complaint_events"

    receipt_no: Mapped[str] = mapped_column(ForeignKey("complaints.receipt_no"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    status: Mapped[str] = mapped_column(String(24))
    by: Mapped[str] = mapped_column(String(64))
    note: Mapped[str | None] = mapped_column(Encrypted)
    public_note: Mapped[str | None] = mapped_column(Encrypted)
    kind: Mapped[str] = mapped_column(String(24))


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

    async def open_of(self, customer_nos: Collection[str]) -> list[Complaint]:
        ended = ComplaintRow.status.in_([status.value for status in ENDED])
        return await self._load(ComplaintRow.customer_no.in_(customer_nos) & ~ended)

    async def find(
        self,
        *,
        handler: str | None = None,
        statuses: Collection[ComplaintStatus] | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> list[Complaint]:
        conditions: list[ColumnElement[bool]] = []
        if handler is not None:
            conditions.append(or_(ComplaintRow.owner == handler, ComplaintRow.owner.is_(None)))
        if statuses is not None:
            conditions.append(ComplaintRow.status.in_([status.value for status in statuses]))
        if since is not None:
            conditions.append(ComplaintRow.received_at >= since)
        if until is not None:
            conditions.append(ComplaintRow.received_at < until)
        if after is not None:
            last = await self._db.get(ComplaintRow, after)
            if last is None:
                return []
            earlier = ComplaintRow.received_at < last.received_at
            same = (ComplaintRow.received_at == last.received_at) & (ComplaintRow.receipt_no > after)
            conditions.append(or_(earlier, same))
        return await self._load(and_(true(), *conditions), limit)

    async def some(self, receipt_nos: Collection[str]) -> dict[str, Complaint]:
        found = await self._load(ComplaintRow.receipt_no.in_(receipt_nos))
        return {complaint.receipt_no: complaint for complaint in found}

    async def changed(self, since: datetime) -> dict[str, int]:
        last = select(ComplaintEventRow.receipt_no, func.max(ComplaintEventRow.seq))
        last = last.where(ComplaintEventRow.at >= since).group_by(ComplaintEventRow.receipt_no)
        return dict((await self._db.execute(last)).tuples().all())

    async def first_receipt(self) -> datetime | None:
        return await self._db.scalar(select(func.min(ComplaintRow.received_at)))

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
            "channel": complaint.channel,
            "version": complaint.version,
            **self._handling(complaint),
        }
        if not await insert_new(self._db, ComplaintRow, [row]):
            return False
        await self._put_events(complaint)
        return True

    async def put(self, complaint: Complaint) -> bool:
        changes = {"status": complaint.status.value, "version": complaint.version + 1}
        changed = await self._db.execute(
            update(ComplaintRow)
            .where(ComplaintRow.receipt_no == complaint.receipt_no, ComplaintRow.version == complaint.version)
            .values(changes | self._handling(complaint))
        )
        if not changed.rowcount:  # type: ignore[attr-defined]
            return False
        complaint.version += 1
        await self._put_events(complaint)
        return True

    def _handling(self, complaint: Complaint) -> dict[str, Any]:
        decided = any(asdict(complaint.outcome).values())
        return {
            "owner": complaint.owner,
            "owner_name": complaint.owner_name,
            "outcome": self._keyring.encrypt_json(asdict(complaint.outcome)) if decided else None,
            "satisfied": complaint.satisfied,
        }

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
                "note": self._sealed(event.note),
                "public_note": self._sealed(event.public_note),
                "kind": event.kind.value,
            }
            for seq, event in enumerate(complaint.events, start=1)
        ]
        await insert_new(self._db, ComplaintEventRow, rows)

    async def _load(self, condition: ColumnElement[bool], limit: int | None = None) -> list[Complaint]:
        newest_first = (ComplaintRow.received_at.desc(), ComplaintRow.receipt_no)
        query = select(ComplaintRow).where(condition).order_by(*newest_first).limit(limit)
        rows = list(await self._db.scalars(query))
        events: dict[str, list[ComplaintEvent]] = {row.receipt_no: [] for row in rows}
        stored = await self._db.scalars(
            select(ComplaintEventRow)
            .where(ComplaintEventRow.receipt_no.in_(events))
            .order_by(ComplaintEventRow.receipt_no, ComplaintEventRow.seq)
        )
        for event in stored:
            events[event.receipt_no].append(
                ComplaintEvent(
                    at=event.at,
                    status=ComplaintStatus(event.status),
                    by=event.by,
                    note=self._opened(event.note),
                    public_note=self._opened(event.public_note),
                    kind=EventKind(event.kind),
                )
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
            channel=row.channel,
            owner=row.owner,
            owner_name=row.owner_name,
            outcome=Outcome(**self._keyring.decrypt_json(row.outcome)) if row.outcome else Outcome(),
            satisfied=row.satisfied,
            version=row.version,
            **self._keyring.decrypt_json(row.words),
        )

    def _sealed(self, text: str | None) -> str | None:
        return None if text is None else self._keyring.encrypt(text)

    def _opened(self, token: str | None) -> str | None:
        return None if token is None else self._keyring.decrypt(token)
