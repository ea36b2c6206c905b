"""Follow-ups: phone number and the customer's words are encrypted."""

from datetime import date, datetime

from sqlalchemy import String, UniqueConstraint, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from insurance.domain.callbacks import FollowUp
from insurance.store.upsert import insert_new
from kernel.crypto import Keyring
from kernel.database import Base, Encrypted, UtcDateTime


class FollowUpRow(Base):
    __tablename__ = "follow_ups"
    __table_args__ = (UniqueConstraint("subject", "key"),)

    follow_up_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(128))
    customer_no: Mapped[str | None] = mapped_column(String(32), index=True)
    personal: Mapped[str] = mapped_column(Encrypted)
    wished_on: Mapped[date | None]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    keep_until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by: Mapped[str | None] = mapped_column(String(64))


class SqlFollowUps:
    def __init__(self, db: AsyncSession, keyring: Keyring) -> None:
        self._db = db
        self._keyring = keyring

    async def get(self, follow_up_no: str, *, lock: bool = False) -> FollowUp | None:
        row = await self._db.get(FollowUpRow, follow_up_no, populate_existing=lock, with_for_update=lock)
        return None if row is None else self._follow_up(row)

    async def by_key(self, subject: str, key: str) -> FollowUp | None:
        query = select(FollowUpRow).where(FollowUpRow.subject == subject, FollowUpRow.key == key)
        row = await self._db.scalar(query)
        return None if row is None else self._follow_up(row)

    async def of_customer(self, customer_no: str) -> list[FollowUp]:
        query = select(FollowUpRow).where(FollowUpRow.customer_no == customer_no)
        rows = await self._db.scalars(query.order_by(FollowUpRow.received_at.desc()))
        return [self._follow_up(row) for row in rows]

    async def open(self) -> list[FollowUp]:
        query = select(FollowUpRow).where(FollowUpRow.done_at.is_(None))
        rows = await self._db.scalars(query.order_by(FollowUpRow.received_at, FollowUpRow.follow_up_no))
        return [self._follow_up(row) for row in rows]

    async def add(self, follow_up: FollowUp, key: str) -> bool:
        personal = {
            "phone": follow_up.phone,
            "topic": follow_up.topic,
            "wished_time": follow_up.wished_time,
        }
        row = {
            "follow_up_no": follow_up.follow_up_no,
            "subject": follow_up.subject,
            "key": key,
            "customer_no": follow_up.customer_no,
            "personal": self._keyring.encrypt_json(personal),
            "wished_on": follow_up.wished_on,
            "received_at": follow_up.received_at,
            "keep_until": follow_up.keep_until,
            "done_at": follow_up.done_at,
            "done_by": follow_up.done_by,
        }
        return bool(await insert_new(self._db, FollowUpRow, [row]))

    async def put(self, follow_up: FollowUp) -> None:
        changes = {"done_at": follow_up.done_at, "done_by": follow_up.done_by}
        await self._db.execute(
            update(FollowUpRow).where(FollowUpRow.follow_up_no == follow_up.follow_up_no).values(changes)
        )

    async def sweep(self, now: datetime) -> None:
        await self._db.execute(delete(FollowUpRow).where(FollowUpRow.keep_until <= now))

    def _follow_up(self, row: FollowUpRow) -> FollowUp:
        return FollowUp(
            follow_up_no=row.follow_up_no,
            subject=row.subject,
            customer_no=row.customer_no,
            wished_on=row.wished_on,
            received_at=row.received_at,
            keep_until=row.keep_until,
            done_at=row.done_at,
            done_by=row.done_by,
            **self._keyring.decrypt_json(row.personal),
        )
