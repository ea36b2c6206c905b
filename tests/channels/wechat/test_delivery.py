"""Messages that are no reply: what the platform refuses, what it leaves open, and what staff see of it."""

import asyncio
from dataclasses import replace
from typing import cast

import pytest

from bot.channels.tencent.errcodes import meaning
from bot.channels.wechat.callback import WECHAT
from bot.channels.wechat.channel import NOT_CONFIRMED
from bot.channels.wechat.messages import Inbound
from bot.channels.wechat.receiver import Receiver
from bot.channels.wechat.renderer import item_id
from bot.channels.wechat.wording import NOT_TAKEN
from bot.conversations import wording
from bot.conversations.message import Button, Content
from bot.conversations.owner import Owner

from .conftest import SEND, OpenStage, Stage

TOKEN = "/cgi-bin/stable_token"
CHOICES = Content("要看哪一张？", buttons=(Button("车险", "/policy{1}"), Button("意外险", "/policy{2}")))


async def with_an_agent(stage: Stage) -> str:
    """A customer whom an agent has accepted, and who has read so; the conversation."""
    await stage.push(text="转人工")
    conversation_id = await stage.conversation_id()
    await stage.conversations.agents.accept(conversation_id, "lin", "林")
    assert await stage.wechat.wait_sent(1, 5, openid="oCustomer", contains="客服林来了")
    return conversation_id


async def say(stage: Stage, conversation_id: str, text: str) -> None:
    await stage.conversations.agents.say(conversation_id, "lin", "林", text, text)


async def test_the_bot_is_silent_while_a_person_has_the_customer_and_wakes_up_after(stage: Stage) -> None:
    asked = await stage.push(text="转人工")
    assert asked.text.startswith("好的，给您转人工。\n\n已在排队")
    conversation_id = await stage.conversation_id()
    assert (await stage.push(text="等多久")).outcome == "ack"

    await stage.conversations.agents.accept(conversation_id, "lin", "林")
    await say(stage, conversation_id, "您好，我是小林。")
    assert (await stage.push(text="1")).outcome in ("ack", "reply")
    seen = await stage.read(3)
    assert [text for text in seen if text.startswith("答：")] == [] and "您好，我是小林。" in "\n".join(seen)
    assert len(stage.bot.heard) == 1

    await stage.conversations.agents.give_back(conversation_id, "lin")
    await stage.wechat.wait_sent(1, 5, openid="oCustomer", contains="由智能助手继续")
    assert (await stage.push(text="还在吗")).text == "答：还在吗"


async def test_a_number_said_to_a_person_stays_a_number(stage: Stage) -> None:
    await with_an_agent(stage)
    await stage.push(text="1")

    assert (await stage.transcript())[-1].content.text == "1"


async def test_a_number_said_in_the_queue_leaves_it(stage: Stage) -> None:
    await stage.push(text="转人工")

    assert (await stage.push(text="1")).text == wording.CANCELLED
    status = await stage.conversations.status(await stage.conversation_id())
    assert status.owner is Owner.BOT


async def test_a_revoked_token_is_replaced_and_the_message_arrives(stage: Stage) -> None:
    conversation_id = await with_an_agent(stage)
    await say(stage, conversation_id, "第一句")
    await stage.wechat.wait_sent(1, 5, openid="oCustomer", contains="第一句")
    stage.wechat.revoke_tokens()

    await say(stage, conversation_id, "第二句")

    assert await stage.wechat.wait_sent(1, 5, openid="oCustomer", contains="第二句")
    assert stage.sends(40001) == 1 and len(stage.wechat.find_calls(TOKEN)) <= 3


async def test_a_token_that_is_always_wrong_ends_in_few_calls(stage: Stage) -> None:
    conversation_id = await with_an_agent(stage)
    stage.wechat.fault(SEND, errcode=40001, count=1_000)
    await say(stage, conversation_id, "您好")

    # The outbox goes on for two minutes; what it does to the platform shows in its first tries.
    await stage.wechat.wait_sent(9, 7, openid="oCustomer")

    assert stage.sends() <= 2 * 3 and len(stage.wechat.find_calls(TOKEN)) <= 3


@pytest.mark.parametrize(
    ("errcode", "state"),
    [(45015, "refused"), (45047, "held"), (48001, "refused"), (43004, "refused"), (40003, "refused")],
)
async def test_a_refusal_is_not_repeated_and_shown_to_staff(stage: Stage, errcode: int, state: str) -> None:
    conversation_id = await with_an_agent(stage)
    stage.wechat.fault(SEND, errcode=errcode, count=1_000)
    await say(stage, conversation_id, "您好")

    fared = await stage.undelivered()

    assert [each.state for each in fared] == [state]
    assert fared[0].answer == meaning(errcode).words
    await asyncio.sleep(2.5)  # the outbox would have tried again
    assert stage.sends() == 2  # with the notice that the agent came


async def test_an_account_without_the_right_is_not_asked_again_soon(stage: Stage) -> None:
    conversation_id = await with_an_agent(stage)
    stage.wechat.fault(SEND, errcode=48001, count=1)
    await say(stage, conversation_id, "您好")
    await stage.undelivered()
    await say(stage, conversation_id, "在吗")
    fared = await stage.undelivered(2)

    assert len(fared) == 2 and stage.sends() == 2


