"""A conversation under any order of events: a pure model beside the real store, on SQLite and on PostgreSQL.

The bot never speaks while a person owns the conversation; two agents never own one; nothing a customer wrote is
ever lost or doubled.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations import wording
from bot.conversations.agents import Listed
from bot.conversations.errors import (
    ConversationError,
    LostRace,
    NotOwner,
    OfferedToAnother,
    PayloadNotOffered,
    PayloadSpent,
)
from bot.conversations.inbox import OFFER_LIFETIME
from bot.conversations.message import Button, Content, Incoming, Sender
from bot.conversations.offers import Outcome
from bot.conversations.owner import TRANSITIONS, Owner
from bot.conversations.service import Conversations
from bot.conversations.turns import LEASE, MAX_ATTEMPTS, Handoff, Turn
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.database import create_engine
from kernel.signals import LocalSignals

T = TypeVar("T")
START = datetime(2025, 6, 3, 2, 0, tzinfo=UTC)
BUTTONS = {"/more": Button("再说一点", "/more"), "/confirm": Button("确认提交", "/confirm", once=True)}
PAYLOADS = (*BUTTONS, wording.HANDOFF_PAYLOAD, wording.QUEUE_CANCEL, wording.CALLBACK)
AGENTS = ("wang", "zhao")
OFFER = timedelta(seconds=30)
STARTS = ("new", "answered", "queued", "held", "returned", "hopeless")


@dataclass
class Offered:
    at: datetime
    title: str
    once: bool
    spent: bool = False


@dataclass
class Model:
    """What one conversation must look like, told without a database."""

    owner: Owner = Owner.BOT
    agent: str | None = None
    said: list[tuple[Sender, str]] = field(default_factory=list)
    seq_of: dict[str, int] = field(default_factory=dict)
    pending: list[int] = field(default_factory=list)
    attempts: dict[int, int] = field(default_factory=dict)
    answered: dict[int, list[str]] = field(default_factory=dict)
    offers: dict[str, Offered] = field(default_factory=dict)
    moves: list[tuple[Owner, Owner]] = field(default_factory=list)
    token: int = 0
    lease_until: datetime | None = None
    asked: str | None = None
    asked_until: datetime = START
    engagements: int = 0

    def say(self, sender: Sender, text: str) -> int:
        self.said.append((sender, text))
        return len(self.said)

    def offer(self, button: Button, now: datetime) -> None:
        self.offers[button.payload] = Offered(now, button.title, button.once)

    def move(self, target: Owner, agent: str | None = None) -> None:
        self.moves.append((self.owner, target))
        if self.owner is Owner.BOT:
            self.pending.clear()
            self.lease_until = None
            self.engagements += target is Owner.QUEUE
        self.owner, self.agent, self.asked = target, agent, None

    def free(self, now: datetime) -> bool:
        return self.owner is Owner.BOT and (self.lease_until is None or self.lease_until <= now)

    def refusal(self, payload: str, now: datetime) -> type[ConversationError] | None:
        offer = self.offers.get(payload)
        if offer is None or offer.at < now - OFFER_LIFETIME:
            return PayloadNotOffered
        return PayloadSpent if offer.once and offer.spent else None


class ConversationMachine(RuleBasedStateMachine):
    """Customers, two workers and two agents act in any order on two conversations."""

    chats = Bundle("chats")
    claims = Bundle("claims")

    def __init__(
        self, runner: asyncio.Runner, engine: AsyncEngine, emptied: Callable[[AsyncEngine], Any]
    ) -> None:
        super().__init__()
        self.runner = runner
        self.run(emptied(engine))
        self.clock = FrozenClock(START)
        self.store = Conversations(engine, Keyring([bytes(range(32))]), self.clock, LocalSignals())
        self.models: dict[str, Model] = {}
        self.arrivals: list[tuple[str, int]] = []
        self.seen: dict[str, Listed] = {}
        self.count = 0

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def refused(self, work: Coroutine[Any, Any, T], error: type[ConversationError] | None) -> bool:
        """Do `work`; it must raise exactly `error`."""
        if error is None:
            self.run(work)
            return False
        with pytest.raises(error):
            self.run(work)
        return True

    def step(self) -> datetime:
        """Every step has a moment of its own."""
        self.count += 1
        self.clock.advance(timedelta(seconds=1))
        return self.clock.now()

    @initialize(target=chats, starts=st.tuples(st.sampled_from(STARTS), st.sampled_from(STARTS)))
    def open(self, starts: tuple[str, ...]) -> Any:
        """Start in different situations, for chance alone seldom leads deep."""
        opened = [self.run(self.store.open("web")).id for _ in starts]
        self.models = {conversation_id: Model() for conversation_id in opened}
        for chat, start in zip(opened, starts, strict=True):
            self._lead(chat, start)
        return multiple(*opened)

    def _lead(self, chat: str, start: str) -> None:
        if start == "new":
            return
        self.customer_writes(chat, "保单")
        if start == "hopeless":
            for _ in range(MAX_ATTEMPTS):
                self.worker_claims("w1")
                self.clock.advance(LEASE)
            return
        if start == "returned":
            self.customer_writes(chat, "还有")
        self.worker_answers("w1", 1, sorted(BUTTONS), handoff=start != "answered")
        if start in ("held", "returned"):
            self.agent_accepts(chat, AGENTS[0])
        if start == "returned":
            self.agent_gives_back(chat, AGENTS[0], Owner.BOT)

    # The customer

    def _arrived(
        self, chat: str, client_id: str, text: str, now: datetime, payload: str | None = None
    ) -> int:
        model = self.models[chat]
        seq = model.say(Sender.CUSTOMER, text)
        model.seq_of[client_id] = seq
        if model.owner is Owner.CLOSED:
            model.move(Owner.BOT)
        if payload == wording.QUEUE_CANCEL:
            waiting = model.owner is Owner.QUEUE
            if waiting:
                model.move(Owner.BOT)
            if model.owner is Owner.BOT:
                model.say(Sender.SYSTEM, wording.CANCELLED if waiting else wording.NOT_WAITING)
            return seq
        if payload == wording.CALLBACK and model.owner is Owner.QUEUE:
            model.move(Owner.BOT)
        if model.owner is Owner.BOT:
            model.pending.append(seq)
            model.attempts[seq] = 0
            self.arrivals.append((chat, seq))
        return seq

    @rule(chat=chats, text=st.text("保单理赔😀A1 ", max_size=8))
    def customer_writes(self, chat: str, text: str) -> None:
        now = self.step()
        client_id, text = f"c{self.count}", f"{text}·{self.count}"
        received = self.run(self.store.receive(chat, Incoming(client_id, text=text)))
        assert (received.seq, received.duplicate) == (self._arrived(chat, client_id, text, now), False)

    @rule(chat=chats, data=st.data())
    def customer_repeats_herself(self, chat: str, data: st.DataObject) -> None:
        self.step()
        known = self.models[chat].seq_of
        if known:
            client_id = data.draw(st.sampled_from(sorted(known)))
            received = self.run(self.store.receive(chat, Incoming(client_id, text="又发了一遍")))
            assert (received.seq, received.duplicate) == (known[client_id], True)

    @rule(chat=chats, payload=st.sampled_from(PAYLOADS))
    def customer_presses(self, chat: str, payload: str) -> None:
        self._presses(chat, payload)

    @rule(chat=chats)
    def customer_presses_twice(self, chat: str) -> None:
        self._presses(chat, "/confirm")
        self._presses(chat, "/confirm")

    def _presses(self, chat: str, payload: str) -> None:
        now = self.step()
        model, client_id = self.models[chat], f"c{self.count}"
        error = model.refusal(payload, now)
        if not self.refused(self.store.receive(chat, Incoming(client_id, payload=payload)), error):
            offer = model.offers[payload]
            offer.spent = True
            self._arrived(chat, client_id, offer.title, now, payload)

    # The workers

    @rule(target=claims, worker=st.sampled_from(["w1", "w2"]))
    def worker_claims(self, worker: str) -> Any:
        now = self.step()
        expected = self._next(now)
        turn = self.run(self.store.turns.claim(worker))
        found = None if turn is None else (turn.conversation_id, turn.seq)
        assert found == expected
        if turn is None:
            return multiple()
        model = self.models[turn.conversation_id]
        model.attempts[turn.seq] += 1
        model.token, model.lease_until = turn.token, now + LEASE
        assert turn.attempts == model.attempts[turn.seq] <= MAX_ATTEMPTS
        assert (Sender.CUSTOMER, turn.content.text) == model.said[turn.seq - 1]
        return turn

    def _next(self, now: datetime) -> tuple[str, int] | None:
        """Which turn a claim takes; hopeless ones on the way are set aside."""
        for chat, seq in self.arrivals:
            model = self.models[chat]
            if seq not in model.pending or not model.free(now):
                continue
            assert seq == model.pending[0]
            if model.attempts[seq] < MAX_ATTEMPTS:
                return chat, seq
            model.pending.remove(seq)
            model.say(Sender.SYSTEM, wording.GAVE_UP)
            model.offer(Button(wording.HANDOFF_TITLE, wording.HANDOFF_PAYLOAD), now)
            model.lease_until = None
        return None

    def _holds(self, turn: Turn) -> bool:
        model = self.models[turn.conversation_id]
        return model.owner is Owner.BOT and model.token == turn.token and model.lease_until is not None

    @rule(
        turn=claims,
        answers=st.integers(1, 2),
        buttons=st.lists(st.sampled_from(sorted(BUTTONS)), unique=True),
        handoff=st.booleans(),
    )
    def worker_commits(self, turn: Turn, answers: int, buttons: list[str], handoff: bool) -> None:
        """Also late, twice, or after another took over: then nothing may be written."""
        now = self.step()
        texts = [f"答{turn.seq}·{self.count}·{n}" for n in range(answers)]
        offered = tuple(BUTTONS[payload] for payload in buttons)
        committed = self.run(
            self.store.turns.commit(
                turn,
                [Content(text, buttons=offered) for text in texts],
                handoff=Handoff("general", "asked") if handoff else None,
            )
        )
        assert committed == self._holds(turn)
        if not committed:
            return
        model = self.models[turn.conversation_id]
        for text in texts:
            model.say(Sender.BOT, text)
        for button in offered:
            model.offer(button, now)
        model.answered[turn.seq] = texts
        model.pending.remove(turn.seq)
        model.lease_until = None
        if handoff:
            model.move(Owner.QUEUE)
            place = self.run(self.store.status(turn.conversation_id)).queue
            assert place is not None and 1 <= place.position <= len(self.models)
            card = self.run(self.store.messages(turn.conversation_id, after=len(model.said)))[0]
            assert card.content.card is not None and card.content.card["position"] == place.position
            model.say(Sender.SYSTEM, card.content.text)
            model.offer(Button(wording.CANCEL_TITLE, wording.QUEUE_CANCEL), now)
            model.offer(Button(wording.CALLBACK_TITLE, wording.CALLBACK), now)

    @rule(
        target=claims,
        worker=st.sampled_from(["w1", "w2"]),
        answers=st.integers(1, 2),
        buttons=st.lists(st.sampled_from(sorted(BUTTONS)), unique=True),
        handoff=st.booleans(),
    )
    def worker_answers(self, worker: str, answers: int, buttons: list[str], handoff: bool) -> Any:
        """The usual way: nothing happens between claim and commit."""
        turn = self.worker_claims(worker)
        if isinstance(turn, Turn):
            self.worker_commits(turn, answers, buttons, handoff)
        return turn

    @rule(turn=claims)
    def worker_fails(self, turn: Turn) -> None:
        now = self.step()
        holds = self._holds(turn)
        self.run(self.store.turns.fail(turn, "ValueError"))
        if holds:
            model = self.models[turn.conversation_id]
            model.token += 1
            model.lease_until = now + timedelta(milliseconds=200 * 4 ** (turn.attempts - 1))

    @rule(turn=claims)
    def worker_renews(self, turn: Turn) -> None:
        now = self.step()
        assert self.run(self.store.turns.renew(turn)) == self._holds(turn)
        if self._holds(turn):
            self.models[turn.conversation_id].lease_until = now + LEASE

    @rule(target=claims)
    def every_worker_dies_and_another_comes(self) -> Any:
        """Their claims stay in the bundle: the dead may come back and commit."""
        self.clock.advance(LEASE)
        return self.worker_claims("w3")

    # The agents

    @rule(chat=chats, agent=st.sampled_from(AGENTS))
    def agent_accepts(self, chat: str, agent: str) -> None:
        now = self.step()
        model = self.models[chat]
        error: type[ConversationError] | None = None if model.owner is Owner.QUEUE else LostRace
        if error is None and model.asked not in (None, agent) and now < model.asked_until:
            error = OfferedToAnother
        if not self.refused(self.store.agents.accept(chat, agent, agent), error):
            model.move(Owner.AGENT, agent)
            model.say(Sender.SYSTEM, wording.JOINED.format(agent=agent))

    @rule(chat=chats, agent=st.sampled_from(AGENTS))
    def agent_is_asked(self, chat: str, agent: str) -> None:
        """One offer per conversation and per agent."""
        now = self.step()
        model = self.models[chat]
        made = self.run(self.store.offers.make(chat, agent, now + OFFER, capacity=len(self.models)))
        if model.owner is not Owner.QUEUE or model.asked is not None:
            assert made is Outcome.TAKEN
        elif agent in {each.asked for each in self.models.values()} or self._held(agent) == len(self.models):
            assert made is Outcome.BUSY
        else:
            assert made is Outcome.MADE
            model.asked, model.asked_until = agent, now + OFFER

    def _held(self, agent: str) -> int:
        return sum(model.agent == agent for model in self.models.values())

    @rule(chat=chats, agent=st.sampled_from(AGENTS), lapsed=st.booleans())
    def agent_lets_it_pass(self, chat: str, agent: str, lapsed: bool) -> None:
        now = self.step()
        model = self.models[chat]
        passed = self.run(self.store.offers.pass_on(chat, agent, lapsed=lapsed))
        assert passed == (model.asked == agent and (not lapsed or model.asked_until <= now))
        if passed:
            model.asked = None

    def _unless_held(self, chat: str, agent: str) -> type[ConversationError] | None:
        model = self.models[chat]
        return None if model.owner is Owner.AGENT and model.agent == agent else NotOwner

    @rule(chat=chats, agent=st.sampled_from(AGENTS))
    def agent_says(self, chat: str, agent: str) -> None:
        self.step()
        text, client_id = f"您好·{self.count}", f"a{self.count}"
        work = self.store.agents.say(chat, agent, agent, text, client_id)
        if not self.refused(work, self._unless_held(chat, agent)):
            seq = self.models[chat].say(Sender.AGENT, text)
            again = self.run(self.store.agents.say(chat, agent, agent, text, client_id))
            assert (again.seq, again.duplicate) == (seq, True)

    @rule(chat=chats, agent=st.sampled_from(AGENTS), to=st.sampled_from([Owner.BOT, Owner.QUEUE]))
    def agent_gives_back(self, chat: str, agent: str, to: Owner) -> None:
        self.step()
        if not self.refused(self.store.agents.give_back(chat, agent, to), self._unless_held(chat, agent)):
            self.models[chat].move(to)
            text = wording.BACK_TO_BOT if to is Owner.BOT else wording.BACK_TO_QUEUE
            self.models[chat].say(Sender.SYSTEM, text)

    @rule(chat=chats, agent=st.sampled_from(AGENTS), colleague=st.sampled_from([*AGENTS, None]))
    def agent_transfers(self, chat: str, agent: str, colleague: str | None) -> None:
        self.step()
        work = self.store.agents.transfer(
            chat,
            agent,
            to_agent=colleague,
            to_queue=None if colleague else "claims",
            to_name="同事",
            note="急",
        )
        if not self.refused(work, self._unless_held(chat, agent)):
            self.models[chat].move(Owner.AGENT if colleague else Owner.QUEUE, colleague)
            self.models[chat].say(Sender.SYSTEM, wording.TRANSFERRED.format(to="同事"))

    @rule(chat=chats, agent=st.sampled_from(AGENTS))
    def agent_closes(self, chat: str, agent: str) -> None:
        self.step()
        if not self.refused(self.store.agents.close(chat, agent), self._unless_held(chat, agent)):
            self.models[chat].move(Owner.CLOSED)
            self.models[chat].say(Sender.SYSTEM, wording.CLOSED)

    @precondition(lambda self: any(model.owner is Owner.AGENT for model in self.models.values()))
    @rule(agent=st.sampled_from(AGENTS))
    def agent_disappears(self, agent: str) -> None:
        self.step()
        held = {chat for chat, model in self.models.items() if model.agent == agent}
        assert set(self.run(self.store.agents.requeue_of(agent))) == held
        for chat in held:
            self.models[chat].move(Owner.QUEUE)
            self.models[chat].say(Sender.SYSTEM, wording.BACK_TO_QUEUE)

    @rule(by=st.sampled_from([timedelta(seconds=5), timedelta(minutes=10), timedelta(hours=25)]))
    def time_passes(self, by: timedelta) -> None:
        self.clock.advance(by)

    # What must hold after every step

    @invariant()
    def the_store_tells_the_same_story(self) -> None:
        """Reads what the last step touched; the end of the run reads everything once more."""
        listed = {row.id: row for row in self.run(self.store.agents.all())}
        assert listed.keys() == self.models.keys()
        for chat, row in listed.items():
            model = self.models[chat]
            assert (row.owner, row.agent, row.last_seq) == (model.owner, model.agent, len(model.said))
            assert (row.agent is not None) == (row.owner is Owner.AGENT)
            assert row.offered_to == model.asked
            assert (row.queued_at is not None) == (row.owner in (Owner.QUEUE, Owner.AGENT))
            if self.seen.get(chat) != row:
                self.seen[chat] = row
                self.compare(chat, model)

    def teardown(self) -> None:
        self.seen.clear()
        if self.models:
            self.the_store_tells_the_same_story()
        held = [listed.id for agent in AGENTS for listed in self.run(self.store.agents.held_by(agent))]
        assert sorted(held) == sorted(c for c, model in self.models.items() if model.owner is Owner.AGENT)

    def compare(self, chat: str, model: Model) -> None:
        messages = self.run(self.store.messages(chat, limit=10_000))
        assert [message.seq for message in messages] == list(range(1, len(messages) + 1))
        assert [(message.sender, message.content.text) for message in messages] == model.said

        status = self.run(self.store.status(chat))
        assert status.busy == (model.owner is Owner.BOT and bool(model.pending))
        assert (status.queue is not None) == (model.owner is Owner.QUEUE)

        history = self.run(self.store.agents.history(chat))
        assert [(event.source, event.target) for event in history] == model.moves
        owner = Owner.BOT
        for event in history:
            assert event.source is owner and event.target in TRANSITIONS[owner]
            owner = event.target
        assert owner is model.owner

        stays = self.run(self.store.engagements.of(chat))
        assert len(stays) == model.engagements
        assert all(stay.ended_at is not None for stay in stays[:-1]), "one under way at most, the last"

        answers: dict[int, list[str]] = {}
        for message in messages:
            if message.sender is Sender.BOT:
                before = [event.target for event in history if event.at < message.at]
                assert (before or [Owner.BOT])[-1] is Owner.BOT, "the bot spoke out of turn"
                seq = int(message.content.text[1:].split("·")[0])
                answers.setdefault(seq, []).append(message.content.text)
        assert answers == model.answered


@pytest.mark.slow
def test_any_order_of_events_keeps_the_three_promises(
    chat_url: str, emptied: Callable[[AsyncEngine], Awaitable[None]]
) -> None:
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        engine = create_engine(chat_url)
        try:
            run_state_machine_as_test(
                lambda: ConversationMachine(runner, engine, emptied),  # type: ignore[arg-type]
                settings=settings(
                    max_examples=40 if chat_url.startswith("sqlite") else 12,
                    stateful_step_count=40,
                    deadline=None,
                    derandomize="CI" in os.environ,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(engine.dispose())
