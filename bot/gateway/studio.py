"""The studio of a gateway: what each of its rooms works with, and its routes."""

from functools import partial

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.service import Conversations
from bot.gateway import coaching, inbox, training, trial
from bot.gateway.releasing import releases_of, repository_of, room_of
from bot.gateway.settings import Settings
from bot.http.endpoint import routes
from bot.staff.guards import in_order, recorded
from bot.studio.knowledge import api as knowledge_api
from bot.studio.knowledge import overview_api
from bot.studio.knowledge.api import KNOWLEDGE
from bot.studio.knowledge.knowledge import Knowledge
from bot.studio.knowledge.reviews import ReviewTasks
from bot.studio.release import api as release_api
from bot.studio.release.release import RELEASE
from bot.studio.repository import api as changes_api
from bot.studio.repository.api import UNDONE
from bot.studio.repository.repository import REPOSITORY
from bot.studio.stories import api as stories_api
from bot.studio.stories.api import STORIES
from bot.studio.stories.stories import Stories
from bot.studio.studio import TRAINERS
from bot.studio.training import api as training_api
from bot.studio.training.training import TRAINING
from bot.studio.trial import api as trial_api
from bot.studio.trial.trial import LABORATORY
from insurance.bootstrap import Services
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.signals import Signals


def add(
    app: web.Application,
    settings: Settings,
    engine: AsyncEngine,
    clock: Clock,
    services: Services,
    conversations: Conversations,
    keyring: Keyring,
    signals: Signals,
) -> None:
    """Puts the studio's rooms together and adds their routes to `app`."""
    repository = repository_of(settings, clock)
    app[REPOSITORY] = repository
    app[UNDONE] = []
    app[KNOWLEDGE] = Knowledge.of(repository, ReviewTasks(engine, clock), clock)
    inbox.add(app, engine, clock, conversations, keyring)
    coaching.add(app, engine, clock, services, conversations, keyring)
    releases = releases_of(settings, engine, keyring, clock, signals)
    training.add(app, settings, engine, clock, keyring, signals, repository, releases)
    app[RELEASE] = room_of(engine, keyring, releases, repository, app[TRAINING].gates)
    trial.add(app, releases, repository)
    app[STORIES] = Stories(repository, conversations, app[LABORATORY])
    in_room = partial(routes, guard=in_order, roles=TRAINERS, record=recorded)
    app.add_routes(in_room([*changes_api.HANDLERS, *stories_api.HANDLERS, *trial_api.HANDLERS]))
    app.add_routes(
        in_room(
            [*overview_api.HANDLERS, *knowledge_api.HANDLERS, *release_api.HANDLERS, *training_api.HANDLERS]
        )
    )
