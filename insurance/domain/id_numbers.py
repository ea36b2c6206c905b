"""公民身份号码, GB 11643-1999 with the check character of ISO 7064 MOD 11-2. A right one proves form, not identity."""

import re
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FORM = re.compile(r"[1-9][0-9]{16}[0-9X]")


def check_character(body: str) -> str:
    """The 18th character for 17 digits."""
    if not re.fullmatch(r"[0-9]{17}", body):
        raise ValueError("an id number's body has 17 digits")
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def birth_date(number: str) -> date | None:
    """The day of birth, None where the number names no day of the calendar."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def is_valid(number: str, on: date) -> bool:
    """18 characters with a right check character and a birth date not after `on`; 15-digit cards ended in 2013."""
    if not _FORM.fullmatch(number) or check_character(number[:17]) != number[17]:
        return False
    born = birth_date(number)
    return born is not None and date(1800, 1, 1) <= born <= on


def age(number: str, on: date) -> int | None:
    """Full years on `on`; someone born on 29 February turns a year older on 1 March (民法典 201)."""
    born = birth_date(number)
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
