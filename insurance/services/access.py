"""The one door to a customer's records. It takes an identity, never a slot or a number somebody typed."""

from datetime import datetime
from typing import TypeVar

from insurance.domain.errors import IdentityRequired, RecordNotFound
from insurance.domain.identity import Identity, Level
from insurance.domain.policies import Policy
from insurance.domain.products import Product
from insurance.services.ports import UnitOfWork

__all__ = ["IdentityRequired", "RecordNotFound", "customer_of", "known_customer", "own", "own_policy"]

T = TypeVar("T")


def customer_of(identity: Identity, at_least: Level, *, at: datetime | None = None) -> str:
    """The customer number behind `identity`; `IdentityRequired` below that level or, at `at`, after its end."""
    expired = at is not None and identity.until is not None and at >= identity.until
    if identity.customer_no is None or identity.level < at_least or expired:
        raise IdentityRequired(at_least)
    return identity.customer_no


def known_customer(identity: Identity, *, at: datetime) -> str | None:
    """The customer number where the identity is one (from BOUND) and has not ended; None for what anybody may do."""
    try:
        return customer_of(identity, Level.BOUND, at=at)
    except IdentityRequired:
        return None


def own(record: T | None, owner: str | None, customer_no: str) -> T:
    """`record` where it exists and is the customer's; else `RecordNotFound`, the same in both cases."""
    if record is None or owner != customer_no:
        raise RecordNotFound()
    return record


async def own_policy(work: UnitOfWork, policy_no: str, customer_no: str) -> tuple[Policy, Product]:
    """The customer's policy of that number and its product; `RecordNotFound`."""
    found = await work.policies.get(policy_no.strip())
    policy = own(found, found.customer_no if found else None, customer_no)
    product = await work.products.get(policy.product_code)
    return policy, own(product, customer_no, customer_no)
