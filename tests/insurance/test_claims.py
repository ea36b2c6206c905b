"""Claims: every pair of states, the rules beside the table, the one list of documents. Clocks: `test_claim_clocks.py`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance.domain.claim_documents import APPLICATION
from insurance.domain.claims import NEXT_STEPS, TRANSITIONS, Claim, ClaimStatus, EventKind, Party
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


def test_the_claimant_may_accept_a_proposal() -> None:
    claim = a_claim(status=S.REVIEWING)
    claim.propose(at=AT, by=STAFF, amount=Decimal("88.80"))
    claim.approve(at=AT, by=CLAIMANT)
    assert claim.amount_approved == Decimal("88.80")


def test_the_claimant_agrees_to_nothing_that_was_not_proposed() -> None:
    for status in S:
        claim = a_claim(status=status, amount_approved=Decimal(5))
        if status is S.AWAIT_AGREEMENT:
            continue
        with pytest.raises((IllegalTransition, RuleBroken)):
            claim.approve(at=AT, by=CLAIMANT)
        assert claim.status is status


def test_the_notice_of_a_denial_is_sent_only_where_something_was_denied() -> None:
    claim = a_claim(status=S.REVIEWING)
    with pytest.raises(RuleBroken):
        claim.send_denial_notice(at=AT, by=STAFF)
    claim.deny(at=AT, by=STAFF, reason="责任免除", clause="第七条")
    claim.send_denial_notice(at=AT, by=STAFF)
    assert claim.status is S.DENIED


def pending(*documents: str) -> Claim:
    claim = a_claim(status=S.SUBMITTED)
    claim.ask_documents(at=AT, by=STAFF, documents=documents)
    return claim


@pytest.mark.parametrize("documents", [(), ("发票", " ")])
def test_missing_documents_are_named(documents: tuple[str, ...]) -> None:
    with pytest.raises(RuleBroken):
        pending(*documents)


def test_a_second_list_may_only_repeat_what_was_on_the_first() -> None:
    claim = pending("发票", "病历")
    claim.count_documents(["发票", "病历"], at=AT)
    with pytest.raises(RuleBroken, match="documents_asked_piecemeal"):
        claim.ask_documents(at=AT, by=STAFF, documents=("发票", "出院小结"))
    claim.ask_documents(at=AT, by=STAFF, documents=("发票",))
    assert claim.missing_documents == ("发票",)


def test_the_list_of_the_core_system_counts_as_the_one_list() -> None:
    claim = a_claim(status=S.SUBMITTED, missing_documents=("发票",))
    with pytest.raises(RuleBroken, match="documents_asked_piecemeal"):
        claim.ask_documents(at=AT, by=STAFF, documents=("病历",))


@pytest.mark.parametrize(
    "again",
    [
        lambda claim: (claim.withdraw(at=AT, by=CLAIMANT), claim.submit(at=AT, by=CLAIMANT)),
        lambda claim: (
            claim.set_by_core_system(S.CLOSED, at=AT),
            claim.register(at=AT, by=STAFF),
            claim.investigate(at=AT, by=STAFF),
        ),
        lambda claim: (
            claim.set_by_core_system(S.DENIED, at=AT),
            claim.dispute(at=AT, by=CLAIMANT),
            claim.review(at=AT, by=STAFF),
            claim.investigate(at=AT, by=STAFF),
        ),
    ],
    ids=["after a withdrawal", "opened again", "in dispute"],
)
def test_another_proceeding_has_a_list_of_its_own(again: Callable[[Claim], None]) -> None:
    claim = pending("发票")
    again(claim)
    claim.ask_documents(at=AT, by=STAFF, documents=("病历",))
    assert claim.missing_documents == ("病历",)


def test_only_a_complete_list_hands_the_claim_in_again() -> None:
    claim = pending("发票", "病历")
    claim.count_documents(["发票"], at=AT)
    assert (claim.status, claim.missing_documents) == (S.DOCS_PENDING, ("病历",))
    claim.count_documents(["发票", "病历"], at=AT)
    assert (claim.status, claim.missing_documents) == (S.SUBMITTED, ())


def test_what_the_core_system_struck_off_the_list_is_not_asked_for_again() -> None:
    claim = pending("发票", "病历")
    claim.missing_documents = ("病历",)
    claim.count_documents(["处方"], at=AT)
    assert claim.missing_documents == ("病历",)


def test_waiting_for_documents_nobody_named_ends_with_staff_alone() -> None:
    claim = a_claim(status=S.DOCS_PENDING)
    claim.count_documents(["发票"], at=AT)
    assert claim.status is S.DOCS_PENDING


@pytest.mark.parametrize("status", [S.REPORTED, S.WITHDRAWN])
def test_the_application_in_writing_hands_a_claim_in(status: ClaimStatus) -> None:
    claim = a_claim(status=status)
    claim.count_documents(["发票"], at=AT)
    assert claim.status is status
    claim.count_documents(["发票", APPLICATION], at=AT)
    assert claim.status is S.SUBMITTED


@given(st.lists(st.lists(st.sampled_from(["发票", "病历", "诊断证明", "处方"]), max_size=3), max_size=6))
def test_documents_never_lengthen_the_list(batches: list[list[str]]) -> None:
    claim = pending("发票", "病历", "诊断证明")
    came: list[str] = []
    for batch in batches:
        before = claim.missing_documents
        came += batch
        claim.count_documents(came, at=AT + timedelta(hours=len(came)))
        assert set(claim.missing_documents) <= set(before)
        assert (claim.status is S.SUBMITTED) == ({"发票", "病历", "诊断证明"} <= set(came))


def test_additions_do_not_grow_without_end() -> None:
    claim = a_claim()
    for _ in range(50):
        claim.add_note(at=AT, by=CLAIMANT, note="车牌忘了说")
    with pytest.raises(RuleBroken):
        claim.add_note(at=AT, by=CLAIMANT, note="又一句")
