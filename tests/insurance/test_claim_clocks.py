"""The clocks of a claim: the law's natural days, the house's working days, whichever is first."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from insurance.domain.claim_clocks import Basis, ClockCode, Deadline, acknowledge_by, due_by, running
from insurance.domain.claims import Claim, ClaimStatus, Party
from insurance.domain.products import Line
from insurance.domain.terms import Terms
from insurance.domain.working_days import add_working_days
from kernel.clock import SHANGHAI
from tests.insurance.samples import a_claim

C, S = ClockCode, ClaimStatus
LAW, HOUSE = Basis.LAW, Basis.HOUSE
STAFF, CLAIMANT = Party.STAFF, Party.CLAIMANT
AT = datetime(2026, 11, 3, 10, 0, tzinfo=SHANGHAI)  # a Tuesday


def days(later: int) -> datetime:
    return AT + timedelta(days=later)


def submitted(at: datetime = AT, **facts: object) -> Claim:
    claim = a_claim(reported_at=at - timedelta(days=1), **facts)
    claim.acknowledge(at=at, by=STAFF)
    claim.submit(at=at, by=CLAIMANT)
    return claim


def at_work(at: datetime = AT, **facts: object) -> Claim:
    claim = submitted(at, **facts)
    claim.accept(at=at, by=STAFF)
    claim.register(at=at, by=STAFF)
    return claim


def decided(verb: Callable[[Claim], None]) -> Claim:
    claim = at_work()
    claim.review(at=AT, by=STAFF)
    verb(claim)
    return claim


def shown(claim: Claim, terms: Terms = Terms()) -> list[tuple[ClockCode, Basis, date]]:  # noqa: B008
    return [(each.code, each.basis, each.on) for each in running(claim, terms)]


def test_a_claim_handed_in_has_all_its_clocks_the_first_due_in_front() -> None:
    assert shown(submitted()) == [
        (C.DECISION, HOUSE, date(2026, 11, 10)),
        (C.DOCUMENT_NOTICE, HOUSE, date(2026, 11, 10)),
        (C.DECISION, LAW, date(2026, 12, 3)),
        (C.ADVANCE, LAW, date(2027, 1, 2)),
    ]


def test_a_limit_in_days_lasts_to_the_end_of_its_last_day() -> None:
    law = next(each for each in running(submitted()) if (each.code, each.basis) == (C.DECISION, LAW))
    assert law.due == datetime(2026, 12, 3, 23, 59, 59, 999999, tzinfo=SHANGHAI)


def test_the_day_is_shanghais() -> None:
    late = datetime(2026, 11, 3, 23, 30, tzinfo=SHANGHAI)
    assert due_by(submitted(late)) == due_by(submitted(late - timedelta(hours=23))) == date(2026, 12, 3)
    assert due_by(submitted(late + timedelta(hours=1))) == date(2026, 12, 4)


def test_a_report_is_answered_within_a_day() -> None:
    claim = a_claim(reported_at=AT)
    assert running(claim) == [Deadline(C.ACKNOWLEDGE, days(1), HOUSE)] == [acknowledge_by(AT)]
    claim.acknowledge(at=AT, by=STAFF)
    assert running(claim) == []


def test_the_house_may_set_other_targets() -> None:
    terms = Terms(
        claim_acknowledgement=timedelta(hours=2),
        claim_document_notice_days=1,
        claim_decision_days=3,
        claim_decision_days_complex=8,
    )
    assert acknowledge_by(AT, terms).due == AT + timedelta(hours=2)
    claim = submitted()
    assert shown(claim, terms)[:2] == [
        (C.DOCUMENT_NOTICE, HOUSE, date(2026, 11, 4)),
        (C.DECISION, HOUSE, date(2026, 11, 6)),
    ]
    claim.accept(at=AT, by=STAFF)
    claim.register(at=AT, by=STAFF)
    claim.investigate(at=AT, by=STAFF)
    assert shown(claim, terms)[0] == (C.DECISION, HOUSE, date(2026, 11, 13))


def test_the_decision_is_due_30_days_after_the_claim_was_handed_in() -> None:
    assert due_by(submitted()) == due_by(at_work()) == date(2026, 12, 3)


def test_the_time_a_claimant_needs_for_documents_does_not_count() -> None:
    claim = submitted()
    claim.ask_documents(at=days(1), by=STAFF, documents=("发票",))
    assert due_by(claim) is None
    assert shown(claim) == [(C.ADVANCE, LAW, date(2027, 1, 2))]
    claim.receive_documents(at=days(3), names=["处方"])
    claim.submit(at=days(8), by=CLAIMANT)
    assert due_by(claim) == date(2026, 12, 10)
    assert (C.DECISION, HOUSE, date(2026, 11, 18)) in shown(claim)


def test_an_investigated_claim_is_a_complex_one() -> None:
    claim = at_work()
    assert (C.DECISION, HOUSE, date(2026, 11, 10)) in shown(claim)
    claim.investigate(at=AT, by=STAFF)
    assert (C.DECISION, HOUSE, date(2026, 11, 17)) in shown(claim)


def test_compulsory_motor_insurance_lists_in_1_day_and_decides_in_5() -> None:
    claim = submitted(line=Line.AUTO_COMPULSORY)
    law = [(code, on) for code, basis, on in shown(claim) if basis is LAW]
    assert law == [
        (C.COMPULSORY_LIST, date(2026, 11, 4)),
        (C.DECISION, date(2026, 11, 8)),
        (C.ADVANCE, date(2027, 1, 2)),
    ]
    assert due_by(claim) == date(2026, 11, 8)


def test_its_5_days_begin_with_the_last_document_however_that_came() -> None:
    by_customer = submitted(line=Line.AUTO_COMPULSORY)
    by_customer.ask_documents(at=days(1), by=STAFF, documents=("事故认定书",))
    by_post = submitted(line=Line.AUTO_COMPULSORY)
    by_post.ask_documents(at=days(1), by=STAFF, documents=("事故认定书",))
    by_customer.submit(at=days(6), by=CLAIMANT)
    by_post.accept(at=days(6), by=STAFF)
    assert due_by(by_customer) == due_by(by_post) == date(2026, 11, 14)


def test_payment_is_due_10_days_after_agreement() -> None:
    claim = decided(lambda claim: claim.propose(at=AT, by=STAFF, amount=Decimal(1)))
    assert shown(claim) == []
    claim.approve(at=days(2), by=CLAIMANT)
    assert shown(claim) == [(C.PAYMENT, LAW, date(2026, 11, 15))]
    assert due_by(claim) == date(2026, 11, 15)
    claim.pay(at=days(3), by=STAFF)
    assert (shown(claim), due_by(claim)) == ([], None)


def test_a_denial_is_told_within_3_days() -> None:
    claim = decided(lambda claim: claim.deny(at=AT, by=STAFF, reason="责任免除", clause="第七条"))
    claim.add_note(at=AT, by=CLAIMANT, note="还没收到通知")
    assert shown(claim) == [(C.DENIAL_NOTICE, LAW, date(2026, 11, 6))]
    claim.send_denial_notice(at=AT, by=STAFF)
    claim.add_note(at=AT, by=CLAIMANT, note="收到了")
    assert shown(claim) == []


def test_an_advance_that_was_paid_is_not_due_any_more() -> None:
    claim = at_work()
    assert C.ADVANCE in [code for code, _, _ in shown(claim)]
    claim.pay_in_advance(at=AT, by=STAFF, amount=Decimal(100))
    assert C.ADVANCE not in [code for code, _, _ in shown(claim)]


def test_a_dispute_before_the_decision_stops_no_clock_of_the_law() -> None:
    claim = at_work(line=Line.AUTO_COMMERCIAL)
    claim.assess(at=AT, by=STAFF)
    claim.dispute(at=days(1), by=CLAIMANT)
    assert due_by(claim) == date(2026, 12, 3)


def test_a_dispute_of_the_decision_is_answered_in_the_houses_time() -> None:
    claim = decided(lambda claim: claim.deny(at=AT, by=STAFF, reason="责任免除", clause="第七条"))
    claim.dispute(at=days(20), by=CLAIMANT)
    assert shown(claim) == [(C.DECISION, HOUSE, date(2026, 12, 7))]
    claim.review(at=days(21), by=STAFF)
    assert (shown(claim), due_by(claim)) == ([(C.DECISION, HOUSE, date(2026, 12, 7))], None)


def test_a_claim_handed_in_again_begins_anew() -> None:
    claim = submitted()
    claim.withdraw(at=days(1), by=CLAIMANT)
    assert shown(claim) == []
    claim.submit(at=days(20), by=CLAIMANT)
    assert due_by(claim) == date(2026, 12, 23)


def test_a_claim_opened_again_for_later_expenses_begins_anew() -> None:
    claim = decided(lambda claim: claim.approve(at=AT, by=STAFF, amount=Decimal(1)))
    claim.pay(at=days(1), by=STAFF)
    claim.close(at=days(1), by=STAFF)
    claim.register(at=days(20), by=STAFF)
    assert due_by(claim) == date(2026, 12, 23)


def test_a_state_of_the_core_system_without_a_hand_in_starts_no_clock() -> None:
    for status in S:
        if status in (S.SUBMITTED, S.APPROVED):
            continue
        claim = a_claim(reported_at=AT)
        claim.set_by_core_system(status, at=AT)
        assert due_by(claim) is None, status


@pytest.mark.parametrize(
    ("handed_in", "house"),
    [
        # 春节: off 15 to 23 February, work on Saturdays 14 and 28.
        (date(2026, 2, 12), date(2026, 2, 26)),
        (date(2026, 2, 23), date(2026, 2, 28)),
        # 国庆: off 1 to 7 October, work on Saturday 10.
        (date(2026, 9, 30), date(2026, 10, 13)),
        # A day off does not count, the working Sunday 20 September does; 中秋 is off.
        (date(2026, 9, 18), date(2026, 9, 24)),
        # 调休: Saturday 9 May is a working day, 1 to 5 May are not.
        (date(2026, 4, 30), date(2026, 5, 11)),
    ],
)
def test_the_houses_days_follow_the_states_calendar(handed_in: date, house: date) -> None:
    clocks = shown(submitted(datetime.combine(handed_in, time(10), SHANGHAI)))
    assert [on for code, basis, on in clocks if (code, basis) == (C.DECISION, HOUSE)] == [house]


def test_our_limit_that_ends_on_a_holiday_ends_there() -> None:
    assert due_by(submitted(datetime(2026, 9, 3, 10, tzinfo=SHANGHAI))) == date(2026, 10, 3)


def test_where_the_years_calendar_is_unknown_the_natural_days_stand_alone() -> None:
    claim = submitted(datetime(2026, 12, 30, 10, tzinfo=SHANGHAI))
    assert [(code, on) for code, _, on in shown(claim)] == [
        (C.DECISION, date(2027, 1, 29)),
        (C.ADVANCE, date(2027, 2, 28)),
    ]


def test_a_long_holiday_may_put_the_law_before_the_house() -> None:
    slow = Terms(claim_decision_days=30)
    claim = submitted(datetime(2026, 9, 18, 10, tzinfo=SHANGHAI))
    decisions = [(basis, on) for code, basis, on in shown(claim, slow) if code is C.DECISION]
    assert decisions == [(LAW, date(2026, 10, 18)), (HOUSE, add_working_days(date(2026, 9, 18), 30))]
