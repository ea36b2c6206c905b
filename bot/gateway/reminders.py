"""Reminders of a gateway: planned every day, conversion measured; and `baowen remind`, which does it at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from aiohttp import web

from bot.conversations.service import Conversations
from bot.gateway import outreach
from bot.gateway.parts import Parts
from bot.outreach.outreach import OUTREACH
from bot.outreach.reminders.periods import Periods
from bot.outreach.reminders.planner import REMINDERS, Reminders
from kernel.schedule import Schedule
from kernel.signals import Signals

# A policy imported in the morning is reminded of within minutes; what is planned already costs a look.
_PLAN_EVERY = timedelta(minutes=4)
_FOLLOW_EVERY = timedelta(hours=1)


def add(app: web.Application, parts: Parts, conversations: Conversations, schedule: Schedule) -> None:
    """Puts the room together, adds its routes to `app` and its jobs to `schedule`."""
    periods = Periods(parts.engine, parts.clock, parts.services.due_reminders)
    reminders = app[REMINDERS] = Reminders(
        parts.engine, parts.clock, app[OUTREACH], parts.services.due_reminders, periods
    )
    schedule.every(_PLAN_EVERY, "reminders", reminders.plan_today, by_itself=parts.settings.scheduler)
    schedule.every(_FOLLOW_EVERY, "reminder_periods", periods.follow)


@asynccontextmanager
async def alone(parts: Parts, signals: Signals) -> AsyncIterator[Reminders]:
    """Reminders and their way out without a gateway, for one command."""
    conversations = Conversations(parts.engine, parts.keyring, parts.clock, signals)
    schedule = Schedule(parts.engine, parts.clock, on=False)
    app = web.Application()
    for add_room in (outreach.add, add):
        add_room(app, parts, conversations, schedule)
    runner = web.AppRunner(app, handle_signals=False)
    async with signals.run():
        await runner.setup()
        try:
            yield app[REMINDERS]
        finally:
            await runner.cleanup()
