"""Reading the platform's queue: one reader per kf account at a time, the cursor behind what was dealt with.

A row is dealt with first and noted after, the cursor moves last: whatever ends in between is read again, and a row that was
dealt with is passed over.
"""

import asyncio
import contextlib
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.tencent.errcodes import Action
from bot.channels.tencent.errors import ApiError, CallError
from bot.channels.wecom.api import KfApi
from bot.channels.wecom.cursors import LEASE, Cursors
from bot.channels.wecom.rows import Row, read
from kernel.clock import Clock

log = structlog.get_logger("wecom")

# A doorbell's token is good for ten minutes; without one, pulls are few.
_TOKEN_LASTS = timedelta(minutes=9)
# What rang the first doorbell was sent a moment before it.
_BEFORE_THE_FIRST = timedelta(minutes=1)
_TRIES_OF_A_ROW = 3
_AT_ONCE = 8
_LONGEST_PAUSE = 60
_ANOTHER_READS_S = 0.5

Receive = Callable[[Row], Awaitable[None]]


class Puller:
    """One account's. `every`: seconds between pulls without a doorbell, which may get lost. `pause`: after a failure."""

    def __init__(
        self,
        api: KfApi,
        cursors: Cursors,
        receive: Receive,
        clock: Clock,
        *,
        every: float = 120.0,
        pause: float = 1.0,
        seen: Callable[[str], None] = lambda kind: None,
    ) -> None:
        self._api = api
        self._cursors = cursors
        self._receive = receive
        self._clock = clock
        self._every = every
        self._pause = pause
        self._seen = seen
        self._tokens: dict[str, tuple[str, datetime]] = {}
        self._bells: dict[str, asyncio.Event] = {}
        self._readers: dict[str, asyncio.Task[None]] = {}
        self._failures: Counter[str] = Counter()

    def ring(self, open_kfid: str, token: str, at: datetime) -> None:
        """There is something to read. `at`: when the doorbell rang."""
        if token:
            self._tokens[open_kfid] = (token, self._clock.now() + _TOKEN_LASTS)
        self._bells.setdefault(open_kfid, asyncio.Event()).set()
        if open_kfid not in self._readers:
            self._readers[open_kfid] = asyncio.create_task(self._read_for_ever(open_kfid, at))

    async def run(self) -> None:
        """Until cancelled: what was left at the last end, and once in a while without a doorbell."""
        try:
            while True:
                try:
                    for open_kfid in await self._cursors.known():
                        self.ring(open_kfid, "", self._clock.now())
                    await self._cursors.prune()
                except SQLAlchemyError:
                    log.exception("pull_failed")
                await asyncio.sleep(self._every)
        finally:
            for reader in self._readers.values():
                reader.cancel()
            await asyncio.gather(*self._readers.values(), return_exceptions=True)
            self._readers.clear()

    async def _read_for_ever(self, open_kfid: str, began: datetime) -> None:
        bell, failed = self._bells[open_kfid], 0
        while True:
            bell.clear()
            pause: float | None = None  # till the next doorbell
            try:
                await self._cursors.begin(open_kfid, began - _BEFORE_THE_FIRST)
                pause = None if await self.drain(open_kfid) else _ANOTHER_READS_S
                failed = 0
            except Exception as error:
                failed += 1
                pause = self._pause * min(2**failed, _LONGEST_PAUSE)
                if isinstance(error, ApiError) and error.action in (Action.DAILY_QUOTA, Action.MINUTE_QUOTA):
                    pause = self._pause * _LONGEST_PAUSE
                if isinstance(error, CallError):
                    log.warning("pull_refused", open_kfid=open_kfid, code=error.code, **error.data)
                else:
                    log.exception("pull_failed", open_kfid=open_kfid)
            with contextlib.suppress(TimeoutError):
                # A doorbell in a pause brings a new token.
                await asyncio.wait_for(bell.wait(), pause)

    async def drain(self, open_kfid: str) -> bool:
        """Read to the end of the queue; False while another process does."""
        taken = await self._cursors.take(open_kfid)
        if taken is None:
            return False
        cursor, since = taken
        async with self._lease(open_kfid):
            more = True
            while more:
                found, following, more = await self._page(open_kfid, cursor)
                rows = [row for raw in found if (row := self._row(raw, open_kfid)) and row.at >= since]
                await self._deal_with(rows)
                if not await self._cursors.advance(open_kfid, following):
                    return False
                more = more and following != cursor
                cursor = following
        return True

    @contextlib.asynccontextmanager
    async def _lease(self, open_kfid: str) -> AsyncIterator[None]:
        async def renew() -> None:
            while True:
                await asyncio.sleep(LEASE.total_seconds() / 3)
                await self._cursors.renew(open_kfid)

        renewing = asyncio.create_task(renew())
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)
            await self._cursors.release(open_kfid)

    async def _page(self, open_kfid: str, cursor: str) -> tuple[list[Any], str, bool]:
        token, until = self._tokens.get(open_kfid, ("", self._clock.now()))
        if self._clock.now() >= until:
            token = ""
        try:
            return await self._api.page(open_kfid, cursor, token)
        except ApiError as error:
            if error.action is not Action.WITHOUT_MSG_TOKEN or not token:
                raise
            self._tokens.pop(open_kfid, None)
            return await self._api.page(open_kfid, cursor, "")

    def _row(self, raw: object, open_kfid: str) -> Row | None:
        row = read(raw, open_kfid, self._clock.now())
        if row is None:
            log.error("row_unreadable", open_kfid=open_kfid)
        return row

    async def _deal_with(self, rows: Sequence[Row]) -> None:
        """Each customer's in their order, several customers' at once; the first failure, once all have ended."""
        unseen = await self._cursors.unseen([row.msgid for row in rows])
        of_customers: defaultdict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if row.msgid in unseen:
                of_customers[row.customer].append(row)
        free = asyncio.Semaphore(_AT_ONCE)

        async def in_order(rows: Sequence[Row]) -> None:
            async with free:
                for row in rows:
                    await self._deal_with_one(row)

        results = await asyncio.gather(*map(in_order, of_customers.values()), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _deal_with_one(self, row: Row) -> None:
        try:
            await self._receive(row)
        except SQLAlchemyError:
            raise  # nobody's message can be dealt with
        except Exception:
            # One that cannot be dealt with must not hold up everybody behind it for ever.
            self._failures[row.msgid] += 1
            if self._failures[row.msgid] < _TRIES_OF_A_ROW:
                raise
            log.exception("row_given_up", kind=row.kind, msgid=row.msgid)
        self._failures.pop(row.msgid, None)
        await self._cursors.saw(row.msgid)
        self._seen(row.kind)
