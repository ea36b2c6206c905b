"""Chinese numerals, as far as customers write them."""

import re
from decimal import Decimal

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
    "幺": 1,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_TO_ARABIC = str.maketrans({char: str(value) for char, value in DIGITS.items()})
_ASCII_DIGIT = re.compile(r"[0-9]")
_SPOKEN = str.maketrans({char: str(value) for char, value in DIGITS.items() if char not in "两俩"})
SPOKEN_RUN = re.compile(
    r"(?<![零〇一二三四五六七八九幺十百千万])[零〇一二三四五六七八九幺]{3}[零〇一二三四五六七八九幺0-9]+(?![十百千万])"
)

# The longest sum anybody writes has 25 characters (九千九百九十九亿…); more would end in a RecursionError or beyond Decimal.
_LONGEST = 26


def spoken_digits(text: str) -> str:
    """一三八零零一三八零零零 → 13800138000, character by character (the length stays)."""
    return text.translate(_SPOKEN)


def parse_number(text: str) -> Decimal | None:
    """三万五 → 35000, 3千8 → 3800, 1.2万 and 一点二万 → 12000, 12,000 → 12000; None when it is no number."""
    text = text.replace(",", "")
    if len(text) > _LONGEST:
        return None
    if _ASCII_DIGIT.search(text):  # 三万5, 2万五千
        text = text.translate(_TO_ARABIC)
    for unit, factor in (("亿", 100_000_000), ("万", 10_000)):
        head, found, tail = text.partition(unit)
        if found:
            left, right = parse_number(head), _tail(tail, factor)
            return None if left is None or right is None else left * factor + right
    for unit, factor in (("千", 1000), ("百", 100), ("十", 10)):
        head, found, tail = text.partition(unit)
        if found and head and all(char.isascii() for char in head):  # 3千, 5百
            left, right = parse_number(head), _tail(tail, factor)
            return None if left is None or right is None else left * factor + right
    if text and all(char.isascii() for char in text):
        return Decimal(text) if text.replace(".", "", 1).isdigit() and text[0] != "." else None
    whole, point, fraction = text.partition("点")
    if point:
        value = _small(whole)
        if value is None or not fraction or any(char not in DIGITS for char in fraction):
            return None
        return Decimal(f"{value}.{fraction.translate(_TO_ARABIC)}")
    return _small(text)


def _tail(text: str, factor: int) -> Decimal | None:
    """What follows a unit: 三万五 means five thousand, 三万零五 five."""
    if not text:
        return Decimal(0)
    if len(text) == 1 and text in DIGITS and text not in "零〇":
        return Decimal(DIGITS[text] * factor // 10)
    if len(text) == 1 and text.isascii() and text.isdigit():
        return Decimal(int(text) * factor // 10)
    value = parse_number(text.lstrip("零〇0") or "零")
    return None if value is None or value >= factor else value  # 四万五万


def _small(text: str) -> Decimal | None:
    """A number below ten thousand in Han numerals."""
    if not text or any(char not in DIGITS and char not in _UNITS for char in text):
        return None
    if len(text) > 1 and not any(char in _UNITS for char in text):  # 二零二六
        return Decimal("".join(str(DIGITS[char]) for char in text))
    total, current, last_unit, least = 0, None, 0, 10_000
    for char in text:
        if char in _UNITS:
            if (current is None and char != "十") or _UNITS[char] >= least:  # 三百五百
                return None
            least = _UNITS[char]
            total += (1 if current is None else current) * _UNITS[char]
            current, last_unit = None, _UNITS[char]
        elif char in "零〇":
            last_unit = 0
        else:
            current = DIGITS[char]
    if current is not None:
        total += current * last_unit // 10 if last_unit >= 100 else current
    return Decimal(total)
