"""The kinds of import files: their columns, and a row's values → a record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from insurance.domain import id_numbers
from insurance.domain.claims import ClaimStatus
from insurance.domain.customers import Customer, IdType
from insurance.domain.policies import PayMode, Policy, PolicyStatus
from insurance.domain.products import Line, Product, RenewalTerm, TermType
from insurance.services import cells
from insurance.services.cells import BadCell, Reader, Reason
from kernel.clock import local

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """An empty cell means "does not apply" and reads as `empty`, or is refused where the column is required.

    `optional`: the file may do without the column, and what is stored then stays.
    """

    read: Reader[Any]
    required: bool = False
    empty: Any = None
    optional: bool = False


@dataclass(frozen=True)
class Kind:
    """`check` looks at a whole row and yields (column, reason); `on` is today."""

    key: str
    columns: Mapping[str, Column]
    check: Callable[[Values, date], list[tuple[str, Reason]]]


def required(read: Reader[Any]) -> Column:
    return Column(read, required=True)


def _no_check(values: Values, on: date) -> list[tuple[str, Reason]]:
    return []


_DAYS = cells.integer(0, 3650)

PRODUCTS = Kind(
    key="product_code",
    columns={
        "product_code": required(cells.code),
        "name": required(cells.text(100)),
        "line": required(cells.one_of(Line)),
        "term_type": required(cells.one_of(TermType)),
        "cooling_off_days": Column(_DAYS),
        "grace_days": Column(_DAYS),
        "waiting_days": Column(_DAYS),
        "deductible": Column(cells.text(100)),
        "coverages": Column(cells.listed(2000), empty=()),
        "exclusions": Column(cells.listed(2000), empty=()),
        "renewal": Column(cells.one_of(RenewalTerm), empty=RenewalTerm.NONE),
        "clause_version": required(cells.text(100)),
    },
    check=_no_check,
)


def _check_customer(values: Values, on: date) -> list[tuple[str, Reason]]:
    number = values["id_number"].upper()
    if values["id_type"] is IdType.ID_CARD and not id_numbers.is_valid(number, on):
        return [("id_number", Reason.BAD_ID_NUMBER)]
    return []


CUSTOMERS = Kind(
    key="customer_no",
    columns={
        "customer_no": required(cells.code),
        "name": required(cells.text(100)),
        "id_type": required(cells.one_of(IdType)),
        "id_number": required(cells.text(32)),
        "phone": Column(cells.phone),
        "email": Column(cells.email),
        "address": Column(cells.text(300)),
        "deceased_on": Column(cells.day, optional=True),
    },
    check=_check_customer,
)


def _check_policy(values: Values, on: date) -> list[tuple[str, Reason]]:
    if values["expires_on"] is not None and values["expires_on"] <= values["effective_on"]:
        return [("expires_on", Reason.DATES_OUT_OF_ORDER)]
    return []


POLICIES = Kind(
    key="policy_no",
    columns={
        "policy_no": required(cells.identifier),
        "product_code": required(cells.code),
        "customer_no": required(cells.code),
        "insured_name": required(cells.text(100)),
        "beneficiary": Column(cells.text(200)),
        "sum_insured": Column(cells.money),
        "premium": required(cells.money),
        "pay_mode": required(cells.one_of(PayMode)),
        "effective_on": required(cells.day),
        "expires_on": Column(cells.day),
        "next_due_on": Column(cells.day),
        "status": required(cells.one_of(PolicyStatus)),
        "plate_no": Column(cells.plate),
    },
    check=_check_policy,
)


def _check_claim(values: Values, on: date) -> list[tuple[str, Reason]]:
    if values["date_of_loss"] > local(values["reported_at"]).date():
        return [("date_of_loss", Reason.DATES_OUT_OF_ORDER)]
    return []


CLAIMS = Kind(
    key="claim_no",
    columns={
        "claim_no": required(cells.identifier),
        "policy_no": required(cells.identifier),
        "reported_at": required(cells.instant),
        "date_of_loss": required(cells.day),
        "cause": Column(cells.text(500)),
        "status": required(cells.one_of(ClaimStatus)),
        "amount_claimed": Column(cells.money),
        "amount_approved": Column(cells.money),
        "missing_documents": Column(cells.listed(2000), empty=()),
        "note": Column(cells.text(2000)),
    },
    check=_check_claim,
)

KINDS: Mapping[str, Kind] = {
    "products": PRODUCTS,
    "customers": CUSTOMERS,
    "policies": POLICIES,
    "claims": CLAIMS,
}


def read_row(kind: Kind, raw: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, Reason]]]:
    """The values of one row and everything wrong with its cells."""
    values: dict[str, Any] = {}
    wrong: list[tuple[str, Reason]] = []
    for name, column in kind.columns.items():
        if column.optional and name not in raw:
            continue
        cell = raw[name]
        if not cell:
            if column.required:
                wrong.append((name, Reason.REQUIRED))
            values[name] = column.empty
            continue
        try:
            values[name] = column.read(cell)
        except BadCell as error:
            wrong.append((name, error.reason))
    return values, wrong


def product(values: Values) -> Product:
    return Product(code=values["product_code"], **{k: v for k, v in values.items() if k != "product_code"})


def customer(values: Values) -> Customer:
    facts = {name: value for name, value in values.items() if name != "deceased_on"}
    return Customer(**{**facts, "id_number": values["id_number"].upper()})


def policy(values: Values) -> Policy:
    return Policy(**values)
