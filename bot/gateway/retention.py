"""What is not kept for ever, in the gateway that leads: every room prunes its own, as long as the settings say.

Everything is kept longer than figures are asked for, so that no figure of a past day changes (docs/insights.md).
"""

from datetime import timedelta

import structlog
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.wechat.retention import NoticesRetention
from bot.conversations.service import Conversations
from bot.gateway.parts import Parts
from bot.gateway.settings import Settings
from bot.insights.retention import FactsRetention
from bot.outreach.retention import OutreachRetention
from kernel.clock import Clock
from kernel.schedule import Schedule

log = structlog.get_logger("retention")

_EVERY = timedelta(days=1)


class Retention:
    """All rooms at once."""

    def __init__(self, settings: Settings, engine: AsyncEngine, clock: Clock) -> None:
        self._rooms = (
            OutreachRetention(
                engine,
                clock,
                messages=settings.keep_messages,
                answers=settings.keep_surveys,
                due_days=settings.keep_figures,
            ),
            NoticesRetention(engine, clock, settings.keep_messages),
            FactsRetention(engine, clock, settings.keep_figures),
        )

    async def prune(self) -> int:
        """How many rows went."""
        gone = sum([await room.prune() for room in self._rooms])
        if gone:
            log.info("pruned", rows=gone)
        return gone


def add(app: web.Application, parts: Parts, conversations: Conversations, schedule: Schedule) -> None:
    """Adds its job to `schedule`."""
    schedule.every(_EVERY, "retention", Retention(parts.settings, parts.engine, parts.clock).prune)
