"""Policies as their holder may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from insurance.domain.identity import Identity, Level
from insurance.domain.policies import Policy, PolicyStatus
from insurance.domain.products import Line, Product
from insurance.services.access import customer_of, own_policy
from insurance.services.ports import Store, UnitOfWork
from kernel.clock import Clock
from kernel.masking import show_name, show_policy_no


@dataclass(frozen=True)
class PolicyView:
    """Money in yuan. Below VERIFIED the number is masked and the sums are None."""

    policy_no: str
    product: str
    product_code: str
    line: Line
    status: PolicyStatus
    sum_insured: Decimal | None
    premium: Decimal | None
    effective_on: date
    expires_on: date | None
    next_due_on: date | None
    insured_name: str
    clause_version: str


def policy_view(policy: Policy, product: Product, level: Level) -> PolicyView:
    full = level >= Level.VERIFIED
    return PolicyView(
        policy_no=policy.policy_no if full else show_policy_no(policy.policy_no),
        product=product.name,
        product_code=product.code,
        line=product.line,
        status=policy.status,
        sum_insured=policy.sum_insured if full else None,
        premium=policy.premium if full else None,
        effective_on=policy.effective_on,
        expires_on=policy.expires_on,
        next_due_on=policy.next_due_on,
        insured_name=show_name(policy.insured_name),
        clause_version=product.clause_version,
    )


async def products_of(work: UnitOfWork, policies: Sequence[Policy]) -> dict[str, Product]:
    """The products of these policies, by code."""
    return await work.products.some({policy.product_code for policy in policies})


# What a customer asks about first comes first.
_ORDER = {status: place for place, status in enumerate(PolicyStatus)}


class PolicyService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def list_for(self, identity: Identity) -> list[PolicyView]:
        """The customer's policies, those in force first (from `Level.BOUND`)."""
        customer_no = customer_of(identity, Level.BOUND, at=self._clock.now())
        async with self._store.read() as work:
            policies = await work.policies.of_customer(customer_no)
            products = await products_of(work, policies)
        policies.sort(key=lambda policy: (_ORDER[policy.status], policy.policy_no))
        return [policy_view(policy, products[policy.product_code], identity.level) for policy in policies]

    async def get(self, identity: Identity, policy_no: str) -> PolicyView:
        """One of the customer's own policies in full (`Level.VERIFIED`); `RecordNotFound`."""
        customer_no = customer_of(identity, Level.VERIFIED, at=self._clock.now())
        async with self._store.read() as work:
            policy, product = await own_policy(work, policy_no, customer_no)
        return policy_view(policy, product, identity.level)
