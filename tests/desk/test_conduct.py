"""What agents write is held against the rules of conduct before a customer can read it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.service import Conversations
from bot.desk.assist.conduct import CONDUCT, ConductDesk
from bot.staff.accounts import Role, Staff
from bot.staff.guards import STAFF_ROOM
from insurance.domain.errors import ConductBreach
from insurance.domain.identity import Identity, Level
from insurance.services.conduct import ConductService
from insurance.services.faq import FaqService
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.signals import LocalSignals
from tests.gateway_fixtures import FAQ_FOLDER, Chat, Gateway, Seat


async def said(
    seat: Seat, chat: Chat, text: str, client_id: str = "1", **more: Any
) -> tuple[int, dict[str, Any]]:
    response = await seat.act(chat.conversation_id, "messages", text=text, client_id=client_id, **more)
    return response.status, await response.json()


async def checked(seat: Seat, chat: Chat, text: str) -> list[tuple[str, str, str]]:
    """Guard, severity and words of what the composer is told."""
    body = {"conversation_id": chat.conversation_id, "text": text}
    response = await seat.post("/api/desk/conduct/check", **body)
    assert response.status == 200, await response.text()
    found = (await response.json())["breaches"]
    return [(each["guard"], each["severity"], text[each["start"] : each["end"]]) for each in found]


async def heard(chat: Chat) -> list[str]:
    return [each["text"] for each in (await chat.read())["messages"] if each["sender"] == "agent"]


@pytest.fixture
async def held(gateway: Gateway) -> tuple[Seat, Chat]:
    chat, lili = await gateway.waiting_chat(), await gateway.sign_in("lili", name="李丽")
    assert (await lili.act(chat.conversation_id, "accept")).status == 200
    return lili, chat


async def test_a_breach_is_refused_with_its_words_and_what_to_say_instead(held: tuple[Seat, Chat]) -> None:
    lili, chat = held
    text = "您放心😀这款保本，肯定赔"

    status, body = await said(lili, chat, text)

    details = body["error"]["details"]
    assert status == 422 and body["error"]["code"] == "conduct"
    assert (details["guard"], text[slice(*details["span"])]) == ("yield", "保本")
    assert details["safe"] == "红利和结算利率是不确定的，以合同写明的保证利益为准"
    assert [(each["guard"], text[slice(*each["span"])]) for each in details["breaches"]] == [
        ("yield", "保本"),
        ("claim_sure", "肯定赔"),
    ]
    assert await heard(chat) == []


async def test_mended_it_goes_out_under_the_same_id(held: tuple[Seat, Chat]) -> None:
    lili, chat = held
    assert (await said(lili, chat, "肯定赔"))[0] == 422
    status, _ = await said(lili, chat, "是否赔付以核定结果为准")

    assert status == 202 and await heard(chat) == ["是否赔付以核定结果为准"]


async def test_the_customer_may_ask_whatever_they_like(held: tuple[Seat, Chat]) -> None:
    _, chat = held

    assert (await chat.post("2", text="这个保本吗，肯定赔吗，能全额退保吗")).status == 202


async def test_who_does_not_hold_the_conversation_is_told_that(
    gateway: Gateway, held: tuple[Seat, Chat]
) -> None:
    _, chat = held
    wei = await gateway.sign_in("wei")
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)

    status, body = await said(wei, chat, "肯定赔")

    assert (status, body["error"]["code"]) == (403, "not_owner")
    assert (await said(wei, Chat(chat.client, "unknown", ""), "肯定赔"))[0] == 404
    assert (await (await boss.get("/api/desk/conduct")).json())["total"] == 0


async def test_words_on_a_product_are_held_against_its_terms(gateway: Gateway) -> None:
    await gateway.services.demo.load()
    one_year, guaranteed = "青禾演示·百万医疗(一年期)", "青禾演示·长护医疗(20年保证续保·费率可调)"
    lili = await gateway.sign_in("lili")
    by_slot = {}
    for product in (one_year, guaranteed):
        chat = await gateway.waiting_chat(slots={"product": product})
        assert (await lili.act(chat.conversation_id, "accept")).status == 200
        by_slot[product] = (await said(lili, chat, "这款保证续保的"))[0]

    status, body = await said(lili, chat, "百万医疗也保证续保", "2")

    assert by_slot == {one_year: 422, guaranteed: 202}
    assert status == 422 and body["error"]["details"]["safe"].startswith("百万医疗不保证续保")


async def test_what_is_for_colleagues_only_is_not_judged(held: tuple[Seat, Chat]) -> None:
    lili, chat = held

    noted = await lili.act(chat.conversation_id, "close", wrap_up="已解答", summary="客户问是否保本")

    assert noted.status == 200


async def test_supervisors_see_how_often_whom_and_why(gateway: Gateway, held: tuple[Seat, Chat]) -> None:
    lili, chat = held
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)
    for text in ("肯定赔", "保本，肯定赔", "您好"):
        await said(lili, chat, text, text)

    counted = await (await boss.get("/api/desk/conduct", days=7)).json()

    assert counted["total"] == 2 and counted["since"].endswith("+08:00")
    assert list(counted["by_guard"].items()) == [("claim_sure", 2), ("yield", 1)]
    assert counted["by_staff"] == [{"username": "lili", "name": "李丽", "count": 2}]
    refused = await lili.get("/api/desk/conduct")
    assert refused.status == 403 and (await refused.json())["error"]["code"] == "forbidden"
    assert (await boss.get("/api/desk/conduct", days=0)).status == 422


async def test_what_a_complainant_is_to_read_is_held_to_the_same_rules(gateway: Gateway) -> None:
    receipt_no = (
        await gateway.services.complaints.lodge(
            "talk",
            Identity("talk", Level.ANONYMOUS, None, None),
            category="理赔",
            target=None,
            detail="太慢了",
            demand="尽快",
            contact="13812345678",
            key="1",
        )
    ).receipt_no
    lili = await gateway.sign_in("lili", name="李丽")
    url = f"/api/desk/complaints/{receipt_no}"
    taken = await lili.post(f"{url}/register", version=1, owner="lili")
    step = {"version": (await taken.json())["version"]}

    stopped = await lili.post(f"{url}/acknowledge", **step, public_note="您放心，肯定赔")
    body = await stopped.json()
    assert (stopped.status, body["error"]["code"]) == (422, "conduct")
    assert body["error"]["details"]["guard"] == "claim_sure"
    assert (await (await lili.get(url)).json())["version"] == step["version"]

    said = await lili.post(f"{url}/acknowledge", **step, public_note="是否赔付以核定结果为准")
    assert said.status == 200
    boss = await gateway.sign_in("boss", role=Role.SUPERVISOR)
    assert (await (await boss.get("/api/desk/conduct")).json())["by_staff"][0]["username"] == "lili"


async def test_a_warning_goes_out_once_it_is_confirmed(held: tuple[Seat, Chat]) -> None:
    lili, chat = held
    status, body = await said(lili, chat, "这个绝对可以办")

    details = body["error"]["details"]
    assert status == 422 and (details["guard"], details["severity"]) == ("sure", "warn")
    assert (await said(lili, chat, "这个绝对可以办", confirmed=True))[0] == 202
    assert await heard(chat) == ["这个绝对可以办"]


async def test_no_confirmation_lets_out_what_is_stopped(held: tuple[Seat, Chat]) -> None:
    lili, chat = held
    status, body = await said(lili, chat, "绝对保本！！", confirmed=True)

    details = body["error"]["details"]
    assert status == 422 and (details["guard"], details["severity"]) == ("yield", "block")
    assert [(each["guard"], each["severity"]) for each in details["breaches"]] == [
        ("sure", "warn"),
        ("yield", "block"),
        ("shouting", "warn"),
    ]
    assert await heard(chat) == []


async def test_what_went_out_in_spite_of_a_warning_is_counted_once(
    gateway: Gateway, held: tuple[Seat, Chat]
) -> None:
    lili, chat = held
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)
    await said(lili, chat, "绝对可以", "1")
    for _ in range(2):
        assert (await said(lili, chat, "绝对可以", "1", confirmed=True))[0] == 202
    await said(lili, chat, "您好", "2", confirmed=True)

    counted = await (await boss.get("/api/desk/conduct")).json()

    assert (counted["total"], counted["by_guard"]) == (0, {})
    assert counted["sent"] == {
        "total": 1,
        "by_guard": {"sure": 1},
        "by_staff": [{"username": "lili", "name": "李丽", "count": 1}],
    }


async def test_the_composer_is_told_before_anything_is_sent_and_nothing_is_counted(
    gateway: Gateway, held: tuple[Seat, Chat]
) -> None:
    lili, chat = held
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)

    found = await checked(lili, chat, "😀绝对保本！！")

    assert found == [("sure", "warn", "绝对"), ("yield", "block", "保本"), ("shouting", "warn", "！！")]
    assert await checked(lili, chat, "您好") == [] and await checked(lili, chat, "") == []
    counted = await (await boss.get("/api/desk/conduct")).json()
    assert counted["total"] == counted["sent"]["total"] == 0 and await heard(chat) == []


async def test_only_who_may_see_the_conversation_has_a_draft_for_it_checked(
    gateway: Gateway, held: tuple[Seat, Chat]
) -> None:
    lili, chat = held
    wei = await gateway.sign_in("wei")
    path, draft = "/api/desk/conduct/check", {"conversation_id": chat.conversation_id, "text": "您好"}

    assert (await wei.post(path, **draft)).status == 403
    assert (await lili.post(path, conversation_id="unknown", text="您好")).status == 404
    assert (await lili.post(path, **(draft | {"text": "好" * 2_001}))).status == 422


async def test_a_step_on_a_complaint_is_stopped_by_what_is_never_right_alone(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    desk, staff = gateway.app[CONDUCT], await gateway.app[STAFF_ROOM].accounts.get(lili.username)

    await desk.check_step(staff, "TS1", "特此通知！！")
    with pytest.raises(ConductBreach):
        await desk.check_step(staff, "TS1", None, "您爱投诉就投诉")


async def test_stopped_and_sent_are_counted_apart_on_both_databases(
    engine: AsyncEngine, keyring: Keyring, clock: FrozenClock
) -> None:
    store = SqlStore(engine, keyring)
    desk = ConductDesk(
        ConductService(store, FaqService(FAQ_FOLDER), clock),
        Conversations(engine, keyring, clock, LocalSignals()).agents,
        engine,
        clock,
    )
    lili = Staff("lili", "李丽", Role.AGENT, (), 3)

    await desk.sent_anyway(lili, "c", await desk.found("c", "绝对可以，您自己看一下吧"))
    await desk.sent_anyway(lili, "c", [])
    with pytest.raises(ConductBreach):
        await desk.check_step(lili, "TS1", "这款保本")

    sent, stopped = await desk.counted(7, sent=True), await desk.counted(7, sent=False)
    assert (sent.total, sent.by_guard) == (1, {"impatient": 1, "sure": 1})
    assert (stopped.total, stopped.by_guard, stopped.by_staff) == (1, {"yield": 1}, {"lili": 1})
    clock.advance(timedelta(days=8))
    assert (await desk.counted(7, sent=True)).total == 0
