"""A customer in WeCom customer service and the bot, over the real callback, queue and API."""

import asyncio

import pytest

from bot.conversations.message import Button, Content, MessageType
from tests.fakes.wechat_platform.media import PNG

from .conftest import ANNA, SEND, SYNC, OpenStage, Stage


async def test_the_address_proves_itself_to_the_platform_only(stage: Stage) -> None:
    assert await stage.wechat.verify("kf")
    assert not await stage.wechat.verify("kf", bad="wrong_signature")


@pytest.mark.parametrize("bad", ["wrong_signature", "wrong_appid"])
async def test_a_forged_doorbell_is_refused_and_nothing_is_read(stage: Stage, bad: str) -> None:
    push = await stage.says(bad=bad)
    assert [attempt.status for attempt in push.attempts] == [403]
    await asyncio.sleep(0.3)
    assert stage.calls(SYNC) == 0


async def test_a_question_is_answered(stage: Stage) -> None:
    push = await stage.says("我的保单")
    assert push.answered
    assert await stage.reads(1) == ["答：我的保单"]
    assert await stage.record() == ["customer：我的保单", "bot：答：我的保单"]


async def test_several_answers_of_a_turn_go_out_as_one_message(stage: Stage) -> None:
    stage.bot.answer = lambda turn: [Content("一"), Content("二"), Content("三")]
    await stage.says()
    assert await stage.reads(1) == ["一\n\n二\n\n三"]


async def test_choices_are_a_menu_and_a_click_is_the_choice(stage: Stage) -> None:
    question = Content("选哪一份？", buttons=(Button("甲", '/choose{"no": "P1"}'), Button("乙", "/choose2")))
    stage.bot.answer = lambda turn: [question] if not turn.content.payload else [Content("好的")]
    await stage.says()
    assert await stage.reads(1) == ["选哪一份？\n甲\n乙"]
    await stage.clicks("甲")
    assert (await stage.reads(2))[-1] == "好的"
    assert stage.bot.heard[-1].content.payload == '/choose{"no": "P1"}'


async def test_a_number_is_the_choice_as_well(stage: Stage) -> None:
    question = Content("选哪一份？", buttons=(Button("甲", "/one"), Button("乙", "/two")))
    stage.bot.answer = lambda turn: [question] if not turn.content.payload else [Content("好的")]
    await stage.says()
    await stage.reads(1)
    await stage.says("2")
    await stage.reads(2)
    assert stage.bot.heard[-1].content.payload == "/two"


async def test_where_menus_are_refused_choices_are_numbered(stage: Stage) -> None:
    stage.bot.answer = lambda turn: [
        Content("选哪一份？", buttons=(Button("甲", "/one"), Button("乙", "/two")))
    ]
    stage.wechat.fault(SEND, errcode=95009, count=1)
    await stage.says()
    assert await stage.reads(1) == ["选哪一份？\n1. 甲\n2. 乙\n回复前面的数字即可。"]


async def test_a_confirmation_clicked_twice_counts_once(stage: Stage) -> None:
    stage.bot.answer = lambda turn: (
        [Content("好的")]
        if turn.content.payload
        else [Content("对吗？", buttons=(Button("对", "/yes", True),))]
    )
    await stage.says()
    await stage.reads(1)
    await stage.clicks("对")
    await stage.clicks("对")
    assert (await stage.reads(3))[1] == "好的"
    assert [turn.content.payload for turn in stage.bot.heard] == [None, "/yes"]


async def test_a_picture_goes_where_pictures_go(stage: Stage) -> None:
    await stage.wechat.kf_push("image", ANNA, data=PNG)
    await stage.reads(1)
    content = stage.bot.heard[0].content
    assert content.type is MessageType.ATTACHMENT
    assert content.attachment is not None
    assert content.attachment["media_type"] == "image/png"


async def test_a_picture_that_comes_at_the_third_try_is_not_lost(stage: Stage) -> None:
    stage.wechat.fault("/cgi-bin/media/get", http=502, count=1)
    await stage.wechat.kf_push("image", ANNA, data=PNG)
    await stage.reads(1)
    assert stage.bot.heard[0].content.type is MessageType.ATTACHMENT


async def test_a_file_that_is_no_picture_is_asked_for_again(stage: Stage) -> None:
    await stage.wechat.kf_push("file", ANNA, data=b"MZ not a picture")
    assert "换成照片或 PDF" in (await stage.reads(1))[0]
    assert (await stage.record())[0] == "customer：[文件]"
    assert stage.bot.heard == []


async def test_a_voice_message_is_answered_by_asking_to_type(stage: Stage) -> None:
    await stage.wechat.kf_push("voice", ANNA)
    assert "打字" in (await stage.reads(1))[0]
    assert (await stage.record())[0] == "customer：[语音]"


async def test_a_place_is_said_in_words(stage: Stage) -> None:
    await stage.wechat.kf_push("location", ANNA)
    await stage.reads(1)
    assert stage.bot.heard[0].content.text.startswith("我在")


async def test_who_enters_is_welcomed_once(stage: Stage) -> None:
    await stage.wechat.kf_push("enter_session", ANNA)
    welcome = await stage.reads(1, channel="kf_event")
    assert len(welcome) == 1
    assert welcome[0].startswith("您好")
    await stage.wechat.kf_push("enter_session", ANNA)
    assert len(await stage.reads(1)) == 1
    await stage.clicks("查我的保单")
    await stage.reads(2)
    assert stage.bot.heard[0].content.payload == "/policy_lookup"


async def test_a_welcome_that_is_too_late_is_not_sent(rehearse: OpenStage) -> None:
    stage = await rehearse()
    async with stage.gateway.running():
        await stage.says()
        await stage.reads(1)
    await stage.wechat.kf_push("enter_session", "wmBert", notify=False)
    stage.advance(30)
    async with stage.gateway.running():
        await stage.undelivered(1, "wmBert")
    assert stage.wechat.find_sent(openid="wmBert") == []


async def test_a_long_answer_arrives_whole_and_in_order(stage: Stage) -> None:
    text = "".join(f"第{number}条，等待期内因疾病住院的，不承担给付责任。" for number in range(120))
    stage.bot.answer = lambda turn: [Content(text)]
    await stage.says()
    pieces = await stage.reads(4)
    assert "".join(pieces) == text
    assert all(len(piece.encode()) <= 2048 for piece in pieces)


async def test_five_thousand_characters_go_on_with_the_customers_next_message(stage: Stage) -> None:
    text = "保" * 5_000
    stage.bot.answer = lambda turn: [Content(text if turn.content.text == "全文" else "好")]
    await stage.says("全文")
    assert len(await stage.reads(5)) == 5
    held = await stage.undelivered()
    assert held[0].state == "held"
    await stage.says("继续")
    assert "".join(await stage.reads(9)).replace("好", "") == text


async def test_an_erased_customer_begins_anew(stage: Stage) -> None:
    await stage.says()
    await stage.reads(1)
    first = await stage.chat()
    await stage.conversations.erase(first)
    await stage.says("又来了")
    assert (await stage.reads(2))[-1] == "答：又来了"
    assert await stage.chat() != first
