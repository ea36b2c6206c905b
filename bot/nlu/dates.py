"""Days as customers name them, resolved against the message's own day.

A day without a year is the latest one not in the future, because most of what people date has happened; words such as
到期, 续费 or 预约 beside it turn it to the next one. A month without a day is ISO `2026-03`, a year `2026` (今年 alone is
no date: people say it of ages; nor is 这个月 where it tells how one stands: 这个月手头紧). The part of day stays outside the
span, except where it is fused with the day (昨晚).
"""

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from bot.nlu.counted import COUNTED
from bot.nlu.direction import is_ahead
from bot.nlu.festivals import OFFSET, find_festivals, offset
from bot.nlu.festivals import Festivals as Festivals  # part of what this module offers
from bot.nlu.lunar import lunar_days
from bot.nlu.numerals import parse_number, spoken_digits
from bot.nlu.relative import WHICH, month_of, relative_days, steps
from bot.nlu.spans import Found
from bot.nlu.years import YEAR, full_year, named_year, nearest

_N = r"(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_BETWEEN = r"(?:的|那个|里)?"
_PART = r"初|头(?![痛疼晕发大皮])|中旬?|底|末|尾(?![号数款巴])"

_ISO = re.compile(r"(?<![\d.])(\d{4})[-/.年] ?(\d{1,2})[-/.月] ?(\d{1,2})(?:日|号|(?!\d))")
_COMPACT = re.compile(r"(?<![0-9A-Za-z-])(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![0-9A-Za-z-])")
_SHORT_YEAR = re.compile(
    r"(?<![\d.])(\d{2})年 ?(\d{1,2})月 ?(\d{1,2})(?:日|号|(?!\d))"
    r"|(?<![\d./:-])([12]\d)([./-])(0?[1-9]|1[0-2])\5(0?[1-9]|[12]\d|3[01])(?![\d./-])"
)
_MONTH_DAY = re.compile(
    rf"(?<!每年){YEAR}(?<![\d.])({_N})月(?:份)?(?:的)?月? ?({_N}|{_PART})(?:(日|号|那天)|(?!\d|个|天|年|回|次|趟|万|千|块|[一二三四五六七八九十]))"
)
_SLASHED = re.compile(r"(?<![\d./-])(\d{1,2})[/.-](\d{1,2})(?:日|号|(?=那天))")
_WHEN = r"(?=\W*$|[那早晚上下中买出住入报签投摔撞追到生扣交续开办])"
_DOTTED = re.compile(
    rf"(?<![\d./¥￥A-Za-z-])(?:(1[0-2]|0?[1-9])/(0[1-9]|[12]\d|3[01]|[1-9])(?![\d/])|(1[0-2]|0?[1-9])\.([12]\d|3[01]|0[1-9]|[1-9]){_WHEN})"
)
_DOTTED_RANGE = re.compile(
    r"(?<![\d.])((?:1[0-2]|0?[1-9])\.(?:[12]\d|3[01]|0?[1-9]))\s?[-~—到至]\s?((?:1[0-2]|0?[1-9])\.(?:[12]\d|3[01]|0?[1-9]))(?![\d.万元块折%％米倍kKwW])"
)
_MONTH_OFFSET = re.compile(rf"{WHICH}月(?:份)?{_BETWEEN}月?(?:({_N})(?:日|号)|({_PART})(?!期))")
_ISO_MONTH = re.compile(r"(?<![0-9A-Za-z.-])((?:19|20)\d\d)[-/.](0?[1-9]|1[0-2])(?![0-9A-Za-z./-])")
_MONTH = re.compile(
    rf"(?<!农历)(?<!阴历)(?<!每年){YEAR}(?<![\d.到至第十闰])(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?!龄|大|薪|供|[初中底末\d一二三四五六七八九十])"
)
_MONTHLY = re.compile(r"\s?(?:打|多少|几|能[拿领]|要[交多]|[领发交扣给]多少|一)")  # 一月多少钱
_NAMED_MONTH = re.compile(rf"{WHICH}月(?:份)?(?!初|中|底|末|\d|薪|供|[一二三四五六七八九十]{{1,3}}[号日])")
_THIS = ("这", "这个", "本", "当")
# How one stands is no date: 这个月手头紧.
_STANDING = re.compile(
    r"[我们家里的也都]{0,4}(?:有点|真的?|实在|比较|确实|特别|暂时|太|没|也|还|就)*(?:[没还]*[发开]工资|手头|手里|手上|紧|没钱|缺钱|困难|拮据|资金|周转|工资|开销|开支|花销|穷|失业|房贷|吃土|不宽裕|钱不够|压力)"
)
_YEAR = re.compile(
    r"(?<![\d.-])((?:19|20)\d\d)年(?!期|内|以|\d|交)|(大前|(?<![以之])前|去|明|(?<![以之])后)年(?!\d|[初底末一二三四五六七八九十]|年[初底末])"
    r"|(?<![\d.交缴满保等了过第近共用存几多])([012]\d)年(?=买|投|办|入职|签|结婚|那会|那时|开始[买交]|底|末)"
)
_BORN = re.compile(r"(?<!\d)([4-9]\d)年(?=的|生|出生)")
_HAN_YEAR = re.compile(
    r"[零〇一二三四五六七八九]{4}(?=年)|(?<![零〇一二三四五六七八九十百千])[零〇一二三四五六七八九][零〇一二三四五六七八九](?=年[一二三四五六七八九十\d]{1,2}月)"
)
_BARE_MONTH_PART = re.compile(
    r"(?<![个一二三四五六七八九十\d每])(?<!每月)月(初|底|末|[头尾](?=扣|交|给|能|发|$)|中(?=\W|$|[扣交能会给到就还发住]))(?!期)"
)
_YEAR_PART = re.compile(
    r"(?:(?P<year>今|去|前|明|后|(?:19|20)\d\d|(?<!\d)[012]\d)(?:年的?)?)?(?<!每)(?<!每年)年(初(?![一二三四五六七八九十])|底|末)"
)
_NO_ROOM = r"(?!楼|线|院|车|店|门|单元|卡|码|桌|柜|床|病|房|窗|机|坑|厅|公交|航站|高速|库|铺|摊|汽油|充|员工|客服|柱|井|馆|站|诊|\d|[A-Za-z])"
_BARE_DAY = re.compile(
    rf"(?<![\d月.第/\-一二三四五六七八九十楼车单尾工座编])(?<!每月的)(?<!最后)({_N})"
    rf"(?:号{_NO_ROOM}|日(?!内|以内|游|期|后|子|常|用|均|报))"
)
# 15日 alone is a term as often as a day.
_AFTER_DAY = re.compile(
    r"[上下中]午|晚|早|凌晨|夜|傍晚|\d{1,2}[点时:]|在|发生|出险|[入出住]院|报案|确诊|手术|投保|生效|到期|[缴扣交签]"
)
_JOINED = re.compile(r"(?:到|至|~|—|和|跟|与|及|或|、|,)\s?$")


