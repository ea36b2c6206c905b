"""Notices of a gateway: what changed at claims and complaints."""

from datetime import timedelta

from aiohttp import web

from bot.conversations.service import Conversations
from bot.gateway.parts import Parts
from bot.outreach.message import Kind
from bot.outreach.notices.feed import Feed
from bot.outreach.notices.notices import READER, Notices
from bot.outreach.outreach import OUTREACH
from kernel.schedule import Schedule

EVERY = timedelta(seconds=5)


def add(app: web.Application, parts: Parts, conversations: Conversations, schedule: Schedule) -> None:
    """Puts the room together, and adds its job to `schedule`."""
    outreach = app[OUTREACH]
    notices = Notices(
        Feed(parts.engine, parts.clock, parts.services.changes, READER), parts.services.changes, outreach
    )
    outreach.recheck(Kind.NOTICE, notices.recheck)
    schedule.every(EVERY, "notices", notices.collect, by_itself=parts.settings.scheduler)
