"""A year of reminders over policies of all lines, against what DOMAIN's table says should have gone out.

The world, the two gateways that die and the oracle are in `benchmarks/reminders.py`, which plays it for 50,000 policies.
"""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.reminders import EVE, START, Verdict, Year, judge
from bot.gateway import migrations
from kernel.database import Base, create_engine

migrations.all_tables()
# Nothing falls due at the others.
HOURS = (0, 9, 14)


def check(year: Year, verdict: Verdict) -> None:
    assert verdict.missing == []
    assert verdict.unwanted == []
    assert verdict.at_another_hour == []
    assert verdict.in_quiet_hours == []
    assert year.post.died["before"] and year.post.died["after"] and year.post.repeats


async def test_in_a_year_every_reminder_goes_out_once_and_at_its_hour(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'year.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    year = Year(engine, policies=250, days=365)
    await year.play(HOURS)
    await engine.dispose()
    verdict = judge(year)
    check(year, verdict)
    # What makes it worth playing is in it.
    assert verdict.sent > 700
    steps = {int(key.rpartition(":")[2]) for key in year.post.taken}
    assert steps >= {-30, -15, -7, -3, -1, 0, 7, 30, 45, 55, 61, 241}
    assert any(life.surrendered for life in year.lives) and any(life.died for life in year.lives)
    assert any(life.opted_out for life in year.lives) and any(life.complaints for life in year.lives)
    assert START < EVE and not [
        key for key, at in year.post.taken.items() if at.date() == EVE and int(key.rpartition(":")[2]) > 0
    ]


@pytest.mark.parametrize("seed", [11])
async def test_a_month_on_either_database(engine: AsyncEngine, seed: int) -> None:
    year = Year(engine, policies=150, days=30, seed=seed, deaths=0.05)
    await year.play(HOURS)
    check(year, judge(year))