class _Candidate(NamedTuple):
    start: int
    end: int
    day: Callable[[bool], date | str | None]  # told whether it lies ahead
    counts_on: bool = False  # 3月5号 goes on with 前一天, 昨天 does not


def find_dates(text: str, today: date, festivals: Festivals) -> list[Found]:
    """The days named in normalised `text`, ISO 8601, earlier rules first; days that do not exist are left out."""
    text = _HAN_YEAR.sub(lambda year: spoken_digits(year[0]), text)
    candidates = list(_candidates(text, today, festivals))
    starts = sorted(candidate.start for candidate in candidates)
    ends = sorted(candidate.end for candidate in candidates)
    found = []
    for start, end, resolve, counts_on in candidates:
        following, preceding = bisect_left(starts, end), bisect_left(ends, start + 1)
        ahead = is_ahead(
            text,
            start,
            end,
            ends[preceding - 1] if preceding else None,
            starts[following] if following < len(starts) else None,
        )
        try:
            day = resolve(ahead)
            if (
                counts_on
                and isinstance(day, date)
                and (match := OFFSET.match(text, end))
                and not match["same"]
            ):
                day, end = day + timedelta(days=offset(match)), match.end()
        except (ValueError, OverflowError):
            continue
        if day is not None:
            found.append(Found("date", day if isinstance(day, str) else day.isoformat(), start, end))
    return found


def _number(text: str) -> int:
    value = parse_number(text)
    if value is None:
        raise ValueError(text)
    return int(value)


def _in_month(year: int, month: int, part: str) -> date:
    if part in ("初", "头"):
        return date(year, month, 1)
    if part.startswith("中"):
        return date(year, month, 15)
    if part in ("底", "末", "尾"):
        return date(year, month, monthrange(year, month)[1])
    return date(year, month, _number(part))


