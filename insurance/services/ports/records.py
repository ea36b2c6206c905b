"""The insurer's records: products, customers, policies, claims. Lists come in natural-key order unless said otherwise.

`put` inserts or replaces by natural key and may be given tens of thousands of records.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from insurance.domain.claim_times import ClaimTimes
from insurance.domain.claims import Claim
from insurance.domain.customers import Customer
from insurance.domain.policies import Policy
from insurance.domain.products import Line, Product
from insurance.domain.reminders import DuePolicy


class ProductStore(Protocol):
    async def get(self, code: str) -> Product | None: ...

    async def all(self) -> list[Product]: ...

    async def some(self, codes: Collection[str]) -> dict[str, Product]:
        """Those of these codes that exist, by code."""
        ...

    async def keys(self) -> set[str]: ...

    async def put(self, products: Sequence[Product]) -> None: ...


class CustomerStore(Protocol):
    async def get(self, customer_no: str, *, lock: bool = False) -> Customer | None:
        """`lock`: nobody else changes the record until the unit of work ends."""
        ...

    async def by_phone(self, phone: str) -> list[Customer]: ...

    async def keys(self) -> set[str]: ...

    async def deceased(self, customer_nos: Collection[str]) -> set[str]:
        """Those of them known to have died."""
        ...

    async def set_deceased(self, days: Mapping[str, date | None]) -> None:
        """customer_no → the day of death, None: lives. `put` leaves it as it is."""
        ...

    async def put(self, customers: Sequence[Customer]) -> None: ...


class PolicyStore(Protocol):
    async def get(self, policy_no: str) -> Policy | None:
        """As typed, else in capitals, else in small letters."""
        ...

    async def of_customer(self, customer_no: str) -> list[Policy]: ...

    async def holders(self, line: Line | None = None) -> set[str]:
        """Customers with a policy in force, of that line where one is named."""
        ...

    async def some(self, policy_nos: Collection[str]) -> dict[str, Policy]:
        """Those of these numbers that exist, by number."""
        ...

    async def keys(self) -> set[str]: ...

    async def product_codes(self) -> dict[str, str]:
        """policy_no → product_code of every policy."""
        ...

    async def due_on(
        self, days: Collection[date], *, ends: bool, after: tuple[date, str] | None, limit: int
    ) -> list[DuePolicy]:
        """A page of those whose next instalment is due, or whose cover ends, on one of these days.

        In order of day and number, those behind `after`.
        """
        ...

    async def due(self, policy_nos: Collection[str]) -> dict[str, DuePolicy]:
        """What is due for them, for those that exist, by number exactly as stored."""
        ...

    async def put(self, policies: Sequence[Policy]) -> None: ...


class ClaimStore(Protocol):
    async def get(self, claim_no: str, *, lock: bool = False) -> Claim | None:
        """As typed, else in capitals, else in small letters; with its events.

        `lock`: nobody else changes the record until the unit of work ends.
        """
        ...

    async def of_customer(self, customer_no: str) -> list[Claim]:
        """Newest report first."""
        ...

    async def all(self, claim_nos: Collection[str], *, lock: bool = False) -> dict[str, Claim]:
        """Those that exist, by number. `lock`: nobody else changes them until the unit of work ends."""
        ...

    async def claimants(self, since: datetime) -> set[str]:
        """Customers under whose policies a loss was reported since then."""
        ...

    async def changed(self, since: datetime) -> dict[str, int]:
        """claim_no → number of its last event, of every claim to which something happened since then."""
        ...

    async def first_report(self) -> datetime | None:
        """When the first claim was reported."""
        ...

    async def between(self, since: datetime, until: datetime, *, ended: bool) -> list[str]:
        """Numbers of those reported, or (`ended`) paid or closed, in [since, until)."""
        ...

    async def times(self, claim_nos: Collection[str]) -> list[ClaimTimes]:
        """When those of these that exist reached which state."""
        ...

    async def put(self, claims: Sequence[Claim]) -> None:
        """Events already stored stay as they are; only those beyond them are added."""
        ...

    async def first_time(self, claim_no: str, subject: str, act: str, key: str, at: datetime) -> bool:
        """Whether the conversation does that act to that claim or report under this key for the first time."""
        ...

    async def drop(self, claim_nos: Collection[str]) -> None:
        """With their events; for the demo, which moves its dates along."""
        ...
