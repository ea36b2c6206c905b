"""Workers in this process, with the models of the small project."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from actions import runtime
from bot.conversations.message import Incoming, Message, Sender
from bot.conversations.service import Conversations
from bot.dialogue.engines import Engines
from bot.dialogue.shadow import Shadow
from bot.dialogue.worker import Worker
from bot.gateway.composition import judge_of
from bot.gateway.releasing import loader
from bot.release.comparisons import Comparisons
from bot.release.registry import ModelRegistry
from bot.release.releases import Releases
from bot.release.states import Act
from insurance.bootstrap import bootstrap
from insurance.sms import FileSms
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.signals import LocalSignals
from tests.gateway_fixtures import database
from tests.release.two_models import TwoModels, make_two_models

__all__ = ["database"]

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def two_models(tmp_path_factory: pytest.TempPathFactory) -> TwoModels:
    return make_two_models(tmp_path_factory.mktemp("two"))


@dataclass
class Floor:
    """A worker, the releases it follows, and customers."""

    models: TwoModels
    releases: Releases
    conversations: Conversations
    engines: Engines
    worker: Worker
    shadow: Shadow
    comparisons: Comparisons
    clock: FrozenClock

    async def release(self, *acts: tuple[Act, str]) -> None:
        for act, model in acts:
            await self.releases.act(act, model, "zhou", share=100 if act in (Act.CANARY, Act.SHADOW) else 0)

    async def opens(self) -> "Customer":
        return Customer(self, (await self.conversations.open("web")).id)


@dataclass
class Customer:
    floor: Floor
    id: str

    async def says(self, text: str) -> str:
        """What is answered."""
        return "\n".join(message.content.text for message in await self.hears(text))

    async def hears(self, text: str) -> list[Message]:
        received = await self.floor.conversations.receive(self.id, Incoming(uuid4().hex, text=text))
        while await self.floor.worker.run_once():
            pass
        said = await self.floor.conversations.messages(self.id, after=received.seq)
        return [message for message in said if message.sender is not Sender.CUSTOMER]


@pytest.fixture
def make_floor(
    engine: AsyncEngine, keyring: Keyring, clock: FrozenClock, tmp_path: Path, two_models: TwoModels
) -> Iterator[Callable[[], Floor]]:
    def make() -> Floor:
        services = bootstrap(
            engine=engine,
            keyring=keyring,
            clock=clock,
            sms=FileSms(tmp_path / "sms.jsonl", clock),
            faq_folder=ROOT / "data" / "faq",
        )
        using.enter_context(runtime.provided(services))
        signals = LocalSignals()
        releases = Releases(engine, keyring, clock, signals, ModelRegistry(engine, two_models.folder))
        load = loader(engine, keyring, clock, services.faq)
        engines = Engines(releases, releases.registry.path, load, signals)
        conversations = Conversations(engine, keyring, clock, signals)
        comparisons = Comparisons(engine, keyring)
        shadow = Shadow(comparisons)
        worker = Worker(conversations, engines, judge_of(services), shadow=shadow)
        return Floor(two_models, releases, conversations, engines, worker, shadow, comparisons, clock)

    with ExitStack() as using:
        yield make


@pytest_asyncio.fixture
async def floor(make_floor: Callable[[], Floor]) -> AsyncIterator[Floor]:
    """A worker that keeps up with releases; its turns are run one by one."""
    floor = make_floor()
    await floor.engines.start()
    following = asyncio.create_task(floor.engines.run())
    yield floor
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
