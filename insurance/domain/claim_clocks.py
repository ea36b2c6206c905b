"""What a claim is due next: the law's limits, counted strictly in natural days, and the house's own targets (`Terms`).

The first day does not count (民法典 201); a holiday at the end extends nothing, for the duties are ours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from insurance.domain.claims import DECIDING, Claim, ClaimEvent, ClaimStatus, EventKind, Party
from insurance.domain.products import Line
from insurance.domain.terms import DEFAULT_TERMS, Terms
from insurance.domain.working_days import add_working_days
from kernel.clock import SHANGHAI, local

S = ClaimStatus

DECISION_DAYS = 30  # 保险法 23; the time the claimant needs for documents does not count (司法解释二 15)
PAYMENT_DAYS = 10  # from agreement: 保险法 23; 交强险条例 29
DENIAL_NOTICE_DAYS = 3  # from the decision: 保险法 24
ADVANCE_DAYS = 60  # 保险法 25
COMPULSORY_LIST_DAYS = 1  # 交强险条例 28
COMPULSORY_DECISION_DAYS = 5  # from the last document: 交强险条例 29


class ClockCode(StrEnum):
    ACKNOWLEDGE = "acknowledge"  # answer the report
    DOCUMENT_NOTICE = (
        "document_notice"  # say at once all that is missing: 「及时」 in 保险法 22, a figure in `Terms`
    )
    COMPULSORY_LIST = "compulsory_list"
    DECISION = "decision"
    PAYMENT = "payment"
    DENIAL_NOTICE = "denial_notice"
    ADVANCE = "advance"


class Basis(StrEnum):
    LAW = "law"
    HOUSE = "house"


@dataclass(frozen=True)
class Deadline:
    """A clock that runs. `due` is the last moment that is in time; a limit in days ends with its last day."""

    code: ClockCode
    due: datetime
    basis: Basis

    @property
    def on(self) -> date:
        """The last day, in Asia/Shanghai."""
        return local(self.due).date()


def running(claim: Claim, terms: Terms = DEFAULT_TERMS) -> list[Deadline]:
    """The clocks that run now, the one that is due first at the front."""
    return sorted(_running(claim, terms), key=lambda each: (each.due, each.basis, each.code))


def acknowledge_by(reported_at: datetime, terms: Terms = DEFAULT_TERMS) -> Deadline:
    return Deadline(ClockCode.ACKNOWLEDGE, reported_at + terms.claim_acknowledgement, Basis.HOUSE)


def due_by(claim: Claim) -> date | None:
    """The last day by law for the decision, or for the payment; None while neither runs."""
    found = (each.on for each in running(claim) if each.basis is Basis.LAW and each.code in _TOLD)
    return next(found, None)


_TOLD = frozenset({ClockCode.DECISION, ClockCode.PAYMENT})
_DECIDED = frozenset({S.AWAIT_AGREEMENT, S.APPROVED, S.DENIED})


def _running(claim: Claim, terms: Terms) -> Iterator[Deadline]:
    if claim.status in (S.REPORTED, S.SUBMITTED) and not any(e.by is Party.STAFF for e in claim.events):
        yield acknowledge_by(claim.reported_at, terms)
    moves = application(claim)
    if claim.status is S.APPROVED:
        yield from _law(ClockCode.PAYMENT, _last(moves, S.APPROVED), PAYMENT_DAYS)
    if claim.status is S.DENIED and not _told_of_denial(claim):
        yield from _law(ClockCode.DENIAL_NOTICE, _last(moves, S.DENIED), DENIAL_NOTICE_DAYS)
    handed_in = _handed_in(moves)
    decided = any(move.status in _DECIDED for move in moves)
    undecided = claim.status in DECIDING | {S.DISPUTED} and not decided
    if handed_in is not None and (undecided or claim.status is S.DOCS_PENDING):
        yield from _advance(claim, handed_in)
    if handed_in is not None and undecided:
        yield from _decision(claim, moves, handed_in, terms)
    if decided and claim.status in DECIDING | {S.DISPUTED}:
        # Once decided by law, a dispute is answered within the house's own time.
        yield from _house(ClockCode.DECISION, _last(moves, S.DISPUTED), terms.claim_decision_days_complex)


def _decision(claim: Claim, moves: list[ClaimEvent], handed_in: datetime, terms: Terms) -> Iterator[Deadline]:
    complete = _complete_at(moves, handed_in)
    if claim.line is Line.AUTO_COMPULSORY:
        if claim.status is S.SUBMITTED:
            yield from _law(ClockCode.COMPULSORY_LIST, handed_in, COMPULSORY_LIST_DAYS)
        yield from _law(ClockCode.DECISION, complete, COMPULSORY_DECISION_DAYS)
    else:
        yield from _law(ClockCode.DECISION, handed_in + _time_for_documents(moves), DECISION_DAYS)
    if claim.status is S.SUBMITTED:
        yield from _house(ClockCode.DOCUMENT_NOTICE, complete, terms.claim_document_notice_days)
    complex_ = any(move.status in (S.INVESTIGATING, S.DISPUTED) for move in moves)
    days = terms.claim_decision_days_complex if complex_ else terms.claim_decision_days
    yield from _house(ClockCode.DECISION, complete, days)


def _advance(claim: Claim, handed_in: datetime) -> Iterator[Deadline]:
    paid = any(event.kind is EventKind.ADVANCE_PAYMENT and event.at >= handed_in for event in claim.events)
    if not paid:
        yield from _law(ClockCode.ADVANCE, handed_in, ADVANCE_DAYS)


def application(claim: Claim) -> list[ClaimEvent]:
    """The moves of the application at hand: handed in again after a withdrawal, or opened again, it begins anew."""
    moves = [event for event in claim.events if event.kind.moves]
    begins = [
        place
        for place, (before, after) in enumerate(pairwise(moves), start=1)
        if (before.status, after.status) in ((S.WITHDRAWN, S.SUBMITTED), (S.CLOSED, S.REGISTERED))
    ]
    return moves[begins[-1] :] if begins else moves


def _handed_in(moves: list[ClaimEvent]) -> datetime | None:
    """When the application came; one opened again began with its registration."""
    if moves[0].status is S.REGISTERED:
        return moves[0].at
    return next((move.at for move in moves if move.status is S.SUBMITTED), None)


def _told_of_denial(claim: Claim) -> bool:
    for event in reversed(claim.events):
        if event.kind.moves:
            return False
        if event.kind is EventKind.DENIAL_NOTICE:
            return True
    return False


def _complete_at(moves: list[ClaimEvent], handed_in: datetime) -> datetime:
    """When the last document came: the last hand-in, or whatever ended the waiting for documents."""
    came = [
        after.at
        for before, after in pairwise(moves)
        if after.status is S.SUBMITTED or before.status is S.DOCS_PENDING
    ]
    return max([handed_in, *came])


def _time_for_documents(moves: list[ClaimEvent]) -> timedelta:
    waits = (after.at - asked.at for asked, after in pairwise(moves) if asked.status is S.DOCS_PENDING)
    return sum(waits, timedelta())


def _last(moves: list[ClaimEvent], status: ClaimStatus) -> datetime | None:
    return next((move.at for move in reversed(moves) if move.status is status), None)


def _law(code: ClockCode, since: datetime | None, days: int) -> Iterator[Deadline]:
    if since is not None:
        yield Deadline(code, _end_of(local(since).date() + timedelta(days=days)), Basis.LAW)


def _house(code: ClockCode, since: datetime | None, days: int) -> Iterator[Deadline]:
    """No target where the working-day calendar does not know the year: then the law's natural days stand alone."""
    last = None if since is None else add_working_days(local(since).date(), days)
    if last is not None:
        yield Deadline(code, _end_of(last), Basis.HOUSE)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, SHANGHAI)
