"""Days made bit by bit are the same as days made in one go, whatever happened in between and whoever made them."""

import asyncio
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.insights.facts import Facts
from bot.insights.models import ComputedDayRow, FactRow
from bot.insights.seen import Seen, day_of, in_time
from kernel.clock import SHANGHAI, FrozenClock
from kernel.database import create_engine

MIDNIGHT = datetime(2026, 11, 2, tzinfo=SHANGHAI)
LIMIT = timedelta(hours=24)


@dataclass
class Inquiry:
    asked: datetime
    answered: datetime | None = None


@dataclass
class World:
    """A source of inquiries that are answered some time, or never."""

    id: str = "world"
    measures: frozenset[str] = frozenset({"asked", "in_time", "wait"})
    settles: timedelta = LIMIT
    inquiries: list[Inquiry] = field(default_factory=list)
    looks: list[tuple[datetime, datetime]] = field(default_factory=list)
    pause: asyncio.Event | None = None

    async def begins(self) -> datetime | None:
        return min((each.asked for each in self.inquiries), default=None)

    async def touched(self, since: datetime) -> Collection[date]:
        return {day_of(each.asked) for each in self.inquiries if each.answered and each.answered >= since}

    async def seen(self, since: datetime, until: datetime, now: datetime) -> AsyncIterator[Seen]:
        self.looks.append((since, until))
        found = [each for each in self.inquiries if since <= each.asked < until and each.asked <= now]
        if self.pause is not None:
            await self.pause.wait()
        for each in found:
            parity = {"parity": str(each.asked.minute % 2)}
            yield Seen("asked", each.asked, dims=parity)
            if (kept := in_time(each.asked, each.answered, LIMIT, now)) is not None:
                yield Seen("in_time", each.asked, kept, dims=parity)
            if each.answered is not None and each.answered <= now:
                yield Seen("wait", each.asked, (each.answered - each.asked).total_seconds(), dims=parity)


async def rows(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    columns = (FactRow.day, FactRow.measure, FactRow.dimension, FactRow.key, FactRow.n, FactRow.total)
    async with engine.connect() as connection:
        found = await connection.execute(select(*columns, FactRow.buckets).order_by(*columns[:4]))
        return [tuple(row) for row in found]


async def empty(folder: Path) -> AsyncEngine:
    engine = create_engine(f"sqlite:///{folder / 'facts.db'}")
    async with engine.begin() as connection:
        for model in (FactRow, ComputedDayRow):
            await connection.run_sync(model.__table__.drop, checkfirst=True)  # type: ignore[attr-defined]
            await connection.run_sync(model.__table__.create)  # type: ignore[attr-defined]
    return engine


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.integers(0, 5_000)),
        st.tuples(st.just("answer"), st.integers(0, 50)),
        st.tuples(st.just("wait"), st.integers(1, 3_000)),
        st.just(("refresh", 0)),
    ),
    max_size=25,
)


@given(acts=ACTS)
@settings(max_examples=25, deadline=None)
def test_days_made_bit_by_bit_are_those_made_in_one_go(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int]]
) -> None:
    """`ask`, `wait`: by so many minutes; `answer`: an open inquiry is answered now."""

    async def play() -> None:
        engine = await empty(tmp_path_factory.getbasetemp())
        clock, world = FrozenClock(MIDNIGHT), World()
        facts = Facts(engine, clock, [world], {"wait"})
        for act, number in acts:
            if act in ("ask", "wait"):
                clock.advance(timedelta(minutes=number))
            if act == "ask":
                world.inquiries.append(Inquiry(clock.now()))
            open_ones = [each for each in world.inquiries if each.answered is None]
            if act == "answer" and open_ones:
                open_ones[number % len(open_ones)].answered = clock.now()
            if act == "refresh":
                await facts.refresh()
        clock.advance(timedelta(days=3))
        await facts.refresh()
        bit_by_bit = await rows(engine)
        await facts.rebuild()
        assert bit_by_bit == await rows(engine)
        await engine.dispose()

    asyncio.run(play())


async def test_what_is_settled_is_not_looked_at_again(engine: AsyncEngine) -> None:
    clock = FrozenClock(MIDNIGHT + timedelta(days=9, hours=12))
    world = World(inquiries=[Inquiry(MIDNIGHT + timedelta(days=n)) for n in range(10)])
    facts = Facts(engine, clock, [world], {"wait"})
    assert await facts.refresh() == 10
    world.looks.clear()
    assert await facts.refresh() == 2  # yesterday and today
    assert [day_of(since) for since, _ in world.looks] == [date(2026, 11, 10)]
    # An old inquiry is answered at last: its day again, and none of the other old ones.
    world.inquiries[0].answered = clock.now()
    assert await facts.refresh() == 3


async def test_of_two_processes_the_one_that_saw_more_stands(engine: AsyncEngine) -> None:
    """The slow one looks first and writes last."""
    early, late = FrozenClock(MIDNIGHT + timedelta(hours=1)), FrozenClock(MIDNIGHT + timedelta(hours=3))
    slow = World(inquiries=[Inquiry(MIDNIGHT)], pause=asyncio.Event())
    quick = World(inquiries=[Inquiry(MIDNIGHT), Inquiry(MIDNIGHT + timedelta(hours=2))])
    first = asyncio.create_task(Facts(engine, early, [slow], ()).refresh())
    while not slow.looks:
        await asyncio.sleep(0)
    await Facts(engine, late, [quick], ()).refresh()
    assert slow.pause is not None
    slow.pause.set()
    await first
    sums = await Facts(engine, late, [quick], ()).by_day(["asked"], date(2026, 11, 2), date(2026, 11, 2))
    assert sums["asked", date(2026, 11, 2)].n == 2


async def test_two_processes_at_once_count_nothing_twice(engine: AsyncEngine) -> None:
    clock = FrozenClock(MIDNIGHT + timedelta(days=5))
    world = World(inquiries=[Inquiry(MIDNIGHT + timedelta(hours=n)) for n in range(100)])
    await asyncio.gather(*(Facts(engine, clock, [world], {"wait"}).rebuild() for _ in range(4)))
    sums = await Facts(engine, clock, [world], ()).by_day(["asked"], date(2026, 11, 2), date(2026, 11, 7))
    assert sum(each.n for each in sums.values()) == 100
