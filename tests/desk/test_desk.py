"""What agents and supervisors do with conversations."""

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.message import Content
from bot.conversations.turns import Handoff
from bot.desk.desk import DESK
from bot.staff.accounts import Role
from kernel.clock import FrozenClock
from tests.gateway_fixtures import PNG, Gateway, running, soon


async def code_of(response) -> str:
    return (await response.json())["error"]["code"]


async def test_the_queue_is_served_by_priority_then_by_waiting(gateway: Gateway) -> None:
    first, second = await gateway.waiting_chat(), await gateway.waiting_chat()
    urgent = await gateway.waiting_chat("complaints", priority=1)
    lili = await gateway.sign_in("lili")

    assert await lili.list("queue") == [each.conversation_id for each in (urgent, first, second)]


async def test_the_queue_says_why_and_since_when(gateway: Gateway) -> None:
    await gateway.waiting_chat(intents=["claim_status", "handoff"])
    lili = await gateway.sign_in("lili")

    [listed] = (await (await lili.get("/api/desk/conversations")).json())["conversations"]

    assert (listed["owner"], listed["queue"], listed["reason"]) == ("queue", "claims", "requested")
    assert listed["wish"] == "claim_status" and listed["waiting_since"].endswith("+08:00")


async def test_an_accepted_conversation_is_one_agents_alone(gateway: Gateway) -> None:
    chat = await gateway.waiting_chat()
    lili, wei = await gateway.sign_in("lili", name="李丽"), await gateway.sign_in("wei")

    accepted = await lili.act(chat.conversation_id, "accept")
    said = await lili.act(chat.conversation_id, "messages", text="您好，我是李丽", client_id="1")
    again = await lili.act(chat.conversation_id, "messages", text="您好，我是李丽", client_id="1")
    intruding = await wei.act(chat.conversation_id, "messages", text="我也在", client_id="1")

    assert await accepted.json() == {
        "conversation_id": chat.conversation_id,
        "owner": "agent",
        "agent": "lili",
    }
    assert said.status == again.status == 202 and await said.json() == await again.json()
    assert intruding.status == 403 and await code_of(intruding) == "not_owner"
    frame = await chat.read()
    [answer] = [each for each in frame["messages"] if each["sender"] == "agent"]
    assert answer["text"] == "您好，我是李丽" and frame["owner"] == "agent"


async def test_of_two_agents_at_once_one_gets_the_conversation(
    engine: AsyncEngine, clock: FrozenClock, tmp_path
) -> None:
    async with running(engine, clock, tmp_path) as gateway:
        chat = await gateway.waiting_chat()
        lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei")

        responses = await asyncio.gather(
            lili.act(chat.conversation_id, "accept"), wei.act(chat.conversation_id, "accept")
        )

        assert sorted(each.status for each in responses) == [200, 409]
        [lost] = [each for each in responses if each.status == 409]
        assert await code_of(lost) == "lost_race"


async def test_nobody_takes_more_than_their_capacity_not_even_at_once(
    engine: AsyncEngine, clock: FrozenClock, tmp_path
) -> None:
    async with running(engine, clock, tmp_path) as gateway:
        chats = [await gateway.waiting_chat() for _ in range(3)]
        lili = await gateway.sign_in("lili", capacity=2)

        responses = await asyncio.gather(*(lili.act(each.conversation_id, "accept") for each in chats))

        assert sorted(each.status for each in responses) == [200, 200, 409]
        [refused] = [each for each in responses if each.status == 409]
        assert await code_of(refused) == "beyond_capacity"
        assert len(await lili.list("mine")) == 2


async def test_presence_may_lower_the_capacity_for_today(gateway: Gateway) -> None:
    chats = [await gateway.waiting_chat() for _ in range(2)]
    lili = await gateway.sign_in("lili")

    shown = await (await lili.put("/api/desk/presence", state="ready", capacity=1)).json()
    statuses = [(await lili.act(each.conversation_id, "accept")).status for each in chats]

    assert shown == {"state": "ready", "reason": None, "capacity": 1} and statuses == [200, 409]


