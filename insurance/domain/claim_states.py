"""The states of a claim, the table between them, what comes next for the customer, and the events they leave."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


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

AT_WORK = frozenset({S.ACCEPTED, S.REGISTERED, S.INVESTIGATING, S.ASSESSING, S.CALCULATING, S.REVIEWING})
DECIDING = AT_WORK | {S.SUBMITTED}


class Party(StrEnum):
    CLAIMANT = "claimant"
    STAFF = "staff"
    SYSTEM = "system"  # an import from the insurer's core system


class EventKind(StrEnum):
    STATUS = "status"
    IMPORTED = "imported"
    TAKEN_OVER = (
        "taken_over"  # the state in which it first came from the core system: no change anybody waited for
    )
    # What happens without a change of state:
    ADVANCE_PAYMENT = "advance_payment"  # 先予支付 (保险法 25)
    ACKNOWLEDGED = "acknowledged"  # somebody has answered the report
    NOTE = "note"  # what the claimant added
    DOCUMENTS = "documents"  # documents came
    DENIAL_NOTICE = "denial_notice"  # 拒赔通知书 went out (保险法 24)

    @property
    def moves(self) -> bool:
        """Whether the event changed the state."""
        return self in (EventKind.STATUS, EventKind.IMPORTED, EventKind.TAKEN_OVER)


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
} | dict.fromkeys(DECIDING, NextStep.WAIT)


class Act(StrEnum):
    """What the claimant decides, nobody else."""

    AGREE = "agree"
    DISPUTE = "dispute"
    WITHDRAW = "withdraw"


def acts_in(status: ClaimStatus) -> frozenset[Act]:
    """What the claimant may do in that state. Agreeing takes a result that was put to him."""
    ways = {Act.DISPUTE: S.DISPUTED, Act.WITHDRAW: S.WITHDRAWN}
    acts = {act for act, to in ways.items() if to in TRANSITIONS[status]}
    return frozenset(acts | {Act.AGREE} if status is S.AWAIT_AGREEMENT else acts)


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
