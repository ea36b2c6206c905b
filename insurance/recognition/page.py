"""A page as parsers see it: labels and the values after them, each with its confidence and place."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from insurance.recognition.layout import GAP, Row, rows_of
from insurance.recognition.reader import Box, Line
from insurance.recognition.records import Field

T = TypeVar("T")

# A label as printed: blanks between its characters, then perhaps its English and a colon.
_AFTER_LABEL = r"[ \t]*(?:[A-Za-z][A-Za-z. ]{1,14}(?![A-Za-z0-9]))?[ \t]*[::]?[ \t]*"
_EARLIEST = date(1990, 1, 1)  # no paper of a claim is older

DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})[ \t]*(?:年|[-./])[ \t]*(?P<month>\d{1,2})[ \t]*(?:月|[-./])[ \t]*(?P<day>\d{1,2})(?!\d)"
    r"|(?<!\d)(?P<digits>(?:19|20)\d{6})(?!\d)"
)


def label(*names: str) -> str:
    """A pattern of one of these labels."""
    return "(?:" + "|".join(r"[ \t]?".join(map(re.escape, name)) for name in names) + ")" + _AFTER_LABEL


# Where the value before ends, because the next label begins without a blank between.
_NEXT_LABEL = (
    r"性\s?别|民\s?族|出\s?生|年\s?龄|住\s?址|地\s?址|国籍|电话|票据|发票|开票|日期|就诊|交款|收款|复核|社会|统一|医保|病案|病历"
    r"|住院|科室|病区|床号|入院|出院|诊断|号牌|车辆|使用性质|品牌|初次|准驾|证号|公民|校验|金额|[男女][ \t]?[\d/,]"
)
# 「王小明」, or 「王 小 明」 as cards space it.
_NAME = (
    r"(?!"
    + _NEXT_LABEL
    + r")(?P<value>[一-鿿](?: [一-鿿]){1,2}(?! ?[一-鿿])|[一-鿿](?:[一-鿿·]{0,28}?[一-鿿])??(?=[ \t]*(?:$|[^一-鿿·]|"
    + _NEXT_LABEL
    + ")))"
)


class Page:
    """The rows of a page and what can be found in them. Nothing here raises, whatever the lines say."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self.rows = rows_of(lines)

    @property
    def text(self) -> str:
        """Everything without blanks, one row to a line."""
        return "\n".join(re.sub(r"\s", "", row.text) for row in self.rows)

    def matches(self, pattern: str | re.Pattern[str]) -> Iterator[tuple[Row, re.Match[str]]]:
        """From the top down."""
        for row in self.rows:
            for match in re.finditer(pattern, row.text):
                yield row, match

    def field(self, value: T, *parts: tuple[Row, int, int], sure: float = 1.0) -> Field[T]:
        """`value`, read from these characters of these rows; `sure`: how far the rest of the page bears it out."""
        spans = tuple(span for row, start, end in parts for span in row.spans(start, end))
        lines = [self._lines[span.line] for span in spans]
        left, top = min(line.box.left for line in lines), min(line.box.top for line in lines)
        right, bottom = max(line.box.right for line in lines), max(line.box.bottom for line in lines)
        box = Box(((left, top), (right, top), (right, bottom), (left, bottom)))
        return Field(value, round(sure * min(line.confidence for line in lines), 4), spans, box)

    def first(
        self, pattern: str, value_of: Callable[[str], T | None], *, sure: float = 1.0
    ) -> Field[T] | None:
        """The first match whose group `value` is one."""
        for row, match in self.matches(pattern):
            if (value := value_of(match["value"])) is not None:
                return self.field(value, (row, *match.span("value")), sure=sure)
        return None

    def name(self, *labels: str) -> Field[str] | None:
        """A person or firm, at least two characters."""
        return self.first(label(*labels) + _NAME, _name)

    def day(self, *labels: str, on: date) -> Field[date] | None:
        """The day after a label, not after `on`."""
        for row, found in self.matches(label(*labels)):
            match = DATE.search(row.text, found.end())
            if match is None or match.start() > found.end() + 6:
                continue
            if (value := day_of(match, on=on)) is not None:
                return self.field(value, (row, *match.span()))
        return None


def _name(text: str) -> str | None:
    name = text.replace(" ", "")
    return name if len(name) > 1 else None


def day_of(match: re.Match[str], *, on: date) -> date | None:
    """The day a match of `DATE` names; None where the calendar has none, or it lies after `on`."""
    digits = match["digits"]
    parts = (digits[:4], digits[4:6], digits[6:]) if digits else match.group("year", "month", "day")
    try:
        day = date(*map(int, parts))
    except ValueError:
        return None
    return day if _EARLIEST <= day <= on else None


def without_blanks(text: str) -> str:
    return text.replace(" ", "").replace(GAP, "")
