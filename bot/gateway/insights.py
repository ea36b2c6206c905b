"""The dashboards of a gateway."""

from datetime import timedelta
from functools import partial

from aiohttp import web

from bot.conversations.service import Conversations
from bot.gateway.parts import Parts
from bot.http.endpoint import routes
from bot.insights import api, report_api, waits_api
from bot.insights.insights import INSIGHTS, Insights
from bot.staff.guards import in_order, recorded
from bot.studio.studio import READERS
from kernel.schedule import Schedule

_EVERY = timedelta(minutes=5)


def add(app: web.Application, parts: Parts, conversations: Conversations, schedule: Schedule) -> None:
    """Puts the room together, adds its routes to `app` and its jobs to `schedule`."""
    app[INSIGHTS] = Insights.of(
        parts.engine, parts.keyring, parts.clock, conversations, parts.services.figures, parts.services.faq
    )
    in_room = partial(routes, guard=in_order, roles=READERS, record=recorded)
    app.add_routes(in_room([*api.HANDLERS, *report_api.HANDLERS, *waits_api.HANDLERS]))
    schedule.every(_EVERY, "insights", app[INSIGHTS].facts.refresh)
