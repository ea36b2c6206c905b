"""Days counted from the message's own: 昨儿个, 上周三, 三天前, 刚刚."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from bot.nlu.numerals import parse_number
from bot.nlu.years import named_year

# Where, and how to find the day, told whether it lies ahead; None where the words turn out to mean another thing.
Relative = tuple[int, int, Callable[[bool], date | None]]

WHICH = r"(上上个?|上一?个?|这个?|本|当|下下个?|下一?个?)"  # steps() reads it
_DAYS = {
    "大大前": -4,
    "大前": -3,
    "前": -2,
    "昨": -1,
    "夜": -1,
    "今": 0,
    "明": 1,
    "后": 2,
    "大后": 3,
    "大大后": 4,
}
_WEEKDAYS = (
    {char: index for index, char in enumerate("一二三四五六")}
    | {"日": 6, "天": 6, "末": 5}
    | {str(index + 1): index for index in range(7)}
)
_N = r"(?:\d{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"

# 之前天天 and 以前儿子 hold no day; 今儿子时 and 夜儿个 do.
_WORD = re.compile(
    r"(大大前|大前|大后|大大后|昨|今|(?<![证表])明|(?<![以之目从当提大])[前后])(?:天(?!天打|天都|天催|性|的努力)|儿个|个儿|儿(?!子|女|童|媳|科|孙|歌))"
    r"|(大前|昨|今|明|(?<![以之目从当提])前)(?:日(?!常)|个(?!月|星期|礼拜|周|人|案|体|别|税|[一二两三四五六七八九十半]))"
    r"|(昨|今|(?<![证表])明|(?<![以之])[前后])晚"
    r"|(昨|今|明)(?:夜|早|晨|上午|中午|下午|傍晚|凌晨|晌)"
    r"|(夜)(?:儿个|个儿)"
)
_JUST_NOW = re.compile(r"\W*(?:就是?|就在)?(刚刚|刚才|方才)(?:的事)?\W*")
_SAME_DAY = re.compile(r"(前|去|明)年的?今[天日儿]")
# 一周一次, 每周一 and 下周一定 name no Monday.
_WEEK = re.compile(
    rf"(?:{WHICH}|(?<![一二两三四五六七八九十几每\d半多])|(?<=[周期拜][一二三四五六日天]))(?:周|星期|礼拜)((?<=[上这本下个]周)末|(?<=[上这本下个]星期)末|(?<=[上这本下个]礼拜)末"
    r"|一(?!定|直|次|趟|回|般|起|共|些|会|点|个|圈|整)|天(?!气|天)|[二三四五六日1-7])(?!\d|年|个|月|次|趟|天|岁|期)"
)
_AGO = re.compile(
    rf"(?<![几数多半\d一二两三四五六七八九十.])(?:({_N})(?:个)?(天|日|周|星期|礼拜|月|年)|(?<![个年])(半|[俩仨])个?(天|月|年|星期|礼拜))(?:之|以)?(?:(前)|后)(?!几)"
)
_TERM = re.compile(r"[满过超效期保院]\S{0,2}$")  # 等待期满30天后


def relative_days(text: str, today: date) -> Iterator[Relative]:
    """The days in normalised `text` that are counted from `today`."""
    if match := _JUST_NOW.fullmatch(text):
        yield *match.span(1), lambda ahead: today
    for match in _SAME_DAY.finditer(text):
        yield *match.span(), partial(_same_day, today, match[1])
    for match in _WEEK.finditer(text):
        yield *match.span(), partial(_weekday, today, match[1], match[2])
    for match in _AGO.finditer(text):
        if match[5] or not _TERM.search(text[: match.start()]):
            amount, unit = match[1] or match[3], match[2] or match[4]
            yield *match.span(), partial(_away, today, amount, unit, bool(match[5]))
    for match in _WORD.finditer(text):
        days = _DAYS[next(filter(None, match.groups()))]
        yield *match.span(), partial(_shifted, today, days)


def steps(word: str | None) -> int:
    """上 → -1, 上上 → -2, 下个 → 1, 本 and 这 → 0."""
    word = word or ""
    return word.count("下") - word.count("上")


def month_of(day: date, offset: int) -> tuple[int, int]:
    """Year and month, `offset` months from that of `day`."""
    index = day.year * 12 + day.month - 1 + offset
    return index // 12, index % 12 + 1


def _same_day(today: date, year: str, ahead: bool) -> date:
    return today.replace(year=named_year(year, today.year) or today.year)


def _weekday(today: date, word: str | None, name: str, ahead: bool) -> date:
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(weeks=steps(word), days=_WEEKDAYS[name])
    if word is None and ahead and day < today:
        return day + timedelta(weeks=1)
    if word is None and not ahead and day > today:
        return day - timedelta(weeks=1)
    return day


def _shifted(today: date, days: int, ahead: bool) -> date:
    return today + timedelta(days=days)


def _away(today: date, amount: str, unit: str, before: bool, ahead: bool) -> date | None:
    """None where 后 makes a term (交了五年以后, 90天后)."""
    if amount == "半":
        days = {"月": 15, "年": 182}.get(unit)
        return today - timedelta(days=days) if before and days else None
    count = {"俩": 2, "仨": 3}.get(amount) or int(parse_number(amount) or 0)
    if not before and (unit == "年" or (unit in "天日" and count > 20)):
        return None
    sign = -1 if before else 1
    if unit in ("天", "日"):
        return today + timedelta(days=sign * count)
    if unit in ("周", "星期", "礼拜"):
        return today + timedelta(weeks=sign * count)
    year, month = month_of(today, sign * (count if unit == "月" else 12 * count))
    return date(year, month, min(today.day, monthrange(year, month)[1]))
