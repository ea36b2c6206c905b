"""A whole bot on a database of its own with the demo's records: golden conversations and trials are played here.

Nothing in it is real, nothing of it stays, and what it does reaches nobody: one-time codes are kept instead of texted.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Self

from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.ext.asyncio import AsyncEngine

import insurance.store  # noqa: F401  (registers the tables)
from actions import runtime
from bot.conversations.service import Conversations
from bot.dialogue.engine import Engine
from bot.dialogue.guard import judged_by
from bot.dialogue.in_process import InProcessEndpoint
from bot.dialogue.tracker_store import BaowenTrackerStore, TurnTrackerStore
from bot.dialogue.worker import Worker
from insurance.bootstrap import bootstrap
from insurance.demo.service import DEMO_CUSTOMERS
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.database import Base, create_engine
from kernel.signals import LocalSignals

FAQ_FOLDER = Path("data/faq")
_KEYRING = Keyring([bytes(32)])


class LastCodes:
    """Keeps the newest one-time code per phone, instead of texting it."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}

    async def send(self, phone: str, text: str, code: str | None = None, key: str | None = None) -> None:
        if code is not None:
            self.codes[phone] = code


class Sandbox:
    """`async with Sandbox(clock) as sandbox`: the database lasts as long as the context.

    Actions find their services in one place of the process, so several sandboxes take turns: `take_over` before each.
    """

    def __init__(self, clock: Clock, *, like: Path | None = None, faq_folder: Path = FAQ_FOLDER) -> None:
        """`like`: the database of another sandbox to begin with, tables and records."""
        self.clock = clock
        self.sms = LastCodes()
        self._like = like
        self._faq_folder = faq_folder

    async def __aenter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="baowen-sandbox-")
        self.database = Path(self._folder.name) / "sandbox.db"
        if self._like is not None:
            with (
                closing(sqlite3.connect(self._like)) as given,
                closing(sqlite3.connect(self.database)) as mine,
            ):
                given.backup(mine)
        self._engine: AsyncEngine = create_engine(f"sqlite:///{self.database}")
        if self._like is None:
            async with self._engine.begin() as connection:
                await connection.run_sync(Base.metadata.create_all)
        self.services = bootstrap(
            engine=self._engine, keyring=_KEYRING, clock=self.clock, sms=self.sms, faq_folder=self._faq_folder
        )
        self.conversations = Conversations(self._engine, _KEYRING, self.clock, LocalSignals())
        self._provided = runtime.provided(self.services)
        self._provided.__enter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._provided.__exit__(None, None, None)
        await self._engine.dispose()
        self._folder.cleanup()

    def take_over(self) -> None:
        """Actions work on this sandbox from now on."""
        runtime.provide(self.services)

    def store(self) -> TurnTrackerStore:
        return TurnTrackerStore(None, engine=self._engine, keyring=_KEYRING, clock=self.clock)

    async def remembered(self, engine: Engine, conversation_id: str) -> DialogueStateTracker:
        """A conversation as the model would find it, out of the database."""
        store = engine.store
        stored = BaowenTrackerStore(store.domain, engine=self._engine, keyring=_KEYRING, clock=self.clock)
        return await stored.retrieve(conversation_id) or store.init_tracker(conversation_id)

    def load(self, model: Path) -> Engine:
        """The model, answering in this sandbox; takes seconds."""
        return Engine(model, self.store(), InProcessEndpoint("actions"))

    def worker(self, engine: Engine) -> Worker:
        return Worker(self.conversations, engine, judged_by(self.services.conduct))

    def person(self, number: str) -> Mapping[str, str]:
        """What demo customer `number` (from 1) would type: phone, id_last4, and the newest code texted to them."""
        who = DEMO_CUSTOMERS[int(number) - 1]
        phone = who.customer.phone or ""
        return {"phone": phone, "id_last4": who.id_last4, "code": self.sms.codes.get(phone, "")}
