"""Canned replies and wrap-up codes."""

import re
from collections import Counter

import pytest

from bot.desk.assist.assist import ASSIST
from bot.desk.conversations.canned_replies import VARIABLES, read_starters
from bot.desk.conversations.wrap_ups import STARTERS
from bot.desk.routing.routing import QUEUES
from bot.staff.accounts import Role
from tests.desk.test_notes import detail, held
from tests.gateway_fixtures import Gateway, Seat

PATH = "/api/desk/canned-replies"


async def code_of(response) -> str:
    return (await response.json())["error"]["code"]


@pytest.fixture
async def lili(gateway: Gateway) -> Seat:
    return await gateway.sign_in("lili")


@pytest.fixture
async def boss(gateway: Gateway) -> Seat:
    return await gateway.sign_in("boss", Role.SUPERVISOR)


async def found(seat: Seat, **query: str) -> list[dict]:
    response = await seat.get(PATH, **query)
    assert response.status == 200, await response.text()
    return (await response.json())["canned_replies"]


async def test_a_new_desk_begins_with_replies_for_every_queue(lili: Seat) -> None:
    replies = await found(lili)

    per_queue = Counter(each["queue"] for each in replies)
    assert len(replies) >= 40 and set(per_queue) == {None, "claims", "servicing", "complaints", "sales"}
    assert all(number >= 5 for number in per_queue.values())


async def test_what_the_desk_begins_with_keeps_the_rules_of_conduct_and_of_good_style(
    gateway: Gateway,
) -> None:
    for reply in read_starters():
        breaches = await gateway.services.conduct.breaches(reply.text, by_person=True)
        assert [(each.guard.id, reply.text[each.start : each.end]) for each in breaches] == []
        assert "！" not in reply.text and "!" not in reply.text and len(reply.text) <= 160, reply.title
        assert set(re.findall(r"\{(\w+)\}", reply.text)) <= VARIABLES
        assert reply.queue is None or reply.queue in QUEUES


async def test_a_reply_is_found_by_any_word_of_title_tag_or_text(lili: Seat) -> None:
    assert (await found(lili, q="宽限期"))[0]["title"] == "宽限期"
    assert "拒赔说明" in [each["title"] for each in await found(lili, q="解释 复核")]
    assert await found(lili, q="宽限期 海鲜") == []


async def test_in_a_queue_its_own_replies_and_the_general_ones_are_found(lili: Seat) -> None:
    assert {each["queue"] for each in await found(lili, queue="claims")} == {None, "claims"}


async def test_a_reply_that_was_sent_counts_once_and_comes_first(gateway: Gateway, lili: Seat) -> None:
    chat = await held(gateway, lili)
    reply = (await found(lili))[7]
    for _ in range(2):
        body = {"text": "我去查一下", "client_id": "1", "canned_reply": reply["id"]}
        assert (await lili.act(chat.conversation_id, "messages", **body)).status == 202
    body = {"text": "我再查一下", "client_id": "2", "canned_reply": "gone"}
    assert (await lili.act(chat.conversation_id, "messages", **body)).status == 202

    first = (await found(lili))[0]
    now = gateway.clock.now()
    uses = await gateway.app[ASSIST].uses.by_staff(now.replace(hour=0), now.replace(hour=23))
    assert (first["id"], first["used"]) == (reply["id"], 1) and uses == {"lili": 1}


async def test_supervisors_keep_the_replies(gateway: Gateway, boss: Seat, lili: Seat) -> None:
    body = {
        "title": "暴雨",
        "text": "{customer}您好，车辆被淹请不要再次点火。",
        "queue": "claims",
        "tags": ["车险"],
    }
    added = await boss.post(PATH, **body)
    reply = await added.json()
    changed = await boss.put(f"{PATH}/{reply['id']}", **{**body, "title": "车辆被淹"})

    assert added.status == 201 and reply["reviewed_on"] == "2026-11-16" and reply["used"] == 0
    assert [each["title"] for each in await found(lili, q="点火")] == ["车辆被淹"] and changed.status == 200
    gone = await gateway.client.delete(f"{PATH}/{reply['id']}", headers=boss.headers)
    assert gone.status == 204 and await found(lili, q="点火") == []
    assert (await boss.put(f"{PATH}/{reply['id']}", **body)).status == 404


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("这款产品保证收益，稳赚不赔。", "conduct"),
        ("{name}您好", "unknown_variable"),
        (" ", "invalid"),
        ("长" * 1_001, "invalid"),
    ],
)
async def test_a_reply_that_could_not_be_sent_is_not_kept(boss: Seat, text: str, code: str) -> None:
    response = await boss.post(PATH, title="新", text=text)

    assert response.status == 422 and await code_of(response) == code


async def test_agents_change_neither_replies_nor_codes(gateway: Gateway, lili: Seat) -> None:
    refused = [
        await lili.post(PATH, title="新", text="您好"),
        await lili.put(f"{PATH}/starter-01", title="新", text="您好"),
        await gateway.client.delete(f"{PATH}/starter-01", headers=lili.headers),
        await lili.put("/api/desk/wrap-up-codes", codes=[{"code": "a", "name": "甲"}]),
    ]

    assert [each.status for each in refused] == [403] * 4


async def codes(seat: Seat) -> list[dict]:
    return (await (await seat.get("/api/desk/wrap-up-codes")).json())["codes"]


async def test_a_conversation_is_closed_with_a_code_or_its_name_or_without(
    gateway: Gateway, lili: Seat
) -> None:
    closed = []
    for wrap_up in ("answered", "已解答", None):
        chat = await held(gateway, lili)
        response = await lili.act(chat.conversation_id, "close", wrap_up=wrap_up)
        last = (await detail(lili, chat))["dossier"]["history"][-1]["details"]
        closed.append((response.status, last.get("wrap_up")))

    assert closed == [(200, "answered"), (200, "answered"), (200, None)]


async def test_an_unknown_code_and_one_out_of_use_close_nothing(
    gateway: Gateway, lili: Seat, boss: Seat
) -> None:
    chat = await held(gateway, lili)
    kept = [each for each in await codes(boss) if each["code"] != "invalid"]
    kept[0]["name"] = "已说明"
    kept[1]["active"] = False
    assert (await boss.put("/api/desk/wrap-up-codes", codes=kept)).status == 200

    for wrap_up in ("nonsense", "invalid", kept[1]["code"], "已解答"):
        response = await lili.act(chat.conversation_id, "close", wrap_up=wrap_up)
        assert response.status == 422 and await code_of(response) == "unknown_wrap_up"

    shown = {each["code"]: each for each in await codes(lili)}
    assert len(shown) == len(STARTERS) and shown["invalid"]["active"] is False
    assert (await lili.act(chat.conversation_id, "close", wrap_up="已说明")).status == 200
