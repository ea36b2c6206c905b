"""The audit trail: append only, hash-chained."""

import asyncio
from dataclasses import dataclass

from insurance.domain.audit import GENESIS, Act, AuditEntry, AuditFilter
from insurance.services.ports import Store
from kernel.clock import Clock


@dataclass(frozen=True)
class AuditCheck:
    """`entries`: how many were read; `broken_at`: number of the first that is not what was written, None where
    all are."""

    entries: int
    broken_at: int | None


@dataclass(eq=False)
class _Waiting:
    act: Act
    written: bool = False


class AuditService:
    """One per process: acts recorded at the same time are written together, so that the chain's head, which
    only one writer can hold, is not asked for once per act."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._waiting: list[_Waiting] = []
        self._writing = asyncio.Lock()

    async def record(self, who: str, what: str, whom: str | None = None, **data: str) -> None:
        """Append an entry; it is written when this returns. `data` must hold no personal data: the trail is
        never erased."""
        mine = _Waiting(Act(self._clock.now(), who, what, whom, data))
        self._waiting.append(mine)
        try:
            async with self._writing:
                if not mine.written:
                    await self._write([each for each in self._waiting if not each.written])
        finally:
            self._waiting = [each for each in self._waiting if each is not mine and not each.written]

    async def _write(self, batch: list[_Waiting]) -> None:
        async with self._store.begin() as work:
            await work.audit.append_all([each.act for each in batch])
            await work.commit()
        for each in batch:
            each.written = True

    async def entries(self, whom: str | None = None) -> list[AuditEntry]:
        """Oldest first; all, or those about one customer."""
        async with self._store.read() as work:
            return await work.audit.entries(whom)

    async def find(self, sought: AuditFilter, *, before: int | None, limit: int) -> list[AuditEntry]:
        """Newest first; `before`: only entries with a smaller number."""
        async with self._store.read() as work:
            return await work.audit.find(sought, before=before, limit=limit)

    async def verify(self, *, at_a_time: int = 1_000) -> AuditCheck:
        """Walk the chain from its beginning to its head; so many entries are in memory at a time.

        What is written meanwhile is walked as well.
        """
        number, digest = 0, GENESIS
        async with self._store.read() as work:
            while True:
                chunk = await work.audit.chunk(after=number, limit=at_a_time)
                for entry in chunk:
                    number += 1
                    if entry.seq != number or not entry.follows(digest):
                        return AuditCheck(number, number)
                    digest = entry.digest
                if len(chunk) == at_a_time:
                    continue
                head = await work.audit.head()
                if head == (number, digest):
                    return AuditCheck(number, None)
                if not chunk or head[0] <= number:
                    return AuditCheck(number, number + 1)
