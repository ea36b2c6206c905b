"""What the house said first: reminders and notices, what came of them, and who does not want them."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.insights.seen import Seen, day_of, morning
from bot.outreach.ledger import Reason, State
from bot.outreach.message import Kind
from bot.outreach.models import OutgoingRow
from bot.outreach.reminders.models import PeriodRow
from bot.outreach.reminders.planner import key_of
from bot.outreach.surveys.models import SurveyRefusalRow
from insurance.domain.reminders import ReminderCase
from insurance.services.figures import FigureService
from kernel.database import readonly
from kernel.masking import show_policy_no

# Why a reminder did not reach a customer who wanted it and could have had it: that is the house's own doing.
_OURS = {Reason.CAPPED.value: "频次上限", Reason.EXPIRED.value: "过了有效期"}
_MISSED = {Kind.REMINDER: _OURS, Kind.NOTICE: _OURS | {Reason.UNREACHABLE.value: "没有可用渠道"}}
_MEASURES = {Kind.REMINDER: "reminder_covered", Kind.NOTICE: "notice_delivered"}
_IN = 500


class Sent:
    """Messages belong to the day they were due, `reminders_sent` to the day they went out."""

    id = "sent"
    measures = frozenset({"reminder_covered", "notice_delivered", "reminders_sent", "opt_outs"})
    # A message is given up some days after it was due at most.
    settles = timedelta(days=14)

    def __init__(self, engine: AsyncEngine, figures: FigureService) -> None:
        self._reading = readonly(engine)
        self._figures = figures

    async def begins(self) -> datetime | None:
        async with self._reading.connect() as connection:
            return await connection.scalar(select(func.min(OutgoingRow.due_at)))

    async def touched(self, since: datetime) -> Collection[date]:
        query = select(OutgoingRow.due_at).where(OutgoingRow.sent_at >= since)
        async with self._reading.connect() as connection:
            return {day_of(at) for at in (await connection.execute(query)).scalars()}

    async def seen(self, since: datetime, until: datetime, now: datetime) -> AsyncIterator[Seen]:
        row = OutgoingRow
        due = select(row.kind, row.number, row.due_at, row.state, row.reason, row.channel).where(
            row.due_at >= since,
            row.due_at < until,
            row.kind.in_([kind.value for kind in _MEASURES]),
            row.state.in_([State.SENT.value, State.SKIPPED.value]),
        )
        sent = select(row.number, row.sent_at, row.channel).where(
            row.sent_at >= since, row.sent_at < until, row.kind == Kind.REMINDER.value
        )
        refused = select(SurveyRefusalRow.at).where(SurveyRefusalRow.at >= since, SurveyRefusalRow.at < until)
        async with self._reading.connect() as connection:
            async for one in await connection.stream(due):
                kind, number = Kind(one.kind), show_policy_no(one.number)
                if one.state == State.SENT:
                    dims = {"channel": one.channel or ""}
                    yield Seen(_MEASURES[kind], one.due_at, 1, dims=dims, number=number, text="已送达")
                elif one.reason in _MISSED[kind]:
                    dims = {"reason": one.reason}
                    text = f"未送达：{_MISSED[kind][one.reason]}"
                    yield Seen(_MEASURES[kind], one.due_at, 0, dims=dims, number=number, text=text)
            async for number, at, channel in await connection.stream(sent):
                dims, number = {"channel": channel or ""}, show_policy_no(number)
                yield Seen("reminders_sent", at, dims=dims, number=number, text="已发出提醒")
            async for at in (await connection.stream(refused)).scalars():
                yield Seen("opt_outs", at, dims={"of": "survey"}, text="不再接受调查")
        choices = {(each.customer_no, each.at): each for each in await self._figures.turned_off(since, until)}
        for choice in choices.values():
            yield Seen("opt_outs", choice.at, dims={"of": "reminder"}, text="关闭了提醒")


class Renewals:
    """Due days of policies belong to that day; they count once they are over or paid."""

    id = "renewals"
    measures = frozenset({"due_day", "renewed", "reminder_converted"})
    # Grace lasts 60 days; what is paid later (复效) is found by its day.
    settles = timedelta(days=61)

    def __init__(self, engine: AsyncEngine) -> None:
        self._reading = readonly(engine)

    async def begins(self) -> datetime | None:
        async with self._reading.connect() as connection:
            first = await connection.scalar(select(func.min(PeriodRow.period)))
        return None if first is None else morning(first)

    async def touched(self, since: datetime) -> Collection[date]:
        query = select(PeriodRow.period).where(PeriodRow.ended_on >= day_of(since))
        async with self._reading.connect() as connection:
            return set((await connection.execute(query)).scalars())

    async def seen(self, since: datetime, until: datetime, now: datetime) -> AsyncIterator[Seen]:
        row, today = PeriodRow, day_of(now)
        query = select(row.__table__).where(row.period >= day_of(since), row.period < day_of(until))
        async with self._reading.connect() as connection:
            periods = (await connection.execute(query)).all()
        counted = [each for each in periods if each.outcome in (None, "paid")]
        over = [each for each in counted if (each.grace_until or each.period) < today]
        reminded = await self._reminded([each.policy_no for each in over])
        for each in over:
            paid = each.outcome == "paid"
            number, at = show_policy_no(each.policy_no), morning(each.period)
            dims = {"case": each.case, "line": each.line}
            yield Seen("due_day", at, paid, dims=dims, number=number)
            if each.case != ReminderCase.INSTALMENT:
                text = "已续保" if paid else "未续保"
                yield Seen("renewed", at, paid, dims=dims, number=number, text=text)
            if (each.policy_no, each.period) in reminded:
                text = "提醒后已缴费" if paid else "提醒后未缴费"
                yield Seen("reminder_converted", at, paid, dims=dims, number=number, text=text)

    async def _reminded(self, policy_nos: Sequence[str]) -> set[tuple[str, date]]:
        """The due days that a reminder went out for."""
        row = OutgoingRow
        found = set()
        async with self._reading.connect() as connection:
            for start in range(0, len(policy_nos), _IN):
                query = select(row.key).where(
                    row.noun == "policy",
                    row.number.in_(policy_nos[start : start + _IN]),
                    row.kind == Kind.REMINDER.value,
                    row.state == State.SENT.value,
                )
                for text in (await connection.execute(query)).scalars():
                    key = key_of(text)
                    found.add((key.policy_no, key.period))
        return found
