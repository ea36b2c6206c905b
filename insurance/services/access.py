"""The one door to a customer's records. It takes an identity, never a slot or a number somebody typed."""

from datetime import datetime
from typing import TypeVar

from insurance.domain.errors import IdentityRequired, RecordNotFound
from insurance.domain.identity import Identity, Level

__all__ = ["IdentityRequired", "RecordNotFound", "customer_of", "own"]

T = TypeVar("T")


def customer_of(identity: Identity, at_least: Level, *, at: datetime | None = None) -> str:
    """The customer number behind `identity`; `IdentityRequired` below that level or, at `at`, after its end."""
    expired = at is not None and identity.until is not None and at >= identity.until
    if identity.customer_no is None or identity.level < at_least or expired:
        raise IdentityRequired(at_least)
    return identity.customer_no


def own(record: T | None, owner: str | None, customer_no: str) -> T:
    """`record` where it exists and is the customer's; else `RecordNotFound`, the same in both cases."""
    if record is None or owner != customer_no:
        raise RecordNotFound()
    return record
