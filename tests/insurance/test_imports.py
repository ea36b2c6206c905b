"""Import files: all rows or none, every bad row named with its physical line."""

import contextlib
import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy.ext.asyncio import AsyncEngine

from insurance.bootstrap import Services
from insurance.domain.claims import ClaimStatus, EventKind
from insurance.services import cells
from insurance.services.cells import BadCell
from insurance.services.imports import ImportRejected, UnknownKind
from insurance.services.tables import rows_of
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from tests.insurance.samples import id_number

PRODUCT = {
    "product_code": "P1",
    "name": "演示意外险",
    "line": "accident",
    "term_type": "short",
    "cooling_off_days": "",
    "grace_days": "",
    "waiting_days": "0",
    "deductible": "100/次",
    "coverages": "意外身故 50万;意外医疗 5万",
    "exclusions": "高风险运动;醉酒",
    "renewal": "reviewed",
    "clause_version": "2026-1",
}
CUSTOMER = {
    "customer_no": "C-1",
    "name": "演示客户",
    "id_type": "id_card",
    "id_number": id_number(1),
    "phone": "199 0000 0001",
    "email": "",
    "address": "演示路1号",
}
POLICY = {
    "policy_no": "AB-2026-0001",
    "product_code": "P1",
    "customer_no": "C-1",
    "insured_name": "演示客户",
    "beneficiary": "",
    "sum_insured": "500000",
    "premium": "298.50",
    "pay_mode": "annual",
    "effective_on": "2026-01-01",
    "expires_on": "2027-01-01",
    "next_due_on": "",
    "status": "in_force",
    "plate_no": "粤B12345",
}
CLAIM = {
    "claim_no": "CL-1",
    "policy_no": "AB-2026-0001",
    "reported_at": "2026-11-01 09:30",
    "date_of_loss": "2026-10-31",
    "cause": "摔倒",
    "status": "docs_pending",
    "amount_claimed": "1000",
    "amount_approved": "",
    "missing_documents": "发票;病历",
    "note": "",
}
SAMPLES = {"products": PRODUCT, "customers": CUSTOMER, "policies": POLICY, "claims": CLAIM}


