"""Whole conversations against the real model, actions, services and store; only the clock stands still."""

import json
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
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
from bot.conversations.turns import LEASE
from bot.dialogue.engine import Engine
from bot.dialogue.in_process import InProcessEndpoint
from bot.dialogue.tracker_store import TurnTrackerStore
from bot.dialogue.worker import Worker
from bot.gateway.composition import judge_of
from bot.nlu.train import train
from insurance.bootstrap import Services, bootstrap
from insurance.demo.service import DEMO_CUSTOMERS, DemoCustomer
from insurance.mail import FileMail
from insurance.services.ports import Pages
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
    mail: Path

    def code_for(self, phone: str) -> str:
        """The newest one-time code texted to `phone`."""
        lines = _lines(self.sms)
        return str(
            next(line["code"] for line in reversed(lines) if line["phone"] == phone and "code" in line)
        )

    def notices_to(self, phone: str) -> list[str]:
        """Texts to `phone` that carry no code, oldest first."""
        return [line["text"] for line in _lines(self.sms) if line["phone"] == phone and "code" not in line]

    def mails_to(self, email: str) -> list[str]:
        """Texts of the e-mails to `email`, oldest first."""
        return [line["text"] for line in _lines(self.mail) if line["to"] == email]

    @asynccontextmanager
    async def store_away(self) -> AsyncIterator[None]:
        """The insurer's store is gone for a while; conversations are kept elsewhere and go on."""
        nowhere = create_engine(f"sqlite:///{self.sms.parent / 'gone' / 'away.db'}")
        away = bootstrap(
            engine=nowhere,
            keyring=Keyring([b"w" * 32]),
            clock=self.clock,
            sms=FileSms(self.sms, self.clock),
            faq_folder=ROOT / "data" / "faq",
        )
        with runtime.provided(away):
            yield
        await nowhere.dispose()


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def built_world(model: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("world")
    clock = FrozenClock(datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI))
    engine = create_engine(f"sqlite:///{folder / 'world.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    keyring, sms, mail = Keyring([b"w" * 32]), folder / "sms.jsonl", folder / "mail.jsonl"
    services = bootstrap(
        engine=engine,
        keyring=keyring,
        clock=clock,
        sms=FileSms(sms, clock),
        faq_folder=ROOT / "data" / "faq",
        mailer=FileMail(mail, clock),
        pages=Pages("https://service.example.com", "https://pay.example.com/premium", b"p" * 32),
    )
    await services.demo.load()
    store = TurnTrackerStore(None, engine=engine, keyring=keyring, clock=clock)
    rasa = Engine(model, store, InProcessEndpoint("actions"))
    conversations = Conversations(engine, keyring, clock, LocalSignals())
    worker = Worker(conversations, rasa, judge_of(services))
    yield World(services, conversations, worker, rasa, clock, sms, mail)
    await engine.dispose()


@pytest.fixture
def world(built_world: World) -> Iterator[World]:
    """Built once; the actions of a process know one store at a time, so it is handed to them for each test."""
    with runtime.provided(built_world.services):
        yield built_world


@dataclass
class Customer:
    """Someone talking to the bot. Every answer is checked against what was said since the last message."""

    world: World
    conversation_id: str
    heard: list[Message] = field(default_factory=list)
    sent: Incoming | None = None

    async def says(self, text: str) -> "Customer":
        return await self._send(Incoming(uuid4().hex, text=text))

    async def presses(self, title: str) -> "Customer":
        """Use a button or an option of the last answers."""
        return await self._send(self._pressed(title))

    async def sends_file(self, name: str = "IMG_20261118_101500.jpg") -> "Customer":
        """A photo or a PDF, uploaded and sent."""
        return await self._send(await self._file(name))

    async def _file(self, name: str = "IMG_20261118_101500.jpg") -> Incoming:
        stored = await self.world.conversations.add_attachment(
            self.conversation_id, name, "image/jpeg", 120_000, f"{uuid4().hex}.jpg"
        )
        return Incoming(uuid4().hex, attachment_id=stored)

    def _pressed(self, title: str) -> Incoming:
        offered = {b.title: b.payload for message in self.heard for b in message.content.buttons}
        assert title in offered, f"{title} is not among {list(offered)}"
        return Incoming(uuid4().hex, payload=offered[title])

    async def sends_again(self) -> "Customer":
        """The last message once more, as a phone does that never heard it arrived."""
        assert self.sent is not None
        return await self._send(self.sent)

    async def presses_while_a_worker_dies(self, title: str) -> "Customer":
        return await self._send_while_a_worker_dies(self._pressed(title))

    async def says_while_a_worker_dies(self, text: str) -> "Customer":
        return await self._send_while_a_worker_dies(Incoming(uuid4().hex, text=text))

    async def sends_file_while_a_worker_dies(self) -> "Customer":
        return await self._send_while_a_worker_dies(await self._file())

    async def _send_while_a_worker_dies(self, incoming: Incoming) -> "Customer":
        """The first worker does everything but commit; a second one repeats the turn."""
        await self.world.conversations.receive(self.conversation_id, incoming)
        turn = await self.world.conversations.turns.claim("dying")
        assert turn is not None
        await self.world.engine.answer(turn)
        self.world.engine.store.drop(self.conversation_id)
        self.world.clock.advance(LEASE)
        return await self._send(incoming)

    async def _send(self, incoming: Incoming) -> "Customer":
        self.sent = incoming
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
    """A new visitor, a day after the last one: limits per day and resend pauses are over, the demo stands as of today."""
    world.clock.advance(timedelta(days=1))
    await world.services.demo.load()
    conversation = await world.conversations.open("web")
    return Customer(world, conversation.id)


@pytest.fixture
def wang() -> DemoCustomer:
    return DEMO_CUSTOMERS[0]
