"""How customers tell for whom they want cover: an age, a budget, and whether somebody may call them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from actions.tasks.questions import Answers, Choice, YesNo
from actions.turn import Turn
from insurance.domain import leads

_HAN = {"": 0, "两": 2, **{han: number for number, han in enumerate("一二三四五六七八九", 1)}}
_NUMBER = (
    r"(?P<age>\d{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])(?P<more>[几多来])?"
)
# A number is an age where it says so.
_AGE = re.compile(
    rf"(?:(?<=今年)|(?=[\d一二两三四五六七八九十几多来]{{1,5}}个?周?岁)){_NUMBER}(?![\d千百万块元])"
)
_BARE_AGE = re.compile(rf"\W*(?:今年|大概|快|差不多)*{_NUMBER}岁?(?:半|了|左右|吧)*\W*")
_INFANT = re.compile("满月|个月|刚出生|新生儿|没出生")
_LAST_AGES = (17, 40, 60)
_YEARLY = re.compile("预算|[一每]年.{0,4}(?:花|拿|交|存|出|左右)")
_SUM = re.compile(r"\d{2,6}")
_UNDECIDED = re.compile("没想好|不知道|不清楚|说不[好准]|看情况|随便")
_MOST_YEARLY = (1_000, 5_000, 10_000)
_DECLINES = re.compile("不(?:用|要|需要|同意|想|必|了)|算了|别|自己看|先看看")
_CONSENTS = re.compile("同意|可以|联系我|打给我|打吧|联系吧|没问题")


@dataclass(frozen=True, kw_only=True)
class Age(Choice):
    """A band, also told as an age: 「三十五岁」, 「六十多」, 「刚满月」."""

    def volunteered(self, turn: Turn) -> str | None:
        return _age_band(turn.text, _AGE.search(turn.text)) if turn.typed else None

    async def answered(self, turn: Turn, answers: Answers) -> str | None:
        return await super().answered(turn, answers) or _age_band(turn.text, _BARE_AGE.fullmatch(turn.text))


def _age_band(text: str, found: re.Match[str] | None) -> str | None:
    if _INFANT.search(text):
        return leads.AGE_BANDS[0]
    if found is None:
        return None
    # 「六十多」 is more than sixty.
    age = _years(found["age"]) + bool(found["more"])
    return leads.AGE_BANDS[sum(age > last for last in _LAST_AGES)]


def _years(said: str) -> int:
    if said.isdecimal():
        return int(said)
    tens, ten, ones = said.rpartition("十")
    return (_HAN[tens] or 1) * 10 * len(ten) + _HAN[ones]


@dataclass(frozen=True, kw_only=True)
class Budget(Choice):
    """A band, also told as a sum: 「一年五千左右」, 「一个月两百」."""

    def volunteered(self, turn: Turn) -> str | None:
        return _budget_band(turn) if turn.typed and _YEARLY.search(turn.text) else None

    async def answered(self, turn: Turn, answers: Answers) -> str | None:
        if (value := await super().answered(turn, answers) or _budget_band(turn)) is not None:
            return value
        return leads.BUDGET_BANDS[-1] if _UNDECIDED.search(turn.text) else None


def _budget_band(turn: Turn) -> str | None:
    told = turn.entity("money") or (turn.text if _SUM.fullmatch(turn.text) else None)
    if told is None:
        return None
    yearly = Decimal(told) * (12 if "月" in turn.text else 1)
    return leads.BUDGET_BANDS[sum(yearly > most for most in _MOST_YEARLY)]


@dataclass(frozen=True, kw_only=True)
class Consent(YesNo):
    """Given or refused only where it is asked for."""

    def volunteered(self, turn: Turn) -> str | None:
        return None

    async def answered(self, turn: Turn, answers: Answers) -> str | None:
        if (value := await super().answered(turn, answers)) is not None or not turn.typed:
            return value
        if _DECLINES.search(turn.text):
            return "no"
        return "yes" if _CONSENTS.search(turn.text) else None
