"""Time: aware UTC inside, Asia/Shanghai at the edges."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kernel.clock import SHANGHAI, FrozenClock, SystemClock, local, today


def test_a_frozen_clock_moves_only_when_moved() -> None:
    clock = FrozenClock(datetime(2025, 6, 3, 10, 0, tzinfo=SHANGHAI))
    assert clock.now() == clock.now() == datetime(2025, 6, 3, 2, 0, tzinfo=UTC)

    clock.advance(timedelta(hours=1))
    assert clock.now() == datetime(2025, 6, 3, 3, 0, tzinfo=UTC)

    clock.set(datetime(2026, 1, 1, 8, 0, tzinfo=SHANGHAI))
    assert clock.now() == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_frozen_clock_tells_utc() -> None:
    assert FrozenClock(datetime(2025, 6, 3, 10, 0, tzinfo=SHANGHAI)).now().tzinfo is UTC


def test_a_clock_refuses_naive_moments() -> None:
    with pytest.raises(ValueError):
        FrozenClock(datetime(2025, 6, 3))  # noqa: DTZ001
    clock = FrozenClock(datetime(2025, 6, 3, tzinfo=UTC))
    with pytest.raises(ValueError):
        clock.set(datetime(2025, 6, 4))  # noqa: DTZ001


def test_the_system_clock_is_aware_and_takes_an_offset() -> None:
    before = datetime.now(UTC)
    shifted = SystemClock(timedelta(days=3)).now()

    assert timedelta(0) <= shifted - before - timedelta(days=3) < timedelta(minutes=1)
    assert shifted.tzinfo is UTC


def test_the_day_changes_at_midnight_in_shanghai() -> None:
    clock = FrozenClock(datetime(2025, 6, 3, 15, 59, 59, tzinfo=UTC))
    assert today(clock) == date(2025, 6, 3)

    clock.advance(timedelta(seconds=1))

    assert today(clock) == date(2025, 6, 4)
    assert local(clock.now()).isoformat() == "2025-06-04T00:00:00+08:00"