async def test_an_agent_sees_the_queue_and_their_own_a_supervisor_all(gateway: Gateway) -> None:
    waiting, held, with_bot = (
        await gateway.waiting_chat(),
        await gateway.waiting_chat(),
        await gateway.open_chat(),
    )
    lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei")
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)
    await lili.act(held.conversation_id, "accept")

    async def status(seat, chat) -> int:
        return (await seat.get(f"/api/desk/conversations/{chat.conversation_id}")).status

    assert [await status(wei, each) for each in (waiting, held, with_bot)] == [200, 403, 403]
    assert [await status(lili, each) for each in (waiting, held, with_bot)] == [200, 200, 403]
    assert [await status(boss, each) for each in (waiting, held, with_bot)] == [200, 200, 200]
    assert (await wei.get("/api/desk/conversations", owner="all")).status == 403
    assert set(await boss.list("all")) == {each.conversation_id for each in (waiting, held, with_bot)}
    assert (await lili.get("/api/desk/conversations/unknown")).status == 404


async def test_the_agent_reads_dossier_transcript_and_customer_before_answering(gateway: Gateway) -> None:
    chat = await gateway.waiting_chat(
        intents=["claim_status"], slots={"claim_no": "QHC1"}, identity_level=2, customer_no="C0001"
    )
    lili = await gateway.sign_in("lili")

    detail = await (await lili.get(f"/api/desk/conversations/{chat.conversation_id}")).json()

    dossier = detail["dossier"]
    assert (dossier["reason"], dossier["wish"], dossier["slots"]) == (
        "requested",
        "claim_status",
        {"claim_no": "QHC1"},
    )
    assert [(each["source"], each["target"], each["by"]) for each in dossier["history"]] == [
        ("bot", "queue", "bot")
    ]
    assert detail["transcript"][0]["text"] == "转人工"
    assert detail["customer"]["name"] == "王**" and detail["rating"] is None
    assert gateway.customers.looks == [("lili", "C0001")]


async def test_the_transcript_shows_no_numbers_a_colleague_need_not_know(gateway: Gateway) -> None:
    chat = await gateway.open_chat()
    for number, (text, asked) in enumerate(
        (("查保单", "phone"), ("我的号是138 1234 5678", "id_last4"), ("029X", "otp"), ("码是583920", None))
    ):
        await chat.post(str(number), text=text)
        handoff = Handoff("claims", "requested") if asked is None else None
        await gateway.bot_answers(
            Content("请回答", ask={"slot": asked, "input": "text"} if asked else None), handoff=handoff
        )
    lili = await gateway.sign_in("lili")

    [listed] = (await (await lili.get("/api/desk/conversations")).json())["conversations"]
    read = await (await lili.get(f"/api/desk/conversations/{chat.conversation_id}")).text()

    assert "138****5678" in read and "码是******" in read
    assert not any(secret in read for secret in ("12345678", "1234 5678", "029X", "583920"))
    assert listed["preview"]


async def test_an_unknown_customer_has_no_card(gateway: Gateway) -> None:
    chat = await gateway.waiting_chat()
    lili = await gateway.sign_in("lili")

    detail = await (await lili.get(f"/api/desk/conversations/{chat.conversation_id}")).json()

    assert detail["customer"] is None and gateway.customers.looks == []


async def test_a_transfer_carries_the_note_to_the_colleague(gateway: Gateway) -> None:
    chat = await gateway.waiting_chat()
    lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei", name="周伟")
    await lili.act(chat.conversation_id, "accept")

    moved = await lili.act(chat.conversation_id, "transfer", to_agent="wei", note="客户着急")

    assert (await moved.json())["agent"] == "wei"
    detail = await (await wei.get(f"/api/desk/conversations/{chat.conversation_id}")).json()
    assert detail["dossier"]["note"] == "客户着急"
    assert await wei.list("mine") == [chat.conversation_id]
    assert "周伟" in (await chat.read())["messages"][-1]["text"]


