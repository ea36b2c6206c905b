"""The schedule: one leader, another within a minute of its death, jobs that fail come round again, none overlaps itself."""

import asyncio
import contextlib
import subprocess
import sys
import textwrap
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from kernel.clock import FrozenClock, SystemClock
from kernel.schedule import LeaseRow, Schedule

OFTEN = timedelta(milliseconds=20)


class Counted:
    """A job that counts its runs, waits while `held`, and fails while `broken`."""

    def __init__(self) -> None:
        self.runs = 0
        self.at_a_time = 0
        self.most = 0
        self.broken = False
        self.free = asyncio.Event()
        self.free.set()

    async def __call__(self) -> None:
        self.runs += 1
        self.at_a_time += 1
        self.most = max(self.most, self.at_a_time)
        try:
            await self.free.wait()
            if self.broken:
                raise RuntimeError("the job has a bad day")
        finally:
            self.at_a_time -= 1

    async def reached(self, runs: int) -> None:
        async with asyncio.timeout(10):
            while self.runs < runs:
                await asyncio.sleep(0.005)


async def fence_of(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(LeaseRow.fence))).scalar_one()


async def test_of_two_one_leads(engine: AsyncEngine, clock: FrozenClock) -> None:
    pair = [Schedule(engine, clock) for _ in range(2)]
    assert sorted(await asyncio.gather(*(each.beat() for each in pair))) == [False, True]


async def test_another_takes_over_within_a_minute_of_a_death(engine: AsyncEngine, clock: FrozenClock) -> None:
    dead, heir = Schedule(engine, clock), Schedule(engine, clock)
    assert await dead.beat() and not await heir.beat()
    waited = timedelta()
    while not await heir.beat():
        waited += timedelta(seconds=10)
        clock.advance(timedelta(seconds=10))
    assert timedelta() < waited < timedelta(minutes=1)
    assert heir.leads and not dead.leads


async def test_a_leader_that_comes_back_finds_itself_deposed(engine: AsyncEngine, clock: FrozenClock) -> None:
    stalled, heir, job = Schedule(engine, clock), Schedule(engine, clock), Counted()
    stalled.every(OFTEN, "work", job)
    await stalled.beat()
    first = await fence_of(engine)
    clock.advance(timedelta(minutes=1))
    await heir.beat()
    assert await fence_of(engine) == first + 1
    assert not await stalled.at_once("work")
    assert job.runs == 0


async def test_a_leader_that_leaves_is_followed_at_once(engine: AsyncEngine, clock: FrozenClock) -> None:
    heir, job = Schedule(engine, clock), Counted()
    leaving = Schedule(engine, clock, beat=OFTEN)
    leaving.every(OFTEN, "work", job)
    async with leaving.run():
        await job.reached(1)
        assert not await heir.beat()
    assert await heir.beat()


async def test_jobs_come_round_in_the_leader_alone(engine: AsyncEngine) -> None:
    jobs = [Counted(), Counted()]
    async with contextlib.AsyncExitStack() as stack:
        for job in jobs:
            schedule = Schedule(engine, SystemClock(), beat=OFTEN)
            schedule.every(OFTEN, "work", job)
            await stack.enter_async_context(schedule.run())
            await jobs[0].reached(3)
    assert jobs[0].runs >= 3
    assert jobs[1].runs == 0


async def test_a_job_that_fails_comes_round_again(engine: AsyncEngine, clock: FrozenClock) -> None:
    schedule, job = Schedule(engine, clock, beat=OFTEN), Counted()
    job.broken = True
    schedule.every(OFTEN, "work", job)
    async with schedule.run():
        await job.reached(2)
        job.broken = False
        await job.reached(job.runs + 2)


async def test_a_job_never_overlaps_itself(engine: AsyncEngine, clock: FrozenClock) -> None:
    schedule, slow, quick = Schedule(engine, clock, beat=OFTEN), Counted(), Counted()
    slow.free.clear()
    schedule.every(OFTEN, "slow", slow)
    schedule.every(OFTEN, "quick", quick)
    async with schedule.run():
        await slow.reached(1)
        await quick.reached(quick.runs + 4)
        assert not await schedule.at_once("slow")
        slow.free.set()
        await slow.reached(2)
    assert slow.most == 1


async def test_a_leader_that_loses_its_lease_stops_in_the_middle(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    schedule, heir, job = Schedule(engine, clock), Schedule(engine, clock), Counted()
    job.free.clear()
    schedule.every(OFTEN, "work", job)
    working = asyncio.create_task(schedule.at_once("work"))
    await job.reached(1)
    clock.advance(timedelta(minutes=1))
    assert await heir.beat()
    assert not await schedule.beat()
    assert job.at_a_time == 0
    await asyncio.gather(working, return_exceptions=True)


async def test_switched_off_it_does_nothing(engine: AsyncEngine, clock: FrozenClock) -> None:
    off, job = Schedule(engine, clock, on=False, beat=OFTEN), Counted()
    off.every(OFTEN, "work", job)
    async with off.run():
        assert await Schedule(engine, clock).beat()
    assert job.runs == 0


async def test_a_job_can_be_run_at_once_and_says_what_went_wrong(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    schedule, job = Schedule(engine, clock), Counted()
    schedule.every(timedelta(days=1), "work", job)
    assert await schedule.at_once("work")
    assert job.runs == 1
    job.broken = True
    with pytest.raises(RuntimeError):
        await schedule.at_once("work")


def test_two_jobs_cannot_share_a_name(clock: FrozenClock) -> None:
    schedule = Schedule(None, clock)  # type: ignore[arg-type]
    schedule.every(OFTEN, "work", Counted())
    with pytest.raises(ValueError, match="two jobs named work"):
        schedule.every(OFTEN, "work", Counted())


LEADER = """
    import asyncio, sys
    from datetime import timedelta
    from kernel.clock import SystemClock
    from kernel.database import create_engine
    from kernel.schedule import Schedule

    async def main():
        schedule = Schedule(create_engine(sys.argv[1]), SystemClock(), lease=timedelta(seconds=1.5), beat=timedelta(seconds=0.1))
        async with schedule.run():
            while not schedule.leads:
                await asyncio.sleep(0.01)
            print("it leads", flush=True)
            await asyncio.sleep(60)

    asyncio.run(main())
"""


async def test_a_killed_process_is_followed_by_another(engine: AsyncEngine) -> None:
    url = engine.url.set(drivername=engine.url.get_backend_name()).render_as_string(hide_password=False)
    heir = Schedule(engine, SystemClock(), lease=timedelta(seconds=1.5), beat=timedelta(seconds=0.1))
    job = Counted()
    heir.every(timedelta(minutes=1), "work", job)
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(LEADER), url],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert process.stdout is not None
        while await asyncio.to_thread(process.stdout.readline) != b"it leads\n":
            assert process.poll() is None
        async with heir.run():
            assert not await heir.beat()
            process.kill()
            await job.reached(1)
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
