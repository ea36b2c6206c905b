"""What reminders lead to: coverage, conversion, and the way from a due day to a payment. Days are days in Shanghai.

That a policy was paid is seen from its record (`Periods.follow`): the due day or the end of cover has moved on. The day it was
seen counts as the day of payment, so an import once a day makes it up to a day late.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.outreach.ledger import State
from bot.outreach.message import Kind, Noun
from bot.outreach.models import OutgoingRow
from bot.outreach.reminders.models import PeriodRow
from bot.outreach.reminders.planner import Key, key_of, midnight
from insurance.domain.reminders import ReminderCase
from insurance.services.due_reminders import Held
from kernel.clock import Clock, local, today
from kernel.database import readonly

_CHUNK = 500


@dataclass(frozen=True)
class Coverage:
    """Of the due days of a period, those whose customer wants and can get reminders (`wanted`), and those of them for which at
    least one was sent before the due day (`reminded`). `rate` None where none was wanted.
    """

    due: int
    wanted: int
    reminded: int

    @property
    def rate(self) -> float | None:
        return self.reminded / self.wanted if self.wanted else None


@dataclass(frozen=True)
class Conversion:
    """Of the reminders sent in a period (`sent`), those after which the policy was paid or renewed (`paid`). `days`: days from
    the reminder to the payment → how many reminders. `steps`: step → (sent, paid).
    """

    sent: int
    paid: int
    days: Mapping[int, int] = field(default_factory=dict)
    steps: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def rate(self) -> float | None:
        return self.paid / self.sent if self.sent else None

    @property
    def median_days(self) -> float | None:
        return median(Counter(dict(self.days)).elements()) if self.days else None


@dataclass(frozen=True)
class Funnel:
    """The due days of a period (`due`): for how many a reminder was planned (`reminded`) and sent (`reached`), and how each
    stands today. `due` is the sum of the last seven.

    `coming`: the due day is not over. `paid_in_time`: on the due day at the latest. `in_grace`: unpaid and still covered.
    `lapsed`: unpaid, and cover has ended. `paid_late`: paid after that. `over`: surrendered or terminated.
    """

    due: int = 0
    reminded: int = 0
    reached: int = 0
    coming: int = 0
    paid_in_time: int = 0
    paid_in_grace: int = 0
    paid_late: int = 0
    in_grace: int = 0
    lapsed: int = 0
    over: int = 0


class ReminderFigures:
    """Due days and reminders between two days, both included."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def coverage(self, first: date, last: date, *, lines: Collection[str] | None = None) -> Coverage:
        """Of the due days from `first` to `last`. Left out of `wanted`: whom no channel reaches or who wants none, where
        reminders were held back (a death, a complaint), and what was paid or over before any fell due.
        """
        periods = await self._periods(first, last, lines)
        told = await self._messages(periods)
        wanted = reminded = 0
        for period in periods:
            messages = told[period.policy_no, period.period]
            in_time = any(
                each.sent_at is not None and local(each.sent_at).date() < period.period for each in messages
            )
            if in_time or _wanted(period, messages):
                wanted += 1
                reminded += in_time
        return Coverage(len(periods), wanted, reminded)

    async def conversion(self, first: date, last: date) -> Conversion:
        """Of the reminders sent from `first` to `last`; what was paid since, up to now."""
        query = _MESSAGES.where(
            OutgoingRow.state == State.SENT.value,
            OutgoingRow.sent_at >= midnight(first),
            OutgoingRow.sent_at < midnight(last + timedelta(days=1)),
        )
        sent = [(key_of(row.key), local(row.sent_at).date()) for row in await self._rows(query)]
        ends = await self._paid([key for key, _ in sent])
        days: Counter[int] = Counter()
        steps: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for key, on in sent:
            steps[key.step][0] += 1
            if (paid_on := ends.get((key.policy_no, key.period))) is not None and paid_on >= on:
                steps[key.step][1] += 1
                days[(paid_on - on).days] += 1
        told = {step: (went, paid) for step, (went, paid) in sorted(steps.items())}
        return Conversion(len(sent), days.total(), dict(sorted(days.items())), told)

    async def funnel(self, first: date, last: date, *, lines: Collection[str] | None = None) -> Funnel:
        """Of the due days from `first` to `last`, as things stand now."""
        periods = await self._periods(first, last, lines)
        told = await self._messages(periods)
        counts: Counter[str] = Counter(due=len(periods))
        for period in periods:
            messages = told[period.policy_no, period.period]
            counts["reminded"] += bool(messages)
            counts["reached"] += any(each.sent_at is not None for each in messages)
            counts[_stands(period, today(self._clock))] += 1
        return Funnel(**counts)

    async def _periods(self, first: date, last: date, lines: Collection[str] | None) -> Sequence[Any]:
        query = select(PeriodRow.__table__).where(PeriodRow.period >= first, PeriodRow.period <= last)
        if lines is not None:
            query = query.where(PeriodRow.line.in_(lines))
        return await self._rows(query)

    async def _messages(self, periods: Sequence[Any]) -> Mapping[tuple[str, date], list[Any]]:
        numbers = sorted({period.policy_no for period in periods})
        told: dict[tuple[str, date], list[Any]] = defaultdict(list)
        for some in _chunks(numbers):
            query = _MESSAGES.where(OutgoingRow.noun == Noun.POLICY.value, OutgoingRow.number.in_(some))
            for row in await self._rows(query):
                key = key_of(row.key)
                told[key.policy_no, key.period].append(row)
        return told

    async def _paid(self, keys: Sequence[Key]) -> dict[tuple[str, date], date]:
        numbers = sorted({key.policy_no for key in keys})
        paid: dict[tuple[str, date], date] = {}
        for some in _chunks(numbers):
            query = select(PeriodRow.policy_no, PeriodRow.period, PeriodRow.ended_on).where(
                PeriodRow.policy_no.in_(some), PeriodRow.outcome == Held.PAID.value
            )
            paid.update({(row.policy_no, row.period): row.ended_on for row in await self._rows(query)})
        return paid

    async def _rows(self, query: "Select[Any]") -> Sequence[Any]:
        async with readonly(self._engine).connect() as connection:
            return (await connection.execute(query)).all()


_MESSAGES = select(OutgoingRow.key, OutgoingRow.state, OutgoingRow.reason, OutgoingRow.sent_at).where(
    OutgoingRow.kind == Kind.REMINDER.value
)
_NOT_WANTED = {"opted_out", "unreachable", "no_customer", "deceased", "complaint_open"}


def _chunks(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(numbers), _CHUNK):
        yield numbers[start : start + _CHUNK]


def _wanted(period: Any, messages: Sequence[Any]) -> bool:
    if period.held is not None or any(each.reason in _NOT_WANTED for each in messages):
        return False
    # Over before a reminder fell due, or before one could go out.
    return period.outcome is None or period.ended_on >= period.period


def _stands(period: Any, on: date) -> str:
    if period.outcome == Held.PAID:
        if period.ended_on <= period.period:
            return "paid_in_time"
        in_grace = period.grace_until is not None and period.ended_on <= period.grace_until
        return "paid_in_grace" if in_grace else "paid_late"
    if period.outcome is not None:
        return "over"
    if on <= period.period and not (on == period.period and period.case != ReminderCase.INSTALMENT):
        return "coming"
    if period.case == ReminderCase.INSTALMENT and (period.grace_until is None or on <= period.grace_until):
        return "in_grace"
    return "lapsed"