async def test_a_transfer_to_nobody_is_refused(gateway: Gateway) -> None:
    chat = await gateway.waiting_chat()
    lili = await gateway.sign_in("lili")
    await gateway.add_staff("away")
    await gateway.sign_in("tang", Role.TRAINER)
    await lili.act(chat.conversation_id, "accept")

    async def refusal(**to: str) -> tuple[int, str]:
        response = await lili.act(chat.conversation_id, "transfer", **to)
        return response.status, await code_of(response)

    assert await refusal(to_agent="ghost") == (404, "staff_not_found")
    assert await refusal(to_agent="tang") == (404, "staff_not_found")
    assert await refusal(to_agent="away") == (409, "agent_away")
    assert await refusal() == (422, "invalid")
    assert await refusal(to_agent="away", to_queue="claims") == (422, "invalid")


async def test_a_transfer_to_a_queue_waits_there(gateway: Gateway) -> None:
    chat = await gateway.waiting_chat()
    lili = await gateway.sign_in("lili")
    await lili.act(chat.conversation_id, "accept")

    await lili.act(chat.conversation_id, "transfer", to_queue="complaints")

    [listed] = (await (await lili.get("/api/desk/conversations")).json())["conversations"]
    assert listed["queue"] == "complaints"


async def test_a_returned_conversation_is_the_bots_unless_said_otherwise(gateway: Gateway) -> None:
    one, two = await gateway.waiting_chat(), await gateway.waiting_chat()
    lili = await gateway.sign_in("lili")
    for chat in (one, two):
        await lili.act(chat.conversation_id, "accept")

    path = f"/api/desk/conversations/{one.conversation_id}/return"
    to_bot = await gateway.client.post(path, headers=lili.headers)
    to_queue = await lili.act(two.conversation_id, "return", to="queue")

    assert (await to_bot.json())["owner"] == "bot" and (await to_queue.json())["owner"] == "queue"
    assert (await one.post("2", text="还有个问题")).status == 202
    await gateway.bot_answers(Content("您说"))


async def test_a_closed_conversation_asks_for_a_rating_that_its_agent_sees(gateway: Gateway) -> None:
    chat = await gateway.waiting_chat()
    lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei")
    await lili.act(chat.conversation_id, "accept")

    closed = await lili.act(chat.conversation_id, "close", wrap_up="answered", summary="已告知进度")
    frame = await chat.read()
    await gateway.client.post("/api/chat/rating", json={"score": 5}, headers=chat.headers)

    assert (await closed.json())["owner"] == frame["owner"] == "closed"
    assert frame["messages"][-1]["ask"]["slot"] == "rating"
    path = f"/api/desk/conversations/{chat.conversation_id}"
    detail = await (await lili.get(path)).json()
    assert detail["rating"]["score"] == 5 and (await wei.get(path)).status == 403
    assert detail["dossier"]["history"][-1]["details"]["summary"] == "已告知进度"


async def test_what_is_not_held_cannot_be_closed_returned_or_transferred(gateway: Gateway) -> None:
    chat = await gateway.waiting_chat()
    lili = await gateway.sign_in("lili")

    statuses = [
        (await lili.act(chat.conversation_id, "close")).status,
        (await lili.act(chat.conversation_id, "return")).status,
        (await lili.act(chat.conversation_id, "transfer", to_queue="claims")).status,
    ]

    assert statuses == [403, 403, 403]


async def test_the_conversations_of_an_agent_who_is_gone_wait_in_front(gateway: Gateway) -> None:
    lost, other = await gateway.waiting_chat(), await gateway.waiting_chat()
    lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei")
    await lili.act(lost.conversation_id, "accept")
    routing = gateway.app[DESK].routing

    gateway.clock.advance(timedelta(seconds=55))
    early = await routing.sweep()
    gateway.clock.advance(timedelta(seconds=10))
    late, again = await routing.sweep(), await routing.sweep()

    assert (early, late, again) == ([], [lost.conversation_id], [])
    assert await wei.list("queue") == [lost.conversation_id, other.conversation_id]
    assert (await (await lili.get("/api/staff/me")).json())["presence"]["state"] == "not_ready"


async def test_any_request_says_the_agent_is_there(gateway: Gateway) -> None:
    chat = await gateway.waiting_chat()
    lili = await gateway.sign_in("lili")
    await lili.act(chat.conversation_id, "accept")

    for _ in range(3):
        gateway.clock.advance(timedelta(seconds=50))
        await lili.list("mine")
        assert await gateway.app[DESK].routing.sweep() == []