async def test_after_48_hours_the_platform_refuses_and_staff_see_why(stage: Stage) -> None:
    conversation_id = await with_an_agent(stage)
    stage.wechat.advance(49 * 3600)
    await say(stage, conversation_id, "您好")

    fared = await stage.undelivered()

    assert [(each.state, each.answer) for each in fared] == [("refused", meaning(45015).words)]
    assert stage.sends(45015) == 1


async def test_what_the_quota_has_no_room_for_goes_out_with_the_customers_next_message(stage: Stage) -> None:
    conversation_id = await with_an_agent(stage)
    for number in range(5):
        await say(stage, conversation_id, f"第{number}句")
        await stage.wechat.wait_sent(1, 3, openid="oCustomer", contains=f"第{number}句")
    fared = await stage.undelivered()

    # Counted here: the platform is not asked for what it would refuse.
    assert stage.sends() == 5 and stage.sends(45047) == 0
    assert [(each.state, each.answer) for each in fared] == [("held", meaning(45047).words)]

    await stage.push(text="您说")
    assert await stage.wechat.wait_sent(1, 5, openid="oCustomer", contains="第4句")
    assert await stage.undelivered(0) == []


@pytest.mark.parametrize("fault", [{"drop": True}, {"http": 502}, {"html": True}])
async def test_a_message_of_unknown_outcome_is_sent_at_most_twice(
    stage: Stage, fault: dict[str, object]
) -> None:
    conversation_id = await with_an_agent(stage)
    before = stage.sends()
    stage.wechat.fault(SEND, after=True, count=1_000, **fault)
    await say(stage, conversation_id, "您好")

    fared = await stage.undelivered()

    assert [(each.state, each.answer) for each in fared] == [("refused", NOT_CONFIRMED)]
    assert stage.seen().count("您好") <= 2 and stage.sends() == before + 2


async def test_a_message_whose_first_try_got_no_answer_arrives(stage: Stage) -> None:
    conversation_id = await with_an_agent(stage)
    stage.wechat.fault(SEND, http=500)
    await say(stage, conversation_id, "您好")

    assert await stage.wechat.wait_sent(1, 5, openid="oCustomer", contains="您好")
    assert stage.seen().count("您好") == 1


async def test_a_platform_in_trouble_is_tried_again_later(stage: Stage) -> None:
    conversation_id = await with_an_agent(stage)
    stage.wechat.fault(SEND, errcode=-1, count=2)
    await say(stage, conversation_id, "您好")

    assert await stage.wechat.wait_sent(1, 5, openid="oCustomer", contains="您好")
    assert await stage.undelivered(0) == []


async def test_choices_in_a_late_answer_can_be_pressed(hasty: Stage) -> None:
    hasty.bot.answer = lambda turn: [
        CHOICES if turn.content.payload is None else Content(turn.content.payload)
    ]
    await hasty.push(text="我的保单")
    await hasty.read(1, channel="custom")

    row = hasty.wechat.find_sent(openid="oCustomer", channel="custom")[0]
    assert row.msgtype == "msgmenu" and row.text == "要看哪一张？\n\n请点下面的选项：\n车险\n意外险"

    hasty.bot.delay = 0
    pressed = await hasty.push(text="意外险", menu_id=item_id("/policy{2}"))
    assert pressed.text == "/policy{2}"


async def test_an_account_without_menus_gets_numbers_and_is_asked_once(open_stage: OpenStage) -> None:
    stage = await open_stage(reply_s=0.3, account_type="subscription")
    stage.bot.answer, stage.bot.delay = lambda _: [CHOICES], 0.5
    await stage.push(text="我的保单")
    await stage.read(1, channel="custom")
    await stage.push(text="再看看")
    rows = await stage.wechat.wait_sent(2, 5, openid="oCustomer", channel="custom")

    assert [row.text for row in rows] == ["要看哪一张？\n1. 车险\n2. 意外险\n回复前面的数字即可。"] * 2
    assert stage.sends(40200) == 1


async def test_a_menu_too_long_for_the_platform_is_numbers(open_stage: OpenStage) -> None:
    stage = await open_stage(reply_s=0.3, msgmenu_max=1)
    stage.bot.answer, stage.bot.delay = lambda _: [CHOICES], 0.5
    await stage.push(text="我的保单")

    assert (await stage.read(1, channel="custom"))[0].endswith("回复前面的数字即可。")
    assert stage.sends(45098) == 1


async def test_a_customer_is_told_where_the_store_is_away(stage: Stage) -> None:
    class Away:
        async def take(self, inbound: Inbound, until: float) -> str | None:
            raise OSError("no database")

    accounts = stage.gateway.app[WECHAT]
    accounts["default"] = replace(accounts["default"], receiver=cast(Receiver, Away()))

    assert (await stage.push(text="在吗")).text == NOT_TAKEN
    # What an event asks for is not done: the platform may bring it again.
    assert {attempt.status for attempt in (await stage.push("unsubscribe")).attempts} == {500}
