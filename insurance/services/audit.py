"""The audit trail: append only, hash-chained."""

from dataclasses import dataclass

from insurance.domain.audit import GENESIS, AuditEntry
from insurance.services.ports import Store
from kernel.clock import Clock


@dataclass(frozen=True)
class AuditCheck:
    """`broken_at`: number of the first entry that is not what was written; None where all are."""

    entries: int
    broken_at: int | None


class AuditService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def record(self, who: str, what: str, whom: str | None = None, **data: str) -> None:
        """Append an entry. `data` must hold no personal data: the trail is never erased."""
        async with self._store.begin() as work:
            await work.audit.append(at=self._clock.now(), who=who, what=what, whom=whom, data=data)
            await work.commit()

    async def entries(self, whom: str | None = None) -> list[AuditEntry]:
        """Oldest first; all, or those about one customer."""
        async with self._store.read() as work:
            return await work.audit.entries(whom)

    async def verify(self) -> AuditCheck:
        """Walk the chain from its beginning to its head."""
        async with self._store.read() as work:
            entries = await work.audit.entries()
            head = await work.audit.head()
        digest = GENESIS
        for number, entry in enumerate(entries, start=1):
            if entry.seq != number or not entry.follows(digest):
                return AuditCheck(len(entries), number)
            digest = entry.digest
        whole = head == (len(entries), digest)
        return AuditCheck(len(entries), None if whole else len(entries) + 1)
