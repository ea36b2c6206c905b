"""Notices as the platform's templates show them: typed values, put into typed fields.

A field's name begins with its type (`thing1`, `time2`), and a value that does not suit it has the platform refuse the
whole notice (47003). So values are written and cut to the type here; one that cannot suit it is told at once.
Source: Tencent's 订阅消息参数值内容限制说明, which the templates of service accounts by category follow.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, Protocol

from kernel.clock import local
from kernel.masking import show_policy_no

Kind = Literal["template", "subscription"]
Value = str | date | datetime | Decimal


class Template(Protocol):
    """`id`: the platform's; `fields`: its field → the name of a value; `kind`: of message that goes by it."""

    @property
    def id(self) -> str: ...

    @property
    def fields(self) -> Mapping[str, str]: ...

    @property
    def kind(self) -> Kind: ...


@dataclass(frozen=True, repr=False)
class Values:
    """What a notice may say. There is no free text in it, so nothing can be advertised by one.

    `policy_no`: whole, it is masked here. `amount`: yuan. `status`: in Chinese, five characters fit any field.
    """

    product: str | None = None
    policy_no: str | None = None
    due_on: date | None = None
    amount: Decimal | None = None
    claim_no: str | None = None
    status: str | None = None
    at: datetime | None = None


class Unsuitable(Exception):
    """`field`: one that the notice has no value for, or none that suits its type."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def data(template: Template, values: Values) -> dict[str, dict[str, str]]:
    """The `data` of the message: field → {"value": text}. `Unsuitable`."""
    filled = {}
    for field, name in template.fields.items():
        value = getattr(values, name)
        text = None if value is None else written(field, name, value)
        if not text:
            raise Unsuitable(field)
        filled[field] = {"value": text}
    return filled


_EXAMPLES = Values(
    product="尊享一生医疗保险",
    policy_no="QHL0120230001234",
    due_on=date(2026, 12, 1),
    amount=Decimal("1200.00"),
    claim_no="C20260001",
    status="审核中",
    at=datetime.fromisoformat("2026-12-01T09:30:00+08:00"),
)
NAMES = tuple(field.name for field in fields(Values))
"""What a field may be told to show."""


def suits(field: str, name: str) -> bool:
    """Whether such a value can stand in such a field at all."""
    return bool(written(field, name, getattr(_EXAMPLES, name)))


def written(field: str, name: str, value: Value) -> str | None:
    """`value` as the field's type wants it, cut where it must be; None where it cannot stand there."""
    if name == "policy_no":
        value = show_policy_no(str(value))
    kind = field.rstrip("0123456789")
    # Types that the page does not name, and fields of old templates, which have none: as `thing`, the most common.
    text = _WRITERS.get(kind, _thing)(value)
    return text.strip() if text and text.strip() else None


def _thing(value: Value) -> str:
    return _cut(_plain(value), 20)


def _character_string(value: Value) -> str | None:
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    text = _number(value) if isinstance(value, Decimal) else _line(value)
    # Half a number would be another's.
    return _cut(text, 32) if text and re.fullmatch("[ -~]+", text) else None


def _letter(value: Value) -> str:
    return re.sub("[^A-Za-z]", "", value)[:32] if isinstance(value, str) else ""


def _phrase(value: Value) -> str:
    return re.sub("[^\u4e00-\u9fff]", "", value)[:5] if isinstance(value, str) else ""


def _name(value: Value) -> str | None:
    if not isinstance(value, str):
        return None
    text = _line(value)
    return _cut(text, 20 if text.isascii() else 10)


def _number(value: Value) -> str | None:
    return f"{value:.2f}" if isinstance(value, Decimal) and abs(value) < 10**10 else None


def _amount(value: Value) -> str | None:
    number = _number(value) if isinstance(value, Decimal) and value >= 0 else None
    return f"{number}元" if number else None


def _date(value: Value) -> str | None:
    return _plain(value) if isinstance(value, date) else None


def _time(value: Value) -> str | None:
    """Wants the time of day as well: a day begins at 00:00, which is never too late."""
    text = _date(value)
    return text if text is None or isinstance(value, datetime) else f"{text} 00:00"


def _none(_: Value) -> None:
    return None


_WRITERS: Mapping[str, Callable[[Any], str | None]] = {
    "thing": _thing,
    "const": _thing,
    "character_string": _character_string,
    "letter": _letter,
    "phrase": _phrase,
    "name": _name,
    "number": _number,
    "amount": _amount,
    "date": _date,
    "time": _time,
    "symbol": _none,
    "phone_number": _none,
    "car_number": _none,
}


def _plain(value: Value) -> str:
    """As a person reads it; times in Shanghai."""
    if isinstance(value, datetime):
        at = local(value)
        return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Decimal):
        return f"{value:.2f}元"
    return _line(value)


def _line(text: str) -> str:
    """One line without control characters."""
    printable = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in text)
    return " ".join(printable.split())


_MASKED = re.compile(r"\*{5,}")


def _cut(text: str, most: int) -> str:
    """The beginning, and the end of what is a number: by that it is told from others."""
    if len(text) <= most:
        return text
    text = _MASKED.sub("****", text)
    if len(text) <= most:
        return text
    if text.isascii() and " " not in text:
        return f"{text[: most - 9]}****{text[-5:]}"
    return f"{text[: most - 1]}…"
