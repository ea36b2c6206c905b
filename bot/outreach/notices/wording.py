"""What is written in a notice: what happened, what is next, by when. Numbers are shortened; no sum, no name, no finding stands in
it, for a text lies open on a telephone and a mailbox is shared.
"""

from dataclasses import dataclass
from datetime import date, datetime

from kernel.clock import local
from kernel.masking import show_policy_no

WAY_ON = "想问什么，在官方客服里说一声就行；想找人聊，发“转人工”。"


@dataclass(frozen=True)
class Told:
    """One thing to tell. `status`: five characters at most, for a template. `must`: the contract or the law has it told, or the
    customer has to do something: it goes out whatever was switched off. `alone`: it matters even when more has happened since.
    """

    status: str
    what: str
    next: str
    must: bool = False
    alone: bool = False


def short_number(number: str) -> str:
    """QHCLM20260001 → 尾号0001; by that a customer tells it from another one."""
    return f"尾号{show_policy_no(number).rpartition('*')[2].lstrip('-')}"


def day(on: date) -> str:
    return f"{on.month}月{on.day}日"


def moment(at: datetime) -> str:
    """11月17日10:00; the end of a day is the day."""
    at = local(at)
    if (at.hour, at.minute) == (23, 59):
        return day(at.date())
    return f"{at.month}月{at.day}日{at:%H:%M}"


def sentence(*parts: str | None) -> str:
    """Sentences one after the other, those that there are."""
    return "".join(part for part in parts if part)
