"""Imported customers hear what the files say about them: every field of every card."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.acceptance.conftest import MONDAY
from tests.acceptance.records import (
    PEOPLE,
    claims_of,
    due,
    instant,
    may_read_notes,
    money,
    policy_cards,
)
from tests.acceptance.visitor import Visitor

Known = Callable[[str], Visitor]
# Whoever has a mobile of their own; those who share one are met in test_identity.py and test_time.py.
ALONE = ["C-0002", "K3", "K4", "F-1", *(f"Q-{n}" for n in range(12, 20))]


@pytest.mark.parametrize("customer_no", ALONE)
def test_policies_are_shown_as_the_file_has_them(known: Known, customer_no: str) -> None:
    visitor = known(customer_no).says("我都买了哪些保险")
    shown = sorted(visitor.cards("policy"), key=lambda card: card["policy_no"])
    assert shown == policy_cards(customer_no)
    for card in shown:
        assert card["policy_no"] in visitor.text
        assert f"{float(card['premium']):,.2f}" in visitor.text or card["next_due_on"] is None
        assert ("保终身" in visitor.text) or card["expires_on"] is not None


def test_of_seven_policies_five_are_shown_and_the_others_are_named_on_request(known: Known) -> None:
    visitor = known("c-0001").says("看看我的保单")
    wanted = policy_cards("c-0001")
    shown = visitor.cards("policy")
    assert "7 份" in visitor.text and "其余 2 份" in visitor.text
    assert all(card in wanted for card in shown) and {card["status"] for card in shown} == {"in_force"}
    assert len(shown) == 5
    for card in wanted:
        assert visitor.says(f"查一下保单号 {card['policy_no']}").card("policy") == card


@pytest.mark.parametrize("number", ["HX-2019-000001", "hx2026acc1"])
def test_a_bare_number_is_enough_once_the_customer_is_known(known: Known, number: str) -> None:
    card = known("c-0001").says(number).card("policy")
    assert card["policy_no"].lower() == number.lower()


def test_a_customer_without_policies_is_told_so(known: Known) -> None:
    assert "没有查到保单" in known("Q-20").says("我有哪些保单").text


INSTALMENT, RENEWAL = "instalment", "renewal"
# By hand, for 2026-11-16: 60 days of grace counted from the day after; a renewal's day is the end of cover.
DUES: dict[str, list[dict[str, Any]]] = {
    "c-0001": [
        due("a7k9-55", RENEWAL, "2026-12-01", None, "688.00"),
        due("860512202400012345", INSTALMENT, "2026-12-12", "2027-02-10", "312.00"),
        due("HX2026ACC1", RENEWAL, "2027-01-01", None, "99.90"),
        due("HX-2024-000123", INSTALMENT, "2027-03-05", "2027-05-04", "6820.50"),
        due("HXHOME-0007", RENEWAL, "2027-06-30", None, "150.00"),
    ],
    "C-0002": [
        due("JQX-88990011", RENEWAL, "2026-12-20", None, "950.00"),
        due("SYX-88990012", RENEWAL, "2026-12-20", None, "3210.07"),
        due("20260301000000000000000000000001", INSTALMENT, "2027-03-01", "2027-04-30", "1200.00"),
    ],
    "K3": [due("PASS-0001-US", RENEWAL, "2027-05-01", None, "200.00")],
    "K4": [
        due("HK-RP-2025-01", INSTALMENT, "2026-10-01", "2026-11-30", "1499.00"),
        due("K4-LIFE-9", INSTALMENT, "2026-11-11", "2027-01-10", "2600.00"),
    ],
    "F-1": [
        due("FAM-2020-1", INSTALMENT, "2026-08-02", "2026-10-01", "5000.00"),
        due("F1-HOME-2", RENEWAL, "2027-07-07", None, "210.10"),
    ],
    "Q-12": [due("0000", INSTALMENT, "2026-11-16", "2027-01-15", "0.01")],
    "Q-13": [due("q13-medical-guaranteed-20-year-a", INSTALMENT, "2026-09-17", "2026-11-16", "1399.00")],
    "Q-14": [due("123456", RENEWAL, "2027-11-17", None, "99999999.99")],
    "Q-15": [due("VN-7-2026", INSTALMENT, "2026-12-15", None, "45.50")],
    "Q-16": [
        due("OLD-1955-12", INSTALMENT, "2026-12-12", "2027-02-10", "2000.00"),
        due("Q16-MED-2", RENEWAL, "2027-03-03", None, "1788.00"),
    ],
    "Q-17": [due("LEAP-0229", INSTALMENT, "2027-02-28", "2027-04-29", "2290.29")],
    "Q-18": [
        due("OTHER-18-X", RENEWAL, "2027-10-01", None, "4000.00"),
        due("OTHER-18-Y", RENEWAL, "2027-10-01", None, "950.00"),
    ],
    "Q-19": [
        due("Q19-GRP", RENEWAL, "2026-09-01", None, "300.00"),
        due("Q19-CAR", RENEWAL, "2027-01-02", None, "3000.00"),
        due("Q19-CTALI", RENEWAL, "2027-01-02", None, "665.00"),
        due("190000000001", INSTALMENT, "2027-01-31", "2027-04-01", "8888.88"),
    ],
}


@pytest.mark.parametrize("customer_no", DUES)
def test_dues_are_told_with_day_grace_and_amount(known: Known, customer_no: str) -> None:
    visitor = known(customer_no).says("我的保费什么时候交，交多少")
    shown = [{name: card[name] for name in DUES[customer_no][0]} for card in visitor.cards("renewal")]
    assert shown == DUES[customer_no]


def test_in_grace_suspended_and_expired_are_told_apart_in_words(known: Known) -> None:
    assert "最晚交到 2026年11月16日" in known("Q-13").says("保费什么时候交").text
    assert "效力中止" in known("F-1").says("保费什么时候交").text
    assert "已在 2026年9月1日 到期" in known("Q-19").says("保费什么时候交").text


# The insurer's next day by law, for what the import of 2026-11-16 made start.
DUE_BY = {
    "JQ-CLAIM-1": "2026-11-21",
    "0018-1": "2026-12-16",
    "Q16-C-1": "2026-12-16",
    "lp2026-0001": "2026-11-26",
    "LEAP-C-1": "2026-11-26",
}


@pytest.mark.parametrize("customer_no", [each for each in ["c-0001", *ALONE] if claims_of(each)])
def test_claims_are_shown_as_the_file_has_them(known: Known, customer_no: str) -> None:
    visitor, wanted = known(customer_no), claims_of(customer_no)
    visitor.says("理赔到哪一步了")
    if len(wanted) > 1:
        assert visitor.asked == "claim_no"
        numbers = {title.rpartition("（")[2].removesuffix("）") for title in visitor.offered}
        assert numbers == {row["claim_no"] for row in wanted}
    for row in wanted:
        if len(wanted) > 1:
            visitor.says(f"案件号 {row['claim_no']} 到哪一步了")
        card = visitor.card("claim")
        timeline = card.pop("timeline")
        assert card == {
            "kind": "claim",
            "claim_no": row["claim_no"],
            "policy_no": row["policy_no"],
            "status": row["status"],
            "amount_approved": money(row["amount_approved"]),
            "missing_documents": [each.strip() for each in row["missing_documents"].split(";") if each],
            "due_by": DUE_BY.get(row["claim_no"]),
        }
        assert timeline[0]["status"] == "reported" and timeline[-1]["status"] == row["status"]
        assert datetime.fromisoformat(timeline[0]["at"]) == instant(row["reported_at"])
        assert all(entry["at"].endswith("+08:00") for entry in timeline)
        if row["status"] != "reported":
            assert datetime.fromisoformat(timeline[-1]["at"]) >= MONDAY
            assert timeline[-1]["note"] == ((row["note"] or None) if may_read_notes(row) else None)


def test_a_claim_is_chosen_by_its_option(known: Known) -> None:
    visitor = known("c-0001").says("我的理赔怎么样了")
    title = next(title for title in visitor.offered if "9900112233" in title)
    card = visitor.presses(title).card("claim")
    assert card["status"] == "paid" and card["amount_approved"] == "3200.50"
    assert "3,200.50" in visitor.text


def test_missing_documents_are_named_at_once(known: Known) -> None:
    visitor = known("Q-19").says("案件号 Q19-C-2 还缺什么")
    assert "处方" in visitor.text


@pytest.mark.parametrize("number", ["HX-2024-000123", "VN-7-2026", "860512202400012345"])
def test_somebody_elses_policy_and_none_at_all_sound_the_same(known: Known, number: str) -> None:
    visitor = known("K4")
    theirs = visitor.says(f"保单号 {number} 什么时候到期").text
    nobodys = visitor.says("保单号 ZZ-9999-000000 什么时候到期").text
    assert theirs == nobodys and "没有查到" in theirs


def test_somebody_elses_claim_and_none_at_all_sound_the_same(known: Known) -> None:
    visitor = known("K4")
    theirs = visitor.says("案件号 LEAP-C-1 到哪一步了").text
    assert theirs == visitor.says("案件号 LEAP-C-9 到哪一步了").text
    assert not visitor.cards("claim")


def test_no_answer_shows_a_phone_or_an_id_number(known: Known) -> None:
    for customer_no in ("c-0001", "C-0002", "K4"):
        person = PEOPLE[customer_no]
        everything = str(known(customer_no).says("我的保单").read())
        said = [m["text"] for m in known(customer_no).read()["messages"] if m["sender"] != "customer"]
        assert person.id_number not in everything
        assert not any(person.mobile in text for text in said)
