"""Work that comes round again: of several processes one, the leader, does it.

Who leads is a row in the database with an end to it. The leader puts the end off again and again; one that dies leaves it
alone, and another takes over as soon as it has passed, well within a minute. Each change of leader counts `fence` up, and
no process begins a job unless the row still bears its name and its number.
"""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
from sqlalchemy import String, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from kernel.clock import Clock
from kernel.database import Base, UtcDateTime, readonly

log = structlog.get_logger("schedule")

Job = Callable[[], Awaitable[object]]

_LEASE = timedelta(seconds=40)
_BEAT = timedelta(seconds=10)
_LEADER = "leader"
_PATIENCE_S = 5.0


class LeaseRow(Base):
    """One row: who leads, until when, as which leader since the beginning."""

    __tablename__ = "schedule_leases"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    holder: Mapped[str] = mapped_column(String(32))
    fence: Mapped[int]
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class Schedule:
    """Jobs by name; each runs in one process at a time.

    `on` False: takes no part. `lease`: how long a dead leader is waited for; `beat`: how often the lease is put off or
    asked for. A takeover takes both at most. `observed` hears of every run: the job, its seconds, and whether it did not fail.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        clock: Clock,
        *,
        on: bool = True,
        lease: timedelta = _LEASE,
        beat: timedelta = _BEAT,
        observed: Callable[[str, float, bool], None] = lambda name, seconds, done: None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._on = on
        self._lease = lease
        self._beat = beat
        self._observed = observed
        self._jobs: dict[str, tuple[timedelta | None, Job]] = {}
        self._running: dict[str, asyncio.Task[object]] = {}
        self._ticks: set[asyncio.Task[object]] = set()
        self._leaving = asyncio.Event()
        self._name = secrets.token_hex(8)
        self._fence: int | None = None
        self._until: datetime | None = None
        self._clockwork: AsyncIOScheduler | None = None

    def every(self, interval: timedelta, name: str, job: Job, *, by_itself: bool = True) -> None:
        """Run `job` about every `interval`, in the leader; also at once when a process begins to lead. Not `by_itself`: only when
        it is asked for.
        """
        if name in self._jobs:
            raise ValueError(f"two jobs named {name}")
        self._jobs[name] = (interval if by_itself else None, job)

    @property
    def leads(self) -> bool:
        """Whether this process does the work now, as far as it knows: its lease has not run out."""
        return self._until is not None and self._clock.now() < self._until

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """While entered this process takes part."""
        if not self._on:
            yield
            return
        self._clockwork = _clockwork()
        for name, (interval, _) in self._jobs.items():
            if interval is not None:
                self._clockwork.add_job(
                    self._tick, "interval", args=[name], id=name, seconds=interval.total_seconds()
                )
        self._clockwork.start(paused=True)
        self._leaving.clear()
        beating = asyncio.create_task(self._beats())
        try:
            yield
        finally:
            # Jobs are broken off; what speaks with the database about the lease is let finish, or its connection is left behind.
            self._leaving.set()
            self._clockwork.pause()
            await self._stop()
            _, late = await asyncio.wait({beating, *self._ticks}, timeout=_PATIENCE_S)
            for task in late:
                task.cancel()
            self._clockwork.shutdown(wait=False)
            self._clockwork = None
            with contextlib.suppress(Exception):
                await self._let_go()

    async def beat(self) -> bool:
        """Ask for the lease, or put its end off; whether this process leads now."""
        led = self._fence
        try:
            fence = await self._ask()
        except Exception as error:
            # The database is away: who leads goes on until the lease has run out, and nobody else can have it before.
            log.warning("no_lease", error=type(error).__name__)
            fence = led if self.leads else None
        self._fence = fence
        if fence is None:
            self._until = None
            await self._stop()
            if self._clockwork is not None:
                self._clockwork.pause()
        elif fence != led:
            log.info("leading", fence=fence)
            if self._clockwork is not None:
                for job in self._clockwork.get_jobs():
                    job.modify(next_run_time=datetime.now(UTC))
                self._clockwork.resume()
        return fence is not None

    async def at_once(self, name: str) -> bool:
        """Run the job here and now; False, and nothing done, where it runs already or this process may not lead.

        Errors of the job are raised.
        """
        if name in self._running or not await self.beat():
            return False
        await self._work(name)
        return True

    async def _beats(self) -> None:
        while not self._leaving.is_set():
            await self.beat()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._leaving.wait(), self._beat.total_seconds())

    async def _tick(self, name: str) -> None:
        if name in self._running or self._leaving.is_set():
            return
        task = asyncio.current_task()
        assert task is not None
        self._ticks.add(task)
        task.add_done_callback(self._ticks.discard)
        try:
            if self.leads and await self._holds() and not self._leaving.is_set():
                await self._work(name)
        except asyncio.CancelledError:
            log.warning("job_stopped", job=name)
        except Exception:
            log.exception("job_failed", job=name)

    async def _work(self, name: str) -> None:
        task = asyncio.ensure_future(self._jobs[name][1]())
        self._running[name] = task
        began = time.perf_counter()
        try:
            await task
        finally:
            del self._running[name]
            if not task.cancelled():
                self._observed(name, time.perf_counter() - began, task.exception() is None)

    async def _stop(self) -> None:
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _ask(self) -> int | None:
        now = self._clock.now()
        until = now + self._lease
        async with AsyncSession(self._engine) as db:
            row = await db.get(LeaseRow, _LEADER, with_for_update=True)
            if row is None:
                db.add(LeaseRow(name=_LEADER, holder=self._name, fence=1, until=until))
                try:
                    await db.commit()
                except IntegrityError:
                    return None  # another was first
                fence = 1
            elif row.holder == self._name and row.until > now:
                row.until = until
                fence = row.fence
                await db.commit()
            elif row.until <= now:
                row.holder, row.until, row.fence = self._name, until, row.fence + 1
                fence = row.fence
                await db.commit()
            else:
                return None
        self._until = until
        return fence

    async def _holds(self) -> bool:
        async with AsyncSession(readonly(self._engine)) as db:
            row = await db.get(LeaseRow, _LEADER)
            return row is not None and (row.holder, row.fence) == (self._name, self._fence)

    async def _let_go(self) -> None:
        """Nobody has to wait for a leader that says good-bye."""
        if self._fence is None:
            return
        mine = (LeaseRow.name == _LEADER) & (LeaseRow.holder == self._name) & (LeaseRow.fence == self._fence)
        self._fence = self._until = None
        async with AsyncSession(self._engine) as db:
            await db.execute(update(LeaseRow).where(mine).values(until=self._clock.now()))
            await db.commit()


def _clockwork() -> AsyncIOScheduler:
    """Late is better than never, and once is enough for what was missed."""
    usual = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    return AsyncIOScheduler(timezone=UTC, job_defaults=usual)
