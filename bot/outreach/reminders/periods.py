"""What became of every due day: opened before it comes, closed when the policy shows that it was paid or is over."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, bindparam, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.outreach.reminders.models import PeriodRow
from insurance.domain.reminders import ReminderCase
from insurance.domain.renewals import Instalment
from insurance.services.due_reminders import Asked, Due, DueReminder, DueReminders
from kernel.clock import Clock, today
from kernel.database import readonly

# As early as reminders begin.
AHEAD = timedelta(days=30)
# A suspended policy may come back for two years; nothing is asked of what is older.
_BACK = timedelta(days=61 + 2 * 366)
_PAGE = 500


class Periods:
    def __init__(self, engine: AsyncEngine, clock: Clock, due: DueReminders) -> None:
        self._engine = engine
        self._clock = clock
        self._due = due

    async def follow(self) -> None:
        """Once a day at least: close what has been paid since, open what comes."""
        await self._close()
        await self._open()

    async def held(self, reminders: Sequence[DueReminder]) -> None:
        """Note that reminders of these due days were held back."""
        changes = [
            {"no": each.policy.policy_no, "day": each.falling.due.due_on, "reason": str(each.held)}
            for each in reminders
        ]
        if not changes:
            return
        table = PeriodRow.__table__
        assert isinstance(table, Table)
        mine = (table.c.policy_no == bindparam("no")) & (table.c.period == bindparam("day"))
        async with self._engine.begin() as connection:
            await connection.execute(update(table).where(mine).values(held=bindparam("reason")), changes)

    async def _open(self) -> None:
        on = today(self._clock)
        async for page in self._due.due_between(on, on + AHEAD):
            rows = [_row(due) for due in page]
            for start in range(0, len(rows), _PAGE):
                await self._add(rows[start : start + _PAGE])

    async def _add(self, rows: list[dict[str, Any]]) -> None:
        places = [(row["policy_no"], row["period"]) for row in rows]
        query = select(PeriodRow.policy_no, PeriodRow.period)
        query = query.where(tuple_(PeriodRow.policy_no, PeriodRow.period).in_(places))
        async with readonly(self._engine).connect() as connection:
            known = {(row.policy_no, row.period) for row in await connection.execute(query)}
        fresh = [row for row, place in zip(rows, places, strict=True) if place not in known]
        if not fresh:
            return
        async with self._engine.begin() as connection:
            insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
            await connection.execute(insert(PeriodRow).values(fresh).on_conflict_do_nothing())

    async def _close(self) -> None:
        on = today(self._clock)
        after = ("", on)
        while True:
            query = (
                select(PeriodRow.policy_no, PeriodRow.period)
                .where(PeriodRow.outcome.is_(None), PeriodRow.period >= on - _BACK)
                .where(tuple_(PeriodRow.policy_no, PeriodRow.period) > after)
                .order_by(PeriodRow.policy_no, PeriodRow.period)
                .limit(_PAGE)
            )
            async with readonly(self._engine).connect() as connection:
                page = (await connection.execute(query)).all()
            if not page:
                return
            await self._settle([(row.policy_no, row.period) for row in page])
            after = page[-1].policy_no, page[-1].period

    async def _settle(self, places: Sequence[tuple[str, Any]]) -> None:
        over = await self._due.over([Asked(*place) for place in places])
        if not over:
            return
        table = PeriodRow.__table__
        assert isinstance(table, Table)
        mine = (table.c.policy_no == bindparam("no")) & (table.c.period == bindparam("day"))
        values = {"outcome": bindparam("was"), "ended_on": today(self._clock)}
        rows = [{"no": each.policy_no, "day": each.period, "was": reason} for each, reason in over.items()]
        async with self._engine.begin() as connection:
            await connection.execute(update(table).where(mine).values(values), rows)


def _row(due: Due) -> dict[str, Any]:
    if isinstance(due.due, Instalment):
        case = ReminderCase.INSTALMENT
    else:
        case = ReminderCase.AUTO if due.product.line.is_auto else ReminderCase.RENEWAL
    return {
        "policy_no": due.policy.policy_no,
        "period": due.due.due_on,
        "customer_no": due.policy.customer_no,
        "line": due.product.line.value,
        "case": case.value,
        "grace_until": due.due.grace_until,
    }
