"""Notices of a gateway: what changed at claims and complaints."""

from datetime import timedelta

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.service import Conversations
from bot.gateway.settings import Settings
from bot.outreach.message import Kind
from bot.outreach.notices.feed import Feed
from bot.outreach.notices.notices import READER, Notices
from bot.outreach.outreach import OUTREACH
from insurance.bootstrap import Services
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.schedule import Schedule

EVERY = timedelta(seconds=5)


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
    """Puts the room together, and adds its job to `schedule`."""
    outreach = app[OUTREACH]
    notices = Notices(Feed(engine, clock, services.changes, READER), services.changes, outreach)
    outreach.recheck(Kind.NOTICE, notices.recheck)
    schedule.every(EVERY, "notices", notices.collect, by_itself=settings.scheduler)
