"""What an agent promised a customer, and until when: rules one can read, no model.

Only words that bind to a time or to getting in touch count; 「已为您登记」 is done already.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.conversations.message import Message, Sender
from insurance.domain.working_days import add_working_days
from kernel.clock import SHANGHAI, local
from kernel.masking import show_text

_LONGEST = 80  # characters of a sentence
_SENTENCE = re.compile(r"[^。！？!?；\n]+[。！？!?；]?")
_QUESTION = re.compile(r"[？?吗呢]\s*$")
_BINDS = re.compile(
    r"(?:我|我们|专员|同事|理赔员)?(?:会|将|再|尽快|给您|跟您|与您)+(?:打电话|回电|回复|答复|联系|致电|跟进|反馈|寄|发)"
    r"|回电|回复您|联系您|答复您|反馈给您|寄给您|发给您|给您(?:打电话|答复|回复|消息)"
)
_N = "[0-9一二两三四五六七八九十]{1,3}"
_HOURS = re.compile(rf"({_N})\s*个?小时(?:之?内|以内)")
_WORKING_DAYS = re.compile(rf"({_N})\s*个?工作日(?:之?内|以内)?")
_DAYS = re.compile(rf"({_N})\s*(?:天|日)(?:之?内|以内)")
_NEAR = (
    ("大后天", 3),
    ("后天", 2),
    ("明天", 1),
    ("明早", 1),
    ("明晚", 1),
    ("今天", 0),
    ("今晚", 0),
    ("当天", 0),
)
_WEEKDAY = re.compile(r"(下)?(?:周|星期|礼拜)([一二三四五六日天])")
_DATE = re.compile(r"(?:(\d{1,2})月)?(\d{1,2})[日号](?!内)")
_CLOCK = re.compile(rf"({_N})\s*(?:点|时|[:：])\s*(?:([0-5]\d)|(半))?")
_AFTERNOON = re.compile("下午|晚上|傍晚|今晚|明晚")
_MORNING = re.compile("上午|早上|早晨|明早|中午")
_DIGITS = {each: number for number, each in enumerate("零一二三四五六七八九")} | {"两": 2}
_EVENING = time(18, 0)
_NOON = time(12, 0)


@dataclass(frozen=True, repr=False)
class Promise:
    """`due_at` None: the words name no time."""

    seq: int
    text: str
    due_at: datetime | None


def promised(said: Sequence[Message], agent: str | None = None) -> Promise | None:
    """The last promise of an agent; personal numbers are masked. `agent`: of this one alone."""
    for message in reversed(said):
        if message.sender is not Sender.AGENT:
            continue
        for sentence in reversed(_SENTENCE.findall(message.content.text)):
            text = sentence.strip()
            due_at = due_of(text, message.at)
            if len(text) <= _LONGEST and _BINDS.search(text) and not _QUESTION.search(text):
                return Promise(message.seq, show_text(text), due_at)
    return None


def due_of(text: str, at: datetime) -> datetime | None:
    """Until when, of words said `at`; of a day without an hour its evening, 18:00. None: they name no time."""
    if (hours := _HOURS.search(text)) and (count := _number(hours[1])):
        return at + timedelta(hours=count)
    day = _day(text, local(at).date())
    clock = _clock(text)
    if day is None:
        if clock is None:
            return None
        day = local(at).date()
    due = datetime.combine(day, clock or _EVENING, SHANGHAI)
    return due if due > at else None


def _day(text: str, on: date) -> date | None:
    if (found := _WORKING_DAYS.search(text)) and (count := _number(found[1])):
        return add_working_days(on, count)
    if (found := _DAYS.search(text)) and (count := _number(found[1])):
        return on + timedelta(days=count)
    for word, days in _NEAR:
        if word in text:
            return on + timedelta(days=days)
    if found := _WEEKDAY.search(text):
        weekday = "一二三四五六日".index(found[2].replace("天", "日"))
        monday = on - timedelta(days=on.weekday()) + timedelta(days=7 if found[1] else 0)
        day = monday + timedelta(days=weekday)
        return day if day >= on else day + timedelta(days=7)
    if found := _DATE.search(text):
        return _coming(int(found[1]) if found[1] else None, int(found[2]), on)
    return None


def _coming(month: int | None, day: int, on: date) -> date | None:
    """The next such day from `on`; None where there is none."""
    for months in range(13):
        year, index = divmod(on.month - 1 + months, 12)
        if month in (None, index + 1):
            try:
                found = date(on.year + year, index + 1, day)
            except ValueError:
                continue
            if found >= on:
                return found
    return None


def _clock(text: str) -> time | None:
    afternoon = _AFTERNOON.search(text) is not None
    if (found := _CLOCK.search(text)) and (hour := _number(found[1])) is not None and hour < 24:
        hour += 12 if afternoon and hour < 12 else 0
        return time(hour, 30 if found[3] else int(found[2] or 0))
    if afternoon:
        return _EVENING
    return _NOON if _MORNING.search(text) else None


def _number(text: str) -> int | None:
    """`12`, `三`, `十五`, `二十`; None for anything else."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS.get(text)
    if (tens and tens not in _DIGITS) or (ones and ones not in _DIGITS):
        return None
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)
