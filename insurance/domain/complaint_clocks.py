"""What a complaint is due next, and who hears of it when time runs out.

House targets: answer in 24 hours, plan in 48, handling in 72 (`Terms`); the law: told of the result by `Complaint.resolve_by`,
a review by 30 days after it was asked for (银行业保险业消费投诉处理管理办法). Ours are counted strictly: a day off extends nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from insurance.domain.complaints import ENDED, Complaint, ComplaintEvent, ComplaintStatus, EventKind
from insurance.domain.terms import Terms
from kernel.clock import SHANGHAI, local

S, K = ComplaintStatus, EventKind
REVIEW_TAKES = timedelta(days=30)


class DutyCode(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    PLAN = "plan"
    HANDLE = "handle"
    RESULT = "result"
    REVIEW = "review"


@dataclass(frozen=True)
class Duty:
    """`due` is the last moment that is in time; `overdue`: it was done later, or at `at` is not done and late."""

    code: DutyCode
    since: datetime
    due: datetime
    done_at: datetime | None
    overdue: bool

    @property
    def open(self) -> bool:
        return self.done_at is None


# What fulfils a duty: the step itself, or a later one that says as much. Handling takes the reason why it takes longer.
_FULFILLED_BY: dict[DutyCode, frozenset[str]] = {
    DutyCode.ACKNOWLEDGE: frozenset({K.ACKNOWLEDGED, K.PLANNED, K.HANDLED, S.MORE_INFO, S.NOTIFIED}),
    DutyCode.PLAN: frozenset({K.PLANNED, S.NOTIFIED}),
    DutyCode.HANDLE: frozenset({K.HANDLED, S.EXTENDED_30, S.DECIDED}),
    DutyCode.RESULT: frozenset({S.NOTIFIED}),
    DutyCode.REVIEW: frozenset({S.NOTIFIED, S.ARCHIVED}),
}


def duties(complaint: Complaint, terms: Terms, at: datetime) -> list[Duty]:
    """Every duty of this round, done or open, earliest due first; a withdrawal or a rejection settles what was open."""
    opened = complaint.round[0].at
    found = [
        _duty(DutyCode.ACKNOWLEDGE, opened, complaint.respond_by(terms), complaint.round, at),
        _duty(DutyCode.PLAN, opened, complaint.plan_by(terms), complaint.round, at),
        _duty(DutyCode.HANDLE, opened, opened + terms.complaint_handling, complaint.round, at),
        _duty(DutyCode.RESULT, opened, _end_of(complaint.resolve_by), complaint.round, at),
    ]
    asked = [n for n, event in enumerate(complaint.round) if event.what == S.REVIEW]
    if asked:
        since = complaint.round[asked[-1]].at
        due = _end_of((local(since) + REVIEW_TAKES).date())
        found.append(_duty(DutyCode.REVIEW, since, due, complaint.round[asked[-1] :], at))
    return sorted(found, key=lambda duty: duty.due)


def next_duty(complaint: Complaint, terms: Terms, at: datetime) -> Duty | None:
    """The open duty that is due first."""
    return next((duty for duty in duties(complaint, terms, at) if duty.open), None)


def _duty(
    code: DutyCode, since: datetime, due: datetime, events: Iterable[ComplaintEvent], at: datetime
) -> Duty:
    fulfilling = _FULFILLED_BY[code] | {S.WITHDRAWN, S.REJECTED_NOT_COMPLAINT}
    done_at = next((event.at for event in events if event.what in fulfilling), None)
    return Duty(code, since, due, done_at, (done_at or at) > due)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, SHANGHAI)


class Rung(StrEnum):
    """Who is called upon: the owner, a supervisor 主管, the head of complaints 投诉负责人."""

    OWNER = "owner"
    SUPERVISOR = "supervisor"
    HEAD = "head"


# From which share of a duty's time on; the last one that is passed counts.
LADDER: tuple[tuple[float, Rung], ...] = ((0.0, Rung.OWNER), (0.8, Rung.SUPERVISOR), (1.0, Rung.HEAD))


@dataclass(frozen=True)
class Escalation:
    """`who`: the username where the rung is one person's, the owner's."""

    receipt_no: str
    duty: Duty
    rung: Rung
    who: str | None


def rung_of(complaint: Complaint, duty: Duty, at: datetime) -> Rung:
    """An urgent complaint, and one that nobody answers for yet, begins at the supervisor."""
    least = Rung.SUPERVISOR if complaint.escalated or complaint.owner is None else Rung.OWNER
    passed = [rung for share, rung in LADDER if at > duty.since + (duty.due - duty.since) * share]
    order = list(Rung)
    return max([least, *passed], key=order.index)


def escalations(complaints: Iterable[Complaint], terms: Terms, at: datetime) -> list[Escalation]:
    """Every open duty with whom it is for at `at`, the most pressing first."""
    found = [
        Escalation(complaint.receipt_no, duty, rung, complaint.owner if rung is Rung.OWNER else None)
        for complaint in complaints
        if complaint.status not in ENDED
        for duty in duties(complaint, terms, at)
        if duty.open
        for rung in [rung_of(complaint, duty, at)]
    ]
    return sorted(found, key=lambda each: (each.duty.due, each.receipt_no))
