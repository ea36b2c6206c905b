"""A whole desk at once on PostgreSQL: fifty agents, five hundred customers, four gateways, everything at random."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest_asyncio
from sqlalchemy import func, insert, or_, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

import bot.conversations.models
import bot.desk.models  # noqa: F401 (registers the tables)
from bot.conversations import wording
from bot.conversations.engagements import Ending
from bot.conversations.errors import ConversationError
from bot.conversations.ledger import Ledger
from bot.conversations.message import Button, Content, Incoming, Sender
from bot.conversations.models import ConversationRow, EngagementRow, MessageRow
from bot.conversations.owner import TRANSITIONS, Owner
from bot.conversations.service import Conversations
from bot.conversations.waiting import SERVING_ORDER, position_of
from bot.desk.errors import BeyondCapacity
from bot.desk.routing.hours import Hours
from bot.desk.routing.people import DeskPeople
from bot.desk.routing.routing import QUEUES, Routing
from bot.staff.accounts import Role, Staff, StaffAccounts
from bot.staff.models import StaffRow
from bot.staff.presence import PresenceBoard, State
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.database import Base, create_engine
from kernel.signals import LocalSignals

AGENTS, CUSTOMERS, GATEWAYS, CAPACITY, SEED = 50, 500, 4, 3, 20261116
CODES = tuple(QUEUES)

WAITING_CARD = Content(
    "已在排队",
    buttons=(
        Button(wording.CANCEL_TITLE, wording.QUEUE_CANCEL),
        Button(wording.CALLBACK_TITLE, wording.CALLBACK),
    ),
)

# Every offer in the order in which it was made: written in the transaction that makes it.
LOG = (
    "CREATE TABLE IF NOT EXISTS offer_log (id serial PRIMARY KEY, conversation text, queue text, agent text)",
    "TRUNCATE offer_log RESTART IDENTITY",
    "CREATE OR REPLACE FUNCTION log_offer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF NEW.offered_to IS NOT NULL AND NEW.offered_to IS DISTINCT FROM OLD.offered_to THEN"
    " INSERT INTO offer_log (conversation, queue, agent) VALUES (NEW.id, NEW.queue, NEW.offered_to);"
    " END IF; RETURN NEW; END $$",
    "DROP TRIGGER IF EXISTS offers_logged ON conversations",
    "CREATE TRIGGER offers_logged AFTER UPDATE ON conversations FOR EACH ROW EXECUTE FUNCTION log_offer()",
)
UNLOG = ("DROP TRIGGER offers_logged ON conversations", "DROP FUNCTION log_offer", "DROP TABLE offer_log")


@dataclass
class GatewayProcess:
    """One process of several, as far as the database can tell."""

    engine: AsyncEngine
    conversations: Conversations
    accounts: StaffAccounts
    presence: PresenceBoard
    routing: Routing


@dataclass
class Desk:
    gateways: list[GatewayProcess]
    clock: FrozenClock
    agents: list[Staff]
    # Per queue and priority, in order of their coming.
    lines: dict[tuple[str, int], list[str]] = field(default_factory=lambda: defaultdict(list))
    busy: bool = True
    did: Counter[str] = field(default_factory=Counter)

    @property
    def chats(self) -> list[str]:
        return [chat for line in self.lines.values() for chat in line]

    def gateway(self, chance: random.Random) -> GatewayProcess:
        return chance.choice(self.gateways)


@pytest_asyncio.fixture
async def desk(postgres_url: str, keyring: Keyring, clock: FrozenClock) -> AsyncIterator[Desk]:
    engines = [create_engine(postgres_url) for _ in range(GATEWAYS)]
    async with engines[0].begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        tables = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
        await connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
        for statement in LOG:
            await connection.execute(text(statement))
    gateways = []
    for engine in engines:
        people = DeskPeople(clock, Hours())
        conversations = Conversations(engine, keyring, clock, LocalSignals(), people)
        accounts, presence = StaffAccounts(engine, clock), PresenceBoard(engine, clock)
        routing = Routing(conversations, accounts, presence, clock)
        gateways.append(GatewayProcess(engine, conversations, accounts, presence, routing))
    desk = Desk(gateways, clock, await agents_of(gateways[0], clock))
    await fill(desk, Ledger(engines[0], keyring, clock, LocalSignals()))
    yield desk
    async with engines[0].begin() as connection:
        for statement in UNLOG:
            await connection.execute(text(statement))
    for engine in engines:
        await engine.dispose()


async def agents_of(gateway: GatewayProcess, clock: FrozenClock) -> list[Staff]:
    """Every fifth knows every queue, the others one and the general one. Nobody logs in here, so no password is hashed."""
    found = []
    for number in range(AGENTS):
        skills = (CODES[number % len(CODES)], "general") if number % 5 else ()
        found.append(Staff(f"agent{number}", f"客服{number}", Role.AGENT, skills, CAPACITY))
    async with gateway.engine.begin() as connection:
        await connection.execute(
            insert(StaffRow),
            [
                {
                    "username": each.username,
                    "name": each.name,
                    "role": each.role.value,
                    "skills": list(each.skills),
                    "capacity": each.capacity,
                    "password_hash": "-",
                    "added_at": clock.now(),
                }
                for each in found
            ],
        )
    for each in found:
        await gateway.presence.set(each.username, State.READY, None, None)
    return found


async def fill(desk: Desk, ledger: Ledger) -> None:
    chance = random.Random(SEED)
    for _ in range(CUSTOMERS):
        chat = (await desk.gateways[0].conversations.open("web")).id
        queue, priority = chance.choice(CODES), int(chance.random() < 0.2)
        desk.clock.advance(timedelta(milliseconds=10))
        async with ledger.locked(chat) as conversation:
            await conversation.append(Sender.CUSTOMER, Content("转人工"), client_id="0")
            await conversation.hand_to(Owner.QUEUE, by="bot", queue=queue, priority=priority)
            await conversation.append(Sender.SYSTEM, WAITING_CARD)
        desk.lines[queue, priority].append(chat)


async def the_pages(desk: Desk) -> None:
    """What every agent's page shows, read at once for all of them; each agent acts on one thing at a time."""
    asked_or_held = select(
        ConversationRow.id,
        ConversationRow.owner,
        func.coalesce(ConversationRow.offered_to, ConversationRow.agent).label("agent"),
    ).where(or_(ConversationRow.offered_to.is_not(None), ConversationRow.agent.is_not(None)))
    chance = {each.username: random.Random(f"{SEED}{each.username}") for each in desk.agents}
    acting: set[asyncio.Task[None]] = set()
    while desk.busy:
        shown: dict[str, list[tuple[str, str]]] = defaultdict(list)
        async with desk.gateways[0].engine.connect() as connection:
            for row in await connection.execute(asked_or_held):
                shown[row.agent].append((row.id, row.owner))
        busy = {task.get_name() for task in acting}
        for agent in desk.agents:
            if shown[agent.username] and agent.username not in busy:
                work = an_agent(desk, agent, shown[agent.username], chance[agent.username])
                acting.add(task := asyncio.create_task(work, name=agent.username))
                task.add_done_callback(acting.discard)
        await asyncio.sleep(0.02)
        for task in [each for each in acting if each.done()]:
            task.result()
    await asyncio.gather(*acting)


