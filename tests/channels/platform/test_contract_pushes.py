"""Pushes to the Official Account's callback: one suite for our stand-in and for the strict one."""

import hashlib
import time

import pytest
from wechatpy.crypto import WeChatCrypto

from tests.fakes.wechat_platform import BANNER

from .conftest import OpenStage, Stage


@pytest.mark.parametrize("mode", ["plain", "compat", "aes"])
async def test_the_urls_check_is_in_clear_in_every_mode(open_stage: OpenStage, mode: str) -> None:
    stage = await open_stage(mode=mode)
    assert await stage.wechat.verify()
    assert not await stage.wechat.verify(bad="wrong_signature")


@pytest.mark.parametrize("mode", ["plain", "compat", "aes"])
async def test_a_reply_is_read_by_the_customer_in_every_mode(open_stage: OpenStage, mode: str) -> None:
    stage = await open_stage(mode=mode)
    push = await stage.wechat.push("text", "oAnna", text="]]>保单 <1> & 2")
    assert (push.outcome, push.why) == ("reply", "")
    assert stage.seen("oAnna", "passive") == ["]]>保单 <1> & 2"]


@pytest.mark.parametrize(
    ("kind", "given", "fields"),
    [
        ("image", {}, {"MediaId", "PicUrl", "MsgId"}),
        ("voice", {"recognition": "续保"}, {"MediaId", "Format", "MsgId", "Recognition"}),
        ("location", {}, {"Location_X", "Location_Y", "Scale", "Label", "MsgId"}),
        ("link", {}, {"Title", "Description", "Url", "MsgId"}),
        ("CLICK", {"event_key": "renew"}, {"Event", "EventKey"}),
        ("subscribe", {"event_key": "qrscene_1"}, {"Event", "EventKey"}),
    ],
)
async def test_messages_and_events_carry_their_fields(
    stage: Stage, kind: str, given: dict[str, str], fields: set[str]
) -> None:
    await stage.wechat.push(kind, "oAnna", **given)
    always = {"ToUserName", "FromUserName", "CreateTime", "MsgType"}
    assert stage.echo.received[-1].fields.keys() == always | fields


async def test_a_consent_is_told_within_a_list(stage: Stage) -> None:
    await stage.wechat.push("subscribe_msg_popup_event", "oAnna", template_id="SUBSCRIBE_RENEWAL")
    told = stage.echo.received[-1].fields["SubscribeMsgPopupEvent"]["List"]
    assert (told["TemplateId"], told["SubscribeStatusString"]) == ("SUBSCRIBE_RENEWAL", "accept")


async def test_a_push_without_an_answer_is_tried_three_times_with_one_msgid(open_stage: OpenStage) -> None:
    stage = await open_stage(push_timeout=0.5)
    stage.echo.silent = 3
    push = await stage.wechat.push("text", "oAnna")
    assert (push.outcome, len(push.attempts), push.user_sees) == ("no_answer", 3, BANNER)
    assert {received.fields["MsgId"] for received in stage.echo.received} == {str(push.msgid)}
    assert len(stage.echo.received) == 3


async def test_an_answer_to_the_second_try_ends_it(open_stage: OpenStage) -> None:
    stage = await open_stage(push_timeout=1)
    stage.echo.silent = 1
    push = await stage.wechat.push("text", "oAnna", text="在吗")
    assert (push.outcome, len(push.attempts)) == ("reply", 2)
    assert stage.seen("oAnna") == ["在吗"]


@pytest.mark.parametrize("said", ["", "success"])
async def test_an_acknowledgement_shows_nothing(stage: Stage, said: str) -> None:
    stage.echo.answer = lambda _: said
    push = await stage.wechat.push("text", "oAnna")
    assert (push.outcome, len(push.attempts), push.user_sees) == ("ack", 1, None)
    assert stage.seen("oAnna") == []


