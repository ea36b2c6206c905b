"""The web application: `build_app` puts the rooms together; opening and closing are in one place."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import structlog
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.attachments import AttachmentFolder
from bot.channels.links import ChatLinks, PageLinks
from bot.channels.web import api as chat_api
from bot.channels.web.api import WEB_CHAT, ChatLimits, WebChat
from bot.channels.web.news import Notices
from bot.channels.web.readers import Readers
from bot.channels.web.socket import chat_socket
from bot.channels.web.tokens import ChatTokens
from bot.channels.web.wire import Notice
from bot.conversations.service import Conversations
from bot.desk.desk import DESK
from bot.desk.routing.people import DeskPeople
from bot.desk.supervision.supervision import SUPERVISION
from bot.gateway import (
    channels,
    desk,
    insights,
    notices,
    operations,
    outreach,
    pages,
    reminders,
    retention,
    staff,
    studio,
    surveys,
    tasks,
)
from bot.gateway.erasure import ERASES, Erasure
from bot.gateway.limits import LocalLimiter, RedisLimiter
from bot.gateway.metrics import House, Metrics
from bot.gateway.middleware import SETTINGS, add_headers, request_middleware
from bot.gateway.operations import CONVERSATIONS, HOUSE, METRICS
from bot.gateway.pages import WEB_FOLDER
from bot.gateway.parts import Parts
from bot.gateway.settings import Settings
from bot.http.endpoint import routes
from bot.http.errors import errors_middleware
from bot.http.limits import Limit
from bot.http.origin import PUBLIC_URL
from bot.http.sockets import SOCKETS, close_sockets
from bot.outreach.manners import manners_of
from bot.studio.release.release import RELEASE
from insurance.bootstrap import Services
from insurance.domain.errors import InsuranceError
from insurance.services.incidents import IncidentService
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.database import async_url, create_engine
from kernel.schedule import Schedule
from kernel.signals import Signals

log = structlog.get_logger("gateway")

SCHEDULE = web.AppKey("schedule", Schedule)

_LARGEST_BODY = 256 * 1024
_SWEEP_EVERY_S = 5.0
_ROUTE_AT_MOST_EVERY_S = 0.25
_TOKENS_KEPT = timedelta(days=30)
_AUDIT_CHECKED_EVERY = timedelta(days=1)


def build_app(
    settings: Settings,
    *,
    engine: AsyncEngine,
    clock: Clock,
    signals: Signals,
    services: Services,
    sweeps: Sequence[Callable[[], Awaitable[object]]] = (),
    jobs: bool = True,
) -> web.Application:
    """An application that is complete but not running; it owns nothing it was given.

    `sweeps` are called every hour: what other rooms delete when nobody needs it any more. `jobs` False: what comes round
    again runs only when it is asked for.
    """
    app = web.Application(middlewares=[request_middleware, errors_middleware], client_max_size=_LARGEST_BODY)
    keyring = Keyring(settings.data_keys)
    limiter = RedisLimiter(settings.redis_url) if settings.redis_url else LocalLimiter()
    links = ChatLinks(engine, clock, settings.secret_key, settings.public_url)
    people = DeskPeople(clock, settings.desk_hours)
    conversations = Conversations(
        engine, keyring, clock, signals, people, erases=ERASES, beside=PageLinks(links)
    )
    attachments = attachment_folder(settings)
    app[SETTINGS] = settings
    app[PUBLIC_URL] = settings.public_url
    app[WEB_FOLDER] = settings.web
    app[METRICS] = Metrics()
    app[METRICS].calendar.set_function(lambda: operations.calendar_days(clock))
    app[SOCKETS] = set()
    app[CONVERSATIONS] = conversations
    limits = limits_of(settings)
    app[WEB_CHAT] = WebChat(
        conversations,
        ChatTokens(engine, clock, settings.chat_idle),
        links,
        attachments,
        limiter,
        limits,
        Readers(limits.readers_per_address),
        notices_of(services.incidents),
    )
    app.add_routes(routes([*pages.HANDLERS, *operations.HANDLERS]))
    app.add_routes(routes([*chat_api.HANDLERS, chat_socket], chat_api.guard))
    staff.add(app, settings, engine, clock, limiter, services.audit)
    desk.add(app, settings, engine, clock, services, conversations, limiter, attachments)
    studio.add(app, settings, engine, clock, services, conversations, keyring, signals)
    app[HOUSE] = House(app[METRICS], engine, clock, manners_of(), app[RELEASE].releases)
    schedule = app[SCHEDULE] = Schedule(engine, clock, on=jobs, observed=app[METRICS].job_ended)
    parts = Parts(settings, engine, keyring, clock, services)
    # `outreach` first: it is the way out for the others.
    for room in (outreach, tasks, reminders, notices, surveys, insights, retention):
        room.add(app, parts, conversations, schedule)
    schedule.every(
        _AUDIT_CHECKED_EVERY, "audit_chain", partial(operations.check_audit, services.audit, app[METRICS])
    )
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(close_sockets)

    pruned = [lambda: app[WEB_CHAT].tokens.prune(_TOKENS_KEPT), links.prune, *sweeps]

    async def running(_: web.Application) -> AsyncIterator[None]:
        async with signals.run(), schedule.run():
            loops = [asyncio.create_task(each) for each in (_route(app), _sweep(app), _prune(pruned))]
            yield
            for task in loops:
                task.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
        await limiter.close()

    app.cleanup_ctx.append(running)
    erasure = Erasure(conversations, attachments, services.identity, services.claim_documents)
    channels.add(app, settings, engine, clock, conversations, attachments, erasure)
    return app


def notices_of(incidents: IncidentService) -> Notices:
    """Incidents in force, as the chat shows them; it goes on without where they cannot be read."""

    async def notices() -> list[Notice]:
        try:
            return [Notice(each.id, each.kind.value, each.banner) for each in await incidents.current()]
        except InsuranceError as error:
            log.warning("no_notices", error=error.code)
            return []

    return notices


def attachment_folder(settings: Settings) -> AttachmentFolder:
    """Where what customers send is kept."""
    return AttachmentFolder(settings.attachments or settings.var / "attachments")


def limits_of(settings: Settings) -> ChatLimits:
    """`rate_limits` off lifts only those per address."""
    messages = Limit(settings.messages_per_conversation, 60)
    if not settings.rate_limits:
        return ChatLimits(
            messages,
            messages_per_address=None,
            sessions_per_address=None,
            uploads_per_address=None,
            readers_per_address=None,
        )
    return ChatLimits(
        messages,
        messages_per_address=Limit(settings.messages_per_address, 60),
        sessions_per_address=Limit(settings.sessions_per_address, 60),
    )


async def _route(app: web.Application) -> None:
    """Agents who left without a word do not keep their customers waiting, and who waits is offered to who is free."""
    with app[CONVERSATIONS].signals.listen("queue") as changed:
        while True:
            changed.clear()
            try:
                for conversation_id in await app[DESK].routing.sweep():
                    log.warning("agent_gone", conversation=conversation_id)
            except Exception:
                log.exception("routing_failed")
            # A busy queue signals all the time.
            await asyncio.sleep(_ROUTE_AT_MOST_EVERY_S)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), _SWEEP_EVERY_S)


async def _sweep(app: web.Application) -> None:
    while True:
        for sweep in (app[CONVERSATIONS].typing.forget, app[SUPERVISION].breaches.sweep):
            try:
                await sweep()
            except Exception:
                log.exception("sweep_failed")
        await asyncio.sleep(_SWEEP_EVERY_S)


async def _prune(sweeps: Sequence[Callable[[], Awaitable[object]]]) -> None:
    while True:
        for sweep in sweeps:
            try:
                await sweep()
            except Exception:
                log.exception("prune_failed")
        await asyncio.sleep(3600)


def engine_of(settings: Settings, *, pool_size: int = 10) -> AsyncEngine:
    """The engine `settings` ask for; an SQLite file's folder is made."""
    if settings.database_url.startswith("sqlite:"):
        Path(async_url(settings.database_url).database or "").parent.mkdir(parents=True, exist_ok=True)
    return create_engine(settings.database_url, pool_size=pool_size)