def csv_text(rows: Sequence[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def csv_file(folder: Path, rows: Sequence[dict[str, str]], name: str = "import.csv") -> Path:
    path = folder / name
    path.write_text(csv_text(rows), "utf-8")
    return path


def xlsx_file(folder: Path, rows: Sequence[dict[str, Any]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append([value if value != "" else None for value in row.values()])
    path = folder / "import.xlsx"
    book.save(path)
    return path


async def problems(services: Services, kind: str, path: Path) -> list[tuple[int, str | None, str]]:
    with pytest.raises(ImportRejected) as rejected:
        await services.imports.load(kind, path)
    return [(problem.line, problem.column, problem.reason) for problem in rejected.value.problems]


@pytest.fixture
async def base(services: Services, tmp_path: Path) -> None:
    """One product, customer and policy to refer to."""
    for kind in ("products", "customers", "policies"):
        await services.imports.load(kind, csv_file(tmp_path, [SAMPLES[kind]]))


@pytest.mark.usefixtures("base")
async def test_what_was_imported_is_there(services: Services, store: SqlStore, tmp_path: Path) -> None:
    report = await services.imports.load("claims", csv_file(tmp_path, [CLAIM]))
    assert (report.created, report.updated) == (1, 0)
    async with store.read() as work:
        product = await work.products.get("P1")
        customer = await work.customers.get("C-1")
        policy = await work.policies.get("AB-2026-0001")
        claim = await work.claims.get("CL-1")
    assert product and customer and policy and claim
    assert product.coverages == ("意外身故 50万", "意外医疗 5万")
    assert product.grace_days is None
    assert customer.phone == "19900000001"
    assert policy.sum_insured == Decimal("500000.00")
    assert policy.plate_no == "粤B12345"
    assert claim.reported_at == datetime(2026, 11, 1, 1, 30, tzinfo=UTC)
    assert claim.missing_documents == ("发票", "病历")


@pytest.mark.usefixtures("base")
async def test_a_second_import_updates_by_natural_key(
    services: Services, store: SqlStore, tmp_path: Path
) -> None:
    changed = CUSTOMER | {"phone": "19900000002"}
    new = CUSTOMER | {"customer_no": "C-2", "id_number": id_number(2)}
    report = await services.imports.load("customers", csv_file(tmp_path, [changed, new]))
    assert (report.created, report.updated) == (1, 1)
    async with store.read() as work:
        assert [found.customer_no for found in await work.customers.by_phone("19900000002")] == ["C-1"]


@pytest.mark.usefixtures("base")
async def test_an_imported_status_overrules_the_table_and_leaves_an_event(
    services: Services, store: SqlStore, tmp_path: Path, clock: FrozenClock
) -> None:
    await services.imports.load("claims", csv_file(tmp_path, [CLAIM | {"status": "closed"}]))
    for _ in range(2):
        again = CLAIM | {"status": "reported", "note": "核心系统更正"}
        await services.imports.load("claims", csv_file(tmp_path, [again]))
    async with store.read() as work:
        claim = await work.claims.get("CL-1")
    assert claim is not None and claim.status is ClaimStatus.REPORTED
    assert [(event.status, event.kind) for event in claim.events] == [
        ("reported", EventKind.STATUS),
        ("closed", EventKind.TAKEN_OVER),
        ("reported", EventKind.IMPORTED),
    ]
    assert (claim.events[-1].at, claim.events[-1].note) == (clock.now(), "核心系统更正")


@pytest.mark.usefixtures("base")
async def test_an_excel_file_reads_like_a_csv_file(
    services: Services, store: SqlStore, tmp_path: Path
) -> None:
    typed: dict[str, Any] = {
        **POLICY,
        "policy_no": "20260001",
        "sum_insured": 500000,
        "premium": 298.5,
        "effective_on": datetime(2026, 1, 1),  # noqa: DTZ001
        "expires_on": date(2027, 1, 1),
    }
    numbered = {**typed, "policy_no": 20260002}
    report = await services.imports.load("policies", xlsx_file(tmp_path, [typed, numbered]))
    assert report.created == 2
    async with store.read() as work:
        policy = await work.policies.get("20260002")
    assert policy is not None
    assert (policy.premium, policy.expires_on) == (Decimal("298.50"), date(2027, 1, 1))


async def test_excel_problems_name_the_sheets_row(services: Services, tmp_path: Path) -> None:
    rows = [CUSTOMER, dict.fromkeys(CUSTOMER, ""), CUSTOMER | {"customer_no": "C-2", "id_type": "card"}]
    assert await problems(services, "customers", xlsx_file(tmp_path, rows)) == [(4, "id_type", "not_allowed")]


async def test_one_bad_row_stops_all_and_every_bad_row_is_named(
    services: Services, store: SqlStore, tmp_path: Path
) -> None:
    rows = [
        CUSTOMER,
        CUSTOMER | {"customer_no": "C-2", "address": "第一行\n第二行"},
        CUSTOMER | {"customer_no": "C-3", "id_number": id_number(1)[:-1] + "?"},
        CUSTOMER | {"customer_no": "", "name": ""},
        CUSTOMER,
    ]
    assert await problems(services, "customers", csv_file(tmp_path, rows)) == [
        (5, "id_number", "bad_id_number"),
        (6, "customer_no", "required"),
        (6, "name", "required"),
        (7, "customer_no", "duplicate_key"),
    ]
    async with store.read() as work:
        assert await work.customers.keys() == set()


@pytest.mark.parametrize(
    ("kind", "column", "value", "reason"),
    [
        ("products", "line", "pets", "not_allowed"),
        ("products", "waiting_days", "90.5", "not_an_integer"),
        ("products", "waiting_days", "-1", "out_of_range"),
        pytest.param("products", "name", "长" * 101, "too_long", id="long name"),
        ("customers", "phone", "not a phone", "bad_phone"),
        ("customers", "email", "nobody", "bad_email"),
        ("customers", "id_number", "990000201002290014", "bad_id_number"),
        ("customers", "name", "a\x07b", "control_character"),
        ("policies", "premium", "1,000", "not_money"),
        ("policies", "premium", "1.005", "not_money"),
        ("policies", "premium", "-1", "out_of_range"),
        ("policies", "premium", "NaN", "not_money"),
        ("policies", "effective_on", "2026-02-30", "not_a_date"),
        ("policies", "effective_on", "2026/01/01", "not_a_date"),
        ("policies", "expires_on", "2026-01-01", "dates_out_of_order"),
        ("policies", "policy_no", "AB1", "bad_identifier"),
        ("policies", "policy_no", "A" * 33, "bad_identifier"),
        ("policies", "policy_no", "AB 2026", "bad_identifier"),
        ("policies", "plate_no", "粤B 12", "bad_plate"),
        ("policies", "status", "", "required"),
        ("policies", "product_code", "P9", "unknown_reference"),
        ("policies", "customer_no", "C-9", "unknown_reference"),
        ("claims", "policy_no", "AB-2026-9999", "unknown_reference"),
        ("claims", "reported_at", "yesterday", "not_a_time"),
        ("claims", "date_of_loss", "2026-11-02", "dates_out_of_order"),
        ("claims", "status", "REPORTED", "not_allowed"),
    ],
)
@pytest.mark.usefixtures("base")
async def test_a_bad_cell_is_named(
    services: Services, tmp_path: Path, kind: str, column: str, value: str, reason: str
) -> None:
    path = csv_file(tmp_path, [SAMPLES[kind] | {column: value}])
    assert await problems(services, kind, path) == [(2, column, reason)]


async def test_columns_may_stand_in_any_order_behind_a_byte_order_mark(
    services: Services, tmp_path: Path
) -> None:
    backwards = dict(reversed(CUSTOMER.items()))
    path = tmp_path / "bom.csv"
    path.write_text(csv_text([backwards]).replace("\n", "\r\n"), "utf-8-sig")
    assert (await services.imports.load("customers", path)).created == 1


async def test_unknown_missing_and_repeated_columns_are_named(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "columns.csv"
    header = [name for name in CUSTOMER if name != "phone"]
    path.write_text(",".join([*header, "mobile", "name"]) + "\n", "utf-8")
    assert await problems(services, "customers", path) == [
        (1, "mobile", "unknown_column"),
        (1, "name", "duplicate_column"),
        (1, "phone", "missing_column"),
    ]


def claiming(size: int) -> bytes:
    """A small archive whose directory says that its part unpacks to `size` bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/sharedStrings.xml", b"x")
    raw = bytearray(file.getvalue())
    at = raw.index(b"PK\x01\x02") + 24
    raw[at : at + 4] = size.to_bytes(4, "little")
    return bytes(raw)


def torn_book() -> bytes:
    """A workbook whose sheet ends in the middle."""
    whole, torn = io.BytesIO(), io.BytesIO()
    book = Workbook()
    book.active.append(list(CUSTOMER))
    book.save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(torn, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)
    return torn.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("empty.csv", b"", (1, None, "empty_file")),
        ("gbk.csv", "customer_no\n演示".encode("gbk"), (2, None, "not_utf8")),
        ("quote.csv", f'{",".join(CUSTOMER)}\n"open'.encode(), (2, None, "not_csv")),
        ("false.xlsx", b"no zip", (1, None, "not_xlsx")),
        ("table.ods", b"x", (1, None, "unknown_file_type")),
        ("bomb.xlsx", claiming(2**31 - 1), (1, None, "too_large")),
        ("torn.xlsx", torn_book(), (1, None, "not_xlsx")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # the content differs from run to run
)
async def test_a_file_that_cannot_be_read_is_refused(
    services: Services, tmp_path: Path, name: str, content: bytes, problem: tuple[int, str | None, str]
) -> None:
    (tmp_path / name).write_bytes(content)
    assert await problems(services, "customers", tmp_path / name) == [problem]


async def test_a_row_of_another_length_is_named(services: Services, tmp_path: Path) -> None:
    path = csv_file(tmp_path, [CUSTOMER])
    path.write_text(path.read_text("utf-8") + "C-2,short\n\n", "utf-8")
    assert await problems(services, "customers", path) == [(3, None, "wrong_number_of_cells")]


async def test_bad_rows_before_a_broken_one_are_named_too(services: Services, tmp_path: Path) -> None:
    path = csv_file(tmp_path, [CUSTOMER | {"name": ""}])
    path.write_text(path.read_text("utf-8") + '"open', "utf-8")
    assert await problems(services, "customers", path) == [(2, "name", "required"), (3, None, "not_csv")]


async def test_an_unknown_kind_is_refused(services: Services, tmp_path: Path) -> None:
    with pytest.raises(UnknownKind):
        await services.imports.load("agents", tmp_path / "x.csv")


async def test_a_refusal_repeats_no_personal_value(services: Services, tmp_path: Path) -> None:
    path = csv_file(tmp_path, [CUSTOMER | {"phone": "secret-phone", "id_number": "secret-number"}])
    with pytest.raises(ImportRejected) as rejected:
        await services.imports.load("customers", path)
    assert "secret" not in str(rejected.value)


async def test_a_product_that_breaks_a_rule_of_wording_is_imported_with_a_warning(
    services: Services, tmp_path: Path
) -> None:
    report = await services.imports.load("products", csv_file(tmp_path, [PRODUCT | {"exclusions": ""}]))
    assert [(warning.line, warning.reason) for warning in report.warnings] == [(2, "no_exclusions")]


async def test_ten_thousand_rows_go_in(services: Services, engine: AsyncEngine, tmp_path: Path) -> None:
    rows = [CUSTOMER | {"customer_no": f"C-{number}"} for number in range(10_000)]
    report = await services.imports.load("customers", csv_file(tmp_path, rows))
    assert report.created == 10_000
    async with engine.connect() as connection:
        assert (await connection.exec_driver_sql("SELECT count(*) FROM customers")).scalar_one() == 10_000


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=8))
def test_every_csv_row_is_found_on_the_line_where_it_begins(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    begins: dict[int, list[str]] = {}
    for row in [["a", "b"], *rows]:
        begins[_lines(out.getvalue()) + 1] = [cell.strip() for cell in row]
        writer.writerow(row)
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    path.write_bytes(out.getvalue().encode())
    found = {row.line: row.cells for row in rows_of(path)}
    assert found == {line: cells for line, cells in begins.items() if any(cells)}


def _lines(text: str) -> int:
    """Line ends as editors count them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


@given(st.text(max_size=40))
def test_no_cell_makes_a_reader_fail_otherwise_than_by_refusing(cell: str) -> None:
    for read in (
        cells.money,
        cells.day,
        cells.instant,
        cells.identifier,
        cells.plate,
        cells.phone,
        cells.email,
    ):
        with contextlib.suppress(BadCell):
            read(cell)


@given(st.decimals(0, 10**9, places=2))
def test_money_comes_out_as_it_went_in(amount: Decimal) -> None:
    assert cells.money(f"{amount:f}") == amount


@given(st.dates())
def test_days_come_out_as_they_went_in(day: date) -> None:
    assert cells.day(day.isoformat()) == day


async def test_a_file_may_tell_who_has_died_and_one_without_the_column_leaves_it(
    services: Services, store: SqlStore, tmp_path: Path
) -> None:
    async def died() -> set[str]:
        async with store.read() as work:
            return await work.customers.deceased(["C-1"])

    for row, known in (
        (CUSTOMER | {"deceased_on": "2026-10-01"}, {"C-1"}),
        (CUSTOMER, {"C-1"}),
        (CUSTOMER | {"deceased_on": ""}, set()),
    ):
        await services.imports.load("customers", csv_file(tmp_path, [row]))
        assert await died() == known
