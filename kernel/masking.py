"""Masking of personal data: tokens for logs, shortened values for display (DOMAIN (d), masks in this order)."""

import re
import unicodedata
from collections.abc import Callable, Sequence

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_GAP = re.compile(r"(?<=\d)[ \-–—]+(?=\d)")

PHONE = re.compile(r"(?<!\d)(?:\+?86)?(1[3-9]\d{9})(?!\d)")
ID_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
PLATE = re.compile(
    rf"[{_PROVINCES}][A-HJ-NP-Z][·.]?(?:[A-K][A-HJ-NP-Z0-9]\d{{4}}|\d{{5}}[A-K]|[A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9挂学警港澳])"
)
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_VIN = re.compile(r"(?<![0-9A-Za-z])(?=[A-HJ-NPR-Z0-9]*[A-HJ-NPR-Z])[A-HJ-NPR-Z0-9]{17}(?![0-9A-Za-z])")
_BANK = re.compile(r"(?<!\d)\d{15,19}(?!\d)")

# Phone and card numbers as people say them; shorter runs are rather years or amounts.
_SPELLED = re.compile("[零〇幺一二三四五六七八九]{11,}")
_DIGITS = str.maketrans("零〇幺一二三四五六七八九", "001123456789")


def _plain(text: str) -> str:
    return text


def _spelled(text: str) -> str:
    return _SPELLED.sub(lambda run: run[0].translate(_DIGITS), text)


def _gapless(text: str) -> str:
    return _GAP.sub("", text)


# In the usual groups, told apart from a number after it ("138 1234 5678 3点打来") and from a longer card number.
_GROUPED_PHONE = re.compile(
    r"(?<!\d)(?<!\d[ \-–—])(?:\+?86[ \-–—]?)?1[3-9]\d[ \-–—]\d{4}[ \-–—]\d{4}(?!\d)(?![ \-–—]\d{3})"
)

# First match wins, so the longest and most telling forms come first.
_LOG_MASKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (_GROUPED_PHONE, "[PHONE]"),
    (ID_NUMBER, "[ID]"),
    (_VIN, "[VIN]"),
    (_BANK, "[BANK]"),
    (PHONE, "[PHONE]"),
    (PLATE, "[PLATE]"),
    (EMAIL, "[EMAIL]"),
)


_Mask = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def mask_text(text: str) -> str:
    """`text` fit for a log: personal numbers become tokens such as `[PHONE]`."""
    return _cover(text, _LOG_MASKS)


def show_text(text: str) -> str:
    """`text` fit for a colleague's eyes: personal numbers keep only what serves to recognise them."""
    return _cover(text, _DISPLAY_MASKS)


def _cover(text: str, masks: Sequence[_Mask]) -> str:
    """Looks at the NFKC form as it stands, with spaces and hyphens between digits removed, and with runs of Chinese
    digits as Arabic ones, so full-width, spaced and spelled numbers are caught; text without a hit comes back
    untouched. Step by step, for a fold may glue a neighbour's digit to a number and hide it.
    """
    covered = unicodedata.normalize("NFKC", text)
    hits = 0
    for fold in (_plain, _spelled, _gapless):
        covered = fold(covered)
        for pattern, shown in masks:
            covered, count = pattern.subn(shown, covered)
            hits += count
    return covered if hits else text


def show_phone(phone: str) -> str:
    """13812345678 → 138****5678"""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "*" * len(phone)


def show_id_number(number: str) -> str:
    """The first three characters only: the last four serve as a verification factor."""
    return number[:3] + "*" * max(len(number) - 3, 0)


def show_policy_no(policy_no: str) -> str:
    """QHL0120230001234 → QHL0********1234; a short number keeps its last two."""
    if len(policy_no) <= 8:
        return "*" * (len(policy_no) - 2) + policy_no[-2:]
    return policy_no[:4] + "*" * (len(policy_no) - 8) + policy_no[-4:]


def show_name(name: str) -> str:
    """张三 → 张*, 欧阳明月 → 欧阳**"""
    compound = (
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "夏侯",
        "司徒",
    )
    kept = 2 if name.startswith(compound) and len(name) > 2 else 1
    return name[:kept] + "*" * (len(name) - kept)


def show_plate(plate_no: str) -> str:
    """粤B12345 → 粤B***45"""
    return plate_no[:2] + "*" * max(len(plate_no) - 4, 0) + plate_no[-2:]


def show_email(email: str) -> str:
    """alice@x.com → a***@x.com"""
    name, _, host = email.partition("@")
    return f"{name[:1]}***@{host}"


def _show_grouped(found: re.Match[str]) -> str:
    return show_phone("".join(digit for digit in found[0] if digit.isdigit())[-11:])


_DISPLAY_MASKS: tuple[_Mask, ...] = (
    (_GROUPED_PHONE, _show_grouped),
    (ID_NUMBER, lambda found: show_id_number(found[0])),
    (_VIN, lambda found: "*" * 13 + found[0][-4:]),
    (_BANK, lambda found: "**** **** **** " + found[0][-4:]),
    (PHONE, lambda found: show_phone(found[1])),
    (PLATE, lambda found: show_plate(found[0])),
    (EMAIL, lambda found: show_email(found[0])),
)
