"""Choices about reminders: a history, of which the last one on each channel counts. Rows are only ever added."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, UniqueConstraint, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from insurance.domain.reminders import Preference, ReminderChannel
from kernel.database import Base, UtcDateTime


class ReminderChoiceRow(Base):
    __tablename__ = "reminder_choices"
    __table_args__ = (UniqueConstraint("subject", "key", "channel"),)

    # No foreign key: a proof of consent outlives the erasure of its customer.
    customer_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    channel: Mapped[str] = mapped_column(String(16))
    is_on: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    subject: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(128))
    wording: Mapped[str] = mapped_column(String(32))


class SqlReminders:
    def __init__(self, db: AsyncSession) -> None:
        self._db = db

    async def of_customer(self, customer_no: str) -> list[Preference]:
        query = select(ReminderChoiceRow).where(ReminderChoiceRow.customer_no == customer_no)
        return [_preference(row) for row in await self._db.scalars(query.order_by(ReminderChoiceRow.seq))]

    async def by_key(self, subject: str, key: str) -> list[Preference]:
        query = select(ReminderChoiceRow).where(
            ReminderChoiceRow.subject == subject, ReminderChoiceRow.key == key
        )
        return [_preference(row) for row in await self._db.scalars(query.order_by(ReminderChoiceRow.seq))]

    async def turned_off(self, since: datetime, until: datetime) -> list[Preference]:
        row = ReminderChoiceRow
        query = select(row).where(row.at >= since, row.at < until, row.is_on.is_(False))
        return [
            _preference(each)
            for each in await self._db.scalars(query.order_by(row.at, row.customer_no, row.seq))
        ]

    async def add(self, preferences: Sequence[Preference], key: str) -> None:
        customer_no = preferences[0].customer_no
        newest = select(func.max(ReminderChoiceRow.seq)).where(ReminderChoiceRow.customer_no == customer_no)
        first = (await self._db.scalar(newest) or 0) + 1
        self._db.add_all(
            ReminderChoiceRow(
                customer_no=customer_no,
                seq=seq,
                channel=preference.channel.value,
                is_on=preference.on,
                at=preference.at,
                subject=preference.subject,
                key=key,
                wording=preference.wording,
            )
            for seq, preference in enumerate(preferences, start=first)
        )
        await self._db.flush()


def _preference(row: ReminderChoiceRow) -> Preference:
    return Preference(
        row.customer_no, ReminderChannel(row.channel), row.is_on, row.at, row.subject, row.wording
    )