async def test_an_open_socket_says_the_agent_is_there(gateway: Gateway) -> None:
    chat = await gateway.waiting_chat()
    lili = await gateway.sign_in("lili")
    await lili.act(chat.conversation_id, "accept")

    async with lili.socket() as socket:
        await soon(socket.receive_json())
        gateway.clock.advance(timedelta(seconds=55))
        posted = await chat.post("2", text="在吗")  # wakes the socket, which says "here" once more
        seq = (await posted.json())["seq"]
        while (await soon(socket.receive_json())).get("last_seq") != seq:
            pass
        gateway.clock.advance(timedelta(seconds=10))
        assert await gateway.app[DESK].routing.sweep() == []


async def hears(socket: Any, kind: str) -> dict[str, Any]:
    """The next frame of that type; others may come before it."""
    while True:
        frame: dict[str, Any] = await soon(socket.receive_json())
        if frame["type"] == kind:
            return frame


async def test_the_socket_tells_what_changed_in_the_queue_and_in_ones_own(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")

    async with lili.socket() as socket:
        assert await hears(socket, "queue") == {"type": "queue", "waiting": 0}
        chat = await gateway.waiting_chat()
        assert await soon(socket.receive_json()) == {"type": "queue", "waiting": 1}
        await lili.act(chat.conversation_id, "accept")
        frames = [await soon(socket.receive_json()) for _ in range(2)]
        assert {frame["type"] for frame in frames} == {"queue", "conversation"}
        before = next(frame["last_seq"] for frame in frames if frame["type"] == "conversation")
        await chat.post("2", text="在吗")
        news = await soon(socket.receive_json())

    assert news == {
        "type": "conversation",
        "conversation_id": chat.conversation_id,
        "owner": "agent",
        "last_seq": before + 1,
    }


async def test_an_agent_may_not_watch_what_they_may_not_see(gateway: Gateway) -> None:
    chat = await gateway.open_chat()
    lili = await gateway.sign_in("lili")

    async with lili.socket() as socket:
        await socket.send_json({"watch": chat.conversation_id})
        answer = await hears(socket, "error")

    assert answer["error"]["code"] == "forbidden"


async def test_the_desk_socket_is_for_our_own_pages_and_people(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")

    with pytest.raises(aiohttp.WSServerHandshakeError) as foreign:
        await lili.socket(Origin="https://evil.example")
    with pytest.raises(aiohttp.WSServerHandshakeError) as nobody:
        await gateway.client.ws_connect("/api/desk/ws")

    assert (foreign.value.status, nobody.value.status) == (403, 401)


async def test_the_agent_downloads_what_the_customer_sent(gateway: Gateway) -> None:
    chat = await gateway.waiting_chat()
    attachment_id = (await (await chat.upload(PNG)).json())["attachment_id"]
    lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei")
    await lili.act(chat.conversation_id, "accept")
    path = f"/api/desk/conversations/{chat.conversation_id}/attachments/{attachment_id}"

    assert await (await lili.get(path)).read() == PNG
    assert (await wei.get(path)).status == 403


async def test_colleagues_are_listed_with_what_they_are_doing(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    await gateway.add_staff("away")
    await gateway.sign_in("tang", Role.TRAINER)
    await lili.put("/api/desk/presence", state="ready")

    body = await (await lili.get("/api/desk/colleagues")).json()

    assert {each["username"]: each["state"] for each in body["colleagues"]} == {
        "lili": "ready",
        "away": "away",
    }
    assert body["queues"]["claims"] == "理赔服务"


async def test_a_supervisor_reads_who_serves_by_name(gateway: Gateway) -> None:
    chat = await gateway.waiting_chat()
    lili = await gateway.sign_in("lili", name="李丽")
    await lili.act(chat.conversation_id, "accept")
    lead = await gateway.sign_in("lead", Role.SUPERVISOR)

    response = await lead.get("/api/desk/conversations", owner="all")

    [row] = (await response.json())["conversations"]
    assert (row["agent"], row["agent_name"]) == ("lili", "李丽")