async def an_agent(desk: Desk, me: Staff, shown: list[tuple[str, str]], chance: random.Random) -> None:
    """Answers offers one way or another, and does with what is held whatever comes to mind."""
    for chat, owner in shown:
        gateway = desk.gateway(chance)
        try:
            if owner == Owner.QUEUE:
                await an_answer(desk, gateway, me, chat, chance)
            else:
                await some_work(desk, gateway, me, chat, chance)
        except (ConversationError, BeyondCapacity) as refused:
            # Another was quicker: a customer, the time, a gateway that believed us gone.
            desk.did[type(refused).__name__] += 1


async def an_answer(desk: Desk, gateway: GatewayProcess, me: Staff, chat: str, chance: random.Random) -> None:
    what = chance.choices(("accept", "decline", "nothing"), (80, 12, 8))[0]
    if what == "accept":
        await gateway.routing.accept(me, chat)
    elif what == "decline":
        await gateway.routing.decline(me, chat)
    desk.did[what] += 1


async def some_work(desk: Desk, gateway: GatewayProcess, me: Staff, chat: str, chance: random.Random) -> None:
    agents = gateway.conversations.agents
    what = chance.choices(("say", "close", "return", "queue", "transfer", "vanish"), (12, 66, 6, 5, 9, 2))[0]
    if what == "say":
        await agents.say(chat, me.username, me.name, "您好", f"{me.username}:{chance.random()}")
    elif what == "close":
        await agents.close(chat, me.username)
    elif what == "return":
        await agents.give_back(chat, me.username)
    elif what == "queue":
        await agents.give_back(chat, me.username, Owner.QUEUE)
    elif what == "transfer":
        await gateway.routing.transfer(me, chat, None, chance.choice(CODES), "请接手")
    else:
        await agents.requeue_of(me.username)
    desk.did[what] += 1


