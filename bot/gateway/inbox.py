"""The trainers' inbox of a gateway: its parts, its routes, and the sweep that fills it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import structlog
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.service import Conversations
from bot.desk.assist import proposals
from bot.desk.assist.proposals import PROPOSALS
from bot.http.endpoint import routes
from bot.staff.accounts import AT_DESK
from bot.staff.guards import at_desk, in_order, recorded
from bot.studio.inbox import api
from bot.studio.inbox.inbox import INBOX, TrainersInbox
from bot.studio.inbox.store import InboxStore
from bot.studio.knowledge.api import KNOWLEDGE
from bot.studio.repository.api import UNDONE
from bot.studio.studio import TRAINERS
from kernel.clock import Clock
from kernel.crypto import Keyring

log = structlog.get_logger("gateway")
_SWEEP_EVERY_S = 5.0


def add(
    app: web.Application, engine: AsyncEngine, clock: Clock, conversations: Conversations, keyring: Keyring
) -> None:
    """Also what agents propose from the desk."""
    inbox = TrainersInbox(InboxStore(engine, keyring, clock), conversations, app[KNOWLEDGE])
    app[INBOX] = inbox
    app[PROPOSALS] = inbox.collection
    app[UNDONE].append(inbox.labels.taken_back)
    app.add_routes(routes(api.HANDLERS, in_order, roles=TRAINERS, record=recorded))
    app.add_routes(routes(proposals.HANDLERS, at_desk, roles=AT_DESK, record=recorded))

    async def swept(_: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(_sweep(inbox))
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    app.cleanup_ctx.append(swept)


async def _sweep(inbox: TrainersInbox) -> None:
    while True:
        await asyncio.sleep(_SWEEP_EVERY_S)
        try:
            await inbox.sweep()
        except Exception:
            log.exception("inbox_sweep_failed")
