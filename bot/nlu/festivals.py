"""Festivals and what is counted from them: 去年国庆, 国庆3号, 中秋前一天, 五一第二天.

The names of the solar calendar are in `data/lookup/festivals.yml`, those of the lunar one are computed.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from bot.nlu.counted import COUNTED
from bot.nlu.lunar import FESTIVALS
from bot.nlu.numerals import parse_number
from bot.nlu.years import YEAR, named_year

Festivals = Mapping[str, Callable[[int], date | None]]

_FLOATING = {"母亲节": (5, 2, 6), "父亲节": (6, 3, 6), "感恩节": (11, 4, 3)}  # month, which, weekday
_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})"
# 国庆第二天, 中秋节的前一天, 五一假期第三天, 元旦当天
OFFSET = re.compile(
    rf"(?:的)?(?:(?P<last>前一[天日]|头天|前夕)|前(?P<before>{_N})天|(?P<same>当[天日])|(?P<next>后一天|次日|翌日|隔天|第二天|第2天)|后第?(?P<after>{_N})天)(?!之?前|内|了)"
)
_NTH = re.compile(rf"(?:放假|假期|长假|小长假|黄金周|期间|假)?(?:的)?第(?P<nth>{_N})天")
_DAY_OF_MONTH = re.compile(r"(?:节|假期)?(?:的)?(?P<day>[1-9]\d?|[一二三四五六七八九十]{1,3})[号日](?!楼|线)")
# 五一 and 十一 are numbers too.
_NUMERIC = re.compile(r"[一二三四五六七八九十双\d]+")
_NO_FESTIVAL = re.compile(
    r"险|月|路|镇|到(?![现今昨])|至|点|号|楼|岁|万|块|年|人|次|个|[0-9一二三四五六七八九十百千]|儿童|晚会|联欢|档期"
)
_NO_NAME = re.compile(
    r"节?(?:快乐|安康|吉祥|礼|福利|活动|优惠|特惠|红包|贺|假期?多)|险|路|镇|街|大道|小区|花园|广场|医院|粥|蒜|月饼|汤圆|轻|纪|龄|费|晚会|联欢|档"
)
_NO_BEFORE = r"(?<![月第一二两三四五六七八九十百千万亿零吃煮包])(?<![王李张刘陈杨黄赵吴徐孙朱胡郭何林郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡杜叶苏魏吕丁沈姚卢姜崔钟谭陆汪范廖贾])"


class Festival(NamedTuple):
    """A festival in a text; `of` gives its day (or that counted from it) in a solar year, `year` that year, if said."""

    start: int
    end: int
    of: Callable[[int], date | None]
    year: int | None


def _floating(name: str, year: int) -> date:
    month, which, weekday = _FLOATING[name]
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


@lru_cache(maxsize=8)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    every = sorted({*names, *FESTIVALS, *_FLOATING}, key=len, reverse=True)
    return re.compile(rf"{_NO_BEFORE}{YEAR}(?P<name>{'|'.join(map(re.escape, every))})")


def _day_in(name: str, table: Festivals, year: int) -> date | None:
    if name in _FLOATING:
        return _floating(name, year)
    return (table.get(name) or FESTIVALS[name])(year)


def find_festivals(text: str, today: date, table: Festivals) -> Iterator[Festival]:
    """The festivals in normalised `text`, with what is counted from them."""
    for match in _pattern(tuple(table)).finditer(text):
        name, end = match["name"], match.end()
        year = named_year(match["year"], today.year)

        def of(year: int, name: str = name) -> date | None:
            return _day_in(name, table, year)

        if day := _DAY_OF_MONTH.match(text, end):
            if name in table:
                yield Festival(match.start(), day.end(), _same_month(of, day["day"]), year)
            continue
        if nth := _NTH.match(text, end):
            yield Festival(match.start(), nth.end(), shifted(of, _number(nth["nth"]) - 1), year)
        elif (counted := OFFSET.match(text, end)) and (days := offset(counted)) is not None:
            yield Festival(match.start(), counted.end(), shifted(of, days), year)
        elif not (_is_number if _NUMERIC.fullmatch(name) else _is_other)(text, end):
            yield Festival(match.start(), end, of, year)


def _is_number(text: str, end: int) -> bool:
    return bool(_NO_FESTIVAL.match(text, end) or COUNTED.match(text, end))


def _is_other(text: str, end: int) -> bool:
    return bool(_NO_NAME.match(text, end))


def offset(match: re.Match[str]) -> int:
    """How many days an `OFFSET` goes on."""
    if match["last"]:
        return -1
    if match["before"]:
        return -_number(match["before"])
    if match["after"]:
        return _number(match["after"])
    return 1 if match["next"] else 0


def shifted(of: Callable[[int], date | None], days: int) -> Callable[[int], date | None]:
    """The day `days` after that of a year."""

    def later(year: int) -> date | None:
        day = of(year)
        return day and day + timedelta(days=days)

    return later


def _same_month(of: Callable[[int], date | None], said: str) -> Callable[[int], date | None]:
    """国庆3号: the third of the festival's month."""

    def day_of(year: int) -> date | None:
        day = of(year)
        try:
            return day and day.replace(day=_number(said))
        except ValueError:
            return None

    return day_of


def _number(said: str) -> int:
    return int(parse_number(said) or 0)
