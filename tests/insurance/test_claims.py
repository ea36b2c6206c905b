"""Claims: every pair of states, the rules beside the table, the clocks of the law."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from insurance.domain.claims import NEXT_STEPS, TRANSITIONS, Claim, ClaimStatus, EventKind, Party, due_by
from insurance.domain.errors import IllegalTransition, RuleBroken
from insurance.domain.products import Line
from tests.insurance.samples import a_claim

S = ClaimStatus
AT = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
STAFF, CLAIMANT = Party.STAFF, Party.CLAIMANT

# Spelled out a second time on purpose: the rule as it was agreed, not as it was coded.
AGREED = {
    "reported": "submitted withdrawn closed",
    "submitted": "docs_pending accepted withdrawn",
    "docs_pending": "submitted accepted withdrawn",
    "accepted": "registered withdrawn",
    "registered": "investigating assessing calculating reviewing withdrawn",
    "investigating": "assessing calculating reviewing docs_pending withdrawn",
    "assessing": "calculating investigating disputed",
    "calculating": "reviewing",
    "reviewing": "await_agreement approved denied investigating",
    "await_agreement": "approved disputed withdrawn",
    "approved": "paid",
    "paid": "closed disputed",
    "denied": "closed disputed",
    "disputed": "assessing reviewing closed",
    "closed": "disputed registered",
    "withdrawn": "submitted",
}

VERBS: dict[ClaimStatus, Callable[[Claim], None]] = {
    S.SUBMITTED: lambda claim: claim.submit(at=AT, by=CLAIMANT),
    S.DOCS_PENDING: lambda claim: claim.ask_documents(at=AT, by=STAFF, documents=("发票",)),
    S.ACCEPTED: lambda claim: claim.accept(at=AT, by=STAFF),
    S.REGISTERED: lambda claim: claim.register(at=AT, by=STAFF),
    S.INVESTIGATING: lambda claim: claim.investigate(at=AT, by=STAFF),
    S.ASSESSING: lambda claim: claim.assess(at=AT, by=STAFF),
    S.CALCULATING: lambda claim: claim.calculate(at=AT, by=STAFF),
    S.REVIEWING: lambda claim: claim.review(at=AT, by=STAFF),
    S.AWAIT_AGREEMENT: lambda claim: claim.propose(at=AT, by=STAFF, amount=Decimal(100)),
    S.APPROVED: lambda claim: claim.approve(at=AT, by=STAFF, amount=Decimal(100)),
    S.PAID: lambda claim: claim.pay(at=AT, by=STAFF),
    S.DENIED: lambda claim: claim.deny(at=AT, by=STAFF, reason="责任免除", clause="第七条"),
    S.DISPUTED: lambda claim: claim.dispute(at=AT, by=CLAIMANT),
    S.CLOSED: lambda claim: claim.close(at=AT, by=STAFF, note="已通知"),
    S.WITHDRAWN: lambda claim: claim.withdraw(at=AT, by=CLAIMANT),
}


@pytest.mark.parametrize("after", VERBS)
@pytest.mark.parametrize("before", S)
def test_a_claim_moves_only_where_the_agreed_table_allows(before: ClaimStatus, after: ClaimStatus) -> None:
    claim = a_claim(line=Line.AUTO_COMMERCIAL, status=before)
    if after in AGREED[before].split():
        VERBS[after](claim)
        assert claim.status is after
        assert claim.events[-1].status is after
    else:
        with pytest.raises(IllegalTransition):
            VERBS[after](claim)
        assert claim.status is before
        assert len(claim.events) == 1


def test_the_table_and_the_next_steps_know_every_state() -> None:
    assert set(TRANSITIONS) == set(NEXT_STEPS) == set(S)


@pytest.mark.parametrize("line", [line for line in Line if line.insures_persons])
def test_insurance_of_persons_has_no_assessment(line: Line) -> None:
    claim = a_claim(line=line, status=S.REGISTERED)
    with pytest.raises(RuleBroken):
        claim.assess(at=AT, by=STAFF)
    assert claim.status is S.REGISTERED


@pytest.mark.parametrize(("reason", "clause"), [("", "第七条"), ("责任免除", " "), ("", "")])
def test_a_denial_needs_reason_and_clause(reason: str, clause: str) -> None:
    claim = a_claim(status=S.REVIEWING)
    with pytest.raises(RuleBroken):
        claim.deny(at=AT, by=STAFF, reason=reason, clause=clause)
    assert claim.status is S.REVIEWING


@pytest.mark.parametrize("by", [Party.STAFF, Party.SYSTEM])
def test_only_the_claimant_withdraws(by: Party) -> None:
    with pytest.raises(RuleBroken):
        a_claim().withdraw(at=AT, by=by)


@pytest.mark.parametrize("by", [Party.CLAIMANT, Party.SYSTEM])
def test_only_staff_decides(by: Party) -> None:
    claim = a_claim(status=S.REVIEWING)
    with pytest.raises(RuleBroken):
        claim.deny(at=AT, by=by, reason="责任免除", clause="第七条")
    with pytest.raises(RuleBroken):
        claim.approve(at=AT, by=by, amount=Decimal(1))
    with pytest.raises(RuleBroken):
        claim.propose(at=AT, by=by, amount=Decimal(1))
    assert claim.status is S.REVIEWING


def test_a_mere_report_is_not_closed_without_notice() -> None:
    with pytest.raises(RuleBroken):
        a_claim().close(at=AT, by=STAFF)


@pytest.mark.parametrize("status", S)
def test_an_advance_is_paid_from_acceptance_to_review_and_in_dispute(status: ClaimStatus) -> None:
    claim = a_claim(status=status)
    allowed = ["accepted", "registered", "investigating", "assessing", "calculating", "reviewing", "disputed"]
    if status in allowed:
        claim.pay_in_advance(at=AT, by=STAFF, amount=Decimal(500))
        assert claim.events[-1].kind is EventKind.ADVANCE_PAYMENT
    else:
        with pytest.raises(RuleBroken):
            claim.pay_in_advance(at=AT, by=STAFF, amount=Decimal(500))
    assert claim.status is status


def test_the_decision_is_due_30_days_after_the_claim_was_handed_in() -> None:
    claim = a_claim()
    claim.submit(at=AT, by=CLAIMANT)
    assert due_by(claim) == date(2026, 12, 3)


def test_the_time_a_claimant_needs_for_documents_does_not_count() -> None:
    claim = a_claim()
    claim.submit(at=AT, by=CLAIMANT)
    claim.ask_documents(at=AT + timedelta(days=1), by=STAFF, documents=("发票",))
    assert due_by(claim) is None
    claim.submit(at=AT + timedelta(days=8), by=CLAIMANT)
    assert due_by(claim) == date(2026, 12, 10)


def test_compulsory_motor_insurance_decides_in_5_days() -> None:
    claim = a_claim(line=Line.AUTO_COMPULSORY)
    claim.submit(at=AT, by=CLAIMANT)
    assert due_by(claim) == date(2026, 11, 8)


def test_payment_is_due_10_days_after_agreement() -> None:
    claim = a_claim(status=S.REVIEWING)
    claim.approve(at=AT, by=STAFF, amount=Decimal(1))
    assert due_by(claim) == date(2026, 11, 13)


def test_the_claimant_may_accept_a_proposal() -> None:
    claim = a_claim(status=S.REVIEWING)
    claim.propose(at=AT, by=STAFF, amount=Decimal("88.80"))
    claim.approve(at=AT, by=CLAIMANT)
    assert claim.amount_approved == Decimal("88.80")
