"""Days of the lunar calendar as customers name them: 正月十五, 大年初二, 腊月十八, 农历八月初三, and its festivals.

A lunar year begins in January or February, so its last days lie in the next solar year: 去年腊月 is counted in lunar
years, 去年除夕 as people do, in solar ones.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache, partial
from typing import NamedTuple

from lunar_python import Lunar, LunarYear, Solar

from bot.nlu.counted import COUNTED
from bot.nlu.numerals import parse_number
from bot.nlu.years import YEAR, named_year

# Month and day; the thirtieth of the last month is its last day, whether it has 29 or 30.
_FESTIVALS = {
    "春节": (1, 1),
    "元宵": (1, 15),
    "元宵节": (1, 15),
    "龙抬头": (2, 2),
    "端午": (5, 5),
    "端午节": (5, 5),
    "七夕": (7, 7),
    "七夕节": (7, 7),
    "中元节": (7, 15),
    "鬼节": (7, 15),
    "中秋": (8, 15),
    "中秋节": (8, 15),
    "重阳": (9, 9),
    "重阳节": (9, 9),
    "腊八": (12, 8),
    "腊八节": (12, 8),
    "小年": (12, 23),
    "除夕": (12, 30),
    "大年夜": (12, 30),
}
_TERMS = {
    "清明": "清明",
    "清明节": "清明",
    "夏至": "夏至",
    "立秋": "立秋",
    "立冬": "立冬",
    "冬至": "DONG_ZHI",
}
_YEARS = range(1900, 2200)  # of the lunar calendar; the library knows more

_ONES = "一二三四五六七八九"
_FIRST_TEN = rf"初(?:[{_ONES}]|十)"
_DAY = rf"(?:{_FIRST_TEN}|(?:二十|廿|十)[{_ONES}]?|三十|[{_ONES}]|半|(?:[12]\d|30|0?[1-9])(?!\d))"
_CALENDAR = r"(?:农历|阴历|旧历|老历|古历)"
# 农历八月初三, 去年腊月十八, 闰六月初一
_MONTH_DAY = re.compile(
    rf"(?P<said>{_CALENDAR})?(?:的)? ?{YEAR}(?P<again>{_CALENDAR})?(?:的)? ?(?P<leap>闰)?(?<![\d{_ONES}十])"
    rf"(?P<month>[正冬腊]|十[一二]?|[{_ONES}]|1[0-2]|[1-9])月(?:的)? ?(?P<day>{_DAY})(?:[号日](?!子))?"
)
# 大年初二, 年三十, 春节初三, 大年二十九, 年廿八
_NEW_YEAR = re.compile(
    rf"{YEAR}(?<![今去前明后本每一二两三四五六七八九十几半多全整少过\d])(?:大年|年|春节)"
    rf"(?P<day>{_FIRST_TEN}|三十|(?:(?<=大年)二十|廿)[{_ONES}])(?!万|岁|出头|之|几)"
)
# 初六 alone is also a grade of school, so something of the new year must stand before it.
_BARE = re.compile(rf"(?:(?<![年月底节])|(?<=过年))(?P<day>{_FIRST_TEN})(?!中|毕业|学|的?班|年级|生)")
_MAYBE = re.compile(r"[正冬腊闰历廿初半]|年[三二]|月[二五七八九十]")
_FESTIVE = re.compile(r"春节|过年|大年|除夕|正月|拜年|年三十|年初[一二三四五六七八九]")
_OTHER_WORD = re.compile(r"[多几来直般些点楼]|共|样|起|定|切")  # 三月初一直没收到


class Named(NamedTuple):
    """A lunar day in a text: `of` gives the day of a lunar year, `year` is that year, if said."""

    start: int
    end: int
    of: Callable[[int], date | None]
    year: int | None


@lru_cache(maxsize=2048)
def solar_day(year: int, month: int, day: int) -> date | None:
    """The solar day of a lunar one, None where there is none; a negative month is a leap month."""
    if year not in _YEARS:
        return None
    lengths = {
        m.getMonth(): m.getDayCount() for m in LunarYear.fromYear(year).getMonths() if m.getYear() == year
    }
    length = lengths.get(month, 0)
    if month == 12 and day == 30:
        day = length
    if not 1 <= day <= length:
        return None
    return _date(Lunar.fromYmd(year, month, day).getSolar())


def _date(solar: Solar) -> date:
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


@lru_cache(maxsize=512)
def festival(name: str, year: int) -> date | None:
    """The day of a festival in `FESTIVALS` that falls into a solar year."""
    if year not in _YEARS:
        return None
    if term := _TERMS.get(name):
        return _date(Lunar.fromYmd(year, 6, 1).getJieQiTable()[term])
    days = (solar_day(lunar, *_FESTIVALS[name]) for lunar in (year, year - 1))
    return next((day for day in days if day and day.year == year), None)


# As in the look-up table: name → the day in a solar year.
FESTIVALS: dict[str, Callable[[int], date | None]] = {
    name: partial(festival, name) for name in (*_FESTIVALS, *_TERMS)
}


def lunar_days(text: str, today: date) -> Iterator[Named]:
    """The lunar days named in normalised `text`, the surest first."""
    if not _MAYBE.search(text):
        return
    this = Solar.fromYmd(today.year, today.month, today.day).getLunar().getYear()
    for match in _MONTH_DAY.finditer(text):
        day, month = match["day"], match["month"]
        said = match["said"] or match["again"]
        number, of_month = _month(month), _day(day)
        festive = any(
            day_of == (number, of_month) and text.startswith(name, match.end())
            for name, day_of in _FESTIVALS.items()
        )
        own = month in "正冬腊" or day[0] in "初廿" or (month + day) == "七半"
        if not (said or match["leap"] or own or festive):
            continue
        if _OTHER_WORD.match(text, match.end()) or (day[0] == "初" and COUNTED.match(text, match.end())):
            continue
        number = -number if match["leap"] else number
        yield Named(*match.span(), partial(_in_year, number, of_month), named_year(match["year"], this))
    for match in _NEW_YEAR.finditer(text):
        day = match["day"]
        number = 1 if day[0] == "初" else 12
        if _OTHER_WORD.match(text, match.end()) or COUNTED.match(text, match.end()):
            continue
        year = named_year(match["year"], today.year)
        if year is not None and number == 12:
            year -= 1
        yield Named(*match.span(), partial(_in_year, number, _day(day)), year)
    for match in _BARE.finditer(text):
        if _FESTIVE.search(text, 0, match.start()) and not _OTHER_WORD.match(text, match.end()):
            yield Named(*match.span(), partial(_in_year, 1, _day(match["day"])), None)


def _in_year(month: int, day: int, year: int) -> date | None:
    return solar_day(year, month, day)


def _month(said: str) -> int:
    return {"正": 1, "冬": 11, "腊": 12}.get(said) or int(parse_number(said) or 0)


def _day(said: str) -> int:
    if said == "半":
        return 15
    return int(parse_number(said.lstrip("初").replace("廿", "二十")) or 0)
