"""Who is asked to take which waiting conversation, and what becomes of an offer."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.message import Incoming
from bot.conversations.offers import Waiting
from bot.conversations.queues import Queue
from bot.conversations.turns import Handoff
from bot.desk.desk import DESK
from bot.desk.routing.offers import Candidate, choose
from bot.staff.accounts import Role
from bot.staff.guards import STAFF_ROOM
from kernel.clock import FrozenClock
from tests.gateway_fixtures import Chat, Gateway, Seat, running, soon


async def code_of(response: Any) -> str:
    return str((await response.json())["error"]["code"])


async def ready(gateway: Gateway, username: str, *skills: str, **more: Any) -> Seat:
    gateway.clock.advance(timedelta(seconds=1))
    seat = await gateway.sign_in(username, skills=skills, **more)
    assert (await seat.put("/api/desk/presence", state="ready")).status == 200
    return seat


async def sweep(gateway: Gateway) -> None:
    await gateway.app[DESK].routing.sweep()


async def offered(gateway: Gateway, chat: Chat) -> str | None:
    return (await gateway.conversations.agents.get(chat.conversation_id)).offered_to


async def passes(gateway: Gateway, *seats: Seat, seconds: float = 31) -> None:
    """Time goes by while the pages stay open."""
    gateway.clock.advance(timedelta(seconds=seconds))
    for seat in seats:
        await gateway.app[STAFF_ROOM].presence.touch(seat.username)
    await sweep(gateway)


class TestTheChoice:
    """`choose` alone: no store, no clock."""

    now = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)

    def waiting(self, **more: Any) -> Waiting:
        given = {"queue": "claims", "waiting_since": self.now, "offered_to": None, "offered_until": None}
        return Waiting(**{"id": "c", "passed_by": None, "passed_at": None} | given | more)

    def candidate(self, name: str, *skills: str, held: int = 0, idle_s: int = 0) -> Candidate:
        return Candidate(name, skills, held, 5, self.now - timedelta(seconds=idle_s))

    def chosen(self, waiting: Waiting, *free: Candidate, known_to: str | None = None) -> str | None:
        found = choose(waiting, Queue("claims"), free, known_to, self.now)
        return found and found.username

    def test_the_longest_idle_of_those_who_know_the_queue(self) -> None:
        others = self.candidate("sales", "sales", idle_s=900), self.candidate("new", "claims", idle_s=10)
        assert self.chosen(self.waiting(), *others, self.candidate("old", "claims", idle_s=60)) == "old"

    def test_an_account_without_skills_knows_every_queue(self) -> None:
        assert self.chosen(self.waiting(), self.candidate("boss")) == "boss"

    def test_who_holds_nothing_is_idler_than_who_holds_one(self) -> None:
        busy, idle = self.candidate("busy", held=1, idle_s=900), self.candidate("idle", idle_s=1)
        assert self.chosen(self.waiting(), busy, idle) == "idle"

    def test_the_agent_of_the_day_comes_before_the_longest_idle(self) -> None:
        free = self.candidate("lili", held=2), self.candidate("wei", idle_s=900)
        assert self.chosen(self.waiting(), *free, known_to="lili") == "lili"

    def test_but_not_again_when_they_let_it_pass(self) -> None:
        passed = self.waiting(passed_by="lili", passed_at=self.now)
        free = self.candidate("lili"), self.candidate("wei")
        assert self.chosen(passed, *free, known_to="lili") == "wei"

    def test_the_only_one_there_is_asked_again_after_a_rest(self) -> None:
        lili = self.candidate("lili")
        fresh = self.waiting(passed_by="lili", passed_at=self.now - timedelta(seconds=29))
        rested = self.waiting(passed_by="lili", passed_at=self.now - timedelta(seconds=30))
        assert (self.chosen(fresh, lili), self.chosen(rested, lili)) == (None, "lili")

    def test_after_ten_minutes_the_general_group_may_be_asked_too(self) -> None:
        helper = self.candidate("helper", "general")
        late = self.waiting(waiting_since=self.now - timedelta(minutes=10))
        assert (self.chosen(self.waiting(), helper), self.chosen(late, helper)) == (None, "helper")

    def test_a_queue_may_overflow_never(self) -> None:
        late = self.waiting(waiting_since=self.now - timedelta(days=1))
        closed = Queue("claims", overflow_after_s=None)
        assert choose(late, closed, [self.candidate("helper", "general")], None, self.now) is None


async def test_it_is_offered_to_one_agent_and_nobody_else_may_take_it(gateway: Gateway) -> None:
    lili, wei = await ready(gateway, "lili", "claims"), await ready(gateway, "wei", "claims")
    chat = await gateway.waiting_chat()
    await sweep(gateway)

    refused = await wei.act(chat.conversation_id, "accept")
    taken = await lili.act(chat.conversation_id, "accept")

    assert refused.status == 409 and await code_of(refused) == "offered_to_another"
    assert taken.status == 200
    assert await offered(gateway, chat) is None


async def test_a_supervisor_may_take_what_is_offered_to_somebody(gateway: Gateway) -> None:
    await ready(gateway, "lili")
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)
    chat = await gateway.waiting_chat()
    await sweep(gateway)

    assert (await boss.act(chat.conversation_id, "accept")).status == 200


async def test_with_nobody_ready_anybody_may_take_it(gateway: Gateway) -> None:
    wei = await gateway.sign_in("wei")
    chat = await gateway.waiting_chat()
    await sweep(gateway)

    assert await offered(gateway, chat) is None
    assert (await wei.act(chat.conversation_id, "accept")).status == 200


async def test_who_waits_for_people_in_wecom_is_not_offered_at_our_desk(
    database: AsyncEngine, clock: FrozenClock, tmp_path: Any
) -> None:
    async with running(database, clock, tmp_path, WECOM_HANDOFF="wecom") as gateway:
        await ready(gateway, "lili")
        chats = gateway.conversations
        chat = (await chats.open("wecom", external_id="wm1")).id
        await chats.receive(chat, Incoming("1", text="转人工"))
        await gateway.bot_answers(handoff=Handoff("claims", "requested"))
        await sweep(gateway)

        assert (await chats.agents.get(chat)).offered_to is None


async def test_without_an_answer_it_goes_to_the_next_and_round(gateway: Gateway) -> None:
    seats = [await ready(gateway, name) for name in ("first", "second", "third")]
    chat = await gateway.waiting_chat()
    await sweep(gateway)

    asked = [await offered(gateway, chat)]
    for _ in range(3):
        await passes(gateway, *seats)
        asked.append(await offered(gateway, chat))

    assert asked == ["first", "second", "third", "first"]


async def test_who_declines_passes_it_on_at_once(gateway: Gateway) -> None:
    lili, wei = await ready(gateway, "lili"), await ready(gateway, "wei")
    chat = await gateway.waiting_chat()
    await sweep(gateway)

    foreign = await wei.act(chat.conversation_id, "decline")
    declined = await lili.act(chat.conversation_id, "decline")
    await sweep(gateway)

    assert foreign.status == 409 and await code_of(foreign) == "lost_race"
    assert declined.status == 200 and (await declined.json())["owner"] == "queue"
    assert await offered(gateway, chat) == "wei"


async def test_three_offers_without_a_word_make_an_agent_not_ready(gateway: Gateway) -> None:
    lili = await ready(gateway, "lili")
    chat = await gateway.waiting_chat()
    await sweep(gateway)

    for _ in range(3):
        await passes(gateway, lili)  # over, and rests
        await passes(gateway, lili)  # asked again

    presence = await gateway.app[STAFF_ROOM].presence.of("lili")
    assert (presence.state, presence.reason) == ("not_ready", "no_answer")
    assert await offered(gateway, chat) is None
    await lili.put("/api/desk/presence", state="ready")
    await sweep(gateway)
    assert await offered(gateway, chat) == "lili"


async def test_declining_is_an_answer(gateway: Gateway) -> None:
    lili = await ready(gateway, "lili")
    chat = await gateway.waiting_chat()
    for _ in range(4):
        await passes(gateway, lili)
        assert (await lili.act(chat.conversation_id, "decline")).status == 200

    assert (await gateway.app[STAFF_ROOM].presence.of("lili")).state == "ready"


async def test_an_agent_has_one_offer_at_a_time_and_gets_the_next_one_after_it(gateway: Gateway) -> None:
    lili = await ready(gateway, "lili")
    first, second = await gateway.waiting_chat(), await gateway.waiting_chat()
    await sweep(gateway)
    before = await offered(gateway, first), await offered(gateway, second)

    await lili.act(first.conversation_id, "accept")
    await sweep(gateway)

    assert before == ("lili", None)
    assert await offered(gateway, second) == "lili"


async def test_nobody_is_offered_more_than_they_may_hold(gateway: Gateway) -> None:
    lili = await ready(gateway, "lili", capacity=1)
    first, second = await gateway.waiting_chat(), await gateway.waiting_chat()
    await sweep(gateway)
    await lili.act(first.conversation_id, "accept")
    await sweep(gateway)

    assert await offered(gateway, second) is None


async def test_an_offer_to_who_is_no_longer_ready_is_taken_back(gateway: Gateway) -> None:
    lili = await ready(gateway, "lili")
    wei = await ready(gateway, "wei")
    chat = await gateway.waiting_chat()
    await sweep(gateway)
    assert await offered(gateway, chat) == "lili"

    await lili.put("/api/desk/presence", state="not_ready", reason="meal")
    await passes(gateway, wei, seconds=1)

    assert await offered(gateway, chat) == "wei"
    assert (await gateway.app[STAFF_ROOM].presence.of("lili")).reason == "meal"


async def test_a_customer_who_comes_back_within_a_day_meets_the_same_agent(gateway: Gateway) -> None:
    await ready(gateway, "wei")
    lili = await ready(gateway, "lili")
    chat = await gateway.waiting_chat()
    await gateway.conversations.agents.accept(chat.conversation_id, "lili", "李丽")
    assert (await lili.act(chat.conversation_id, "close")).status == 200
    gateway.clock.advance(timedelta(seconds=30))
    for name in ("wei", "lili"):
        await gateway.app[STAFF_ROOM].presence.touch(name)
    assert (await chat.post("2", text="还有一件事，转人工")).status == 202
    await gateway.bot_answers(handoff=Handoff("claims", "requested"))
    await sweep(gateway)

    assert await offered(gateway, chat) == "lili"


async def test_a_transferred_conversation_shows_at_once_on_the_colleagues_page(gateway: Gateway) -> None:
    lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei")
    chat = await gateway.waiting_chat()
    await lili.act(chat.conversation_id, "accept")
    async with wei.socket() as socket:
        await frame_of(socket, "queue")

        assert (await lili.act(chat.conversation_id, "transfer", to_agent="wei", note="急")).status == 200

        frame = await frame_of(socket, "conversation")
        assert (frame["conversation_id"], frame["owner"]) == (chat.conversation_id, "agent")


async def frame_of(socket: Any, kind: str) -> dict[str, Any]:
    while True:
        frame: dict[str, Any] = await soon(socket.receive_json())
        if frame["type"] == kind:
            return frame


async def test_a_ready_page_is_asked_within_a_second_and_told_when_it_is_over(gateway: Gateway) -> None:
    lili = await ready(gateway, "lili")
    async with lili.socket() as socket:
        chat = await gateway.waiting_chat()

        offer = await asyncio.wait_for(frame_of(socket, "offer"), 1)
        await lili.act(chat.conversation_id, "decline")
        over = await asyncio.wait_for(frame_of(socket, "offer_over"), 1)

    assert offer["conversation_id"] == over["conversation_id"] == chat.conversation_id
    assert offer["until"].endswith("+08:00")


async def test_a_page_that_connects_again_is_told_of_its_offer_again(gateway: Gateway) -> None:
    lili = await ready(gateway, "lili")
    chat = await gateway.waiting_chat()
    await sweep(gateway)

    for _ in range(2):
        async with lili.socket() as socket:
            assert (await frame_of(socket, "offer"))["conversation_id"] == chat.conversation_id


async def test_an_agent_set_not_ready_is_told(gateway: Gateway) -> None:
    lili = await ready(gateway, "lili")
    async with lili.socket() as socket:
        await frame_of(socket, "queue")
        for _ in range(3):
            await gateway.app[STAFF_ROOM].presence.passed("lili", missed=True)

        frame = await frame_of(socket, "presence")

    assert (frame["state"], frame["reason"]) == ("not_ready", "no_answer")


async def test_the_list_says_who_is_being_asked(gateway: Gateway) -> None:
    lili = await ready(gateway, "lili")
    await gateway.waiting_chat()
    await sweep(gateway)

    [listed] = (await (await lili.get("/api/desk/conversations")).json())["conversations"]

    assert listed["offered_to"] == "lili" and listed["offered_until"].endswith("+08:00")
    assert listed["engaged_at"] is None


async def test_the_list_says_until_when_a_word_is_due(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    chat = await gateway.waiting_chat()
    came = gateway.clock.now()

    async def due(owner: str) -> tuple[datetime | None, str | None]:
        [row] = (await (await lili.get("/api/desk/conversations", owner=owner)).json())["conversations"]
        return row["reply_due"] and datetime.fromisoformat(row["reply_due"]), row["level"]

    at_once = await due("queue")
    gateway.clock.advance(timedelta(seconds=50))
    late = await due("queue")
    gateway.clock.advance(timedelta(seconds=11))
    await lili.act(chat.conversation_id, "accept")
    too_late = await due("mine")
    await lili.act(chat.conversation_id, "messages", text="您好，我是李丽", client_id="1")

    first = came + timedelta(seconds=60)
    assert (at_once, late, too_late) == ((first, None), (first, "warning"), (first, "breach"))
    assert await due("mine") == (None, None)
    await chat.post("2", text="什么时候到账")
    assert await due("mine") == (gateway.clock.now() + timedelta(seconds=180), None)


class TestQueues:
    async def test_each_has_its_settings_and_whether_it_is_open(self, gateway: Gateway) -> None:
        lili = await gateway.sign_in("lili")

        queues = (await (await lili.get("/api/desk/queues")).json())["queues"]

        assert [each["code"] for each in queues] == ["general", "claims", "servicing", "complaints", "sales"]
        assert queues[1] == {
            **{"code": "claims", "name": "理赔服务", "hours": [], "always_open": True, "open": True},
            **{"overflow_to": "general", "overflow_after_s": 600, "offer_s": 30, "age_every_s": 300},
            **{"first_response_s": 60, "reply_s": 180, "resolution_s": 86_400, "warn_at_percent": 80},
        }

    async def test_a_supervisor_changes_them_an_agent_does_not(self, gateway: Gateway) -> None:
        boss, lili = await gateway.sign_in("boss", Role.SUPERVISOR), await gateway.sign_in("lili")

        refused = await lili.put("/api/desk/queues/sales", offer_s=10)
        changed = await boss.put("/api/desk/queues/sales", offer_s=10, overflow_after_s=None)
        unknown = await boss.put("/api/desk/queues/vip", offer_s=10)

        assert (refused.status, changed.status, unknown.status) == (403, 200, 404)
        sales = await changed.json()
        assert (sales["offer_s"], sales["overflow_after_s"], sales["age_every_s"]) == (10, None, 300)

    async def test_a_change_stands_in_the_trail(self, gateway: Gateway) -> None:
        boss = await gateway.sign_in("boss", Role.SUPERVISOR)

        await boss.put("/api/desk/queues/sales", offer_s=10)

        [entry] = [each for each in await gateway.services.audit.entries() if each.what == "queue.change"]
        assert (entry.who, entry.data) == ("boss", {"code": "sales", "offer_s": "10"})

    @pytest.mark.parametrize(
        "wrong",
        [
            {"hours": [{"days": "workdays", "from": "18:00", "to": "09:00"}]},
            {"hours": [{"days": "sundays", "from": "09:00", "to": "18:00"}]},
            {"hours": [{"days": "workdays", "from": "9", "to": "18:00"}]},
            {"overflow_to": "vip"},
            {"offer_s": 0},
            {"warn_at_percent": 101},
        ],
    )
    async def test_what_makes_no_sense_is_refused(self, gateway: Gateway, wrong: dict[str, Any]) -> None:
        boss = await gateway.sign_in("boss", Role.SUPERVISOR)

        assert (await boss.put("/api/desk/queues/sales", **wrong)).status == 422

    async def test_out_of_hours_the_bot_goes_on_and_others_are_served(self, gateway: Gateway) -> None:
        boss = await gateway.sign_in("boss", Role.SUPERVISOR)
        # 2026-11-16 is a Monday; the tests' clock stands at ten.
        weekends = [{"days": "restdays", "from": "09:00", "to": "18:00"}]
        shown = await (await boss.put("/api/desk/queues/claims", hours=weekends)).json()

        claims, sales = await gateway.waiting_chat("claims"), await gateway.waiting_chat("sales")

        assert (shown["always_open"], shown["open"], shown["hours"]) == (False, False, weekends)
        assert await boss.list("queue") == [sales.conversation_id]
        notice = (await claims.read())["messages"][-1]
        assert "休息日 09:00 至 18:00" in notice["text"]
        assert [each["payload"] for each in notice["buttons"]] == ["/callback_request"]

    async def test_a_day_of_work_on_a_weekend_counts_as_one(self, gateway: Gateway) -> None:
        boss = await gateway.sign_in("boss", Role.SUPERVISOR)
        await boss.put(
            "/api/desk/queues/claims", hours=[{"days": "workdays", "from": "09:00", "to": "18:00"}]
        )

        async def open_on(month: int, day: int) -> bool:
            here = gateway.clock.now()
            there = here.replace(year=2026, month=month, day=day)
            gateway.clock.advance(there - here)
            queues = (await (await boss.get("/api/desk/queues")).json())["queues"]
            gateway.clock.advance(here - there)
            return bool(queues[1]["open"])

        # 2026-10-10 is a Saturday of work for the National Day week, 2026-10-05 a Monday off.
        assert [await open_on(10, 10), await open_on(10, 5), await open_on(10, 12)] == [True, False, True]


async def test_the_customers_wait_is_shared_by_the_places_of_those_ready(
    engine: AsyncEngine, clock: FrozenClock, tmp_path: Any
) -> None:
    async with running(engine, clock, tmp_path) as gateway:
        chat = await gateway.waiting_chat("claims")
        alone = (await gateway.conversations.status(chat.conversation_id)).queue
        await ready(gateway, "lili", "claims", capacity=2)
        await ready(gateway, "wei", capacity=1)
        await ready(gateway, "tang", "sales", capacity=9)

        shared = (await gateway.conversations.status(chat.conversation_id)).queue

    assert alone is not None and shared is not None
    assert alone.estimated_wait_s == 3 * shared.estimated_wait_s == 180
