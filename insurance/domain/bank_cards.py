"""Bank card numbers, ISO/IEC 7812: 15 to 19 digits, the last checks the others (Luhn). A right one need not exist."""

import re

_FORM = re.compile(r"[0-9]{15,19}")


def is_valid(number: str) -> bool:
    """Digits only, without the blanks a card prints."""
    if not _FORM.fullmatch(number):
        return False
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