async def a_gateway(desk: Desk, gateway: GatewayProcess) -> None:
    while desk.busy:
        await gateway.routing.sweep()
        await asyncio.sleep(0.25)


async def impatient_customers(desk: Desk, chance: random.Random) -> None:
    chats = desk.chats
    while desk.busy:
        chat = chance.choice(chats)
        payload = chance.choice((wording.QUEUE_CANCEL, wording.CALLBACK, None))
        say = {"payload": payload} if payload else {"text": "还在吗"}
        try:
            await desk.gateway(chance).conversations.receive(chat, Incoming(f"{chance.random()}", **say))
        except ConversationError as refused:
            desk.did[type(refused).__name__] += 1
        await asyncio.sleep(0.05)


async def a_clock(desk: Desk) -> None:
    """Time goes by; everybody stays at the page, and who was set not ready comes back."""
    presence = desk.gateways[0].presence
    while desk.busy:
        for _ in range(20):
            desk.clock.advance(timedelta(seconds=1))
            await asyncio.sleep(0.05)
        board = await presence.all()
        for agent in desk.agents:
            await presence.touch(agent.username)
            if board[agent.username].state is not State.READY:
                await presence.set(agent.username, State.READY, None, None)


async def a_supervisor(desk: Desk, chance: random.Random) -> None:
    """Looks at the whole desk at one moment, again and again."""
    gateway = desk.gateways[0]
    still = gateway.engine.execution_options(isolation_level="REPEATABLE READ")
    people = DeskPeople(desk.clock, Hours())
    columns = [ConversationRow.id, ConversationRow.queue, ConversationRow.agent, ConversationRow.offered_to]
    while desk.busy:
        async with still.connect() as connection:
            held = await connection.execute(
                select(*columns).where(ConversationRow.owner == Owner.AGENT.value)
            )
            holders = Counter(row.agent for row in held)
            assert None not in holders and max(holders.values(), default=0) <= CAPACITY
            line = (
                await connection.execute(
                    select(*columns)
                    .where(ConversationRow.owner == Owner.QUEUE.value)
                    .order_by(*SERVING_ORDER)
                )
            ).all()
            asked = Counter(row.offered_to for row in line if row.offered_to)
            assert max(asked.values(), default=0) <= 1
            queue = chance.choice(CODES)
            waiting = [row.id for row in line if row.queue == queue]
            for number in chance.sample(range(len(waiting)), min(5, len(waiting))):
                told = await position_of(connection, waiting[number], people)
                assert told is not None and (told.queue, told.position) == (queue, number + 1)
            desk.did["look"] += 1
        await asyncio.sleep(0.3)


