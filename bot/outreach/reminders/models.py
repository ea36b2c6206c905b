"""Tables of reminders: what became of each due day."""

from datetime import date

from sqlalchemy import Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base


class PeriodRow(Base):
    """One due day of one policy: `period` is the due day of an instalment or the end of cover.

    `held`: why a reminder was held back on some day. `outcome`: `paid`, `surrendered`, `terminated`; None: still open. What is
    open behind `grace_until` (behind `period` where there is none) has lapsed. `ended_on`: the day the outcome was seen.
    """

    __tablename__ = "reminder_periods"
    __table_args__ = (Index("ix_reminder_periods_period_policy_no", "period", "policy_no"),)

    policy_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    period: Mapped[date] = mapped_column(Date, primary_key=True)
    customer_no: Mapped[str] = mapped_column(String(32))
    line: Mapped[str] = mapped_column(String(32))
    case: Mapped[str] = mapped_column(String(16))
    grace_until: Mapped[date | None]
    held: Mapped[str | None] = mapped_column(String(16))
    outcome: Mapped[str | None] = mapped_column(String(16), index=True)
    ended_on: Mapped[date | None]
