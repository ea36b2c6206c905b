"""Servicing requests and their events; what the customer stated and what was noted is encrypted."""

from datetime import date, datetime
from typing import cast

from sqlalchemy import ColumnElement, ForeignKey, Select, String, UniqueConstraint, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from insurance.domain.servicing import (
    TRANSITIONS,
    SecondFactor,
    ServicingEvent,
    ServicingKind,
    ServicingRequest,
    ServicingStatus,
)
from insurance.store.upsert import insert_new
from kernel.crypto import Keyring
from kernel.database import Base, Encrypted, UtcDateTime

_OPEN = [status.value for status, following in TRANSITIONS.items() if following]


class ServicingRow(Base):
    __tablename__ = "servicing_requests"
    __table_args__ = (UniqueConstraint("subject", "key", "kind"),)

    request_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(128))
    # No foreign keys: a request outlives the erasure of its customer.
    customer_no: Mapped[str] = mapped_column(String(32), index=True)
    policy_no: Mapped[str | None] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(20))
    details: Mapped[str] = mapped_column(Encrypted)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date]
    status: Mapped[str] = mapped_column(String(16), index=True)
    owner: Mapped[str | None] = mapped_column(String(64))
    second_factor: Mapped[str | None] = mapped_column(String(16))


class ServicingEventRow(Base):
    __tablename__ = "servicing_events"

    request_no: Mapped[str] = mapped_column(ForeignKey("servicing_requests.request_no"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(String(64))
    note: Mapped[str | None] = mapped_column(Encrypted)
    key: Mapped[str | None] = mapped_column(String(128))


class SqlServicing:
    def __init__(self, db: AsyncSession, keyring: Keyring) -> None:
        self._db = db
        self._keyring = keyring

    async def get(self, request_no: str, *, lock: bool = False) -> ServicingRequest | None:
        query = select(ServicingRow).where(ServicingRow.request_no == request_no)
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        found = await self._load(query)
        return found[0] if found else None

    async def by_key(self, subject: str, key: str, kind: ServicingKind) -> ServicingRequest | None:
        found = await self._where(
            (ServicingRow.subject == subject) & (ServicingRow.key == key) & (ServicingRow.kind == kind.value)
        )
        return found[0] if found else None

    async def of_customer(self, customer_no: str) -> list[ServicingRequest]:
        newest_first = ServicingRow.received_at.desc()
        return await self._where(ServicingRow.customer_no == customer_no, newest_first)

    async def open(self) -> list[ServicingRequest]:
        return await self._where(ServicingRow.status.in_(_OPEN), ServicingRow.due_on.asc())

    async def add(self, request: ServicingRequest, key: str) -> bool:
        row = {
            "request_no": request.request_no,
            "subject": request.subject,
            "key": key,
            "customer_no": request.customer_no,
            "policy_no": request.policy_no,
            "kind": request.kind.value,
            "details": self._keyring.encrypt_json(request.details),
            "received_at": request.received_at,
            "due_on": request.due_on,
            "status": request.status.value,
            "owner": request.owner,
            "second_factor": request.second_factor,
        }
        if not await insert_new(self._db, ServicingRow, [row]):
            return False
        await self._put_events(request)
        return True

    async def put(self, request: ServicingRequest) -> None:
        changes = {
            "status": request.status.value,
            "owner": request.owner,
            "second_factor": request.second_factor,
        }
        await self._db.execute(
            update(ServicingRow).where(ServicingRow.request_no == request.request_no).values(changes)
        )
        await self._put_events(request)

    async def _put_events(self, request: ServicingRequest) -> None:
        rows = [
            {
                "request_no": request.request_no,
                "seq": seq,
                "at": event.at,
                "status": event.status.value,
                "by": event.by,
                "note": None if event.note is None else self._keyring.encrypt(event.note),
                "key": event.key,
            }
            for seq, event in enumerate(request.events, start=1)
        ]
        await insert_new(self._db, ServicingEventRow, rows)

    async def _where(
        self,
        condition: ColumnElement[bool],
        order: ColumnElement[datetime] | ColumnElement[date] | None = None,
    ) -> list[ServicingRequest]:
        orders = [ServicingRow.request_no] if order is None else [order, ServicingRow.request_no]
        return await self._load(select(ServicingRow).where(condition).order_by(*orders))

    async def _load(self, query: Select[tuple[ServicingRow]]) -> list[ServicingRequest]:
        rows = list(await self._db.scalars(query))
        events: dict[str, list[ServicingEvent]] = {row.request_no: [] for row in rows}
        stored = await self._db.scalars(
            select(ServicingEventRow)
            .where(ServicingEventRow.request_no.in_(events))
            .order_by(ServicingEventRow.request_no, ServicingEventRow.seq)
        )
        for row in stored:
            note = None if row.note is None else self._keyring.decrypt(row.note)
            events[row.request_no].append(
                ServicingEvent(row.at, ServicingStatus(row.status), row.by, note, row.key)
            )
        return [self._request(row, events[row.request_no]) for row in rows]

    def _request(self, row: ServicingRow, events: list[ServicingEvent]) -> ServicingRequest:
        return ServicingRequest(
            request_no=row.request_no,
            subject=row.subject,
            customer_no=row.customer_no,
            policy_no=row.policy_no,
            kind=ServicingKind(row.kind),
            details=self._keyring.decrypt_json(row.details),
            received_at=row.received_at,
            due_on=row.due_on,
            status=ServicingStatus(row.status),
            owner=row.owner,
            second_factor=cast(SecondFactor | None, row.second_factor),
            events=events,
        )
