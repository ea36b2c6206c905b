"""Leads: answers, which may tell about health, and the phone number are encrypted."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import String, UniqueConstraint, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from insurance.domain.consents import Consent
from insurance.domain.leads import Lead, LeadAnswers
from insurance.store.upsert import insert_new
from kernel.crypto import Keyring
from kernel.database import Base, Encrypted, UtcDateTime


class LeadRow(Base):
    __tablename__ = "leads"
    __table_args__ = (UniqueConstraint("subject", "key"),)

    lead_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(128))
    customer_no: Mapped[str | None] = mapped_column(String(32), index=True)
    personal: Mapped[str] = mapped_column(Encrypted)
    consent_wording: Mapped[str] = mapped_column(String(32))
    consent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    keep_until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by: Mapped[str | None] = mapped_column(String(64))


class SqlLeads:
    def __init__(self, db: AsyncSession, keyring: Keyring) -> None:
        self._db = db
        self._keyring = keyring

    async def get(self, lead_no: str, *, lock: bool = False) -> Lead | None:
        row = await self._db.get(LeadRow, lead_no, populate_existing=lock, with_for_update=lock)
        return None if row is None else self._lead(row)

    async def by_key(self, subject: str, key: str) -> Lead | None:
        query = select(LeadRow).where(LeadRow.subject == subject, LeadRow.key == key)
        row = await self._db.scalar(query)
        return None if row is None else self._lead(row)

    async def of_customer(self, customer_no: str) -> list[Lead]:
        query = select(LeadRow).where(LeadRow.customer_no == customer_no)
        rows = await self._db.scalars(query.order_by(LeadRow.received_at.desc()))
        return [self._lead(row) for row in rows]

    async def open(self) -> list[Lead]:
        query = select(LeadRow).where(LeadRow.done_at.is_(None))
        rows = await self._db.scalars(query.order_by(LeadRow.received_at, LeadRow.lead_no))
        return [self._lead(row) for row in rows]

    async def add(self, lead: Lead, key: str) -> bool:
        personal = {"answers": asdict(lead.answers), "contact": lead.contact}
        row = {
            "lead_no": lead.lead_no,
            "subject": lead.subject,
            "key": key,
            "customer_no": lead.customer_no,
            "personal": self._keyring.encrypt_json(personal),
            "consent_wording": lead.consent.wording,
            "consent_at": lead.consent.at,
            "received_at": lead.received_at,
            "keep_until": lead.keep_until,
            "done_at": lead.done_at,
            "done_by": lead.done_by,
        }
        return bool(await insert_new(self._db, LeadRow, [row]))

    async def put(self, lead: Lead) -> None:
        changes = {"done_at": lead.done_at, "done_by": lead.done_by}
        await self._db.execute(update(LeadRow).where(LeadRow.lead_no == lead.lead_no).values(changes))

    async def drop(self, lead_no: str) -> None:
        await self._db.execute(delete(LeadRow).where(LeadRow.lead_no == lead_no))

    async def sweep(self, now: datetime) -> None:
        await self._db.execute(delete(LeadRow).where(LeadRow.keep_until <= now))

    def _lead(self, row: LeadRow) -> Lead:
        personal = self._keyring.decrypt_json(row.personal)
        return Lead(
            lead_no=row.lead_no,
            subject=row.subject,
            customer_no=row.customer_no,
            answers=LeadAnswers(**personal["answers"]),
            contact=personal["contact"],
            consent=Consent(row.consent_wording, row.consent_at),
            received_at=row.received_at,
            keep_until=row.keep_until,
            done_at=row.done_at,
            done_by=row.done_by,
        )
