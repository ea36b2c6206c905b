"""Clocks of service levels: they run in open hours alone and are read, not kept."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pytest

from bot.desk.supervision.levels import Level, Limits, Measure, due_at, open_seconds, read
from kernel.clock import SHANGHAI


def on(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """November 2026; the 16th is a Monday."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=SHANGHAI)


def nine_to_nine(day: date) -> Sequence[tuple[datetime, datetime]]:
    """Every day but Sunday."""
    if day.weekday() == 6:
        return []
    return [(datetime.combine(day, time(9), SHANGHAI), datetime.combine(day, time(21), SHANGHAI))]


def never(_: date) -> Sequence[tuple[datetime, datetime]]:
    return []


def test_a_clock_of_a_queue_that_is_always_open_is_plain_time() -> None:
    assert due_at(on(16, 23, 59, 30), 60, None) == on(17, 0, 0, 30)
    assert open_seconds(on(16, 22), on(17, 22), None) == 86_400


def test_a_clock_stands_still_while_the_queue_is_closed() -> None:
    assert due_at(on(16, 20, 59, 30), 60, nine_to_nine) == on(17, 9, 0, 30)
    # Saturday evening to Monday morning.
    assert due_at(on(21, 20, 59), 120, nine_to_nine) == on(23, 9, 1)
    assert open_seconds(on(21, 20, 59), on(23, 9, 1), nine_to_nine) == 120


def test_a_clock_that_begins_at_night_begins_in_the_morning() -> None:
    assert due_at(on(16, 3), 180, nine_to_nine) == on(16, 9, 3)
    assert open_seconds(on(16, 3), on(16, 8), nine_to_nine) == 0


def test_a_queue_that_never_opens_has_no_end_to_its_clock() -> None:
    assert due_at(on(16, 10), 60, never) is None
    reading = read(Measure.REPLY, on(16, 10), on(20, 10), Limits(), never)
    assert (reading.level, reading.over_s) == (None, 0)


@pytest.mark.parametrize(
    ("seconds", "level", "over"),
    [
        (0, None, 0),
        (143, None, 0),
        (144, "warning", 0),
        (180, "warning", 0),
        (181, "breach", 1),
        (600, "breach", 420),
    ],
)
def test_a_reply_warns_at_four_fifths_and_breaches_past_its_limit(
    seconds: int, level: str | None, over: int
) -> None:
    asked = on(16, 10)

    reading = read(Measure.REPLY, asked, asked + timedelta(seconds=seconds), Limits(), nine_to_nine)

    assert reading.due == on(16, 10, 3)
    assert (reading.level, reading.over_s) == (Level(level) if level else None, over)


def test_a_breach_over_night_counts_open_time_only() -> None:
    reading = read(Measure.REPLY, on(16, 20, 56), on(17, 9, 5), Limits(), nine_to_nine)

    assert reading.due == on(16, 20, 59)
    assert reading.over_s == 6 * 60


def test_a_new_limit_holds_for_clocks_that_run() -> None:
    asked, now = on(16, 10), on(16, 10, 4)

    assert read(Measure.REPLY, asked, now, Limits(), None).level is Level.BREACH
    assert read(Measure.REPLY, asked, now, Limits(reply_s=600), None).level is None