@pytest.mark.parametrize(
    "changed",
    [{"ToUserName": "oBert"}, {"CreateTime": "now"}, {"MsgType": "dance"}, {"Content": "保" * 683}],
)
async def test_a_wrong_reply_shows_the_banner(stage: Stage, changed: dict[str, str]) -> None:
    stage.echo.answer = lambda fields: stage.echo.reply(fields, **changed)
    push = await stage.wechat.push("text", "oAnna")
    assert push.outcome == "invalid"
    assert stage.seen("oAnna") == [BANNER]


async def test_safe_mode_takes_no_open_reply(open_stage: OpenStage) -> None:
    stage = await open_stage(mode="aes")
    stage.echo.seal = lambda reply: reply
    assert (await stage.wechat.push("text", "oAnna")).outcome == "invalid"


async def test_a_reply_under_a_wrong_signature_is_not_taken(open_stage: OpenStage) -> None:
    stage = await open_stage(mode="aes")
    right = stage.echo.seal
    stage.echo.seal = lambda reply: right(reply).replace("4711", "4712")
    assert (await stage.wechat.push("text", "oAnna")).outcome == "invalid"


@pytest.mark.parametrize("mode", ["compat", "aes"])
async def test_wechatpy_opens_what_is_pushed(open_stage: OpenStage, mode: str) -> None:
    stage = await open_stage(mode=mode)
    await stage.wechat.push("text", "oAnna", text="我的保单")
    received = stage.echo.received[-1]
    query = received.query
    opened = wechatpy_for(stage).decrypt_message(
        received.body, query["msg_signature"], query["timestamp"], query["nonce"]
    )
    assert "我的保单" in opened
    assert query["encrypt_type"] == "aes"


async def test_what_wechatpy_sealed_is_taken(open_stage: OpenStage) -> None:
    stage = await open_stage(mode="aes")
    stage.echo.seal = lambda reply: wechatpy_for(stage).encrypt_message(reply, "4711", "1780000000")
    push = await stage.wechat.push("text", "oAnna", text="我的保单")
    assert (push.outcome, push.text, push.why) == ("reply", "我的保单", "")


async def test_the_signature_is_a_plain_sha1_over_the_sorted_parts(stage: Stage) -> None:
    await stage.wechat.push("text", "oAnna")
    query = stage.echo.received[-1].query
    parts = sorted([stage.wechat.settings.token, query["timestamp"], query["nonce"]])
    assert query["signature"] == hashlib.sha1("".join(parts).encode()).hexdigest()


async def test_safe_mode_shows_nothing_of_the_message(open_stage: OpenStage) -> None:
    stage = await open_stage(mode="aes")
    await stage.wechat.push("text", "oAnna", text="我的保单")
    assert "<FromUserName>" not in stage.echo.received[-1].body
    assert "我的保单" not in stage.echo.received[-1].body


@pytest.mark.parametrize(
    "bad", ["wrong_signature", "wrong_msg_signature", "wrong_appid", "plain_in_aes", "garbage_cipher"]
)
async def test_a_forged_push_opens_no_window(open_stage: OpenStage, bad: str) -> None:
    stage = await open_stage(mode="aes")
    push = await stage.wechat.push("text", "oAnna", bad=bad)
    assert [attempt.status for attempt in push.attempts] == [403]
    assert await stage.send("oAnna") in (40003, 45015)
    assert stage.seen("oAnna") == []


async def test_a_replayed_push_is_a_day_old_and_rightly_signed(open_stage: OpenStage) -> None:
    stage = await open_stage(mode="aes")
    push = await stage.wechat.push("text", "oAnna", bad="replayed_timestamp")
    age = time.time() - int(stage.echo.received[-1].query["timestamp"])
    assert (len(push.attempts), round(age / 3600)) == (1, 24)


async def test_the_same_msgid_can_be_pushed_again(stage: Stage) -> None:
    first = await stage.wechat.push("text", "oAnna", text="在吗")
    again = await stage.wechat.push("text", "oAnna", text="在吗", msgid=first.msgid)
    assert again.msgid == first.msgid
    assert len({received.fields["MsgId"] for received in stage.echo.received}) == 1


def wechatpy_for(stage: Stage) -> WeChatCrypto:
    settings = stage.wechat.settings
    return WeChatCrypto(settings.token, settings.aes_key, settings.appid)
