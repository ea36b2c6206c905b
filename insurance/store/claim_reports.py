"""Reports of losses; what was told, the stated policy number too, is encrypted: anything may stand in it."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, String, UniqueConstraint, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from insurance.domain.claim_reports import Addition, ClaimReport
from insurance.domain.products import Line
from insurance.store.claims import ClaimRow
from insurance.store.upsert import insert_new
from kernel.crypto import Keyring
from kernel.database import Base, Encrypted, UtcDateTime


class ClaimReportRow(Base):
    __tablename__ = "claim_reports"
    __table_args__ = (UniqueConstraint("subject", "key"),)

    claim_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(128))
    # No foreign key: a report outlives the erasure of its customer.
    customer_no: Mapped[str | None] = mapped_column(String(32), index=True)
    line: Mapped[str | None] = mapped_column(String(32))
    date_of_loss: Mapped[date]
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    incident_id: Mapped[str | None] = mapped_column(String(32), index=True)
    details: Mapped[str] = mapped_column(Encrypted)


class SqlClaimReports:
    def __init__(self, db: AsyncSession, keyring: Keyring) -> None:
        self._db = db
        self._keyring = keyring

    async def get(self, claim_no: str, *, lock: bool = False) -> ClaimReport | None:
        row = await self._db.get(
            ClaimReportRow, claim_no.upper(), populate_existing=lock, with_for_update=lock
        )
        return None if row is None else self._report(row)

    async def by_key(self, subject: str, key: str) -> ClaimReport | None:
        found = await self._load((ClaimReportRow.subject == subject) & (ClaimReportRow.key == key))
        return found[0] if found else None

    async def of(self, subject: str | None, customer_no: str | None) -> list[ClaimReport]:
        owners: list[ColumnElement[bool]] = []
        if subject is not None:
            owners.append(ClaimReportRow.subject == subject)
        if customer_no is not None:
            owners.append(ClaimReportRow.customer_no == customer_no)
        return await self._load(or_(*owners)) if owners else []

    async def unlinked(self) -> list[ClaimReport]:
        begun = exists().where(ClaimRow.claim_no == ClaimReportRow.claim_no)
        return (await self._load(~begun))[::-1]

    async def add(self, report: ClaimReport, key: str) -> bool:
        row = {
            "claim_no": report.claim_no,
            "subject": report.subject,
            "key": key,
            "customer_no": report.customer_no,
            "line": report.line and report.line.value,
            "date_of_loss": report.date_of_loss,
            "reported_at": report.reported_at,
            "incident_id": report.incident_id,
            "details": self._details(report),
        }
        return bool(await insert_new(self._db, ClaimReportRow, [row]))

    async def put(self, report: ClaimReport) -> None:
        await self._db.execute(
            update(ClaimReportRow)
            .where(ClaimReportRow.claim_no == report.claim_no)
            .values(incident_id=report.incident_id, details=self._details(report))
        )

    async def _load(self, condition: ColumnElement[bool]) -> list[ClaimReport]:
        newest_first = (ClaimReportRow.reported_at.desc(), ClaimReportRow.claim_no)
        rows = await self._db.scalars(select(ClaimReportRow).where(condition).order_by(*newest_first))
        return [self._report(row) for row in rows]

    def _details(self, report: ClaimReport) -> str:
        return self._keyring.encrypt_json(
            {
                "policy_no": report.policy_no,
                "place": report.place,
                "cause": report.cause,
                "injury": report.injury,
                "amount": None if report.amount is None else str(report.amount),
                "phone": report.phone,
                "insured_name": report.insured_name,
                "plate_no": report.plate_no,
                "additions": [[each.at.isoformat(), each.note] for each in report.additions],
            }
        )

    def _report(self, row: ClaimReportRow) -> ClaimReport:
        told: dict[str, Any] = self._keyring.decrypt_json(row.details)
        amount, additions = told.pop("amount"), told.pop("additions")
        return ClaimReport(
            claim_no=row.claim_no,
            subject=row.subject,
            customer_no=row.customer_no,
            line=None if row.line is None else Line(row.line),
            date_of_loss=row.date_of_loss,
            reported_at=row.reported_at,
            incident_id=row.incident_id,
            amount=None if amount is None else Decimal(amount),
            additions=_additions(additions),
            **told,
        )


def _additions(stored: Sequence[tuple[str, str]]) -> tuple[Addition, ...]:
    return tuple(Addition(datetime.fromisoformat(at), note) for at, note in stored)
