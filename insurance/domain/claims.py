"""Claim 理赔案件: its states, the only ways between them, and its clocks.

The bot reads the state; it never decides or predicts cover.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from insurance.domain.errors import IllegalTransition, RuleBroken
from insurance.domain.products import Line
from kernel.clock import local


class ClaimStatus(StrEnum):
    REPORTED = "reported"
    SUBMITTED = "submitted"
    DOCS_PENDING = "docs_pending"
    ACCEPTED = "accepted"
    REGISTERED = "registered"
    INVESTIGATING = "investigating"
    ASSESSING = "assessing"
    CALCULATING = "calculating"
    REVIEWING = "reviewing"
    AWAIT_AGREEMENT = "await_agreement"
    APPROVED = "approved"
    PAID = "paid"
    DENIED = "denied"
    DISPUTED = "disputed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


S = ClaimStatus

TRANSITIONS: dict[ClaimStatus, frozenset[ClaimStatus]] = {
    S.REPORTED: frozenset({S.SUBMITTED, S.WITHDRAWN, S.CLOSED}),
    S.SUBMITTED: frozenset({S.DOCS_PENDING, S.ACCEPTED, S.WITHDRAWN}),
    S.DOCS_PENDING: frozenset({S.SUBMITTED, S.ACCEPTED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset({S.REGISTERED, S.WITHDRAWN}),
    S.REGISTERED: frozenset({S.INVESTIGATING, S.ASSESSING, S.CALCULATING, S.REVIEWING, S.WITHDRAWN}),
    S.INVESTIGATING: frozenset({S.ASSESSING, S.CALCULATING, S.REVIEWING, S.DOCS_PENDING, S.WITHDRAWN}),
    S.ASSESSING: frozenset({S.CALCULATING, S.INVESTIGATING, S.DISPUTED}),
    S.CALCULATING: frozenset({S.REVIEWING}),
    S.REVIEWING: frozenset({S.AWAIT_AGREEMENT, S.APPROVED, S.DENIED, S.INVESTIGATING}),
    S.AWAIT_AGREEMENT: frozenset({S.APPROVED, S.DISPUTED, S.WITHDRAWN}),
    S.APPROVED: frozenset({S.PAID}),
    S.PAID: frozenset({S.CLOSED, S.DISPUTED}),
    S.DENIED: frozenset({S.CLOSED, S.DISPUTED}),
    S.DISPUTED: frozenset({S.ASSESSING, S.REVIEWING, S.CLOSED}),
    S.CLOSED: frozenset({S.DISPUTED, S.REGISTERED}),
    S.WITHDRAWN: frozenset({S.SUBMITTED}),
}

_AT_WORK = frozenset({S.ACCEPTED, S.REGISTERED, S.INVESTIGATING, S.ASSESSING, S.CALCULATING, S.REVIEWING})
_DECIDING = _AT_WORK | {S.SUBMITTED}


class Party(StrEnum):
    CLAIMANT = "claimant"
    STAFF = "staff"
    SYSTEM = "system"  # an import from the insurer's core system


class EventKind(StrEnum):
    STATUS = "status"
    IMPORTED = "imported"
    ADVANCE_PAYMENT = "advance_payment"  # 先予支付 (保险法 25): an event, not a state


class NextStep(StrEnum):
    """What happens next, for the customer; wording lives with the answers."""

    HAND_IN_CLAIM = "hand_in_claim"
    WAIT = "wait"
    HAND_IN_MISSING = "hand_in_missing"
    CONFIRM_RESULT = "confirm_result"
    WAIT_FOR_PAYMENT = "wait_for_payment"
    CHECK_ACCOUNT = "check_account"
    READ_NOTICE = "read_notice"
    WAIT_FOR_REVIEW = "wait_for_review"
    MAY_HAND_IN_AGAIN = "may_hand_in_again"
    NONE = "none"


NEXT_STEPS: dict[ClaimStatus, NextStep] = {
    S.REPORTED: NextStep.HAND_IN_CLAIM,
    S.DOCS_PENDING: NextStep.HAND_IN_MISSING,
    S.AWAIT_AGREEMENT: NextStep.CONFIRM_RESULT,
    S.APPROVED: NextStep.WAIT_FOR_PAYMENT,
    S.PAID: NextStep.CHECK_ACCOUNT,
    S.DENIED: NextStep.READ_NOTICE,
    S.DISPUTED: NextStep.WAIT_FOR_REVIEW,
    S.CLOSED: NextStep.NONE,
    S.WITHDRAWN: NextStep.MAY_HAND_IN_AGAIN,
} | dict.fromkeys(_DECIDING, NextStep.WAIT)


@dataclass(frozen=True)
class ClaimEvent:
    at: datetime
    status: ClaimStatus
    by: Party
    kind: EventKind = EventKind.STATUS
    note: str | None = None
    amount: Decimal | None = None


@dataclass(frozen=True)
class Denial:
    """拒赔: reason and clause, told in writing within 3 days of the decision (保险法 24)."""

    reason: str
    clause: str


@dataclass(repr=False)
class Claim:
    """Money in yuan. `events` grows only; the first one is the report."""

    claim_no: str
    policy_no: str
    line: Line
    reported_at: datetime
    date_of_loss: date
    cause: str | None = None
    status: ClaimStatus = ClaimStatus.REPORTED
    amount_claimed: Decimal | None = None
    amount_approved: Decimal | None = None
    missing_documents: tuple[str, ...] = ()
    note: str | None = None
    denial: Denial | None = None
    events: list[ClaimEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.events:
            self.events = [ClaimEvent(self.reported_at, ClaimStatus.REPORTED, Party.CLAIMANT)]

    def __repr__(self) -> str:
        return f"Claim({self.claim_no}, {self.status})"

    def _move(
        self,
        to: ClaimStatus,
        at: datetime,
        by: Party,
        note: str | None = None,
        amount: Decimal | None = None,
    ) -> None:
        if to not in TRANSITIONS[self.status]:
            raise IllegalTransition("claim", self.status, to)
        self.status = to
        self.events.append(ClaimEvent(at, to, by, note=note, amount=amount))

    def submit(self, *, at: datetime, by: Party, note: str | None = None) -> None:
        self._move(S.SUBMITTED, at, by, note)

    def ask_documents(self, *, at: datetime, by: Party, documents: tuple[str, ...]) -> None:
        """The full list of what is missing, once (保险法 22)."""
        if not documents:
            raise RuleBroken("missing_documents_unnamed")
        self._move(S.DOCS_PENDING, at, by)
        self.missing_documents = documents

    def accept(self, *, at: datetime, by: Party, note: str | None = None) -> None:
        self._move(S.ACCEPTED, at, by, note)
        self.missing_documents = ()

    def register(self, *, at: datetime, by: Party, note: str | None = None) -> None:
        """立案; also a closed claim's follow-up expense of the same event."""
        self._move(S.REGISTERED, at, by, note)

    def investigate(self, *, at: datetime, by: Party, note: str | None = None) -> None:
        self._move(S.INVESTIGATING, at, by, note)

    def assess(self, *, at: datetime, by: Party, note: str | None = None) -> None:
        """定损 exists for property and auto only."""
        if self.line.insures_persons:
            raise RuleBroken("no_assessment_in_this_line")
        self._move(S.ASSESSING, at, by, note)

    def calculate(self, *, at: datetime, by: Party, note: str | None = None) -> None:
        self._move(S.CALCULATING, at, by, note)

    def review(self, *, at: datetime, by: Party, note: str | None = None) -> None:
        self._move(S.REVIEWING, at, by, note)

    def propose(self, *, at: datetime, by: Party, amount: Decimal) -> None:
        """The result is put to the claimant for agreement."""
        self._by_staff(by)
        self._move(S.AWAIT_AGREEMENT, at, by, amount=amount)
        self.amount_approved = amount

    def approve(self, *, at: datetime, by: Party, amount: Decimal | None = None) -> None:
        """同意赔付. The claimant agrees to a proposal; without one (fixed benefit) staff approves and names the amount."""
        if self.status is not S.AWAIT_AGREEMENT:
            self._by_staff(by)
        approved = self.amount_approved if amount is None else amount
        if approved is None:
            raise RuleBroken("approval_without_amount")
        self._move(S.APPROVED, at, by, amount=approved)
        self.amount_approved = approved

    def pay(self, *, at: datetime, by: Party, note: str | None = None) -> None:
        self._move(S.PAID, at, by, note, self.amount_approved)

    def deny(self, *, at: datetime, by: Party, reason: str, clause: str) -> None:
        self._by_staff(by)
        if not reason.strip() or not clause.strip():
            raise RuleBroken("denial_without_reason_and_clause")
        self._move(S.DENIED, at, by, f"{reason}（{clause}）")
        self.denial = Denial(reason, clause)

    def dispute(self, *, at: datetime, by: Party, note: str | None = None) -> None:
        self._move(S.DISPUTED, at, by, note)

    def close(self, *, at: datetime, by: Party, note: str | None = None) -> None:
        """结案. A mere report is closed only after notice to the customer, so the note is demanded there."""
        if self.status is S.REPORTED and not (note or "").strip():
            raise RuleBroken("closing_a_report_without_notice")
        self._move(S.CLOSED, at, by, note)

    def withdraw(self, *, at: datetime, by: Party, note: str | None = None) -> None:
        """撤案 is the claimant's own act, never the insurer's way round a denial."""
        if by is not Party.CLAIMANT:
            raise RuleBroken("withdrawal_not_by_claimant")
        self._move(S.WITHDRAWN, at, by, note)

    def pay_in_advance(self, *, at: datetime, by: Party, amount: Decimal) -> None:
        """先予支付 of the part that can be determined (保险法 25); deducted when the sum is calculated."""
        self._by_staff(by)
        if self.status not in _AT_WORK and self.status is not S.DISPUTED:
            raise RuleBroken("no_advance_in_this_state")
        if amount <= 0:
            raise RuleBroken("advance_without_amount")
        self.events.append(ClaimEvent(at, self.status, by, EventKind.ADVANCE_PAYMENT, amount=amount))

    def set_by_core_system(self, status: ClaimStatus, *, at: datetime, note: str | None = None) -> None:
        """The insurer's core system rules: its status is taken over outside the table, and the event says so."""
        self.status = status
        self.events.append(ClaimEvent(at, status, Party.SYSTEM, EventKind.IMPORTED, note=note))

    @staticmethod
    def _by_staff(by: Party) -> None:
        if by is not Party.STAFF:
            raise RuleBroken("decision_not_by_staff")


