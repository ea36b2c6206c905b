"""What may be sent, what is refused, and each message once."""

import pytest

from bot.conversations.deliveries import LEASE
from bot.conversations.message import Content
from bot.conversations.owner import Owner

from .conftest import ANNA, GET, SEND, OpenStage, Stage

HOURS = 3600


def parts(*texts: str) -> list[Content]:
    """Texts too long to go out together: each is a message of its own."""
    return [Content(f"{text}{'。' * 600}") for text in texts]


@pytest.mark.parametrize("fault", [{"http": 502}, {"drop": True}])
async def test_a_message_whose_answer_was_lost_is_not_shown_twice(
    stage: Stage, fault: dict[str, object]
) -> None:
    stage.wechat.fault(SEND, after=True, count=1, **fault)
    await stage.says("一")
    await stage.says("二")
    assert await stage.reads(2) == ["答：一", "答：二"]
    msgids = [call.body["msgid"] for call in stage.wechat.find_calls(SEND)]
    assert msgids[0] == msgids[1]
    assert await stage.conversations.deliveries.undelivered(await stage.chat()) == []


async def test_a_crash_after_the_platform_took_a_message_does_not_show_it_twice(rehearse: OpenStage) -> None:
    stage = await rehearse()
    stage.wechat.fault(SEND, hang=30, after=True, count=1)
    async with stage.gateway.running():
        await stage.says("一")
        await stage.reads(1)
    stage.gateway.clock.advance(LEASE)
    async with stage.gateway.running():
        await stage.says("二")
        assert await stage.reads(2) == ["答：一", "答：二"]
    assert stage.calls(SEND) == 3


async def test_the_sixth_message_waits_for_the_customers_next(stage: Stage) -> None:
    stage.bot.answer = lambda turn: parts(*"一二三四五六") if turn.content.text == "都说" else [Content("好")]
    await stage.says("都说")
    assert len(await stage.reads(5)) == 5
    held = await stage.undelivered()
    assert {(each.state, each.answer) for each in held} == {
        ("held", "客户每来一条消息最多能回五条，已经用完，等客户再来消息时发送")
    }
    assert stage.calls(SEND) == 5  # the platform was not asked in vain
    await stage.says("在")
    read = "".join(await stage.reads(7))
    assert [character for character in read if character in "一二三四五六好"] == [*"一二三四五六好"]


async def test_a_quota_only_the_platform_knows_of_is_kept_to(stage: Stage) -> None:
    stage.wechat.fault(SEND, errcode=95001, count=1)
    await stage.says("一")
    (held,) = await stage.undelivered()
    assert held.state == "held"
    assert stage.calls(SEND) == 1
    await stage.says("二")
    assert sorted(await stage.reads(2)) == ["答：一", "答：二"]


@pytest.mark.parametrize(
    ("errcode", "reason"), [(95002, "48小时"), (48002, "没有这项功能"), (40096, "不认识")]
)
async def test_what_the_platform_refuses_for_good_is_not_tried_again(
    stage: Stage, errcode: int, reason: str
) -> None:
    stage.wechat.fault(SEND, errcode=errcode, count=1)
    await stage.says("一")
    (refused,) = await stage.undelivered()
    assert refused.state == "refused"
    assert reason in (refused.answer or "")
    assert stage.calls(SEND) == 1


async def test_after_48_hours_the_platform_is_not_asked(rehearse: OpenStage) -> None:
    stage = await rehearse()
    async with stage.gateway.running(outbox=False):
        await stage.says("一")
        await stage.recorded("bot：答：一")
    stage.advance(48 * HOURS + 1)
    async with stage.gateway.running():
        (refused,) = await stage.undelivered()
    assert refused.state == "refused"
    assert stage.calls(SEND) == 0


async def test_a_busy_platform_is_tried_again(stage: Stage) -> None:
    stage.wechat.fault(SEND, errcode=-1, count=2)
    await stage.says("一")
    assert await stage.reads(1) == ["答：一"]


async def test_what_did_not_reach_the_customer_after_all_is_shown_to_staff(stage: Stage) -> None:
    await stage.says("一")
    await stage.reads(1)
    sent = stage.wechat.find_sent(openid=ANNA)[0]
    await stage.wechat.kf_human("send_fail", ANNA, fail_msgid=sent.msgid, fail_type=10)
    (failed,) = await stage.undelivered()
    assert (failed.state, failed.answer) == ("refused", "客户拒收消息，没有送到")
    assert failed.seq == 2


async def test_a_state_that_forbids_sending_is_read_once_and_kept_to(stage: Stage) -> None:
    await stage.says("一")
    await stage.reads(1)
    before = stage.calls(GET)
    stage.wechat.fault(SEND, errcode=95018, count=1)
    await stage.says("二")
    # The platform says that the bot may speak after all: tried again.
    assert await stage.reads(2) == ["答：一", "答：二"]
    assert stage.calls(GET) == before + 1


async def test_a_console_that_gives_sessions_to_people_keeps_the_bot_silent(open_stage: OpenStage) -> None:
    stage = await open_stage(kf_initial_state=3)
    await stage.says("一")
    await stage.owned_by(Owner.AGENT)
    await stage.says("二")
    await stage.recorded("customer：二")
    assert stage.wechat.find_sent(openid=ANNA) == []
    assert stage.calls(SEND) <= 1
