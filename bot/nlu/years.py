"""Which year a day without one is of, and the words for years."""

from collections.abc import Callable
from datetime import date

SHIFTS = {"大前": -3, "前": -2, "去": -1, "今": 0, "本": 0, "明": 1, "后": 2}
# 2025年, 25年, 去年 before a day; `named_year` reads what the group holds.
YEAR = r"(?:(?P<year>(?:19|20)\d\d|(?<![\d交缴保满了等])\d\d|大前|[今去前明后本])年(?:的|那个|里)? ?)?"

_FAR = 9  # 29 February comes every four years, around 2100 after eight


def named_year(said: str | None, base: int) -> int | None:
    """2025 and 25 → 2025, 去 → the year before `base`; None when nothing was said."""
    if not said:
        return None
    if not said.isdigit():
        return base + SHIFTS[said]
    return full_year(said, base)


def full_year(digits: str, base: int) -> int:
    """26 → 2026, 85 → 1985: two digits are of the century that puts them no more than ten years ahead."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + 2000 if year <= base % 100 + 10 else year + 1900


def nearest(of: Callable[[int], date | None], today: date, ahead: bool) -> date | None:
    """Of a day that comes every year, the latest not in the future, or `ahead` the next one, today included.

    `of` gives the day of a year, or None in years without it (29 February); it may lie in the next solar year.
    """
    if ahead:
        days = (of(year) for year in range(today.year - 1, today.year + _FAR))
        return next((day for day in days if day and day >= today), None)
    days = (of(year) for year in range(today.year, today.year - _FAR, -1))
    return next((day for day in days if day and day <= today), None)
