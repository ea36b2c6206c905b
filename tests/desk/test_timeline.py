"""One customer's timeline: everything that happened, on every channel, newest first, masked, page by page."""

from datetime import timedelta
from typing import Any

from bot.conversations.message import Incoming
from bot.conversations.turns import Handoff
from bot.desk.customers import words
from bot.staff.accounts import Role
from insurance.demo.customers import DEMO_CUSTOMERS
from insurance.domain.claim_states import ClaimStatus
from insurance.domain.claim_states import EventKind as ClaimEventKind
from insurance.domain.complaint_states import ComplaintStatus
from insurance.domain.complaint_states import EventKind as ComplaintEventKind
from insurance.domain.identity import Identity, Level
from insurance.domain.renewals import DueState
from insurance.domain.servicing import ServicingKind
from insurance.store.unit_of_work import SqlStore
from kernel.crypto import Keyring
from tests.gateway_fixtures import Chat, Gateway, Seat

WANG = DEMO_CUSTOMERS[0].customer
CHEN = DEMO_CUSTOMERS[1].customer


def url(customer_no: str = WANG.customer_no) -> str:
    return f"/api/desk/customers/{customer_no}/timeline"


async def timeline(seat: Seat, **query: Any) -> list[dict[str, Any]]:
    response = await seat.get(url(), **query)
    assert response.status == 200, await response.text()
    return list((await response.json())["events"])


async def checked(gateway: Gateway, conversation_id: str, customer_no: str = WANG.customer_no) -> None:
    """As a check leaves it."""
    async with SqlStore(gateway.conversations._ledger.engine, Keyring([b"k" * 32])).begin() as work:
        await work.identity.put_proven(conversation_id, customer_no, gateway.clock.now())
        await work.commit()


async def served(gateway: Gateway, seat: Seat, customer_no: str = WANG.customer_no) -> Chat:
    """A chat of that customer's that this agent has taken."""
    chat = await gateway.waiting_chat(customer_no=customer_no, identity_level=2)
    await checked(gateway, chat.conversation_id, customer_no)
    assert (await seat.act(chat.conversation_id, "accept")).status == 200
    return chat


async def test_it_holds_policies_dues_claims_and_conversations_newest_first(gateway: Gateway) -> None:
    await gateway.services.demo.load()
    lili = await gateway.sign_in("lili")
    chat = await served(gateway, lili)

    events = await timeline(lili)

    assert [each["at"] for each in events] == sorted((each["at"] for each in events), reverse=True)
    titles = [each["title"] for each in events]
    assert titles[:3] == ["待缴或到期：青禾演示·日常综合意外", "转人工：理赔服务", "网页会话"]
    assert "理赔（意外险）已赔付" in titles and "应缴，在宽限期：青禾演示·守护重疾(终身)" in titles
    talk = events[titles.index("网页会话")]
    assert (talk["conversation_id"], talk["channel"]) == (chat.conversation_id, "web")
    paid = events[titles.index("理赔（意外险）已赔付")]
    assert (paid["kind"], paid["number"]) == ("claim", "LP0000000001")


async def test_requests_complaints_calls_and_their_course_are_on_it(gateway: Gateway) -> None:
    await gateway.services.demo.load()
    lili = await gateway.sign_in("lili")
    await served(gateway, lili)
    services = gateway.services
    who = Identity("talk", Level.VERIFIED, WANG.customer_no, gateway.clock.now() + timedelta(minutes=15))
    asked = await services.servicing.open("talk", who, ServicingKind.REISSUE, None, {"wish": "丢了"}, "1")
    await services.servicing.take("ann", asked.request_no)
    await services.callbacks.open("talk", who, "13812345678", "13812345678 问续保", None, None, "2")
    await services.complaints.lodge("talk", who, "claim", None, "拖了很久", None, None, "3")

    titles = {each["title"]: each for each in await timeline(lili)}

    assert {"补发保单：已登记", "补发保单：办理中", "想要回电", "投诉（理赔）收到投诉"} <= titles.keys()
    assert titles["想要回电"]["text"] == "138****5678 问续保"