DECISION_DAYS = 30  # 保险法 23
COMPULSORY_DECISION_DAYS = 5  # 交强险条例 29
PAYMENT_DAYS = 10  # 保险法 23; 交强险条例 29


def due_by(claim: Claim) -> date | None:
    """The last day for the insurer's next duty, None while no clock of the law runs.

    Decision: 30 natural days from the first hand-in, less the time the claimant needed for missing documents
    (保险法 23, 司法解释二 15); 交强险 5 days from the last document. Payment: 10 days from agreement.
    """
    if claim.status is S.APPROVED:
        agreed = [event.at for event in claim.events if event.status is S.APPROVED]
        return local(agreed[-1]).date() + timedelta(days=PAYMENT_DAYS) if agreed else None
    if claim.status not in _DECIDING:
        return None
    handed_in = [event.at for event in claim.events if event.status is S.SUBMITTED]
    if not handed_in:
        return None
    if claim.line is Line.AUTO_COMPULSORY:
        return local(handed_in[-1]).date() + timedelta(days=COMPULSORY_DECISION_DAYS)
    return local(handed_in[0] + _time_for_documents(claim)).date() + timedelta(days=DECISION_DAYS)


def _time_for_documents(claim: Claim) -> timedelta:
    steps = [event for event in claim.events if event.kind is not EventKind.ADVANCE_PAYMENT]
    waits = (after.at - asked.at for asked, after in pairwise(steps) if asked.status is S.DOCS_PENDING)
    return sum(waits, timedelta())
