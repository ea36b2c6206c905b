"""Every template of every state, as it is read: what happened, what is next, by when; nothing that may not stand there."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.outreach.message import Outgoing
from bot.outreach.notices import claims, complaints
from bot.outreach.surveys.survey import Occasion
from bot.outreach.surveys.wording import invitation
from insurance.domain.claim_clocks import running
from insurance.domain.claims import Claim, ClaimStatus, EventKind
from insurance.domain.complaints import ComplaintStatus
from insurance.domain.complaints import EventKind as ComplaintEvent
from insurance.domain.conduct import breaches
from insurance.domain.manners import FOR_PEOPLE
from insurance.domain.products import Line
from insurance.domain.terms import DEFAULT_TERMS
from insurance.services.changes import Change, ClaimCourse, ComplaintCourse
from tests.insurance.samples import a_claim, a_product

NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
NUMBER, POLICY, RECEIPT = "QHCLM20260001234", "QHL0120230001234", "TS20261116000077"
HEALTHY = ("理赔申请书", "病历或出院小结", "诊断证明")
# Nobody's health, name or sum.
TELLS = re.compile(r"病|诊断|手术|住院|癌|死亡|身故|火化|骨折|\d+(\.\d+)?元|¥")


def course(what: str, kind: str = "status") -> ClaimCourse:
    """A claim of a hospital stay to which that happened last."""
    claim: Claim = a_claim(
        claim_no=NUMBER, policy_no=POLICY, reported_at=NOW - timedelta(days=2), cause="骨折住院"
    )
    for status in (ClaimStatus.SUBMITTED, ClaimStatus(what) if kind == "status" else ClaimStatus.DENIED):
        claim.set_by_core_system(status, at=NOW - timedelta(hours=1))
    return ClaimCourse(
        number=NUMBER,
        customer_no="C1",
        policy_no=POLICY,
        product=a_product(name="演示百万医疗").short_name,
        line=Line.MEDICAL,
        status=claim.status,
        reported_at=claim.reported_at,
        changes=(Change(1, NOW - timedelta(days=2), "reported", "status"), Change(2, NOW, what, kind)),
        missing=HEALTHY if what == ClaimStatus.DOCS_PENDING else (),
        deadlines=tuple(running(claim, DEFAULT_TERMS)),
        of_death=False,
    )


def complaint(what: str, *, open: bool) -> ComplaintCourse:
    return ComplaintCourse(
        RECEIPT,
        "C1",
        "a" * 32,
        (Change(1, NOW, what, "status"),),
        "李主管",
        NOW + timedelta(hours=24),
        date(2026, 11, 30) if open else None,
    )


def notices() -> Iterator[tuple[str, Outgoing]]:
    for what in claims.TOLD:
        kind = what if what in set(EventKind) else "status"
        yield f"claim {what}", claims.notice(course(what, kind), Change(2, NOW, what, kind), "保问", NOW)
    for what in complaints.TOLD:
        for open in (True, False):
            message = complaints.notice(
                complaint(what, open=open), Change(1, NOW, what, "status"), "保问", NOW
            )
            assert message is not None
            yield f"complaint {what} {open}", message
    for occasion, number in (
        (Occasion.CLAIM, NUMBER),
        (Occasion.COMPLAINT, RECEIPT),
        (Occasion.CAMPAIGN, "0a1b2c:C1"),
    ):
        links = ("https://kf.example/survey#" + "a" * 44, "https://kf.example/survey#" + "b" * 44)
        yield f"survey {occasion}", invitation("f" * 32, occasion, number, "C1", "保问", links, NOW, NOW)


ALL = dict(notices())


def test_every_state_of_a_claim_is_told_and_what_of_a_complaint_is_the_complainants() -> None:
    assert set(ClaimStatus) <= set(claims.TOLD)
    assert set(claims.TOLD) - set(ClaimStatus) == {EventKind.ADVANCE_PAYMENT, EventKind.DENIAL_NOTICE}
    untold = set(ComplaintStatus) - set(complaints.TOLD)
    assert untold == {ComplaintStatus.REGISTERED, ComplaintStatus.INVESTIGATING, ComplaintStatus.DECIDED}
    said = {ComplaintEvent.ACKNOWLEDGED, ComplaintEvent.PLANNED, ComplaintEvent.HANDLED}
    assert said <= set(complaints.TOLD), "what carries words for the complainant"


@pytest.mark.parametrize("name", ALL)
def test_a_message_stands_alone_and_breaks_no_rule_of_conduct(name: str) -> None:
    message = ALL[name]
    for text in (message.text, message.sms, message.subject):
        assert breaches(text) == breaches(text, guards=FOR_PEOPLE) == []
        assert not re.search(r"[{}]|None|！|!|，。|。。|，，", text), text
        assert not TELLS.search(text), text
        for number in (NUMBER, POLICY, RECEIPT):
            assert number not in text
    assert message.sms.startswith("【保问】") and message.sms.endswith("。")
    assert len(message.sms) - message.sms.count("https") * 70 <= 140, "two parts of a text at most"
    assert message.text.startswith("您好") and message.text.endswith("。")
    assert len(message.subject) <= 30
    assert message.due_at < message.expires_at <= message.due_at + timedelta(days=3)


@pytest.mark.parametrize("name", [each for each in ALL if each.startswith("claim")])
def test_a_notice_of_a_claim_fits_the_template(name: str) -> None:
    values = ALL[name].values
    assert ALL[name].template == "claim"
    assert set(values) == {"product", "policy_no", "claim_no", "status", "at"}
    assert re.fullmatch("[\u4e00-\u9fff]{2,5}", values["status"])
    assert datetime.fromisoformat(values["at"]) == NOW


@pytest.mark.parametrize("name", ["claim denied", "claim denial_notice", "complaint notified True"])
def test_a_refusal_says_how_to_object_and_whom_to_ask(name: str) -> None:
    for text in (ALL[name].text, ALL[name].sms):
        assert "转人工" in text and re.search("投诉|核查", text)
        assert not re.search(r"\d+\s*元|拒绝您|不符合|骗", text)
    assert ALL[name].essential


def test_what_is_due_by_law_is_told_with_its_last_day() -> None:
    assert "最晚12月16日前告诉您结果" in ALL["claim submitted"].text, (
        "保险法 23: thirty days from the hand-in"
    )
    assert "最晚11月26日前付出" in ALL["claim approved"].text, "保险法 23: ten days from agreement"
    assert "11月19日前发给您" in ALL["claim denied"].text, "保险法 24: three days from the decision"
    assert "11月17日10:00前给您回话" in ALL["complaint received True"].text


def test_missing_documents_are_counted_and_named_only_where_their_names_tell_nothing() -> None:
    assert "还差 3 份材料。" in ALL["claim docs_pending"].text
    change = Change(2, NOW, "docs_pending", "status")
    harmless = course("docs_pending")
    object.__setattr__(harmless, "missing", ("理赔申请书", "收款账户"))
    assert "还差 2 份材料：理赔申请书、收款账户。" in claims.notice(harmless, change, "保问", NOW).text


def test_what_was_told_before_says_nothing_of_clocks_that_stand_otherwise_by_now() -> None:
    standing = course("approved")
    earlier = claims.notice(standing, Change(1, NOW, "reported", "status"), "保问", NOW)
    assert not re.search(r"\d月", earlier.text)


def test_progress_may_be_switched_off_and_what_one_is_owed_may_not() -> None:
    owed = {what for what, words in claims.TOLD.items() if words.must}
    assert owed == {
        "docs_pending", "await_agreement", "approved", "paid", "denied", "withdrawn", "advance_payment", "denial_notice",
    }  # fmt: skip
    assert not ALL["survey claim"].essential


def test_an_amount_stands_in_no_message() -> None:
    paid = course("paid")
    message = claims.notice(paid, Change(2, NOW, "paid", "status"), "保问", NOW)
    assert "amount" not in message.values and str(Decimal("800")) not in message.text + message.sms
