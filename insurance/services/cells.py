"""One cell of an import file → one value. A refusal names a reason, never the value: it may be personal."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from insurance.domain.customers import plain_phone
from kernel.clock import SHANGHAI


class Reason(StrEnum):
    """What is wrong with a cell, a row or a file."""

    REQUIRED = "required"
    NOT_AN_INTEGER = "not_an_integer"
    NOT_MONEY = "not_money"
    OUT_OF_RANGE = "out_of_range"
    NOT_A_DATE = "not_a_date"
    NOT_A_TIME = "not_a_time"
    NOT_ALLOWED = "not_allowed"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    BAD_IDENTIFIER = "bad_identifier"
    BAD_PLATE = "bad_plate"
    BAD_PHONE = "bad_phone"
    BAD_EMAIL = "bad_email"
    BAD_ID_NUMBER = "bad_id_number"
    CONTROL_CHARACTER = "control_character"
    DATES_OUT_OF_ORDER = "dates_out_of_order"
    DUPLICATE_KEY = "duplicate_key"
    UNKNOWN_REFERENCE = "unknown_reference"
    UNKNOWN_COLUMN = "unknown_column"
    MISSING_COLUMN = "missing_column"
    DUPLICATE_COLUMN = "duplicate_column"
    WRONG_NUMBER_OF_CELLS = "wrong_number_of_cells"
    EMPTY_FILE = "empty_file"
    NOT_UTF8 = "not_utf8"
    NOT_CSV = "not_csv"
    NOT_XLSX = "not_xlsx"
    UNKNOWN_FILE_TYPE = "unknown_file_type"


class BadCell(ValueError):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
Reader = Callable[[str], T]

MOST_MONEY = Decimal("100000000000")
_IDENTIFIER = re.compile(r"[A-Za-z0-9-]{4,32}")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")
_PLATE = re.compile(r"[A-Za-z0-9\u4e00-\u9fff·-]{4,32}")
_PHONE = re.compile(r"\+?[0-9]{5,20}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_MONEY = re.compile(r"[0-9]+(\.[0-9]{1,2}0*)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)


def text(longest: int) -> Reader[str]:
    def read(cell: str) -> str:
        if len(cell) > longest:
            raise BadCell(Reason.TOO_LONG)
        # PostgreSQL stores no NUL, and no honest cell holds another control character but a line break or a tab.
        if any(ord(letter) < 32 and letter not in "\n\r\t" for letter in cell):
            raise BadCell(Reason.CONTROL_CHARACTER)
        return cell

    return read


def _matching(form: re.Pattern[str], reason: Reason) -> Reader[str]:
    def read(cell: str) -> str:
        if not form.fullmatch(cell):
            raise BadCell(reason)
        return cell

    return read


identifier = _matching(_IDENTIFIER, Reason.BAD_IDENTIFIER)
code = _matching(_CODE, Reason.BAD_IDENTIFIER)
plate = _matching(_PLATE, Reason.BAD_PLATE)


def email(cell: str) -> str:
    return _matching(_EMAIL, Reason.BAD_EMAIL)(text(254)(cell))


def phone(cell: str) -> str:
    """Without blanks, hyphens and 86, so that look-ups by any spelling find it."""
    return _matching(_PHONE, Reason.BAD_PHONE)(plain_phone(cell))


def integer(lowest: int, highest: int) -> Reader[int]:
    def read(cell: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,9}", cell):
            raise BadCell(Reason.NOT_AN_INTEGER)
        if not lowest <= int(cell) <= highest:
            raise BadCell(Reason.OUT_OF_RANGE)
        return int(cell)

    return read


def money(cell: str) -> Decimal:
    """Yuan, not negative, at most two decimals."""
    if re.fullmatch(r"-[0-9]+(\.[0-9]+)?", cell):
        raise BadCell(Reason.OUT_OF_RANGE)
    if not _MONEY.fullmatch(cell):
        raise BadCell(Reason.NOT_MONEY)
    try:
        amount = Decimal(cell)
        if amount > MOST_MONEY:
            raise BadCell(Reason.OUT_OF_RANGE)
        return amount.quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise BadCell(Reason.OUT_OF_RANGE) from error


def day(cell: str) -> date:
    """YYYY-MM-DD."""
    try:
        if not _DATE.fullmatch(cell):
            raise BadCell(Reason.NOT_A_DATE)
        return date.fromisoformat(cell)
    except ValueError as error:
        raise BadCell(Reason.NOT_A_DATE) from error


def instant(cell: str) -> datetime:
    """ISO 8601; without an offset Asia/Shanghai, a mere day its beginning there."""
    try:
        if not _TIME.fullmatch(cell):
            raise BadCell(Reason.NOT_A_TIME)
        at = (
            datetime.fromisoformat(cell)
            if len(cell) > 10
            else datetime.combine(date.fromisoformat(cell), time())
        )
        return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)
    except (ValueError, OverflowError) as error:
        raise BadCell(Reason.NOT_A_TIME) from error


def one_of(choices: type[E]) -> Reader[E]:
    def read(cell: str) -> E:
        try:
            return choices(cell)
        except ValueError as error:
            raise BadCell(Reason.NOT_ALLOWED) from error

    return read


def listed(longest: int) -> Reader[tuple[str, ...]]:
    """Texts separated by `;`."""

    def read(cell: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in text(longest)(cell).split(";") if part.strip())

    return read
