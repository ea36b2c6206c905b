"""Small records to build a case from."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from insurance.domain import id_numbers
from insurance.domain.claims import Claim
from insurance.domain.customers import Customer, IdType
from insurance.domain.policies import PayMode, Policy, PolicyStatus
from insurance.domain.products import Line, Product, RenewalTerm, TermType
from insurance.services.ports import Store


def id_number(serial: int) -> str:
    body = f"99000019800101{serial:03d}"
    return body + id_numbers.check_character(body)


def a_product(**changes: Any) -> Product:
    product = Product(
        code="LONG1",
        name="演示重疾",
        line=Line.CRITICAL_ILLNESS,
        term_type=TermType.LONG,
        cooling_off_days=15,
        grace_days=60,
        waiting_days=90,
        deductible=None,
        coverages=("重疾",),
        exclusions=("既往症",),
        renewal=RenewalTerm.NONE,
        clause_version="1",
    )
    return replace(product, **changes)


def a_customer(serial: int = 1, **changes: Any) -> Customer:
    customer = Customer(
        customer_no=f"C{serial}",
        name="演示客户",
        id_type=IdType.ID_CARD,
        id_number=id_number(serial),
        phone=f"1990000{serial:04d}",
        email=None,
        address="广东省深圳市南山区青禾路1号",
    )
    return replace(customer, **changes)


def a_policy(serial: int = 1, **changes: Any) -> Policy:
    policy = Policy(
        policy_no=f"POL-{serial}",
        product_code="LONG1",
        customer_no=f"C{serial}",
        insured_name="演示客户",
        beneficiary=None,
        sum_insured=Decimal("300000.00"),
        premium=Decimal("1200.50"),
        pay_mode=PayMode.ANNUAL,
        effective_on=date(2020, 11, 1),
        expires_on=None,
        next_due_on=date(2026, 11, 1),
        status=PolicyStatus.IN_FORCE,
        plate_no=None,
    )
    return replace(policy, **changes)


def a_claim(serial: int = 1, **changes: Any) -> Claim:
    facts: dict[str, Any] = {
        "claim_no": f"CLM-{serial}",
        "policy_no": f"POL-{serial}",
        "line": Line.CRITICAL_ILLNESS,
        "reported_at": datetime(2026, 11, 2, 2, 0, tzinfo=UTC),
        "date_of_loss": date(2026, 11, 1),
        "cause": "住院",
    }
    return Claim(**(facts | changes))


async def fill(store: Store, *, customers: int = 2) -> None:
    """Customers C1, C2 … each with one policy and one claim."""
    numbers = range(1, customers + 1)
    async with store.begin() as work:
        await work.products.put([a_product()])
        await work.customers.put([a_customer(number) for number in numbers])
        await work.policies.put([a_policy(number) for number in numbers])
        await work.claims.put([a_claim(number) for number in numbers])
        await work.commit()
