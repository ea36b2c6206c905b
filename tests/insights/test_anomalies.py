"""A planted outlier is found, and what only wobbles is not."""

import random
from datetime import date, timedelta

from bot.insights.anomalies import Worth, anomaly
from bot.insights.kpis.service import ABANDONMENT, CONVERSATIONS

MONDAY = date(2026, 11, 2)
FIRST = MONDAY - timedelta(days=70)
Days = dict[date, Worth]


def counts(seed: int = 1, *, usual: int = 300, weekend: int = 80) -> Days:
    """Ten weeks of independent arrivals, fewer at weekends; by its root a count of 300 wobbles by 17."""
    chance, days = random.Random(seed), {}
    for n in range(71):
        day = FIRST + timedelta(days=n)
        mean = usual if day.weekday() < 5 else weekend
        n_seen = max(0, round(chance.gauss(mean, mean**0.5)))
        days[day] = Worth(n_seen, n_seen)
    return days


def test_a_monday_with_twice_as_many_is_high_and_one_with_half_is_low() -> None:
    days = counts()
    assert anomaly(CONVERSATIONS, days | {MONDAY: Worth(600, 600)}, MONDAY, FIRST) == "high"
    assert anomaly(CONVERSATIONS, days | {MONDAY: Worth(150, 150)}, MONDAY, FIRST) == "low"
    assert anomaly(CONVERSATIONS, {day: days[day] for day in days if day != MONDAY}, MONDAY, FIRST) == "low"


def test_noise_is_no_anomaly() -> None:
    found = [anomaly(CONVERSATIONS, counts(seed), MONDAY, FIRST) for seed in range(500)]
    assert found.count(None) >= 499


def test_a_weekend_is_compared_with_weekends() -> None:
    sunday, days = MONDAY - timedelta(days=1), counts()
    assert anomaly(CONVERSATIONS, days, sunday, FIRST) is None
    assert anomaly(CONVERSATIONS, days | {sunday: Worth(300, 300)}, sunday, FIRST) == "high"


def test_an_outlier_among_the_weeks_before_hides_nothing() -> None:
    days = counts() | {MONDAY - timedelta(weeks=2): Worth(3_000, 3_000), MONDAY: Worth(600, 600)}
    assert anomaly(CONVERSATIONS, days, MONDAY, FIRST) == "high"


def test_where_there_is_too_little_nothing_is_said() -> None:
    few = {day: Worth(worth.value and worth.value // 100, worth.n // 100) for day, worth in counts().items()}
    assert anomaly(CONVERSATIONS, few | {MONDAY: Worth(9, 9)}, MONDAY, FIRST) is None
    assert (
        anomaly(CONVERSATIONS, counts() | {MONDAY: Worth(600, 600)}, MONDAY, MONDAY - timedelta(weeks=4))
        is None
    )


def test_a_share_of_few_is_no_news_and_of_many_it_is() -> None:
    def shares(n: int) -> Days:
        usual = {FIRST + timedelta(days=each): Worth(10.0 + each % 3, n) for each in range(70)}
        return usual | {MONDAY: Worth(40.0, n)}

    assert anomaly(ABANDONMENT, shares(200), MONDAY, FIRST) == "high"
    assert anomaly(ABANDONMENT, shares(10), MONDAY, FIRST) is None
    assert anomaly(ABANDONMENT, shares(200) | {MONDAY: Worth(13.0, 200)}, MONDAY, FIRST) is None
