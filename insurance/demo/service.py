"""The demo data set: fictional, the same for everyone, and never older than today."""

from dataclasses import dataclass
from random import Random

from insurance.demo.complaints import crowd_complaints
from insurance.demo.crowd import crowd_claims, crowd_customers, crowd_policies
from insurance.demo.customers import DEMO_CUSTOMERS, DemoCustomer, demo_claims, demo_policies
from insurance.demo.past import past_claims, past_complaints
from insurance.demo.products import DEMO_PRODUCTS
from insurance.services.ports import Store
from kernel.clock import Clock, today

__all__ = ["DEMO_CUSTOMERS", "DEMO_PRODUCTS", "DemoCustomer", "DemoReport", "DemoService"]

_SEED = 20261116


@dataclass(frozen=True)
class DemoReport:
    """How much the demo holds; `changed` is False where it stood there as of today already."""

    products: int
    customers: int
    policies: int
    claims: int
    complaints: int
    changed: bool


class DemoService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def load(self) -> DemoReport:
        """Write the demo as of today. A second load on the same day changes nothing, a later one moves the dates.

        Records of other numbers, also complaints lodged by visitors, stay untouched.
        """
        on = today(self._clock)
        random = Random(_SEED)  # noqa: S311
        known_customers = [known.customer for known in DEMO_CUSTOMERS]
        crowd = crowd_customers(random)
        known_policies = demo_policies(on)
        policies = crowd_policies(random, crowd, DEMO_PRODUCTS, on)
        lines = {product.code: product.line for product in DEMO_PRODUCTS}
        claims = demo_claims(on) + crowd_claims(random, policies, lines, on)
        complaints = crowd_complaints(random, crowd, on)
        async with self._store.begin() as work:
            stored = [await work.policies.get(policy.policy_no) for policy in known_policies]
            changed = stored != known_policies
            if changed:
                await work.products.put(DEMO_PRODUCTS)
                await work.customers.put(known_customers + crowd)
                await work.policies.put(known_policies + policies)
                await work.claims.drop([claim.claim_no for claim in claims])
                await work.claim_documents.drop([claim.claim_no for claim in claims])
                await work.claims.put(claims)
                await work.complaints.drop([complaint.receipt_no for complaint in complaints])
                for complaint in complaints:
                    await work.complaints.add(complaint, "demo")
                await work.commit()
        return DemoReport(
            products=len(DEMO_PRODUCTS),
            customers=len(known_customers) + len(crowd),
            policies=len(known_policies) + len(policies),
            claims=len(claims),
            complaints=len(complaints),
            changed=changed,
        )

    async def load_past(self, days: int) -> bool:
        """Claims and complaints of the crowd from the last `days`, once: False where they are there. `load` comes first."""
        on = today(self._clock)
        random = Random(_SEED)  # noqa: S311
        crowd = crowd_customers(random)
        policies = crowd_policies(random, crowd, DEMO_PRODUCTS, on)
        lines = {product.code: product.line for product in DEMO_PRODUCTS}
        claims = past_claims(random, policies, lines, on, days)
        async with self._store.begin() as work:
            if not claims or await work.claims.get(claims[0].claim_no) is not None:
                return False
            await work.claims.put(claims)
            for complaint in past_complaints(random, crowd, on, days):
                await work.complaints.add(complaint, "past")
            await work.commit()
        return True
