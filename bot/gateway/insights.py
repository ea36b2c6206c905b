"""The dashboards of a gateway."""

from datetime import timedelta
from functools import partial

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.service import Conversations
from bot.gateway.settings import Settings
from bot.http.endpoint import routes
from bot.insights import api, report_api, waits_api
from bot.insights.insights import INSIGHTS, Insights
from bot.staff.guards import in_order, recorded
from bot.studio.studio import READERS
from insurance.bootstrap import Services
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.schedule import Schedule

_EVERY = timedelta(minutes=5)


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
    app[INSIGHTS] = Insights.of(engine, keyring, clock, conversations, services.figures, services.faq)
    in_room = partial(routes, guard=in_order, roles=READERS, record=recorded)
    app.add_routes(in_room([*api.HANDLERS, *report_api.HANDLERS, *waits_api.HANDLERS]))
    schedule.every(_EVERY, "insights", app[INSIGHTS].facts.refresh)
