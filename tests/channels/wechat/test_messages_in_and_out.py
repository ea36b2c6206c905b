"""A customer's messages through the real callback to the bot, and its answers back."""

import asyncio
from datetime import timedelta

import pytest

from bot.channels.wechat.renderer import GO_ON
from bot.conversations.message import Button, Content, Sender
from tests.gateway_fixtures import Gateway

from .conftest import OpenStage, Stage


@pytest.mark.parametrize("mode", ["plain", "compat", "aes"])
async def test_a_question_is_answered_in_the_reply(open_stage: OpenStage, mode: str) -> None:
    stage = await open_stage(mode)

    assert await stage.wechat.verify()
    pushed = await stage.push(text="保单什么时候到期")

    assert (pushed.outcome, pushed.text, pushed.why) == ("reply", "答：保单什么时候到期", "")
    assert stage.sends() == 0
    assert [said.sender for said in await stage.transcript()] == [Sender.CUSTOMER, Sender.BOT]


async def test_a_message_that_is_not_sealed_is_refused_in_safe_mode(stage: Stage) -> None:
    pushed = await stage.push(bad="plain_in_aes")

    assert pushed.attempts[-1].status == 403 and pushed.attempts[-1].body == ""
    assert stage.bot.heard == [] and not await stage.wechat.verify(bad="wrong_signature")


async def test_while_the_key_changes_messages_under_the_old_one_are_answered_under_it(
    open_stage: OpenStage,
) -> None:
    stage = await open_stage(next_key="NewKeyOfTheAccount0123456789abcdefghijklmnE")

    assert (await stage.push(text="在吗")).text == "答：在吗"


async def test_the_same_message_sent_three_times_at_once_gets_one_answer(stage: Stage) -> None:
    stage.bot.delay = 0.3

    pushes = await asyncio.gather(*(stage.push(text="在吗", msgid=77) for _ in range(3)))

    assert sorted(pushed.outcome for pushed in pushes) == ["ack", "ack", "reply"]
    assert stage.seen() == ["答：在吗"] and len(stage.bot.heard) == 1


async def test_a_slow_answer_is_acknowledged_and_comes_as_a_message(hasty: Stage) -> None:
    pushed = await hasty.push(text="慢慢来")

    assert pushed.outcome == "ack" and len(pushed.attempts) == 1
    assert await hasty.read(1, channel="custom") == ["答：慢慢来"]
    assert len(await hasty.read(1, channel="typing")) == 1
    assert hasty.sends() == 1


async def test_several_texts_of_a_turn_are_one_message(stage: Stage) -> None:
    stage.bot.answer = lambda _: [
        Content("您有两张保单。", source={"clause": "《条款》第三条"}),
        Content("要看哪一张？", buttons=(Button("车险", "/policy{1}"), Button("意外险", "/policy{2}"))),
    ]

    pushed = await stage.push(text="我的保单")

    assert pushed.text == (
        "您有两张保单。\n依据：《条款》第三条\n\n要看哪一张？\n1. 车险\n2. 意外险\n回复前面的数字即可。"
    )


async def test_a_number_picks_what_was_offered(stage: Stage) -> None:
    stage.bot.answer = lambda turn: [
        Content("要看哪一张？", buttons=(Button("车险", "/policy{1}"), Button("意外险", "/policy{2}")))
        if turn.content.payload is None
        else Content(turn.content.payload)
    ]
    await stage.push(text="我的保单")

    assert (await stage.push(text="2")).text == "/policy{2}"
    assert [said.content.text for said in await stage.transcript()][2] == "意外险"


async def test_an_answer_of_5000_characters_arrives_whole_and_in_order(stage: Stage) -> None:
    whole = "".join(f"第{number}句话在这里，保险责任以合同为准。" for number in range(250))[:5000]
    stage.bot.answer = lambda _: [Content(whole)]

    first = await stage.push(text="条款全文")
    seen = await stage.read(6)

    assert first.outcome == "reply" and seen[0] == first.text
    # Five may follow the reply; what is more waits for the customer's next message, and staff see that it does.
    fared = await stage.undelivered()
    assert (stage.sends(0), stage.sends()) == (5, 5) and [each.state for each in fared] == ["held"]
    assert seen[5].endswith(GO_ON)

    stage.bot.answer = lambda _: [Content("好的")]
    await stage.push(text="继续")
    seen = await stage.read(8)

    assert "".join(seen[:-1]).replace(GO_ON, "") == whole and seen[-1] == "好的"
    assert all(len(text.encode()) <= 2048 for text in seen) and await stage.undelivered(0) == []


async def test_an_answer_to_a_customer_who_hung_up_goes_out_by_itself(open_stage: OpenStage) -> None:
    stage = await open_stage(push_timeout=0.6, push_tries=1)
    stage.bot.delay = 1.2

    pushed = await stage.push(text="等不及")
    assert pushed.outcome == "no_answer"

    assert "答：等不及" in await stage.read(1, channel="custom")


async def test_a_push_of_another_time_is_refused_and_not_taken_for_new(stage: Stage) -> None:
    stage.gateway.clock.advance(timedelta(hours=1))

    assert (await stage.push(text="在吗")).attempts[-1].status == 403
    assert stage.bot.heard == []


async def test_without_settings_there_is_no_account(gateway: Gateway) -> None:
    assert (await gateway.client.get("/wechat/default")).status == 404
    assert (await gateway.client.post("/wechat/default", data="<xml/>")).status == 404


async def test_other_accounts_are_not_there(stage: Stage) -> None:
    assert (await stage.gateway.client.post("/wechat/other", data="<xml/>")).status == 404


async def test_pushes_calls_and_answers_are_counted(hasty: Stage) -> None:
    await hasty.push(text="慢慢来")
    await hasty.read(1, channel="custom")
    await hasty.push("subscribe")
    await hasty.push(bad="wrong_signature")

    metrics = await (await hasty.gateway.client.get("/metrics")).text()

    for line in (
        'baowen_wechat_pushes_total{kind="text"} 1.0',
        'baowen_wechat_pushes_total{kind="followed"} 1.0',
        'baowen_wechat_pushes_total{kind="refused_signature"} 1.0',
        'baowen_wechat_answers_total{way="late"} 1.0',
        'baowen_wechat_answers_total{way="reply"} 1.0',
        'baowen_wechat_calls_total{endpoint="/cgi-bin/message/custom/send",outcome="ok"} 1.0',
    ):
        assert line in metrics
