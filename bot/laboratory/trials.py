"""Conversations with any model, each on demo records of its own, and what went on inside in every turn."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.conversations.message import Incoming, Sender
from bot.dialogue.engine import Engine
from bot.laboratory.errors import NoSuchPerson, TrialFailed, TrialGone
from bot.laboratory.rules import SILENT, Rule, rules_in, rules_of
from bot.laboratory.sandbox import Sandbox
from bot.laboratory.why import reading
from insurance.demo.service import DEMO_CUSTOMERS
from insurance.services.faq import Entries, unpack
from kernel.clock import Clock, today

MOST_TRIALS = 20
MOST_MODELS = 3
IDLE = timedelta(minutes=30)


@dataclass(frozen=True)
class Model:
    engine: Engine
    entries: Entries | None


class Models:
    """The models loaded, at most `MOST_MODELS`; the one longest unused goes."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._loaded: OrderedDict[Path, Model] = OrderedDict()

    def get(self, path: Path) -> Model:
        """Seconds where it is not loaded yet."""
        if path not in self._loaded:
            while len(self._loaded) >= MOST_MODELS:
                self._loaded.popitem(last=False)
            self._loaded[path] = Model(self._sandbox.load(path), unpack(path))
        self._loaded.move_to_end(path)
        return self._loaded[path]


@dataclass
class Trial:
    """`engine` shares its model with other trials and remembers in this one's sandbox."""

    id: str
    engine: Engine
    sandbox: Sandbox
    person: str | None
    stack: AsyncExitStack
    conversation: str
    used: datetime


class Trials:
    """All of one process; they end with it. Turns are played one at a time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._trials: OrderedDict[str, Trial] = OrderedDict()
        self._pattern = Sandbox(clock)
        self._loaded_on: date | None = None
        self._models = Models(self._pattern)

    async def model(self, path: Path) -> Model:
        """Loaded now, where it was not."""
        await self._prepare()
        return self._models.get(path)

    async def open(self, model: Path, customer: str | None) -> dict[str, Any]:
        """`{"id", "model", "person": {"name", "phone", "id_last4"} or None}`. `NoSuchPerson`."""
        if customer is not None and not (customer.isdecimal() and 0 < int(customer) <= len(DEMO_CUSTOMERS)):
            raise NoSuchPerson(customer=customer)
        await self._forget()
        while len(self._trials) >= MOST_TRIALS:
            await self.close(next(iter(self._trials)))
        loaded = await self.model(model)
        async with AsyncExitStack() as stack:
            sandbox = await stack.enter_async_context(Sandbox(self._clock, like=self._pattern.database))
            sandbox.services.faq.use(loaded.entries)
            conversation = await sandbox.conversations.open("web")
            engine = loaded.engine.on(sandbox.store())
            trial = Trial(
                uuid4().hex, engine, sandbox, customer, stack.pop_all(), conversation.id, self._clock.now()
            )
        self._trials[trial.id] = trial
        return {"id": trial.id, "model": engine.model, "person": _person(trial)}

    async def say(
        self, id: str, text: str | None, payload: str | None, project: Path | None
    ) -> dict[str, Any]:
        """`{"messages", "codes", "turn"}`; no turn where a person would answer now. `TrialGone`, `TrialFailed`, and what a chat
        refuses. `project`: whose rules are named.
        """
        await self._forget()
        trial = self._trials.get(id)
        if trial is None:
            raise TrialGone()
        trial.used = self._clock.now()
        self._trials.move_to_end(id)
        sandbox, conversation = trial.sandbox, trial.conversation
        sandbox.take_over()
        codes = dict(sandbox.sms.codes)
        said = Incoming(uuid4().hex, text=text, payload=payload)
        received = await sandbox.conversations.receive(conversation, said)
        before = await sandbox.remembered(trial.engine, conversation)
        answered = await sandbox.worker(trial.engine).run_once()
        after = await sandbox.remembered(trial.engine, conversation)
        news = list(after.events)[len(before.events) :]
        if answered and not news:
            raise TrialFailed()
        sent = {phone: code for phone, code in sandbox.sms.codes.items() if codes.get(phone) != code}
        messages = await sandbox.conversations.messages(conversation, after=received.seq)
        return {
            "messages": [each.as_wire() for each in messages if each.sender is not Sender.CUSTOMER],
            "codes": [{"phone": phone, "code": code} for phone, code in sent.items()],
            "turn": _turn(news, before, after, rules_in(project) if project else ()) if answered else None,
        }

    async def close(self, id: str) -> None:
        """No error where it is gone already."""
        trial = self._trials.pop(id, None)
        if trial is not None:
            await trial.stack.aclose()

    async def _forget(self) -> None:
        now = self._clock.now()
        for trial in list(self._trials.values()):
            if now - trial.used > IDLE:
                await self.close(trial.id)

    async def _prepare(self) -> None:
        """The records every trial begins with, as of today."""
        if self._loaded_on is None:
            await self._pattern.__aenter__()
        if self._loaded_on != (on := today(self._clock)):
            await self._pattern.services.demo.load()
            self._loaded_on = on


def _person(trial: Trial) -> dict[str, str] | None:
    if trial.person is None:
        return None
    name = DEMO_CUSTOMERS[int(trial.person) - 1].customer.name
    values = trial.sandbox.person(trial.person)
    return {"name": name, "phone": values["phone"], "id_last4": values["id_last4"]}


def _turn(
    news: Sequence[Event], before: DialogueStateTracker, after: DialogueStateTracker, rules: Sequence[Rule]
) -> dict[str, Any]:
    """What went on inside."""
    said = next((event for event in news if isinstance(event, UserUttered)), None)
    actions = [
        {"name": event.action_name, "policy": _policy(event), "confidence": event.confidence}
        for event in news
        if isinstance(event, ActionExecuted) and event.action_name not in SILENT
    ]
    slots = before.current_slot_values()
    changed = {
        name: [slots.get(name), value]
        for name, value in after.current_slot_values().items()
        if slots.get(name) != value
    }
    return {
        "understood": reading(said.parse_data) if said is not None and said.parse_data else None,
        "decided_by": {
            "policy": actions[0]["policy"] if actions else None,
            "rules": rules_of(rules, news, before.active_loop_name, slots),
        },
        "actions": actions,
        "slots": changed,
    }


def _policy(event: ActionExecuted) -> str | None:
    """None where no policy was asked, as when one action calls another."""
    return event.policy if event.policy and event.policy.endswith("Policy") else None
