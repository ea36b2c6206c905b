"""The insurer's records: products, customers, policies, claims. Lists come in natural-key order unless said otherwise.

`put` inserts or replaces by natural key and may be given tens of thousands of records.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from insurance.domain.claims import Claim
from insurance.domain.customers import Customer
from insurance.domain.policies import Policy
from insurance.domain.products import Product


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
    async def get(self, claim_no: str, *, lock: bool = False) -> Claim | None:
        """As typed, else in capitals, else in small letters; with its events.

        `lock`: nobody else changes the record until the unit of work ends.
        """
        ...

    async def of_customer(self, customer_no: str) -> list[Claim]:
        """Newest report first."""
        ...

    async def all(self, claim_nos: Collection[str]) -> dict[str, Claim]: ...

    async def put(self, claims: Sequence[Claim]) -> None:
        """Events already stored stay as they are; only those beyond them are added."""
        ...

    async def first_time(self, claim_no: str, subject: str, act: str, key: str, at: datetime) -> bool:
        """Whether the conversation does that act to that claim or report under this key for the first time."""
        ...

    async def drop(self, claim_nos: Collection[str]) -> None:
        """With their events; for the demo, which moves its dates along."""
        ...
