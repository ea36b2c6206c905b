"""Whole conversations against the real model, actions, services and store; only the clock stands still."""

import json
import warnings
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

import insurance.store  # noqa: F401  (registers the tables)
from actions import runtime
from bot.conversations.message import Incoming, Message, Sender
from bot.conversations.service import Conversations
from bot.dialogue.engine import Engine
from bot.dialogue.in_process import InProcessEndpoint
from bot.dialogue.tracker_store import TurnTrackerStore
from bot.dialogue.worker import Worker
from bot.nlu.train import train
from insurance.bootstrap import Services, bootstrap
from insurance.demo.service import DEMO_CUSTOMERS, DemoCustomer
from insurance.sms import FileSms
from kernel.clock import SHANGHAI, FrozenClock
from kernel.crypto import Keyring
from kernel.database import Base, create_engine
from kernel.signals import LocalSignals

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def model() -> Path:
    """The real model, trained once per state of the training data."""
    with warnings.catch_warnings():
        # What Rasa warns of while training concerns its own defaults; `make check` validates the data.
        warnings.simplefilter("ignore")
        return train(ROOT)


@dataclass
class World:
    """Everything behind one conversation."""

    services: Services
    conversations: Conversations
    worker: Worker
    engine: Engine
    clock: FrozenClock
    sms: Path

    def code_for(self, phone: str) -> str:
        """The newest one-time code texted to `phone`."""
        lines = [json.loads(line) for line in self.sms.read_text().splitlines()]
        return str(next(line["code"] for line in reversed(lines) if line["phone"] == phone))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(model: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("world")
    clock = FrozenClock(datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI))
    engine = create_engine(f"sqlite:///{folder / 'world.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    keyring, sms = Keyring([b"w" * 32]), folder / "sms.jsonl"
    services = bootstrap(
        engine=engine,
        keyring=keyring,
        clock=clock,
        sms=FileSms(sms, clock),
        faq_folder=ROOT / "data" / "faq",
    )
    await services.demo.load()
    runtime.provide(services)
    store = TurnTrackerStore(None, engine=engine, keyring=keyring, clock=clock)
    rasa = Engine(model, store, InProcessEndpoint("actions"))
    conversations = Conversations(engine, keyring, clock, LocalSignals())
    yield World(services, conversations, Worker(conversations, rasa), rasa, clock, sms)
    await engine.dispose()


@dataclass
class Customer:
    """Someone talking to the bot. Every answer is checked against what was said since the last message."""

    world: World
    conversation_id: str
    heard: list[Message] = field(default_factory=list)

    async def says(self, text: str) -> "Customer":
        return await self._send(Incoming(uuid4().hex, text=text))

    async def presses(self, title: str) -> "Customer":
        """Use a button or an option of the last answers."""
        offered = {b.title: b.payload for message in self.heard for b in message.content.buttons}
        assert title in offered, f"{title} is not among {list(offered)}"
        return await self._send(Incoming(uuid4().hex, payload=offered[title]))

    async def _send(self, incoming: Incoming) -> "Customer":
        received = await self.world.conversations.receive(self.conversation_id, incoming)
        while await self.world.worker.run_once():
            pass
        said = await self.world.conversations.messages(self.conversation_id, after=received.seq)
        self.heard = [message for message in said if message.sender is not Sender.CUSTOMER]
        return self

    @property
    def text(self) -> str:
        return "\n".join(message.content.text for message in self.heard)

    def hears(self, *fragments: str) -> "Customer":
        for fragment in fragments:
            assert fragment in self.text, f"{fragment!r} is not in:\n{self.text}"
        return self

    def hears_not(self, *fragments: str) -> "Customer":
        for fragment in fragments:
            assert fragment not in self.text, f"{fragment!r} is in:\n{self.text}"
        return self

    def is_asked(self, slot: str | None) -> "Customer":
        asks = [message.content.ask for message in self.heard if message.content.ask]
        asked = asks[-1]["slot"] if asks else None
        assert asked == slot, f"asked for {asked}, not {slot}:\n{self.text}"
        return self

    def card(self, kind: str, **having: Any) -> dict[str, Any]:
        """The first card of this kind whose values are `having`."""
        cards = [dict(message.content.card) for message in self.heard if message.content.card]
        found = [card for card in cards if card["kind"] == kind and having.items() <= card.items()]
        assert found, f"no {kind} card among {[card['kind'] for card in cards]}:\n{self.text}"
        return found[0]

    async def verifies(self, who: DemoCustomer) -> "Customer":
        """Answer the identity check, from the question for the phone to the end."""
        self.is_asked("phone")
        (await self.says(who.customer.phone)).is_asked("id_last4")
        (await self.says(who.customer.id_number[-4:])).is_asked("otp")
        return await self.says(self.world.code_for(who.customer.phone))


@pytest_asyncio.fixture(loop_scope="session")
async def customer(world: World) -> Customer:
    """A new visitor, a day after the last one: limits per day and resend pauses are over."""
    world.clock.advance(timedelta(days=1))
    conversation = await world.conversations.open("web")
    return Customer(world, conversation.id)


@pytest.fixture
def wang() -> DemoCustomer:
    return DEMO_CUSTOMERS[0]
