"""Customers made for one story: their policies stand as the story needs them."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from insurance.demo.service import DemoCustomer
from insurance.domain import id_numbers
from insurance.domain.customers import Customer, IdType
from kernel.clock import today
from tests.dialogue.conftest import World

_numbers = count(7001)


@dataclass(frozen=True)
class Owned:
    """One policy of a story. Days count from today; `due`: the next instalment, `ends`: the end of cover. `insured`: somebody
    else than the holder.
    """

    product_code: str
    began: int = -400
    due: int | None = None
    ends: int | None = None
    status: str = "in_force"
    premium: str = "1200.00"
    insured: str | None = None


async def holder(world: World, *owned: Owned, email: str | None = "story@example.com") -> DemoCustomer:
    """A customer nobody else's story knows, with these policies."""
    number, on = next(_numbers), today(world.clock)
    body = f"99000019800101{number % 1000:03d}"
    who = Customer(
        customer_no=f"C{number:06d}",
        name="周安",
        id_type=IdType.ID_CARD,
        id_number=body + id_numbers.check_character(body),
        phone=f"1990001{number:04d}",
        email=email,
        address="广东省深圳市南山区青禾路1号",
    )
    policies = [
        _policy(who, policy, f"{policy.product_code}{number:06d}{place:04d}", on)
        for place, policy in enumerate(owned)
    ]
    customer = dict(vars(who))
    with TemporaryDirectory() as folder:
        await _load(world, Path(folder), "customers", [customer])
        if policies:
            await _load(world, Path(folder), "policies", policies)
    return DemoCustomer(who, tuple(policy["policy_no"] for policy in policies), (), "")


def _policy(who: Customer, owned: Owned, policy_no: str, on: date) -> dict[str, Any]:
    def day(offset: int | None) -> str | None:
        return None if offset is None else (on + timedelta(days=offset)).isoformat()

    return {
        "policy_no": policy_no,
        "product_code": owned.product_code,
        "customer_no": who.customer_no,
        "insured_name": owned.insured or who.name,
        "beneficiary": None,
        "sum_insured": "200000.00",
        "premium": owned.premium,
        "pay_mode": "annual",
        "effective_on": day(owned.began),
        "expires_on": day(owned.ends),
        "next_due_on": day(owned.due),
        "status": owned.status,
        "plate_no": None,
    }


async def _load(world: World, folder: Path, kind: str, rows: list[dict[str, Any]]) -> None:
    file = folder / f"{kind}.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    await world.services.imports.load(kind, file)
