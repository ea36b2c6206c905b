"""Who somebody is, and what was done: identities and the audit log."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from insurance.domain.audit import Act, AuditEntry, AuditFilter
from insurance.domain.identity import Binding, Challenge, Counter, Identity


class IdentityStore(Protocol):
    async def get(self, subject: str) -> Identity | None: ...

    async def put(self, identity: Identity) -> None: ...

    async def forget(self, subject: str) -> None: ...

    async def erase(self, subject: str) -> None:
        """All that is kept of it but its binding."""
        ...

    async def put_proven(self, subject: str, customer_no: str, at: datetime) -> None:
        """A check has proven the customer in this conversation."""
        ...

    async def proven(self, customer_no: str, limit: int) -> list[str]:
        """The conversations in which a check proved the customer, the latest check first."""
        ...

    async def proven_since(self, at: datetime) -> set[str]:
        """Customers who were checked in a conversation since then."""
        ...

    async def binding(self, subject: str, *, lock: bool = False) -> Binding | None:
        """`lock`: nobody else changes it until the unit of work ends."""
        ...

    async def put_binding(self, binding: Binding) -> None: ...

    async def use_binding(self, subject: str, at: datetime) -> None: ...

    async def drop_binding(self, subject: str) -> None: ...

    async def unused_bindings(self, before: datetime) -> list[Binding]:
        """Those last used before that instant."""
        ...

    async def counters(self, names: Sequence[Sequence[str]]) -> list[Counter]:
        """One counter per list of names (newest spelling first), new or stored, locked until the unit of work ends."""
        ...

    async def put_counters(self, counters: Sequence[Counter]) -> None: ...

    async def challenge(self, subject: str) -> Challenge | None: ...

    async def put_challenge(self, challenge: Challenge) -> None: ...

    async def drop_challenge(self, subject: str) -> None: ...

    async def outcome(self, subject: str, key: str) -> dict[str, Any] | None: ...

    async def put_outcome(self, subject: str, key: str, outcome: dict[str, Any], at: datetime) -> None: ...

    async def sweep(self, before: datetime) -> None:
        """Delete what ended or was last used before that instant."""
        ...


class AuditStore(Protocol):
    async def append(
        self, *, at: datetime, who: str, what: str, whom: str | None, data: dict[str, str]
    ) -> None: ...

    async def append_all(self, acts: Sequence[Act]) -> None:
        """One after the other, in their order."""
        ...

    async def entries(self, whom: str | None = None) -> list[AuditEntry]:
        """Oldest first; all, or those about one customer."""
        ...

    async def find(self, sought: AuditFilter, *, before: int | None, limit: int) -> list[AuditEntry]:
        """Newest first; `before`: only entries with a smaller number."""
        ...

    async def chunk(self, *, after: int, limit: int) -> list[AuditEntry]:
        """Oldest first, from the entry that follows number `after`."""
        ...

    async def head(self) -> tuple[int, str]:
        """Number and digest of the newest entry, kept apart from the entries so that a cut tail is seen."""
        ...
