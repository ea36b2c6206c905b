"""What a customer has to pay next, and until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from insurance.domain.identity import Identity, Level
from insurance.domain.policies import Policy
from insurance.domain.products import Product
from insurance.domain.renewals import CONSEQUENCES, Consequence, DueState, Instalment, due_of
from insurance.services.access import customer_of
from insurance.services.policies import products_of
from insurance.services.ports import Store, UnitOfWork
from kernel.clock import Clock
from kernel.masking import show_policy_no


@dataclass(frozen=True)
class Due:
    """`due_on` of a renewal is the end of cover. `amount` in yuan: of a renewal the last term's, None below VERIFIED.

    `reinstatement_until`: a suspended policy's two years (保险法 37).
    """

    policy_no: str
    product: str
    renewal_type: Literal["renewal", "instalment"]
    due_on: date
    grace_until: date | None
    amount: Decimal | None
    state: DueState
    consequence: Consequence
    reinstatement_until: date | None


def due_view(policy: Policy, product: Product, on: date, level: Level) -> Due | None:
    due = due_of(policy, product, on)
    if due is None:
        return None
    full = level >= Level.VERIFIED
    state = due.state(on)
    instalment = isinstance(due, Instalment)
    return Due(
        policy_no=due.policy_no if full else show_policy_no(due.policy_no),
        product=product.name,
        renewal_type="instalment" if instalment else "renewal",
        due_on=due.due_on,
        grace_until=due.grace_until,
        amount=due.amount if full else None,
        state=state,
        consequence=CONSEQUENCES[state],
        reinstatement_until=due.reinstatement_until if isinstance(due, Instalment) else None,
    )


async def dues_of(work: UnitOfWork, customer_no: str, on: date, level: Level) -> list[Due]:
    """All dues of one customer, earliest first."""
    policies = await work.policies.of_customer(customer_no)
    return dues_in(policies, await products_of(work, policies), on, level)


def dues_in(policies: Sequence[Policy], products: Mapping[str, Product], on: date, level: Level) -> list[Due]:
    """The dues of these policies, earliest first."""
    dues = [due_view(policy, products[policy.product_code], on, level) for policy in policies]
    return sorted((due for due in dues if due is not None), key=lambda due: (due.due_on, due.policy_no))


class RenewalService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def due_for(self, identity: Identity, on: date) -> list[Due]:
        """The customer's dues, earliest first (from `Level.BOUND`)."""
        customer_no = customer_of(identity, Level.BOUND, at=self._clock.now())
        async with self._store.read() as work:
            return await dues_of(work, customer_no, on, identity.level)
