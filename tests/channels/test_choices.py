"""Choices where there are no buttons: numbered, and picked as people write numbers."""

from datetime import UTC, datetime

import pytest

from bot.channels.choices import chosen, numbered
from bot.conversations.message import Button, Content, Message, Sender

NOW = datetime(2026, 11, 16, tzinfo=UTC)
ASKED = Content("是哪一件？", ask={"slot": "claim_no", "options": [{"title": "车险", "payload": "/a"}]})
OFFERED = Content("还可以：", buttons=[Button("转人工", "/handoff"), Button("看明细", "/b")])


def told(*contents: Content, sender: Sender = Sender.BOT) -> list[Message]:
    return [Message(seq, NOW, sender, content) for seq, content in enumerate(contents, 1)]


def test_choices_of_a_turn_are_numbered_through() -> None:
    assert numbered([ASKED, OFFERED]) == [
        "是哪一件？\n1. 车险",
        "还可以：\n2. 转人工\n3. 看明细\n回复前面的数字即可。",
    ]


def test_a_text_without_choices_stands_alone() -> None:
    assert numbered([Content("好的。")]) == ["好的。"]


@pytest.mark.parametrize("text", ["2", "２", "二", "第二个", "2.", " 2 ", "选2", "我选第二个", "我要2", "两"])
def test_a_number_picks(text: str) -> None:
    assert chosen(told(ASKED, OFFERED), text) == "/handoff"


@pytest.mark.parametrize("text", ["0", "4", "99", "20", "两万", "2天前", "2号线", "是2", "", "十一"])
def test_anything_else_is_what_it_says(text: str) -> None:
    assert chosen(told(ASKED, OFFERED), text) is None


def test_what_was_offered_before_the_customer_last_wrote_is_gone() -> None:
    before = told(ASKED, OFFERED)
    wrote = told(Content("等等"), sender=Sender.CUSTOMER)
    assert chosen([*before, *wrote], "1") is None
    assert chosen([*before, *wrote, *told(OFFERED)], "1") == "/handoff"


def test_where_a_number_was_asked_for_it_is_the_answer() -> None:
    rated = Content("几分？", buttons=[Button("不评了", "/no")], ask={"slot": "rating", "input": "number"})
    assert chosen(told(rated), "1") is None


def test_an_option_offered_twice_is_listed_once() -> None:
    twice = Content("请选", buttons=[Button("车险", "/a")], ask=ASKED.ask)
    assert numbered([twice]) == ["请选\n1. 车险\n回复前面的数字即可。"]
