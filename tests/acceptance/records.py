"""What the files in `data/` say, read without any of our code: the other side of every comparison."""

import csv
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.acceptance.house import DATA, SHANGHAI


@dataclass(frozen=True)
class Person:
    customer_no: str
    name: str
    id_number: str
    phone: str

    @property
    def mobile(self) -> str:
        """The number as a text message is sent to it."""
        return re.sub(r"\D", "", self.phone).removeprefix("86")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return [{key: cell.strip() for key, cell in row.items()} for row in csv.DictReader(file)]


def sheet(name: str) -> list[dict[str, str]]:
    lines = list(load_workbook(DATA / name).active.iter_rows(values_only=True))
    return [{key: _seen(cell) for key, cell in zip(lines[0], line, strict=True)} for line in lines[1:]]


def _seen(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)


PEOPLE = {
    row["customer_no"]: Person(row["customer_no"], row["name"], row["id_number"], row["phone"])
    for row in rows("customers.csv")
}
PRODUCTS = {row["product_code"]: row["name"] for row in rows("products.csv")}
LINES = {row["product_code"]: row["line"] for row in rows("products.csv")}
POLICIES = rows("policies.csv") + sheet("policies.xlsx")
CLAIMS = rows("claims.csv")
HOLDERS = {row["policy_no"]: row["customer_no"] for row in POLICIES}


def money(cell: str) -> str | None:
    return f"{Decimal(cell):.2f}" if cell else None


def policy_cards(customer_no: str) -> list[dict[str, Any]]:
    """The cards this customer has a right to, by policy number."""
    found = [
        {
            "kind": "policy",
            "policy_no": row["policy_no"],
            "product": PRODUCTS[row["product_code"]],
            "status": row["status"],
            "sum_insured": money(row["sum_insured"]),
            "premium": money(row["premium"]),
            "effective_on": row["effective_on"],
            "expires_on": row["expires_on"] or None,
            "next_due_on": row["next_due_on"] or None,
        }
        for row in POLICIES
        if row["customer_no"] == customer_no
    ]
    return sorted(found, key=lambda card: str(card["policy_no"]))


def may_read_notes(claim: dict[str, str]) -> bool:
    """Who pays for somebody else's health cover reads no notes of theirs (PIPL 28, 29)."""
    policy = next(row for row in POLICIES if row["policy_no"] == claim["policy_no"])
    things = LINES[policy["product_code"]].startswith("auto") or LINES[policy["product_code"]] in (
        "home",
        "liability",
    )
    return things or policy["insured_name"] == PEOPLE[policy["customer_no"]].name


def claims_of(customer_no: str) -> list[dict[str, str]]:
    return [row for row in CLAIMS if HOLDERS[row["policy_no"]] == customer_no]


def instant(cell: str) -> datetime:
    at = datetime.fromisoformat(cell.replace("Z", "+00:00"))
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def due(policy_no: str, kind: str, on: str, grace: str | None, amount: str) -> dict[str, Any]:
    assert date.fromisoformat(on)
    return {
        "policy_no": policy_no,
        "renewal_type": kind,
        "due_on": on,
        "grace_until": grace,
        "amount": amount,
    }


@dataclass(frozen=True)
class Guest(Person):
    """Somebody met once only: one-time codes for one phone are a minute apart. `policy_no`: the one policy."""

    policy_no: str


_GUEST_POLICIES = (
    # in place of the phone: short, lower case, digits alone, looks like something else
    *("G7K9-55", "hx-2025-000777", "770512202400012345", "9999", "LP-2024-77", "TS20240101", "Mixed-Case-01"),
    *(f"GUEST-{number:02d}" for number in range(8, 22)),
)
GUESTS = [
    Guest(
        f"G-{number:02d}", f"客{number}", f"EP{number:03d}{number:04d}", f"137000000{number:02d}", policy_no
    )
    for number, policy_no in enumerate(_GUEST_POLICIES, start=1)
]


def guests_files(folder: Path) -> list[tuple[str, Path]]:
    """Import files of the guests, a policy each, and a claim of the last one."""
    customers, policies, claims = (
        folder / f"guests-{kind}.csv" for kind in ("customers", "policies", "claims")
    )
    columns = "customer_no,name,id_type,id_number,phone,email,address\n"
    lines = [f"{g.customer_no},{g.name},passport,{g.id_number},{g.phone},,\n" for g in GUESTS]
    customers.write_text(columns + "".join(lines))
    columns = (
        "policy_no,product_code,customer_no,insured_name,beneficiary,sum_insured,premium,pay_mode,"
        "effective_on,expires_on,next_due_on,status,plate_no\n"
    )
    lines = [
        f"{g.policy_no},ACC01,{g.customer_no},{g.name},,1000,10,annual,2026-03-01,2027-03-01,,in_force,\n"
        for g in GUESTS
    ]
    policies.write_text(columns + "".join(lines))
    claims.write_text(guest_claim("docs_pending", missing="发票"))
    return [("customers", customers), ("policies", policies), ("claims", claims)]


def guest_claim(status: str, *, approved: str = "", missing: str = "", note: str = "") -> str:
    columns = (
        "claim_no,policy_no,reported_at,date_of_loss,cause,status,amount_claimed,amount_approved,"
        "missing_documents,note\n"
    )
    return f"{columns}G-CL-1,{GUESTS[-1].policy_no},2026-11-10,2026-11-09,摔倒,{status},100,{approved},{missing},{note}\n"
