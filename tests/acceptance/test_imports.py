"""The insurer's files as they come: refused as a whole with every fault named, or taken."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.acceptance.house import House
from tests.acceptance.records import GUESTS, guest_claim, rows
from tests.acceptance.visitor import Visitor

CUSTOMERS = "customer_no,name,id_type,id_number,phone,email,address\n"
POLICIES = (
    "policy_no,product_code,customer_no,insured_name,beneficiary,sum_insured,premium,pay_mode,"
    "effective_on,expires_on,next_due_on,status,plate_no\n"
)


def _refused(house: House, kind: str, file: Path) -> list[str]:
    done = house.run("import", kind, file)
    assert done.returncode == 1 and not done.stdout.strip(), done.stdout
    *named, total = [line for line in done.stderr.splitlines() if line.strip()]
    assert total == f"{len(named)} problems, nothing imported"
    return named


def test_every_bad_row_is_named_by_its_physical_line_and_nothing_is_stored(
    house: House, tmp_path: Path
) -> None:
    file = tmp_path / "customers.csv"
    file.write_text(
        CUSTOMERS
        + "NEW-1,好的,passport,E1,13800000001,,\n"  # 2: sound
        + 'NEW-2,换行,passport,E2,13800000002,,"一行\n二行\n三行"\n'  # 3–5: sound
        + "NEW-3,,passport,E3,13800000003,,\n"  # 6
        + "NEW-4,校验,id_card,110105194912310021,13800000004,,\n"  # 7
        + "NEW-5,号码,green_card,E5,not-a-phone,nobody,\n"  # 8
        + "\n"  # 9: empty
        + "NEW-1,重复,passport,E6,,,\n"  # 10
        + "NEW-7,短,passport\n"  # 11
        + "NEW 8,空格,passport,E8,,,\n"  # 12
    )
    assert _refused(house, "customers", file) == [
        "line 6, column name: required",
        "line 7, column id_number: bad_id_number",
        "line 8, column id_type: not_allowed",
        "line 8, column phone: bad_phone",
        "line 8, column email: bad_email",
        "line 10, column customer_no: duplicate_key",
        "line 11, column None: wrong_number_of_cells",
        "line 12, column customer_no: bad_identifier",
    ]
    policy = tmp_path / "policies.csv"
    policy.write_text(POLICIES + "NEW-POL-1,L_01,NEW-1,x,,1,1,annual,2026-01-01,,,in_force,\n")
    assert _refused(house, "policies", policy) == ["line 2, column customer_no: unknown_reference"]


def test_bad_money_dates_and_numbers_of_policies_are_named(house: House, tmp_path: Path) -> None:
    row = "{no},{product},c-0001,x,,{sum},{premium},annual,{start},{end},,in_force,{plate}\n"
    good = {
        "no": "BAD-0001",
        "product": "L_01",
        "sum": "1",
        "premium": "1",
        "start": "2026-01-01",
        "end": "",
        "plate": "",
    }
    changes = [
        {"no": "LP/2024/1"},
        {"no": "abc"},
        {"no": "A" * 33},
        {"product": "NONE"},
        {"sum": '"1,200.50"'},
        {"sum": "-1"},
        {"premium": "1.005"},
        {"premium": "一百"},
        {"premium": ""},
        {"start": "2026/01/01"},
        {"start": "2026-02-30"},
        {"end": "2026-01-01"},
        {"plate": "粤B 123/5"},
    ]
    lines = [row.format(**({**good, "no": f"BAD-{n:04d}"} | change)) for n, change in enumerate(changes)]
    file = tmp_path / "policies.csv"
    file.write_text(POLICIES + "".join(lines))
    reasons = [
        "policy_no: bad_identifier",
        "policy_no: bad_identifier",
        "policy_no: bad_identifier",
        "product_code: unknown_reference",
        "sum_insured: not_money",
        "sum_insured: out_of_range",
        "premium: not_money",
        "premium: not_money",
        "premium: required",
        "effective_on: not_a_date",
        "effective_on: not_a_date",
        "expires_on: dates_out_of_order",
        "plate_no: bad_plate",
    ]
    assert _refused(house, "policies", file) == [
        f"line {n}, column {reason}" for n, reason in enumerate(reasons, start=2)
    ]


def test_bad_rows_of_a_spreadsheet_are_named_too(house: House, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(CUSTOMERS.strip().split(","))
    sheet.append(["X-1", "好的", "passport", "E1", 13800000001, None, None])
    sheet.append(["X-2", "坏的", "passport", None, "x", None, None])
    file = tmp_path / "customers.xlsx"
    book.save(file)
    assert _refused(house, "customers", file) == [
        "line 3, column id_number: required",
        "line 3, column phone: bad_phone",
    ]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.csv", b"", "line 1, column None: empty_file"),
        ("a.csv", CUSTOMERS.encode() + "三".encode("gb18030") + b"\n", "line 2, column None: not_utf8"),
        ("a.csv", CUSTOMERS.encode() + b'c,"open,passport,E1,,,\n', "line 2, column None: not_csv"),
        (
            "a.csv",
            b"customer_no,name,id_type,id_number,phone,email\n",
            "line 1, column address: missing_column",
        ),
        ("a.xlsx", b"PK not a workbook", "line 1, column None: not_xlsx"),
        ("a.txt", CUSTOMERS.encode(), "line 1, column None: unknown_file_type"),
    ],
)
def test_files_that_cannot_be_read_are_refused(
    house: House, tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert _refused(house, "customers", file) == [problem]


def test_a_second_import_updates_and_the_conversation_sees_it(house: House, tmp_path: Path) -> None:
    guest = GUESTS[-2]
    file = tmp_path / "again.csv"
    line = (
        f"{guest.policy_no},ACC01,{guest.customer_no},x,,2000.5,20,annual,2026-03-01,2027-04-01,,suspended,\n"
    )
    file.write_text(POLICIES + line + line.replace(guest.policy_no, "GUEST-NEW"))
    assert house.load("policies", file).strip() == "新增 1，更新 1"
    visitor = Visitor.at(house).says("查保单").verifies(guest)
    cards = {card["policy_no"]: card for card in visitor.cards("policy")}
    assert cards.keys() == {guest.policy_no, "GUEST-NEW"}
    changed = cards[guest.policy_no]
    assert (changed["sum_insured"], changed["premium"]) == ("2000.50", "20.00")
    assert (changed["status"], changed["expires_on"]) == ("suspended", "2027-04-01")


def test_a_claim_changes_by_import_outside_the_table_and_the_timeline_tells(
    house: House, tmp_path: Path, guest_with_claim: Visitor
) -> None:
    before = guest_with_claim.says("我的理赔到哪一步了").card("claim")
    assert [each["status"] for each in before["timeline"]] == ["reported", "docs_pending"]
    file = tmp_path / "claims.csv"
    file.write_text(guest_claim("paid", approved="88.8", note="已付款"))
    assert house.load("claims", file).strip() == "新增 0，更新 1"
    assert house.load("claims", file).strip() == "新增 0，更新 1"
    after = guest_with_claim.says("我的理赔到哪一步了").card("claim")
    assert after["status"] == "paid" and after["amount_approved"] == "88.80"
    assert after["missing_documents"] == []
    assert [each["status"] for each in after["timeline"]] == ["reported", "docs_pending", "paid"]
    assert after["timeline"][-1]["note"] == "已付款"
    assert after["timeline"][:2] == before["timeline"]


@pytest.fixture
def guest_with_claim(house: House) -> Visitor:
    return Visitor.at(house).says("我的理赔到哪了").verifies(GUESTS[-1])


def test_products_that_break_a_rule_are_taken_with_a_warning(house: House, tmp_path: Path) -> None:
    (odd,) = [row for row in rows("products.csv") if row["product_code"] == "GRP01"]
    file = tmp_path / "products.csv"
    file.write_text(",".join(odd) + "\n" + ",".join(odd.values()) + "\n")
    done = house.run("import", "products", file)
    assert done.returncode == 0 and "line 2: no_exclusions" in done.stderr


def test_an_unknown_kind_is_refused(house: House, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(CUSTOMERS)
    done = house.run("import", "agents", file)
    assert done.returncode != 0 and "agents" in done.stderr
