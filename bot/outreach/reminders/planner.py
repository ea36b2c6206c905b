"""Plans the reminders of a day, and asks again just before one goes out.

A reminder's key is `policy:period:step`: one step of one due day of one policy goes out once, whoever plans it and how often.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import structlog
from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.outreach.ledger import State
from bot.outreach.message import About, Kind, Noun, Outgoing
from bot.outreach.models import OutgoingRow
from bot.outreach.outreach import Outreach
from bot.outreach.reminders.periods import Periods
from bot.outreach.reminders.wording import TEMPLATE, words_of
from insurance.domain.reminders import CAUGHT_UP, Notice
from insurance.services.due_reminders import Asked, DueReminder, DueReminders
from kernel.clock import SHANGHAI, Clock, today
from kernel.database import readonly

log = structlog.get_logger("reminders")

REMINDERS: web.AppKey["Reminders"] = web.AppKey("reminders")

_KEYS = 1000
SUPERSEDED = "superseded"
# Planned for a day that is over by the clock, one still has a day of sending hours before it.
_AT_LEAST = timedelta(days=1)


@dataclass(frozen=True)
class Key:
    policy_no: str
    period: date
    step: int

    def __str__(self) -> str:
        return f"{self.policy_no}:{self.period.isoformat()}:{self.step}"


def key_of(text: str) -> Key:
    policy_no, period, step = text.split(":")
    return Key(policy_no, date.fromisoformat(period), int(step))


@dataclass(frozen=True)
class Planned:
    """`keys`: of all that fall due, planned before or now; `new`: how many of them now. `skipped`: reason → how many."""

    new: int = 0
    keys: frozenset[str] = frozenset()
    skipped: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reminded:
    """What one call did. `planned`: new ones. Of those and of what waited before: `sent`, `queued` (they wait for the sending
    hours or another try), and `skipped`: reason → how many, with those held back at planning.
    """

    planned: int
    sent: int = 0
    queued: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)


class Reminders:
    """See the module. `page`: the insurer's own payment page."""

    def __init__(
        self, engine: AsyncEngine, clock: Clock, outreach: Outreach, due: DueReminders, periods: Periods
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._outreach = outreach
        self._due = due
        self._periods = periods
        outreach.recheck(Kind.REMINDER, self.recheck)

    async def plan_today(self) -> None:
        """What the schedule does again and again."""
        planned = await self.plan(today(self._clock))
        if planned.new:
            log.info("reminders_planned", new=planned.new, skipped=dict(planned.skipped))

    async def plan(self, on: date, *, write: bool = True) -> Planned:
        """Plan what falls due on that day and was not planned; `write` False: only tell."""
        new = 0
        keys: set[str] = set()
        skipped: Counter[str] = Counter()
        async for page in self._due.falling(on):
            held = [reminder for reminder in page if reminder.held is not None]
            skipped.update(str(reminder.held) for reminder in held)
            going = {str(_key(reminder)): reminder for reminder in page if reminder.held is None}
            keys.update(going)
            known = await self._known(list(going))
            fresh = [reminder for key, reminder in going.items() if key not in known]
            if write:
                new += await self._outreach.plan([self._outgoing(reminder, on) for reminder in fresh])
                await self._periods.held(held)
            else:
                new += len(fresh)
        return Planned(new, frozenset(keys), dict(skipped))

    async def remind(self, on: date) -> Reminded:
        """Plan the day and send at once what may go out at this hour."""
        planned = await self.plan(on)
        waited = await self._waiting()
        await self._outreach.run()
        states: Counter[str] = Counter()
        skipped = Counter(planned.skipped)
        for start in range(0, len(waited), _KEYS):
            query = select(OutgoingRow.state, OutgoingRow.reason)
            query = query.where(OutgoingRow.key.in_(waited[start : start + _KEYS]))
            async with readonly(self._engine).connect() as connection:
                for row in await connection.execute(query):
                    states[row.state] += 1
                    if row.state == State.SKIPPED:
                        skipped[row.reason] += 1
        queued = states[State.PLANNED] + states[State.SENDING]
        return Reminded(planned.new, states[State.SENT], queued, dict(skipped))

    async def recheck(self, messages: Sequence[Outgoing]) -> Mapping[str, str]:
        """Why some are not to go out any more: paid, over, held back, or a later step of the same due day came up."""
        keys = {message.key: key_of(message.key) for message in messages}
        asked = {
            message.key: Asked(key.policy_no, key.period, advance=not message.essential)
            for message in messages
            for key in [keys[message.key]]
        }
        held = await self._due.held(set(asked.values()))
        reasons = {text: held[each].value for text, each in asked.items() if each in held}
        return await self._superseded(messages, keys) | reasons

    async def _superseded(self, messages: Sequence[Outgoing], keys: Mapping[str, Key]) -> dict[str, str]:
        query = select(OutgoingRow.key, OutgoingRow.due_at).where(
            OutgoingRow.noun == Noun.POLICY.value,
            OutgoingRow.number.in_({key.policy_no for key in keys.values()}),
            OutgoingRow.kind == Kind.REMINDER.value,
        )
        latest: dict[tuple[str, date], datetime] = {}
        async with readonly(self._engine).connect() as connection:
            for row in await connection.execute(query):
                key = key_of(row.key)
                place = (key.policy_no, key.period)
                latest[place] = max(row.due_at, latest.get(place, row.due_at))
        places = {text: (key.policy_no, key.period) for text, key in keys.items()}
        return {
            each.key: SUPERSEDED
            for each in messages
            if latest.get(places[each.key], each.due_at) > each.due_at
        }

    async def _waiting(self) -> list[str]:
        query = select(OutgoingRow.key).where(
            OutgoingRow.state.in_([State.PLANNED.value, State.SENDING.value]),
            OutgoingRow.kind == Kind.REMINDER.value,
        )
        async with readonly(self._engine).connect() as connection:
            return list(await connection.scalars(query))

    async def _known(self, keys: Sequence[str]) -> set[str]:
        async with readonly(self._engine).connect() as connection:
            return set(await connection.scalars(select(OutgoingRow.key).where(OutgoingRow.key.in_(keys))))

    def _outgoing(self, reminder: DueReminder, on: date) -> Outgoing:
        words = words_of(reminder, on, self._due.brand, self._due.pages.payment)
        now = self._clock.now()
        starts = midnight(reminder.falling.on)
        return Outgoing(
            key=str(_key(reminder)),
            kind=Kind.REMINDER,
            customer_no=reminder.policy.customer_no,
            about=About(Noun.POLICY, reminder.policy.policy_no),
            subject=words.subject,
            text=words.text,
            sms=words.sms,
            due_at=min(starts, now),
            expires_at=max(starts + timedelta(days=CAUGHT_UP + 1), now + _AT_LEAST),
            template=TEMPLATE,
            values=words.values,
            essential=reminder.falling.step.notice is Notice.CONTRACT,
            arrears=reminder.falling.arrears,
        )


def midnight(day: date) -> datetime:
    """When that day begins in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def _key(reminder: DueReminder) -> Key:
    return Key(reminder.policy.policy_no, reminder.falling.due.due_on, reminder.falling.name)
