"""Working days of mainland China, with 调休: the State Council's calendar as `chinesecalendar` holds it."""

from datetime import date, datetime, timedelta
from functools import cache

import chinese_calendar

from kernel.clock import local

_FIRST_YEAR = 2026  # every release of the calendar this project may be built with knows it


@cache
def calendar_known_until() -> date:
    """The last day whose 休 or 班 is known: the State Council announces a year late in the one before."""
    last = date(_FIRST_YEAR, 12, 31)
    while _known(following := last.replace(year=last.year + 1)):
        last = following
    return last


def _known(day: date) -> bool:
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def is_working_day(day: date) -> bool:
    """With 调休; where a year's calendar is not published yet, Mondays to Fridays."""
    return chinese_calendar.is_workday(day) if _known(day) else day.weekday() < 5


def add_working_days(start: date, days: int) -> date | None:
    """The `days`-th working day after `start` (not counted); None where a year's calendar is not published yet."""
    day = start
    while days:
        day += timedelta(days=1)
        try:
            days -= chinese_calendar.is_workday(day)
        except NotImplementedError:
            return None
    return day


def target_day(received_at: datetime, days: int) -> date:
    """The last of the house's own `days` working days, the day of receipt not counted.

    Where a year's calendar is not published yet, Mondays to Fridays.
    """
    start = local(received_at).date()
    known = add_working_days(start, days)
    return _weekdays_after(start, days) if known is None else known


def _weekdays_after(day: date, days: int) -> date:
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def end_of_period(start: date, days: int) -> date:
    """The last day of a customer's time limit of natural days, `start` not counted (民法典 201).

    One that ends on a day off goes on to the next working day (民法典 203), as far as the calendar is known.
    """
    last = start + timedelta(days=days)
    while _known(last) and chinese_calendar.is_holiday(last):
        last += timedelta(days=1)
    return last
