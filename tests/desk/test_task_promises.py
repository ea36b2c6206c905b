"""What counts as a promise, and until when it is."""

from datetime import datetime

import pytest

from bot.conversations.message import Content, Message, Sender
from bot.desk.tasks.promises import due_of, promised
from kernel.clock import SHANGHAI, local

MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("我明天下午3点前给您回电", "17 15:00"),
        ("24小时内回复您", "17 10:00"),
        ("两个小时内给您答复", "16 12:00"),
        ("3个工作日内专员会联系您", "19 18:00"),
        ("五个工作日内寄给您", "23 18:00"),
        ("三天内给您答复", "19 18:00"),
        ("周五上午联系您", "20 12:00"),
        ("周一之前回复您", "16 18:00"),
        ("下周二回电", "24 18:00"),
        ("11月20日 9:30 给您回电", "20 09:30"),
        ("18号前给您回电", "18 18:00"),
        ("今晚给您回电", "16 18:00"),
        ("明早给您回电", "17 12:00"),
        ("下午四点半给您回电", "16 16:30"),
        ("尽快给您回电", None),
        ("今天上午9点给您回电", None),  # gone by
        ("2月30日给您回电", None),
    ],
)
def test_until_when_words_bind(text: str, due: str | None) -> None:
    found = due_of(text, MONDAY)
    assert (found and f"{local(found):%d %H:%M}") == due


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("我明天给您回电。", True),
        ("理赔员会在3个工作日内联系您。", True),
        ("我们会跟进的，周五反馈给您。", True),
        ("材料齐了我再发给您。", True),
        ("已为您登记。", False),
        ("明天下午给您回电可以吗？", False),
        ("您明天再来一趟就行。", False),
        ("等待期是90天。", False),
        ("请您尽快把发票寄来。", False),
    ],
)
def test_a_promise_binds_the_house_and_asks_nothing(text: str, is_one: bool) -> None:
    said = [
        Message(seq, MONDAY, sender, Content(words))
        for seq, (sender, words) in enumerate(
            [(Sender.AGENT, text), (Sender.CUSTOMER, "我明天给您回电。"), (Sender.AGENT, "好的")], start=1
        )
    ]
    found = promised(said)
    assert (found is not None and found.seq == 1) is is_one