async def nobody_is_left(desk: Desk) -> None:
    with_people = select(func.count()).where(
        ConversationRow.owner.in_([Owner.QUEUE.value, Owner.AGENT.value])
    )
    while True:
        async with desk.gateways[0].engine.connect() as connection:
            if not await connection.scalar(with_people):
                return
        await asyncio.sleep(0.2)


async def a_day(desk: Desk) -> None:
    """Everybody at once, until no customer waits and no agent holds one."""
    gateways = [a_gateway(desk, each) for each in desk.gateways]
    chance = random.Random(SEED)
    looking = [impatient_customers(desk, chance), a_supervisor(desk, chance), a_clock(desk)]
    async with asyncio.TaskGroup() as group:
        for work in [the_pages(desk), *gateways, *looking]:
            group.create_task(work)
        await nobody_is_left(desk)
        desk.busy = False


async def test_five_hundred_customers_and_fifty_agents_lose_nobody_and_keep_the_order(desk: Desk) -> None:
    positions = await everybodys_position(desk)
    assert positions == {queue: list(range(1, len(chats) + 1)) for queue, chats in positions.items()}

    await asyncio.wait_for(a_day(desk), 120)

    await nobody_had_two_owners(desk)
    await nothing_was_lost(desk)
    await first_come_was_first_asked(desk)
    assert desk.did["accept"] > CUSTOMERS / 2
    for each in ("decline", "nothing", "close", "transfer", "queue", "return", "vanish", "look"):
        assert desk.did[each], each


async def everybodys_position(desk: Desk) -> dict[str, list[int]]:
    """Per queue what those who wait are told, in serving order."""
    found: dict[str, list[int]] = defaultdict(list)
    conversations = desk.gateways[0].conversations
    for waiting in await conversations.offers.line():
        told = (await conversations.status(waiting.id)).queue
        assert told is not None
        found[told.queue].append(told.position)
    return found


async def nobody_had_two_owners(desk: Desk) -> None:
    for chat in desk.chats:
        owner, agent = Owner.BOT, None
        for event in await desk.gateways[0].conversations.agents.history(chat):
            assert event.source is owner and event.target in TRANSITIONS[owner]
            if event.target is Owner.AGENT:
                assert event.by == event.details["agent"], "taken by whoever holds it"
            elif event.source is Owner.AGENT:
                assert event.by in (agent, "system"), "only who holds it gives it away"
            owner, agent = event.target, event.details["agent"]
        assert (await desk.gateways[0].conversations.get(chat)).owner is owner


async def nothing_was_lost(desk: Desk) -> None:
    counted = select(MessageRow.conversation_id, func.count()).group_by(MessageRow.conversation_id)
    stays = select(EngagementRow.conversation_id, EngagementRow.ending)
    last = select(ConversationRow.id, ConversationRow.last_seq, ConversationRow.owner)
    async with desk.gateways[0].engine.connect() as connection:
        numbers = {row.id: row.last_seq for row in await connection.execute(last)}
        assert dict((await connection.execute(counted)).tuples().all()) == numbers
        endings = (await connection.execute(stays)).all()
    assert numbers.keys() == set(desk.chats)
    assert sorted(row.conversation_id for row in endings) == sorted(desk.chats), "one stay each, none twice"
    assert {row.ending for row in endings} == set(Ending)


async def first_come_was_first_asked(desk: Desk) -> None:
    """Of equal priority in a queue, by the order in which each was offered for the first time."""
    first: dict[str, str] = {}
    async with desk.gateways[0].engine.connect() as connection:
        for row in await connection.execute(text("SELECT conversation, queue FROM offer_log ORDER BY id")):
            first.setdefault(row.conversation, row.queue)
    for (queue, _), line in desk.lines.items():
        asked = [chat for chat in first if chat in set(line)]
        assert asked == [chat for chat in line if chat in first]
        assert {first[chat] for chat in asked} == {queue}
    assert len(first) > CUSTOMERS * 0.8
