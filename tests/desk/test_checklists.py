"""Checklists and cards: which a conversation gets, what is ticked, and what is counted when it is closed."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.models import ConversationRow
from bot.desk.assist.assist import ASSIST
from bot.desk.assist.checklists import Card, Checklist, Item, Level, Situation, card, checklist_for, topics
from bot.desk.assist.mood import Flag
from bot.desk.assist.ticks import Completion, Ticks
from bot.desk.assist.uses import Uses
from bot.staff.accounts import Role
from insurance.domain.conduct import breaches
from insurance.domain.manners import FOR_PEOPLE
from kernel.clock import FrozenClock
from tests.gateway_fixtures import Chat, Gateway, Seat

CARDS = [(each, topic) for topic in topics() for each in topic.cards]
TWO = Checklist(
    "t",
    "两项",
    Level.BASIC,
    (Item("t.a", "可做"), Item("t.b", "必做", required=True), Item("t.c", "必做", required=True)),
    (),
)


def situation(*intents: str, told: str = "", queue: str = "general", mood: Flag = Flag.CALM) -> Situation:
    return Situation(queue, intents, told, mood)


@pytest.mark.parametrize(
    ("given", "topic"),
    [
        (situation("claim_report", told="车被追尾了"), "auto_report"),
        (situation("claim_report", told="车被追尾了，没有人受伤"), "auto_report"),
        (situation("claim_report", told="车被追尾了，有人受伤"), "injury"),
        (situation("claim_report", told="我爸昨天去世了"), "death"),
        (situation("claim_report", told="住院了"), "claim_report"),
        (situation("claim_report", told="骑车摔了一跤"), "claim_report"),
        (situation("policy_servicing", told="身故保险金的受益人怎么改"), "servicing"),
        (situation("claim_report", told="出险类型是身故"), "death"),
        (situation("product_question", told="这款意外险骨折能赔吗"), "product"),
        (situation("claim_report", told="追尾了\n没有人受伤\n我爸昨天走了"), "death"),
        (situation("claim_status"), "claim_status"),
        (situation("claim_status", told="还缺哪些材料"), "documents"),
        (situation("claim_status", told="为什么不赔"), "denial"),
        (situation("claim_supplement"), "documents"),
        (situation("complaint"), "complaint"),
        (situation(queue="complaints"), "complaint"),
        (situation("surrender"), "surrender"),
        (situation("premium_payment"), "renewal"),
        (situation("contact_update"), "servicing"),
        (situation("product_question"), "product"),
        (situation("surrender", "handoff", "inform", "faq"), "surrender"),
        (situation("surrender", "claim_status"), "claim_status"),
        (situation(), "general"),
    ],
)
def test_the_topic_follows_the_wish_and_what_was_told(given: Situation, topic: str) -> None:
    assert checklist_for(given).topic == topic


def test_who_the_customer_is_adds_to_what_the_matter_needs() -> None:
    plain = checklist_for(situation("surrender"))
    found = checklist_for(situation("surrender", told="我今年七十二岁了", mood=Flag.ANGRY))

    assert found.items[: len(plain.items)] == plain.items
    assert {item.id.partition(".")[0] for item in found.items[len(plain.items) :]} == {"elderly", "upset"}
    assert (found.level, found.items[-1].level) == (Level.KEY, Level.PERSONAL)


def test_every_level_is_there_and_every_key_topic_has_required_steps() -> None:
    assert {topic.level for topic in topics()} == set(Level)
    for topic in topics():
        assert any(item.required for item in topic.items) and topic.cards, topic.topic


def test_ids_are_unique_and_cards_are_found_by_them() -> None:
    items = [item.id for topic in topics() for item in topic.items]

    assert len(set(items)) == len(items) and len({each.id for each, _ in CARDS}) == len(CARDS)
    assert card("surrender.respect") == next(each for each, _ in CARDS if each.id == "surrender.respect")
    assert card("surrender.unknown") is None


@pytest.mark.parametrize(("each", "topic"), CARDS, ids=lambda value: getattr(value, "id", ""))
def test_every_card_may_be_said_as_it_is(each: Card, topic: Any) -> None:
    assert [found.guard.id for found in breaches(each.text, guards=FOR_PEOPLE)] == []
    assert "！" not in each.text and 5 <= len(each.text) <= 120 and each.text.endswith(("。", "？"))


def test_the_next_step_is_the_first_open_required_one() -> None:
    assert [step.id if (step := TWO.next_step(done)) else None for done in ([], ["t.b"], ["t.b", "t.c"])] == [
        "t.b",
        "t.c",
        "t.a",
    ]
    assert TWO.next_step(["t.a", "t.b", "t.c"]) is None


# ---- at the desk


@pytest.fixture
async def held(gateway: Gateway) -> tuple[Seat, Chat]:
    """A customer who wants to give up a policy, with 李丽."""
    chat = await gateway.waiting_chat(queue="servicing", intents=["surrender", "handoff"])
    lili = await gateway.sign_in("lili", name="李丽")
    assert (await lili.act(chat.conversation_id, "accept")).status == 200
    return lili, chat


async def told(seat: Seat, chat: Chat) -> dict[str, Any]:
    body: dict[str, Any] = await (
        await seat.get(f"/api/desk/conversations/{chat.conversation_id}/assist")
    ).json()
    return body


async def tick(seat: Seat, chat: Chat, item: str, done: bool = True) -> tuple[int, dict[str, Any]]:
    response = await seat.act(chat.conversation_id, "checklist", item=item, done=done)
    return response.status, await response.json()


async def test_the_agent_reads_list_cards_and_next_step(held: tuple[Seat, Chat]) -> None:
    body = await told(*held)

    shown = body["checklist"]
    assert (shown["topic"], shown["title"], shown["level"]) == ("surrender", "退保", "key")
    assert shown["items"][0] == {
        "id": "surrender.reason",
        "text": "问一次为什么想退，只问一次",
        "required": True,
        "level": "key",
        "done": False,
        "by": None,
        "at": None,
    }
    assert shown["cards"][0]["id"] == "surrender.respect"
    assert body["next_step"] == {"item": "surrender.reason", "text": "问一次为什么想退，只问一次"}


async def test_a_tick_says_by_whom_and_when_and_moves_the_next_step(held: tuple[Seat, Chat]) -> None:
    lili, chat = held
    status, body = await tick(lili, chat, "surrender.reason")
    await tick(lili, chat, "surrender.reason")

    first = body["checklist"]["items"][0]
    assert status == 200 and first["done"] and first["by"] == "李丽" and first["at"].endswith("+08:00")
    assert body["next_step"]["item"] == "surrender.cooling_off"
    undone = (await tick(lili, chat, "surrender.reason", done=False))[1]
    assert undone["next_step"]["item"] == "surrender.reason"


async def test_only_who_holds_the_conversation_ticks_and_only_what_is_there(
    gateway: Gateway, held: tuple[Seat, Chat]
) -> None:
    lili, chat = held
    boss, wei = await gateway.sign_in("boss", Role.SUPERVISOR), await gateway.sign_in("wei")

    assert (await tick(boss, chat, "surrender.reason"))[1]["error"]["code"] == "not_owner"
    assert (await tick(wei, chat, "surrender.reason"))[0] == 403
    assert (await tick(lili, chat, "injury.safety"))[1]["error"]["code"] == "no_such_item"
    assert (await tick(lili, chat, "no item"))[0] == 422


async def test_ticks_stay_with_the_conversation_when_it_changes_hands(
    gateway: Gateway, held: tuple[Seat, Chat]
) -> None:
    lili, chat = held
    wei = await gateway.sign_in("wei", name="小魏")
    await wei.put("/api/desk/presence", state="ready")
    await tick(lili, chat, "surrender.reason")
    assert (await lili.act(chat.conversation_id, "transfer", to_agent="wei")).status == 200

    assert (await told(wei, chat))["checklist"]["items"][0]["by"] == "李丽"


async def test_while_the_bot_has_it_there_is_no_list(gateway: Gateway, held: tuple[Seat, Chat]) -> None:
    lili, chat = held
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)
    assert (await lili.act(chat.conversation_id, "return", to="bot")).status == 200

    body = await told(boss, chat)
    assert body["checklist"] is None and body["next_step"] is None


async def test_closing_with_open_steps_is_allowed_and_counted(
    gateway: Gateway, held: tuple[Seat, Chat]
) -> None:
    lili, chat = held
    for item in ("surrender.reason", "surrender.figures", "surrender.scam"):
        await tick(lili, chat, item)

    assert (await lili.act(chat.conversation_id, "close")).status == 200
    now = gateway.clock.now()
    ticks = gateway.app[ASSIST].ticks
    span = (now - timedelta(days=1), now + timedelta(seconds=1))
    assert await ticks.by_topic(*span) == {"surrender": Completion(closed=1, required=5, done=2)}
    assert (await ticks.by_staff(*span))["lili"].rate == 0.4
    assert (await lili.act(chat.conversation_id, "close")).status == 403
    assert (await ticks.by_staff(*span))["lili"].closed == 1


async def test_supervisors_see_completion_and_reuse(gateway: Gateway, held: tuple[Seat, Chat]) -> None:
    lili, chat = held
    await tick(lili, chat, "surrender.reason")
    for number, used in enumerate(
        ("card:surrender.respect", "card:surrender.figures", "faq:cooling_off.days")
    ):
        said = await lili.act(
            chat.conversation_id, "messages", text=f"好的{number}", client_id=str(number), used=used
        )
        assert said.status == 202
    again = await lili.act(chat.conversation_id, "messages", text="好的0", client_id="0", used="card:a.b")
    assert again.status == 202
    await lili.act(chat.conversation_id, "messages", text="自己写的", client_id="own")
    await lili.act(chat.conversation_id, "close")
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)

    body = await (await boss.get("/api/desk/checklists", days=7)).json()

    assert body["closed"] == 1 and (body["required"], body["done"], body["rate"]) == (5, 1, 0.2)
    assert body["by_topic"] == [
        {"topic": "surrender", "title": "退保", "closed": 1, "required": 5, "done": 1, "rate": 0.2}
    ]
    assert body["by_staff"] == [
        {"username": "lili", "name": "李丽", "closed": 1, "required": 5, "done": 1, "rate": 0.2, "used": 3}
    ]
    assert body["used"] == {"card": 2, "faq": 1}
    assert (await lili.get("/api/desk/checklists")).status == 403


async def test_an_erased_conversation_takes_its_ticks_along(
    gateway: Gateway, held: tuple[Seat, Chat]
) -> None:
    lili, chat = held
    await tick(lili, chat, "surrender.reason")

    await gateway.conversations.erase(chat.conversation_id)

    assert await gateway.app[ASSIST].ticks.of(chat.conversation_id) == {}


async def test_ticks_and_counts_on_both_databases(engine: AsyncEngine, clock: FrozenClock) -> None:
    row = {"id": "c", "channel": "web", "opened_at": clock.now(), "changed_at": clock.now(), "owner": "agent"}
    async with engine.begin() as connection:
        await connection.execute(insert(ConversationRow).values(row))
    ticks, uses = Ticks(engine, clock), Uses(engine, clock)
    began = clock.now()
    await ticks.set("c", "t.b", "lili", done=True)
    clock.advance(timedelta(minutes=1))
    await ticks.set("c", "t.b", "wei", done=True)
    await ticks.leave("c", "wei", TWO)
    await uses.add("wei", "c", "faq:claims.report_deadline")
    after = clock.now() + timedelta(seconds=1)

    assert [(tick.by, tick.at) for tick in (await ticks.of("c")).values()] == [("lili", began)]
    assert await ticks.by_topic(began, after) == {"t": Completion(1, 2, 1)}
    assert await ticks.by_topic(began, clock.now()) == {}
    assert await uses.by_kind(began, after) == {"faq": 1} and await uses.by_staff(began, after) == {"wei": 1}
    await ticks.set("c", "t.b", "wei", done=False)
    assert await ticks.of("c") == {}