async def test_conversations_of_every_channel_are_on_it_with_their_end_and_rating(gateway: Gateway) -> None:
    await gateway.services.demo.load()
    lili = await gateway.sign_in("lili")
    before = await gateway.conversations.open("wechat", external_id="openid-1")
    await checked(gateway, before.id)
    await gateway.conversations.receive(before.id, Incoming("1", text="转人工"))
    handoff = Handoff("servicing", "requested", 0, {"customer_no": WANG.customer_no})
    await gateway.bot_answers(handoff=handoff)
    await lili.act(before.id, "accept")
    await lili.act(before.id, "close", summary="改地址 回电13812345678")
    await gateway.conversations.rate(before.id, 2, 3, "等太久")
    gateway.clock.advance(timedelta(days=1))
    lili = await again(gateway, "lili")
    await served(gateway, lili)

    events = [each for each in await timeline(lili) if each.get("conversation_id") == before.id]

    assert {each["channel"] for each in events} == {"wechat"}
    told = {each["title"]: each.get("text") for each in events}
    assert told["人工服务结束"] == "改地址 回电138****5678"
    assert told["评价 2 分，推荐意愿 3"] == "等太久" and "公众号会话" in told


async def test_what_was_noted_about_another_person_in_the_same_browser_stays_out(gateway: Gateway) -> None:
    await gateway.services.demo.load()
    lili = await gateway.sign_in("lili")
    shared = await served(gateway, lili, CHEN.customer_no)
    await checked(gateway, shared.conversation_id)
    await lili.act(shared.conversation_id, "close", summary="陈先生的车损")
    await served(gateway, lili)

    assert "陈先生" not in str(await timeline(lili))


async def test_pages_join_without_a_gap_or_a_repeat(gateway: Gateway) -> None:
    await gateway.services.demo.load()
    lili = await gateway.sign_in("lili")
    await served(gateway, lili)
    whole = await timeline(lili, limit=100)

    pieces: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": 3}
    while True:
        page = await (await lili.get(url(), **query)).json()
        pieces += page["events"]
        if page["next"] is None:
            break
        query["before"] = page["next"]

    assert pieces == whole and len(whole) > 9
    assert (await lili.get(url(), limit=101)).status == 422
    assert (await lili.get(url(), before="yesterday")).status == 422


async def test_it_is_for_who_serves_the_customer_and_for_supervisors_and_each_look_is_audited(
    gateway: Gateway,
) -> None:
    await gateway.services.demo.load()
    lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei")
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)
    chat = await served(gateway, lili)

    assert (await wei.get(url())).status == 403
    assert (await lili.get(url(CHEN.customer_no))).status == 403
    assert (await boss.get(url())).status == 200
    assert (await boss.get(url("C999999"))).status == 404
    assert (await lili.get(url())).status == 200
    await lili.act(chat.conversation_id, "close")
    assert (await lili.get(url())).status == 403
    looks = [entry.who for entry in await gateway.services.audit.entries(WANG.customer_no)]
    assert looks == ["boss", "lili"]


async def test_who_answers_for_a_case_sees_it_without_a_conversation(gateway: Gateway) -> None:
    await gateway.services.demo.load()
    wei = await gateway.sign_in("wei")
    who = Identity("talk", Level.VERIFIED, WANG.customer_no, gateway.clock.now() + timedelta(minutes=15))
    opened = gateway.services.servicing.open
    asked = await opened("talk", who, ServicingKind.REISSUE, None, {"wish": "丢了"}, "1")
    assert (await wei.get(url())).status == 403
    await gateway.services.servicing.take("wei", asked.request_no)
    assert (await wei.get(url())).status == 200
    await gateway.services.servicing.complete("wei", asked.request_no)
    assert (await wei.get(url())).status == 403


async def test_erasing_a_conversation_takes_it_off(gateway: Gateway) -> None:
    await gateway.services.demo.load()
    lili = await gateway.sign_in("lili")
    old = await gateway.open_chat()
    await checked(gateway, old.conversation_id)
    await served(gateway, lili)
    assert old.conversation_id in str(await timeline(lili))

    await gateway.services.identity.erase(old.conversation_id)

    assert old.conversation_id not in str(await timeline(lili))


def test_every_code_has_its_words() -> None:
    assert words.CLAIM.keys() == {*ClaimStatus} | {k for k in ClaimEventKind if not k.moves}
    assert words.COMPLAINT.keys() == {*ComplaintStatus} | {
        k for k in ComplaintEventKind if k is not ComplaintEventKind.STATUS
    }
    assert words.DUE.keys() == {*DueState}


async def again(gateway: Gateway, username: str) -> Seat:
    """Signed in anew, after the night."""
    response = await gateway.login(username, "correct horse")
    csrf = (await response.json())["csrf_token"]
    return Seat(gateway.client, username, response.cookies["baowen_staff"].value, csrf)
