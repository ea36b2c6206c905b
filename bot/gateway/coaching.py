"""Coaching of a gateway: what it works with, and its routes at the desk and in the studio."""

from collections.abc import Sequence
from functools import partial

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.service import Conversations
from bot.http.endpoint import routes
from bot.staff.accounts import AT_DESK
from bot.staff.guards import STAFF_ROOM, at_desk, in_order, recorded
from bot.studio.coaching import api, desk_api
from bot.studio.coaching.coaching import COACHING, Coaching, Tours
from bot.studio.coaching.ledger import Ledger
from bot.studio.coaching.library import CaseLibrary
from bot.studio.coaching.practices import Practices
from bot.studio.coaching.quizzes import QuizRoom
from bot.studio.studio import READERS
from insurance.bootstrap import Services
from insurance.domain.faq import FaqEntry
from insurance.services.conduct import ConductService
from kernel.clock import Clock, today
from kernel.crypto import Keyring


def add(
    app: web.Application,
    engine: AsyncEngine,
    clock: Clock,
    services: Services,
    conversations: Conversations,
    keyring: Keyring,
) -> None:
    """After the desk, whose accounts it uses."""
    ledger = Ledger(engine, clock)
    library = CaseLibrary(engine, keyring, clock)

    def entries() -> Sequence[FaqEntry]:
        return services.faq.all(today(clock))

    app[COACHING] = Coaching(
        library,
        Practices(engine, keyring, clock, library, ledger, partial(_faults, services.conduct)),
        QuizRoom(engine, keyring, clock, ledger, entries),
        ledger,
        Tours(engine, clock),
        app[STAFF_ROOM].accounts,
        conversations,
        clock,
    )
    app.add_routes(routes(desk_api.HANDLERS, at_desk, roles=AT_DESK, record=recorded))
    app.add_routes(routes(api.HANDLERS, in_order, roles=READERS, record=recorded))


async def _faults(conduct: ConductService, text: str) -> Sequence[str]:
    return [breach.safe for breach in await conduct.breaches(text, by_person=True)]
