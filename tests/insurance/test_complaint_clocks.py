"""The clocks of a complaint: every duty with its day, through holidays and year ends, and who hears when time runs out."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance.domain.complaint_clocks import (
    LADDER,
    DutyCode,
    Escalation,
    Rung,
    duties,
    escalations,
    next_duty,
)
from insurance.domain.complaints import (
    Complaint,
    ComplaintCategory,
    ComplaintStatus,
    Handler,
    Outcome,
    Urgency,
    resolve_by,
)
from insurance.domain.terms import DEFAULT_TERMS, Terms
from insurance.domain.working_days import add_working_days, calendar_known_until
from kernel.clock import SHANGHAI, local

S, D = ComplaintStatus, DutyCode
AT = datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI)
ANN = Handler("ann", "安宁")
BOSS = Handler("boss", "陈静", senior=True)
HOUR = timedelta(hours=1)


def on(month: int, day: int, hour: int = 10, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def a_complaint(received_at: datetime = AT, **changes: object) -> Complaint:
    complaint = Complaint("TS1", "talk", None, ComplaintCategory.OTHER, None, "慢", None, None, received_at)
    for name, value in changes.items():
        setattr(complaint, name, value)
    return complaint


def an_owned_one(received_at: datetime = AT) -> Complaint:
    complaint = a_complaint(received_at)
    complaint.register(at=received_at, by="ann", owner=ANN)
    return complaint


def open_codes(complaint: Complaint, at: datetime) -> list[DutyCode]:
    return [duty.code for duty in duties(complaint, DEFAULT_TERMS, at) if duty.open]


def test_what_is_due_is_told_earliest_first() -> None:
    found = duties(a_complaint(), DEFAULT_TERMS, AT)
    assert [(duty.code, duty.due) for duty in found] == [
        (D.ACKNOWLEDGE, AT + 24 * HOUR),
        (D.PLAN, AT + 48 * HOUR),
        (D.HANDLE, AT + 72 * HOUR),
        (D.RESULT, datetime(2026, 11, 30, 23, 59, 59, 999999, tzinfo=SHANGHAI)),
    ]
    assert all(duty.open and not duty.overdue and duty.since == AT for duty in found)


def test_the_houses_own_figures_may_be_stricter() -> None:
    strict = Terms(complaint_response=HOUR, complaint_plan=2 * HOUR, complaint_handling=3 * HOUR)
    due = [duty.due for duty in duties(a_complaint(), strict, AT)]
    assert due[:3] == [AT + HOUR, AT + 2 * HOUR, AT + 3 * HOUR]


def test_each_duty_is_fulfilled_by_its_step() -> None:
    complaint = an_owned_one()
    seen = [open_codes(complaint, AT)]
    complaint.acknowledge(at=AT + HOUR, by="ann", public_note="收到")
    seen.append(open_codes(complaint, AT))
    complaint.plan(at=AT + 2 * HOUR, by="ann", public_note="先核对")
    seen.append(open_codes(complaint, AT))
    complaint.investigate(at=AT + 2 * HOUR, by="ann")
    complaint.handle(at=AT + 3 * HOUR, by="ann", public_note="已补发")
    seen.append(open_codes(complaint, AT))
    complaint.decide(at=AT + 4 * HOUR, by="ann", outcome=Outcome("属实"))
    seen.append(open_codes(complaint, AT))
    complaint.notify(at=AT + 5 * HOUR, by="ann", public_note="已经查清")
    seen.append(open_codes(complaint, AT))
    every = [D.ACKNOWLEDGE, D.PLAN, D.HANDLE, D.RESULT]
    assert seen == [every, every[1:], every[2:], every[3:], every[3:], []]
    done = [duty.done_at for duty in duties(complaint, DEFAULT_TERMS, AT)]
    assert done == [AT + HOUR, AT + 2 * HOUR, AT + 3 * HOUR, AT + 5 * HOUR]


def test_a_decision_told_at_once_leaves_nothing_open() -> None:
    complaint = an_owned_one()
    complaint.investigate(at=AT, by="ann")
    complaint.decide(at=AT, by="ann", outcome=Outcome("属实"))
    assert open_codes(complaint, AT) == [D.ACKNOWLEDGE, D.PLAN, D.RESULT]
    complaint.notify(at=AT + HOUR, by="ann", public_note="已经查清")
    assert open_codes(complaint, AT) == []


def test_a_note_among_staff_is_no_answer() -> None:
    complaint = an_owned_one()
    complaint.investigate(at=AT + HOUR, by="ann", note="打了电话没人接")
    assert D.ACKNOWLEDGE in open_codes(complaint, AT)


@pytest.mark.parametrize(("after", "overdue"), [(24 * HOUR, False), (24 * HOUR + timedelta.resolution, True)])
def test_a_duty_is_overdue_right_after_its_moment(after: timedelta, overdue: bool) -> None:
    waiting, answered = an_owned_one(), an_owned_one()
    answered.acknowledge(at=AT + after, by="ann", public_note="收到")
    for complaint, at in ((waiting, AT + after), (answered, AT + 1000 * HOUR)):
        assert duties(complaint, DEFAULT_TERMS, at)[0].overdue is overdue


def test_the_last_day_counts_to_its_end() -> None:
    complaint = an_owned_one()
    for at, late in ((on(11, 30, 23), False), (on(12, 1, 0), True)):
        [result] = [duty for duty in duties(complaint, DEFAULT_TERMS, at) if duty.code is D.RESULT]
        assert result.overdue is late


@pytest.mark.parametrize("ending", ["withdraw", "reject"])
def test_an_ended_complaint_owes_nothing(ending: str) -> None:
    complaint = an_owned_one()
    if ending == "withdraw":
        complaint.withdraw(at=AT + HOUR)
    else:
        complaint.reject(at=AT + HOUR, by="ann", public_note="这是咨询，已为您解答")
    assert next_duty(complaint, DEFAULT_TERMS, AT + 1000 * HOUR) is None


def extended(times: int) -> Complaint:
    complaint = an_owned_one()
    complaint.investigate(at=AT, by="ann")
    for extend in (complaint.extend_30, complaint.extend_60)[:times]:
        extend(at=AT, approved_by=BOSS, reason="材料未到", public_note="需要多一点时间")
    return complaint


@pytest.mark.parametrize(
    ("times", "day"), [(0, date(2026, 11, 30)), (1, date(2026, 12, 16)), (2, date(2027, 1, 15))]
)
def test_an_extension_moves_the_result_alone(times: int, day: date) -> None:
    found = {duty.code: duty for duty in duties(extended(times), DEFAULT_TERMS, AT)}
    assert local(found[D.RESULT].due).date() == day
    assert found[D.ACKNOWLEDGE].due == AT + 24 * HOUR
    # The reason why it takes longer was told.
    assert found[D.HANDLE].open is (times == 0)


def test_a_review_has_thirty_days_of_its_own() -> None:
    complaint = extended(0)
    complaint.decide(at=AT, by="ann", outcome=Outcome("不属实"))
    complaint.notify(at=AT, by="ann", public_note="核对过没有多扣")
    complaint.review(at=on(11, 20), by="ann")
    duty = next_duty(complaint, DEFAULT_TERMS, on(11, 20))
    assert duty is not None and (duty.code, local(duty.due).date()) == (D.REVIEW, date(2026, 12, 20))
    complaint.notify(at=on(12, 1), by="ann", public_note="上级复核后维持")
    assert next_duty(complaint, DEFAULT_TERMS, on(12, 2)) is None


def test_opened_again_the_clocks_run_anew() -> None:
    complaint = extended(1)
    complaint.decide(at=AT, by="ann", outcome=Outcome("属实", "改流程"))
    complaint.notify(at=AT, by="ann", public_note="已补发")
    complaint.archive(at=AT, by="ann", satisfied=True)
    complaint.register(at=on(12, 1), by="ann", owner=ANN, note="补发的又退回来了")
    found = duties(complaint, DEFAULT_TERMS, on(12, 1))
    assert [duty.due for duty in found[:2]] == [on(12, 2), on(12, 3)]
    assert all(duty.open for duty in found)
    assert complaint.resolve_by == date(2026, 12, 15)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        # 春节 2026: 15 to 23 February off, 14 and 28 February (Saturdays) worked.
        (on(2, 2), date(2026, 2, 14)),  # the tenth working day is a worked Saturday
        (on(2, 13), date(2026, 2, 28)),
        (on(2, 14), date(2026, 3, 1)),  # the day before the holiday: fifteen days, though a Sunday
        (on(2, 18), date(2026, 3, 5)),  # in the holiday
        # 国庆 2026: 1 to 7 October off, 20 September (Sunday) and 10 October (Saturday) worked.
        (
            on(9, 16),
            date(2026, 9, 30),
        ),  # the worked Sunday counts: the tenth is the last day before the holiday
        (on(9, 18), date(2026, 10, 3)),  # fifteen days end in the holiday and are not prolonged
        (on(9, 30), date(2026, 10, 15)),
        (on(10, 5), date(2026, 10, 20)),  # both limits fall together
        (on(10, 9), date(2026, 10, 22)),  # the worked Saturday counts
        # 劳动节 2026: 1 to 5 May off, 9 May (Saturday) worked.
        (on(4, 29), date(2026, 5, 14)),
        # The day is Shanghai's, whatever UTC says.
        (on(9, 30, hour=0), date(2026, 10, 15)),
        (on(9, 30, hour=23), date(2026, 10, 15)),
    ],
)
def test_the_result_is_due_at_the_earlier_of_both_limits(received: datetime, due: date) -> None:
    assert resolve_by(received) == due
    [result] = [d for d in duties(a_complaint(received), DEFAULT_TERMS, received) if d.code is D.RESULT]
    assert local(result.due).date() == due


def test_beyond_the_calendar_the_natural_days_count_alone() -> None:
    """Ten working days that end within the known calendar count; others are left out, never guessed."""
    known = calendar_known_until()
    eve = datetime.combine(known - timedelta(days=15), AT.timetz())
    tenth = add_working_days(eve.date(), 10)
    assert tenth is not None and resolve_by(eve) == min(tenth, known)
    for days_before in (0, 5, 9):
        late = datetime.combine(known - timedelta(days=days_before), AT.timetz())
        assert add_working_days(late.date(), 10) is None
        assert resolve_by(late) == late.date() + timedelta(days=15)


def test_the_calendar_knows_whole_years_and_says_how_far() -> None:
    known = calendar_known_until()
    assert known >= date(2026, 12, 31) and (known.month, known.day) == (12, 31)
    assert add_working_days(known - timedelta(days=5), 1) is not None
    assert add_working_days(known, 1) is None


@given(st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31)))  # noqa: DTZ001 (made aware below)
def test_nobody_ever_waits_longer_than_the_law_allows(naive: datetime) -> None:
    received = naive.replace(tzinfo=SHANGHAI)
    found = duties(a_complaint(received), DEFAULT_TERMS, received)
    assert [duty.due for duty in found] == sorted(duty.due for duty in found)
    assert local(found[-1].due).date() <= received.date() + timedelta(days=15)
    assert not any(duty.overdue for duty in found)


def rungs(complaint: Complaint, at: datetime) -> dict[DutyCode, Rung]:
    return {each.duty.code: each.rung for each in escalations([complaint], DEFAULT_TERMS, at)}


@pytest.mark.parametrize(
    ("after", "rung"),
    [
        (timedelta(), Rung.OWNER),
        (19 * HOUR, Rung.OWNER),
        (24 * HOUR * 0.8 + timedelta(seconds=1), Rung.SUPERVISOR),
        (24 * HOUR, Rung.SUPERVISOR),
        (24 * HOUR + timedelta(seconds=1), Rung.HEAD),
    ],
)
def test_the_ladder_is_climbed_as_time_runs_out(after: timedelta, rung: Rung) -> None:
    assert rungs(an_owned_one(), AT + after)[D.ACKNOWLEDGE] is rung


def test_an_urgent_complaint_and_one_without_owner_begin_at_the_supervisor() -> None:
    urgent = an_owned_one()
    urgent.urgencies = frozenset({Urgency.WORDS})
    assert set(rungs(urgent, AT).values()) == {Rung.SUPERVISOR}
    assert set(rungs(a_complaint(), AT).values()) == {Rung.SUPERVISOR}
    assert rungs(urgent, AT + 25 * HOUR)[D.ACKNOWLEDGE] is Rung.HEAD


def test_only_the_owners_rung_names_a_person() -> None:
    at = AT + 21 * HOUR
    found = escalations([an_owned_one()], DEFAULT_TERMS, at)
    assert [(each.duty.code, each.rung, each.who) for each in found] == [
        (D.ACKNOWLEDGE, Rung.SUPERVISOR, None),
        (D.PLAN, Rung.OWNER, "ann"),
        (D.HANDLE, Rung.OWNER, "ann"),
        (D.RESULT, Rung.OWNER, "ann"),
    ]


def test_the_most_pressing_comes_first_and_what_is_done_or_ended_not_at_all() -> None:
    old, new, gone = an_owned_one(AT - 30 * HOUR), an_owned_one(), an_owned_one()
    old.receipt_no, new.receipt_no = "TS-OLD", "TS-NEW"
    old.acknowledge(at=AT - 29 * HOUR, by="ann", public_note="收到")
    gone.withdraw(at=AT)
    found: list[Escalation] = escalations([new, gone, old], DEFAULT_TERMS, AT)
    assert [(each.receipt_no, each.duty.code) for each in found[:3]] == [
        ("TS-OLD", D.PLAN),
        ("TS-NEW", D.ACKNOWLEDGE),
        ("TS-OLD", D.HANDLE),
    ]
    assert {each.receipt_no for each in found} == {"TS-OLD", "TS-NEW"}


def test_the_ladder_only_climbs() -> None:
    shares = [share for share, _ in LADDER]
    assert shares == sorted(shares) and [rung for _, rung in LADDER] == list(Rung)
