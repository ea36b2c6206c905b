"""Days as customers name them, resolved against the message's own day.

A day without a year is the latest one not in the future, because most of what people date has happened; words such as
到期, 续费 or 预约 before or behind it turn it to the next one. A month without a day is ISO `2026-03`, a year `2026`
(今年 alone is no date: people say it of ages). The part of
day stays outside the span, except where it is fused with the day (昨晚).
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial

from bot.nlu.numerals import parse_number, spoken_digits
from bot.nlu.spans import Found

Festivals = Mapping[str, Callable[[int], date | None]]

_N = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_FUTURE = re.compile(
    r"[号日天底午秋节庆旦一](?:之前|以前|前)(?:必须|给|回|打|联|能|要|办|到|处理|答复)|到期|续[保费期缴交]|[缴交扣]费|扣款|还款|截止|生效|预约|打算|准备|[回来]电|打给我|联系我|之前[给回打联]|下次"
)
_DAY_WORDS = {
    "大前天": -3,
    "大前儿": -3,
    "前天": -2,
    "前儿": -2,
    "前个": -2,
    "前晚": -2,
    "前日": -2,
    "昨天": -1,
    "昨日": -1,
    "昨晚": -1,
    "昨夜": -1,
    "昨儿": -1,
    "昨个": -1,
    "昨早": -1,
    "今天": 0,
    "今日": 0,
    "今早": 0,
    "今晚": 0,
    "今儿": 0,
    "今个": 0,
    "今晨": 0,
    "明天": 1,
    "明日": 1,
    "明早": 1,
    "明晚": 1,
    "明儿": 1,
    "明个": 1,
    "后天": 2,
    "后儿": 2,
    "大后天": 3,
}
_WEEKDAYS = (
    {char: index for index, char in enumerate("一二三四五六")}
    | {"日": 6, "天": 6, "末": 5}
    | {str(index + 1): index for index in range(7)}
)
_YEARS = {"今": 0, "本": 0, "去": -1, "前": -2, "大前": -3, "明": 1, "后": 2}
_BETWEEN = r"(?:的|那个|里)?"

_WORD = re.compile("|".join(sorted(_DAY_WORDS, key=len, reverse=True)))
_JUST_NOW = re.compile(r"\W*(?:就是?|就在)?(刚刚|刚才|方才)(?:的事)?\W*")
_ISO = re.compile(r"(?<![\d.])(\d{4})[-/.年] ?(\d{1,2})[-/.月] ?(\d{1,2})(?:日|号|(?!\d))")
_COMPACT = re.compile(r"(?<![0-9A-Za-z-])(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![0-9A-Za-z-])")
_SHORT_YEAR = re.compile(r"(?<![\d.])(\d{2})年 ?(\d{1,2})月 ?(\d{1,2})(?:日|号|(?!\d))")
_MONTH_DAY = re.compile(
    rf"(?:((?:19|20)\d\d|今|去|前|明|本)年{_BETWEEN} ?)?(?<![\d.])({_N})月(?:份)?(?:的)? ?({_N}|初|中旬?|底|末)(?:(日|号|那天)|(?!\d|个|天|年|回|次|趟|万|千|块))"
)
_SLASHED = re.compile(r"(?<![\d./-])(\d{1,2})[/.-](\d{1,2})(?:日|号|(?=那天))")
_WHEN = r"(?=\W*$|[那早晚上下中买出住入报签投摔撞追到生扣交续开办])"
_DOTTED = re.compile(
    rf"(?<![\d./¥￥A-Za-z-])(?:(1[0-2]|0?[1-9])/(0[1-9]|[12]\d|3[01]|[1-9])(?![\d/])|(1[0-2]|0?[1-9])\.([12]\d|3[01]|0[1-9]|[1-9]){_WHEN})"
)
_MONTH_OFFSET = re.compile(
    rf"(上上个?|上个?|这个?|本|当|下下个?|下个?)月{_BETWEEN}(?:({_N})(?:日|号)|(初|中旬?|底|末)(?!期))"
)
_MONTH = re.compile(
    rf"(?:((?:19|20)\d\d|今|去|前|明|本)年{_BETWEEN} ?)?(?<![\d.到至第])(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?![初中底末\d一二三四五六七八九十])"
)
_ISO_MONTH = re.compile(r"(?<![0-9A-Za-z.-])((?:19|20)\d\d)[-/.](0?[1-9]|1[0-2])(?![0-9A-Za-z./-])")
_NAMED_MONTH = re.compile(
    r"(上上个?|上个?|这个|本|当|下下个?|下个?)月(?:份)?(?!初|中|底|末|\d|[一二三四五六七八九十]{1,3}[号日])"
)
_YEAR = re.compile(
    r"(?<![\d.-])((?:19|20)\d\d)年(?!期|内|以|\d|交)|(大前|前|去|明|后)年(?!\d|[初底末一二三四五六七八九十])"
)
_BORN = re.compile(r"(?<!\d)([4-9]\d)年(?=的|生|出生)")
_HAN_YEAR = re.compile(r"[零〇一二三四五六七八九]{4}(?=年)")
_BARE_MONTH_PART = re.compile(r"(?<![个一二三四五六七八九十\d])月(初|底|末)(?!期)")
_YEAR_PART = re.compile(r"(今|去|前|明)?年(初(?![一二三四五六七八九十])|底|末)")
_BARE_DAY = re.compile(
    rf"(?<![\d月.第/\-一二三四五六七八九十楼车单])({_N})号(?!楼|线|院|车|店|门|单元|卡|码|桌|柜|\d|[A-Za-z])"
)
_WEEK = re.compile(
    r"(上上个?|上个?|这个?|本|下下个?|下个?)?(?:周|星期|礼拜)((?<=[上这本下个]周)末|[一二三四五六日天1-7])(?!\d|年|个|月)"
)
_AGO = re.compile(rf"({_N}|半)(?:个)?(天|日|周|星期|礼拜|月|年)(?:之|以)?(前|后)(?!几)")


def _number(text: str) -> int:
    value = parse_number(text)
    if value is None:
        raise ValueError(text)
    return int(value)


def _month(day: date, offset: int) -> tuple[int, int]:
    index = day.year * 12 + day.month - 1 + offset
    return index // 12, index % 12 + 1


def _in_month(year: int, month: int, part: str) -> date:
    if part == "初":
        return date(year, month, 1)
    if part.startswith("中"):
        return date(year, month, 15)
    if part in ("底", "末"):
        return date(year, month, monthrange(year, month)[1])
    return date(year, month, _number(part))


def _steps(word: str | None) -> int:
    """上 → -1, 上上 → -2, 下个 → 1, 本 and 这 → 0."""
    word = word or ""
    return word.count("下") - word.count("上")


def find_dates(text: str, today: date, festivals: Festivals) -> list[Found]:
    """The days named in normalised `text`, ISO 8601, earlier rules first; days that do not exist are left out."""
    found = []
    for start, end, resolve in _candidates(text, today, festivals):
        try:
            day = resolve()
        except (ValueError, OverflowError):
            continue
        if day is not None:
            found.append(Found("date", day if isinstance(day, str) else day.isoformat(), start, end))
    return found


def _candidates(
    text: str, today: date, festivals: Festivals
) -> Iterator[tuple[int, int, Callable[[], date | str | None]]]:
    future = bool(_FUTURE.search(text))
    text = _HAN_YEAR.sub(lambda year: spoken_digits(year[0]), text)

    def in_year(year: int, month: str, day: str) -> date:
        return _in_month(year, _number(month), day)

    def yearless(month: str, day: str) -> date:
        this = in_year(today.year, month, day)
        if future:
            return this if this >= today else in_year(today.year + 1, month, day)
        return this if this <= today else in_year(today.year - 1, month, day)

    def festival(name: str, years: int | None) -> date | None:
        of = festivals[name]
        if years is not None:
            return of(today.year + years)
        this = of(today.year)
        if this is None:
            return None
        if future:
            return this if this >= today else of(today.year + 1)
        return this if this <= today else of(today.year - 1)

    if match := _JUST_NOW.fullmatch(text):
        yield *match.span(1), lambda: today
    for pattern in (_ISO, _COMPACT):
        for match in pattern.finditer(text):
            yield *match.span(), partial(date, int(match[1]), int(match[2]), int(match[3]))
    for match in _SHORT_YEAR.finditer(text):
        yield *match.span(), partial(date, 2000 + int(match[1]), int(match[2]), int(match[3]))
    for match in _MONTH_DAY.finditer(text):
        end = match.start(4) if match[4] == "那天" else match.end()
        if match[1]:
            year = int(match[1]) if match[1].isdigit() else today.year + _YEARS[match[1]]
            yield match.start(), end, partial(in_year, year, match[2], match[3])
        else:
            yield match.start(), end, partial(yearless, match[2], match[3])
    for match in _SLASHED.finditer(text):
        yield *match.span(), partial(yearless, match[1], match[2])
    for match in _DOTTED.finditer(text):
        yield *match.span(), partial(yearless, match[1] or match[3], match[2] or match[4])
    for match in _MONTH_OFFSET.finditer(text):
        yield *match.span(), partial(_in_month, *_month(today, _steps(match[1])), match[2] or match[3])
    for match in _YEAR_PART.finditer(text):
        years = _YEARS.get(match[1] or "", 0)
        day = (1, "初") if match[2] == "初" else (12, "底")
        yield *match.span(), partial(_in_month, today.year + years, *day)
    for match in _BARE_MONTH_PART.finditer(text):
        yield *match.span(), partial(_in_month, today.year, today.month, match[1])
    for match in _WEEK.finditer(text):
        yield *match.span(), partial(_weekday, today, match[1], match[2], future)
    for match in _AGO.finditer(text):
        yield *match.span(), partial(_ago, today, match[1], match[2], match[3])
    for match in _WORD.finditer(text):
        yield *match.span(), partial(_shifted, today, _DAY_WORDS[match[0]])
    for match in _BARE_DAY.finditer(text):
        yield *match.span(), partial(_bare_day, today, match[1], future)
    for match in _ISO_MONTH.finditer(text):
        yield *match.span(), partial(_iso_month, int(match[1]), int(match[2]))
    for match in _MONTH.finditer(text):
        yield *match.span(), partial(_month_alone, today, match[1], match[2], future)
    for match in _NAMED_MONTH.finditer(text):
        yield *match.span(), partial(_iso_month, *_month(today, _steps(match[1])))
    names = "|".join(map(re.escape, sorted(festivals, key=len, reverse=True)))
    if names:
        for match in re.finditer(
            rf"(?:(今|去|前|明)年)?(?<![月第一二两三四五六七八九十百千万亿零])({names})(?!险|月|路|镇|到|至|点|号|楼|岁|万|块|年|人|次|[0-9个])",
            text,
        ):
            shift = _YEARS.get(match[1] or "")
            yield *match.span(), partial(festival, match[2], shift)
    for match in _BORN.finditer(text):
        yield *match.span(), partial("19{}".format, match[1])
    for match in _YEAR.finditer(text):
        named = int(match[1]) if match[1] else today.year + _YEARS[match[2]]
        yield *match.span(), partial("{:04}".format, named)


def _iso_month(year: int, month: int) -> str:
    return f"{year:04}-{month:02}"


def _month_alone(today: date, year: str | None, named: str, future: bool) -> str:
    month = _number(named)
    if year and year.isdigit():
        return _iso_month(int(year), month)
    if year:
        return _iso_month(today.year + _YEARS[year], month)
    if future:
        return _iso_month(today.year + (month < today.month), month)
    return _iso_month(today.year - (month > today.month), month)


def _weekday(today: date, word: str | None, name: str, future: bool) -> date:
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(weeks=_steps(word), days=_WEEKDAYS[name])
    if word is None and future and day < today:
        return day + timedelta(weeks=1)
    if word is None and not future and day > today:
        return day - timedelta(weeks=1)
    return day


def _shifted(today: date, days: int) -> date:
    return today + timedelta(days=days)


def _bare_day(today: date, named: str, future: bool) -> date:
    day = _number(named)
    offset = 0
    if future and day < today.day:
        offset = 1
    elif not future and day > today.day:
        offset = -1
    return date(*_month(today, offset), day)


def _ago(today: date, amount: str, unit: str, direction: str) -> date | None:
    if unit == "年" and direction == "后":
        return None  # 交了五年以后 is a term
    sign = -1 if direction == "前" else 1
    if amount == "半":
        days = {"月": 15, "年": 182}.get(unit)
        return None if days is None else today + timedelta(days=sign * days)
    count = _number(amount)
    if unit in ("天", "日"):
        return today + timedelta(days=sign * count)
    if unit in ("周", "星期", "礼拜"):
        return today + timedelta(weeks=sign * count)
    months = count if unit == "月" else 12 * count
    year, month = _month(today, sign * months)
    return date(year, month, min(today.day, monthrange(year, month)[1]))
