"""What a notice says, in the fields of a template."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wechat.templates import NAMES, Kind, Unsuitable, Values, data, suits, written

NOON = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
# What the platform takes in a field of a type, by its page.
TAKEN = {
    "thing": r".{1,20}",
    "const": r".{1,20}",
    "phrase": "[\u4e00-\u9fff]{1,5}",
    "character_string": r"[ -~]{1,32}",
    "letter": r"[A-Za-z]{1,32}",
    "number": r"-?\d{1,32}(\.\d+)?",
    "amount": r"\d{1,10}(\.\d+)?元",
    "name": r"[ -~]{1,20}|.{1,10}",
    "date": r"\d{4}年\d{1,2}月\d{1,2}日( \d\d:\d\d)?",
    "time": r"\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d",
}


@dataclass(frozen=True)
class Given:
    fields: dict[str, str] = field(default_factory=dict)
    id: str = "T"
    kind: Kind = "template"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("product", "尊享一生医疗保险", "尊享一生医疗保险"),
        (
            "product",
            "青禾尊享一生百万医疗保险二零二六版加强计划一",
            "青禾尊享一生百万医疗保险二零二六版加强…",
        ),
        ("policy_no", "QHL0120230001234", "QHL0********1234"),
        ("policy_no", "QHL01202300012345678901234567", "QHL0****4567"),
        ("due_on", date(2026, 12, 1), "2026年12月1日"),
        ("at", NOON, "2026年12月1日 12:00"),
        ("amount", Decimal("1200.5"), "1200.50元"),
        ("status", "等您\n确认", "等您 确认"),
    ],
)
def test_a_thing_shows_any_value_in_twenty_characters(name: str, value: Any, shown: str) -> None:
    assert written("thing1", name, value) == shown


@pytest.mark.parametrize(
    ("field", "name", "value", "shown"),
    [
        ("character_string2", "policy_no", "QHL0120230001234", "QHL0********1234"),
        ("character_string2", "due_on", date(2026, 12, 1), "2026-12-01"),
        ("character_string2", "at", NOON, "2026-12-01 12:00"),
        ("character_string2", "amount", Decimal(1200), "1200.00"),
        ("character_string2", "product", "医疗保险", None),
        ("phrase3", "status", "等待您确认赔付方案", "等待您确认"),
        ("phrase3", "amount", Decimal(1), None),
        ("amount4", "amount", Decimal("1200"), "1200.00元"),
        ("amount4", "amount", Decimal(10) ** 10, None),
        ("number4", "amount", Decimal("1200"), "1200.00"),
        ("number4", "claim_no", "20260001", None),
        ("date5", "due_on", date(2026, 12, 1), "2026年12月1日"),
        ("date5", "at", NOON, "2026年12月1日 12:00"),
        ("time5", "due_on", date(2026, 12, 1), "2026年12月1日 00:00"),
        ("time5", "product", "医疗保险", None),
        ("name6", "product", "青禾尊享一生百万医疗保险", "青禾尊享一生百万医…"),
        ("letter7", "claim_no", "C20260001", "C"),
        ("phone_number8", "claim_no", "20260001", None),
        ("keyword1", "product", "医疗保险", "医疗保险"),
    ],
)
def test_a_value_is_written_as_the_fields_type_wants_it(
    field: str, name: str, value: Any, shown: str | None
) -> None:
    assert written(field, name, value) == shown


ANY = {
    "product": st.text(),
    "policy_no": st.text(),
    "claim_no": st.text(),
    "status": st.text(),
    "due_on": st.dates(date(1000, 1, 1)),
    "at": st.dates(date(1000, 1, 2), date(9999, 12, 30)).map(
        lambda day: datetime.combine(day, NOON.timetz())
    ),
    "amount": st.decimals(allow_nan=False, allow_infinity=False, places=2),
}


@given(st.data(), st.sampled_from(sorted(TAKEN)), st.sampled_from(NAMES))
def test_whatever_is_written_the_platform_takes(given: st.DataObject, kind: str, name: str) -> None:
    text = written(f"{kind}1", name, given.draw(ANY[name]))

    assert text is None or re.fullmatch(TAKEN[kind], text)


def test_a_policy_number_is_masked_in_whatever_field() -> None:
    for kind in TAKEN:
        text = written(f"{kind}1", "policy_no", "QHL0120230001234") or ""
        assert "1202" not in text and "2300" not in text


def test_a_template_is_filled_by_its_setting() -> None:
    template = Given({"thing1": "product", "character_string2": "policy_no", "time3": "due_on"})
    values = Values(product="医疗保险", policy_no="QHL0120230001234", due_on=date(2026, 12, 1))

    assert data(template, values) == {
        "thing1": {"value": "医疗保险"},
        "character_string2": {"value": "QHL0********1234"},
        "time3": {"value": "2026年12月1日 00:00"},
    }


@pytest.mark.parametrize("values", [Values(), Values(product="  \n")])
def test_a_field_without_a_value_is_named(values: Values) -> None:
    with pytest.raises(Unsuitable) as refused:
        data(Given({"thing1": "product"}), values)
    assert refused.value.field == "thing1"


def test_which_values_suit_a_type_is_known_beforehand() -> None:
    assert [name for name in NAMES if suits("amount1", name)] == ["amount"]
    assert [name for name in NAMES if suits("time1", name)] == ["due_on", "at"]
    assert [name for name in NAMES if suits("thing1", name)] == list(NAMES)


def test_values_are_in_no_log() -> None:
    assert "QHL" not in repr(Values(policy_no="QHL0120230001234"))
