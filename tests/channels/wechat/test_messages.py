"""Pushes as they come on the wire."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.tencent import xml
from bot.channels.wechat import messages
from bot.channels.wechat.messages import Inbound, read

HEAD = {"ToUserName": "gh_1", "FromUserName": "oA-b_c", "CreateTime": 1_714_036_504}
NAMES = st.sampled_from(
    [
        "ToUserName",
        "FromUserName",
        "CreateTime",
        "MsgType",
        "Event",
        "EventKey",
        "MsgId",
        "MsgID",
        "Content",
        "MediaId",
        "Recognition",
        "Label",
        "Url",
        "Title",
        "Status",
        "bizmsgmenuid",
    ]
)
VALUES = st.text() | st.sampled_from(
    ["text", "image", "voice", "event", "subscribe", "CLICK", "oA", "1", "²", "१"]
)


def pushed(**fields: xml.Value) -> Inbound:
    found = read(xml.read(xml.write(HEAD | fields).encode()))
    assert found is not None
    return found


@given(st.dictionaries(NAMES, VALUES))
def test_whatever_an_authentic_push_holds_it_is_read_or_left(fields: dict[str, str]) -> None:
    found = read(xml.read(xml.write(fields).encode()))

    assert found is None or (len(found.key) <= 128 and found.kind)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"MsgType": "text", "Content": "在吗", "MsgId": 1}, messages.Text("在吗")),
        ({"MsgType": "text", "Content": "车险", "bizmsgmenuid": "ab"}, messages.Text("车险", "ab")),
        ({"MsgType": "image", "PicUrl": "http://x", "MediaId": "m"}, messages.Picture("m")),
        ({"MsgType": "voice", "MediaId": "m", "Recognition": " 好 "}, messages.Voice("好")),
        ({"MsgType": "voice", "MediaId": "m"}, messages.Voice("")),
        ({"MsgType": "shortvideo", "MediaId": "m"}, messages.Video()),
        ({"MsgType": "link", "Title": "t", "Url": "u"}, messages.Link("t", "u")),
        ({"MsgType": "event", "Event": "subscribe", "EventKey": "qrscene_7"}, messages.Followed("7")),
        ({"MsgType": "event", "Event": "subscribe", "EventKey": ""}, messages.Followed("")),
        ({"MsgType": "event", "Event": "unsubscribe"}, messages.Unfollowed()),
        ({"MsgType": "event", "Event": "SCAN", "EventKey": "7"}, messages.Scanned("7")),
        ({"MsgType": "event", "Event": "CLICK", "EventKey": "k"}, messages.Clicked("k")),
        ({"MsgType": "event", "Event": "VIEW", "EventKey": "k"}, messages.Other()),
        ({"MsgType": "event", "Event": "subscribe_msg_sent_event"}, messages.Other()),
        ({"MsgType": "invented"}, messages.Other()),
        (
            {"MsgType": "event", "Event": "TEMPLATESENDJOBFINISH", "MsgID": 7, "Status": "failed:user block"},
            messages.NoticeEnded("7", "failed:user block"),
        ),
    ],
)
def test_kinds_of_pushes(fields: dict[str, xml.Value], expected: messages.Pushed) -> None:
    assert pushed(**fields).pushed == expected


def test_every_answer_of_one_consent_counts() -> None:
    answers: list[xml.Fields] = [
        {"TemplateId": "A", "SubscribeStatusString": "accept"},
        {"TemplateId": "B", "SubscribeStatusString": "reject"},
    ]
    fields: dict[str, xml.Value] = {
        "MsgType": "event",
        "Event": "subscribe_msg_popup_event",
        "SubscribeMsgPopupEvent": {"List": answers},
    }

    assert pushed(**fields).pushed == messages.ConsentGiven((("A", True), ("B", False)))


def test_a_message_is_named_by_its_number_and_an_event_by_what_it_says() -> None:
    event: dict[str, xml.Value] = {"MsgType": "event", "Event": "CLICK", "EventKey": "a"}

    assert (
        pushed(MsgType="text", Content="x", MsgId=7).key == pushed(MsgType="text", Content="y", MsgId=7).key
    )
    assert pushed(**event).key == pushed(**event).key
    assert pushed(**event).key != pushed(**event | {"EventKey": "b"}).key
    assert pushed(**event).key != pushed(**event | {"CreateTime": 1}).key


@pytest.mark.parametrize("bad", ["", "o A", "../x", "o" * 65, "客户"])
def test_who_is_nobody_is_not_answered(bad: str) -> None:
    assert read(xml.read(xml.write(HEAD | {"FromUserName": bad, "MsgType": "text"}).encode())) is None


def test_what_customers_say_is_in_no_log_of_a_push() -> None:
    shown = repr(pushed(MsgType="text", Content="我叫王小明", MsgId=7))

    assert "王小明" not in shown and "oA-b_c" not in shown
