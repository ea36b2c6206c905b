"""Working days of mainland China, with 调休: the State Council's calendar as `chinesecalendar` holds it."""

from datetime import date, timedelta

import chinese_calendar


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
