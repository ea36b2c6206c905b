"""Reminders of a gateway: planned every day, conversion measured; and `baowen remind`, which does it at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.service import Conversations
from bot.gateway import outreach
from bot.gateway.settings import Settings
from bot.outreach.outreach import OUTREACH
from bot.outreach.reminders.periods import Periods
from bot.outreach.reminders.planner import REMINDERS, Reminders
from insurance.bootstrap import Services
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.schedule import Schedule
from kernel.signals import Signals

if TYPE_CHECKING:
    from bot.gateway.composition import Parts

# A policy imported in the morning is reminded of within minutes; what is planned already costs a look.
_PLAN_EVERY = timedelta(minutes=4)
_FOLLOW_EVERY = timedelta(hours=1)


def add(
    app: web.Application,
    settings: Settings,
    engine: AsyncEngine,
    clock: Clock,
    services: Services,
    conversations: Conversations,
    keyring: Keyring,
    schedule: Schedule,
) -> None:
    """Puts the room together, adds its routes to `app` and its jobs to `schedule`."""
    periods = Periods(engine, clock, services.due_reminders)
    reminders = app[REMINDERS] = Reminders(engine, clock, app[OUTREACH], services.due_reminders, periods)
    schedule.every(_PLAN_EVERY, "reminders", reminders.plan_today, by_itself=settings.scheduler)
    schedule.every(_FOLLOW_EVERY, "reminder_periods", periods.follow)


@asynccontextmanager
async def alone(parts: "Parts", signals: Signals) -> AsyncIterator[Reminders]:
    """Reminders and their way out without a gateway, for one command."""
    conversations = Conversations(parts.engine, parts.keyring, parts.clock, signals)
    schedule = Schedule(parts.engine, parts.clock, on=False)
    app = web.Application()
    for add_room in (outreach.add, add):
        add_room(
            app,
            parts.settings,
            parts.engine,
            parts.clock,
            parts.services,
            conversations,
            parts.keyring,
            schedule,
        )
    runner = web.AppRunner(app, handle_signals=False)
    async with signals.run():
        await runner.setup()
        try:
            yield app[REMINDERS]
        finally:
            await runner.cleanup()
