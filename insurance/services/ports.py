"""What services need from outside: a store and a way to send texts.

An insurer's core system takes a store's place by implementing the protocol of its noun; lists come in natural-key order
unless said otherwise. `put` inserts or replaces by natural key and may be given tens of thousands of records.
"""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol

from insurance.domain.audit import AuditEntry
from insurance.domain.claims import Claim
from insurance.domain.complaints import Complaint
from insurance.domain.customers import Customer
from insurance.domain.identity import Challenge, Counter, Identity
from insurance.domain.policies import Policy
from insurance.domain.products import Product


class SmsSender(Protocol):
    """Sends one text. `code` repeats a one-time code in machine-readable form, for test back ends only.

    Hands over and returns: waiting for a provider would tell by the time taken that somebody matched.
    """

    async def send(self, phone: str, text: str, code: str | None = None) -> None: ...


class ProductStore(Protocol):
    async def get(self, code: str) -> Product | None: ...

    async def all(self) -> list[Product]: ...

    async def keys(self) -> set[str]: ...

    async def put(self, products: Sequence[Product]) -> None: ...


class CustomerStore(Protocol):
    async def get(self, customer_no: str) -> Customer | None: ...

    async def by_phone(self, phone: str) -> list[Customer]: ...

    async def keys(self) -> set[str]: ...

    async def put(self, customers: Sequence[Customer]) -> None: ...


class PolicyStore(Protocol):
    async def get(self, policy_no: str) -> Policy | None:
        """As typed, else in capitals, else in small letters."""
        ...

    async def of_customer(self, customer_no: str) -> list[Policy]: ...

    async def keys(self) -> set[str]: ...

    async def product_codes(self) -> dict[str, str]:
        """policy_no → product_code of every policy."""
        ...

    async def put(self, policies: Sequence[Policy]) -> None: ...


class ClaimStore(Protocol):
    async def get(self, claim_no: str) -> Claim | None:
        """As typed, else in capitals, else in small letters; with its events."""
        ...

    async def of_customer(self, customer_no: str) -> list[Claim]:
        """Newest report first."""
        ...

    async def all(self, claim_nos: Collection[str]) -> dict[str, Claim]: ...

    async def put(self, claims: Sequence[Claim]) -> None:
        """Events already stored stay as they are; only those beyond them are added."""
        ...

    async def drop(self, claim_nos: Collection[str]) -> None:
        """With their events; for the demo, which moves its dates along."""
        ...


class ComplaintStore(Protocol):
    async def get(self, receipt_no: str) -> Complaint | None: ...

    async def by_key(self, subject: str, key: str) -> Complaint | None: ...

    async def of(self, subject: str | None, customer_no: str | None) -> list[Complaint]:
        """Those of the conversation or of the customer, newest first."""
        ...

    async def add(self, complaint: Complaint, key: str) -> bool:
        """False, and nothing stored, where (subject, key) exists already."""
        ...

    async def put(self, complaint: Complaint) -> None:
        """State and new events; what the customer wrote never changes."""
        ...

    async def drop(self, receipt_nos: Collection[str]) -> None:
        """With their events; for the demo, which moves its dates along."""
        ...


class IdentityStore(Protocol):
    async def get(self, subject: str) -> Identity | None: ...

    async def put(self, identity: Identity) -> None: ...

    async def forget(self, subject: str) -> None: ...

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

    async def entries(self, whom: str | None = None) -> list[AuditEntry]:
        """Oldest first; all, or those about one customer."""
        ...

    async def head(self) -> tuple[int, str]:
        """Number and digest of the newest entry, kept apart from the entries so that a cut tail is seen."""
        ...


class UnitOfWork(Protocol):
    """One transaction. Leaving it without `commit` rolls back."""

    @property
    def products(self) -> ProductStore: ...
    @property
    def customers(self) -> CustomerStore: ...
    @property
    def policies(self) -> PolicyStore: ...
    @property
    def claims(self) -> ClaimStore: ...
    @property
    def complaints(self) -> ComplaintStore: ...
    @property
    def identity(self) -> IdentityStore: ...
    @property
    def audit(self) -> AuditStore: ...

    async def commit(self) -> None: ...


class Store(Protocol):
    """Opens units of work; `read` promises not to write and never waits for a writer."""

    def begin(self) -> AbstractAsyncContextManager[UnitOfWork]: ...

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]: ...
