"""Puts releases together: for a worker its engines, for the gateway the room and the live model's answers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.by_model import ByModel
from bot.gateway.settings import Settings
from bot.release.comparisons import Comparisons
from bot.release.registry import ModelRegistry
from bot.release.releases import TOPIC, Releases
from bot.studio.release.release import ReleaseRoom, RepositoryAuthors
from bot.studio.repository.repository import DataRepository
from bot.studio.training.gates import Gates
from insurance.domain.faq import FaqEntry
from insurance.services.faq import Entries, FaqService, unpack
from kernel.clock import Clock, today
from kernel.crypto import Keyring
from kernel.signals import Signals

if TYPE_CHECKING:
    from bot.dialogue.engines import Loaded

log = structlog.get_logger("gateway")
_LOOK_EVERY_S = 1.0


def releases_of(
    settings: Settings, engine: AsyncEngine, keyring: Keyring, clock: Clock, signals: Signals
) -> Releases:
    return Releases(engine, keyring, clock, signals, ModelRegistry(engine, settings.models))


def repository_of(settings: Settings, clock: Clock) -> DataRepository:
    """Made of the working directory's files where nobody has used it yet."""
    return DataRepository.at(settings.repository or settings.var / "repository", Path.cwd(), clock)


def room_of(
    engine: AsyncEngine,
    keyring: Keyring,
    releases: Releases,
    repository: DataRepository,
    gates: Gates,
) -> ReleaseRoom:
    authors = RepositoryAuthors(repository)
    return ReleaseRoom(releases, gates, authors, Comparisons(engine, keyring), ByModel(engine))


class ModelFaq:
    """The FAQ entries of one model; an older one, which carries none, answers with the folder's."""

    def __init__(self, service: FaqService, entries: Entries | None, clock: Clock) -> None:
        self._service = service
        self._entries = entries
        self._clock = clock

    def during(self) -> AbstractContextManager[None]:
        return self._service.during(self._entries)

    def answer(self, topic: str) -> str | None:
        with self.during():
            entry: FaqEntry | None = self._service.get(topic, today(self._clock))
        return entry.answer if entry is not None else None


def loader(
    engine: AsyncEngine, keyring: Keyring, clock: Clock, faq: FaqService
) -> "Callable[[Path], Loaded]":
    """What makes an engine of a model's file. In a process that has imported Rasa, or may."""
    from bot.dialogue.engine import Engine
    from bot.dialogue.engines import Loaded
    from bot.dialogue.in_process import InProcessEndpoint
    from bot.dialogue.tracker_store import TurnTrackerStore

    def load(path: Path) -> Loaded:
        # A store and an endpoint of its own: both keep what follows from the model's domain.
        store = TurnTrackerStore(None, engine=engine, keyring=keyring, clock=clock)
        return Loaded(Engine(path, store, InProcessEndpoint("actions")), ModelFaq(faq, unpack(path), clock))

    return load


@contextlib.asynccontextmanager
async def following(
    releases: Releases, faq: FaqService, changed: Callable[[], Awaitable[object]]
) -> AsyncIterator[None]:
    """Within the block this process speaks with the live model's entries; `changed` is called when another becomes live."""
    used = await _use_live(releases, faq)

    async def follow() -> None:
        nonlocal used
        with releases.signals.listen(TOPIC) as news:
            while True:
                news.clear()
                try:
                    if (await releases.state(fresh=True)).live != used:
                        used = await _use_live(releases, faq)
                        await changed()
                except Exception as error:
                    # What was live serves on.
                    log.error("release_unknown", error=type(error).__name__)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), _LOOK_EVERY_S)

    task = asyncio.create_task(follow())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _use_live(releases: Releases, faq: FaqService) -> str | None:
    """Which model it was."""
    live = (await releases.state(fresh=True)).live
    path = releases.registry.path(live) if live is not None else None
    faq.use(await asyncio.to_thread(unpack, path) if path is not None else None)
    return live