def _candidates(text: str, today: date, festivals: Festivals) -> Iterator[_Candidate]:
    def exact(match: re.Match[str], *numbers: str) -> _Candidate:
        return _Candidate(*match.span(), lambda ahead: date(*map(int, numbers)), True)

    def yearly(
        start: int, end: int, of: Callable[[int], date | None], year: int | None, counts_on: bool = False
    ) -> _Candidate:
        def resolve(ahead: bool) -> date | None:
            return nearest(of, today, ahead) if year is None else of(year)

        return _Candidate(start, end, resolve, counts_on)

    for pattern in (_ISO, _COMPACT):
        for match in pattern.finditer(text):
            yield exact(match, *match.groups())
    for match in _SHORT_YEAR.finditer(text):
        year, month, day = match.group(1, 2, 3) if match[1] else match.group(4, 6, 7)
        yield exact(match, str(full_year(year, today.year)), month, day)
    ends = set()
    for named in lunar_days(text, today):
        ends.add(named.end)
        yield yearly(*named, True)
    months: dict[int, _Candidate] = {}  # where a day with its month ends → that day, for 3月5号到8号
    for match in _MONTH_DAY.finditer(text):
        if not match[4] and COUNTED.match(text, match.end()):
            continue  # 一月一条
        end = match.start(4) if match[4] == "那天" else match.end()
        of = partial(_day_in_year, match[2], match[3])
        months[end] = yearly(match.start(), end, of, named_year(match["year"], today.year), True)
        yield months[end]
    for festival in find_festivals(text, today, festivals):
        if festival.start not in months and festival.start not in ends:  # 2月14情人节 is one day
            yield yearly(*festival)
    for match in _SLASHED.finditer(text):
        yield yearly(*match.span(), partial(_day_in_year, match[1], match[2]), None)
    for match in _DOTTED.finditer(text):
        month, day = match[1] or match[3], match[2] or match[4]
        yield yearly(*match.span(), partial(_day_in_year, month, day), None)
    for match in _DOTTED_RANGE.finditer(text):
        for group in (1, 2):
            of = partial(_day_in_year, *match[group].split("."))
            yield yearly(*match.span(group), of, None)
    for match in _MONTH_OFFSET.finditer(text):
        part = match[2] or match[3]
        months[match.end()] = _Candidate(
            *match.span(), partial(_day_of_month, today, steps(match[1]), part), True
        )
        yield months[match.end()]
    for match in _YEAR_PART.finditer(text):
        year = named_year(match["year"], today.year) or today.year
        month, part = (1, "初") if match[2] == "初" else (12, "底")
        yield _Candidate(*match.span(), partial(_part_of_month, year, month, part))
    for match in _BARE_MONTH_PART.finditer(text):
        yield _Candidate(*match.span(), partial(_part_of_month, today.year, today.month, match[1]))
    for relative in relative_days(text, today):
        yield _Candidate(*relative)
    for match in _BARE_DAY.finditer(text):
        joined = _JOINED.search(text, max(0, match.start() - 2), match.start())
        first = months.get(joined.start()) if joined else None
        if not first and text[match.end() - 1] == "日" and not _AFTER_DAY.match(text, match.end()):
            continue
        until = joined is not None and joined[0].strip() in ("到", "至", "~", "—")
        day = _Candidate(*match.span(), partial(_bare_day, today, match[1], first, until), True)
        months[match.end()] = first or day
        yield day
    for match in _ISO_MONTH.finditer(text):
        yield _Candidate(*match.span(), partial(_iso_month, int(match[1]), int(match[2])))
    for match in _MONTH.finditer(text):
        if match[0] == "一月" and _MONTHLY.match(text, match.end()):
            continue
        yield _Candidate(*match.span(), partial(_month_alone, today, match["year"], match[2]))
    for match in _NAMED_MONTH.finditer(text):
        if match[1] not in _THIS or not _STANDING.match(text, match.end()):
            yield _Candidate(*match.span(), partial(_iso_month, *month_of(today, steps(match[1]))))
    for match in _BORN.finditer(text):
        yield _Candidate(*match.span(), partial(_year_alone, 1900 + int(match[1])))
    for match in _YEAR.finditer(text):
        said = match[1] or match[2] or match[3]
        yield _Candidate(*match.span(), partial(_year_alone, named_year(said, today.year) or 0))


def _day_in_year(month: str, day: str, year: int) -> date | None:
    try:
        return _in_month(year, _number(month), day)
    except ValueError:  # 29 February
        return None


def _part_of_month(year: int, month: int, part: str, ahead: bool) -> date:
    return _in_month(year, month, part)


def _day_of_month(today: date, steps: int, part: str, ahead: bool) -> date:
    return _in_month(*month_of(today, steps), part)


def _iso_month(year: int, month: int, ahead: bool) -> str:
    return f"{year:04}-{month:02}"


def _year_alone(year: int, ahead: bool) -> str:
    return f"{year:04}"


def _month_alone(today: date, said: str | None, named: str, ahead: bool) -> str:
    month, year = _number(named), named_year(said, today.year)
    if year is None:
        year = today.year + (month < today.month) if ahead else today.year - (month > today.month)
    return _iso_month(year, month, ahead)


def _bare_day(today: date, named: str, first: _Candidate | None, until: bool, ahead: bool) -> date:
    """The day of this month, the last or the next; after 3月5号 and 到 (`until`) or 和 of the month of `first`."""
    day = _number(named)
    if first and isinstance(start := first.day(ahead), date):
        return date(*month_of(start, int(until and day < start.day)), day)
    offset = 0
    if ahead and day < today.day:
        offset = 1
    elif not ahead and day > today.day:
        offset = -1
    return date(*month_of(today, offset), day)
