"""Claim 理赔案件: what may be done with it. Its states: `claim_states`; its clocks: `claim_clocks`.

The bot reads the state; it never decides or predicts cover.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from insurance.domain.claim_documents import APPLICATION, still_missing
from insurance.domain.claim_states import (
    AT_WORK,
    DECIDING,
    NEXT_STEPS,
    TRANSITIONS,
    Act,
    ClaimEvent,
    ClaimStatus,
    Denial,
    EventKind,
    NextStep,
    Party,
    acts_in,
)
from insurance.domain.errors import IllegalTransition, RuleBroken
from insurance.domain.products import Line

__all__ = [
    "AT_WORK",
    "DECIDING",
    "MOST_ADDITIONS",
    "NEXT_STEPS",
    "TRANSITIONS",
    "Act",
    "Claim",
    "ClaimEvent",
    "ClaimStatus",
    "Denial",
    "EventKind",
    "NextStep",
    "Party",
    "acts_in",
]

S = ClaimStatus
MOST_ADDITIONS = 50


@dataclass(repr=False)
class Claim:
    """Money in yuan. `events` grows only; the first one is the report. `injury`: who was hurt, as told.

    `asked_documents`: the one list the claimant was ever sent; `missing_documents`: what of it has not come.
    """

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
    asked_documents: tuple[str, ...] = ()
    injury: str | None = None
    note: str | None = None
    denial: Denial | None = None
    events: list[ClaimEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.events:
            self.events = [ClaimEvent(self.reported_at, ClaimStatus.REPORTED, Party.CLAIMANT)]
        # The core system's list counts like one sent from here.
        new = (name for name in self.missing_documents if name not in self.asked_documents)
        self.asked_documents = (*self.asked_documents, *new)

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
        self._may(to)
        if to in (S.DISPUTED, S.WITHDRAWN) or self.status is S.CLOSED:
            # What follows is another application or another proceeding, with a list of its own.
            self.asked_documents = self.missing_documents = ()
        self.status = to
        self.events.append(ClaimEvent(at, to, by, note=note, amount=amount))

    def _may(self, to: ClaimStatus) -> None:
        if to not in TRANSITIONS[self.status]:
            raise IllegalTransition("claim", self.status, to)

    def _tell(self, kind: EventKind, at: datetime, by: Party, note: str | None = None) -> None:
        self.events.append(ClaimEvent(at, self.status, by, kind, note))

    def acknowledge(self, *, at: datetime, by: Party, note: str | None = None) -> None:
        """Somebody has answered the report."""
        self._tell(EventKind.ACKNOWLEDGED, at, by, note)

    def add_note(self, *, at: datetime, by: Party, note: str) -> None:
        """What the claimant forgot to say in the report."""
        if sum(event.kind is EventKind.NOTE for event in self.events) >= MOST_ADDITIONS:
            raise RuleBroken("too_many_additions")
        self._tell(EventKind.NOTE, at, by, note)

    def submit(self, *, at: datetime, by: Party, note: str | None = None) -> None:
        self._move(S.SUBMITTED, at, by, note)

    def ask_documents(self, *, at: datetime, by: Party, documents: tuple[str, ...]) -> None:
        """The full list of what is missing, once (保险法 22): a later one may only repeat what was on it."""
        if not documents or not all(name.strip() for name in documents):
            raise RuleBroken("missing_documents_unnamed")
        if self.asked_documents and not set(documents) <= set(self.asked_documents):
            raise RuleBroken("documents_asked_piecemeal")
        self._move(S.DOCS_PENDING, at, by, "、".join(documents))
        self.missing_documents = self.asked_documents = documents

    def receive_documents(self, *, at: datetime, names: Sequence[str | None]) -> None:
        """Documents came from the claimant; None where nobody said what one is. `count_documents` draws the consequence."""
        named = "、".join(dict.fromkeys(name for name in names if name))
        self._tell(EventKind.DOCUMENTS, at, Party.CLAIMANT, named or None)

    def count_documents(self, kinds: Sequence[str], *, at: datetime) -> None:
        """`kinds`: names of all documents that came since `documents_count_from`.

        The one list shrinks by what came, and only an empty one hands the claim in again. A loss that was only reported,
        or a claim withdrawn, is handed in with the application in writing.
        """
        if self.status is S.DOCS_PENDING and self.missing_documents:
            wanting = still_missing(self.asked_documents, kinds)
            self.missing_documents = tuple(name for name in self.missing_documents if name in wanting)
            if not self.missing_documents:
                self.submit(at=at, by=Party.CLAIMANT)
        elif self.status in (S.REPORTED, S.WITHDRAWN) and APPLICATION in kinds:
            self.submit(at=at, by=Party.CLAIMANT)

    @property
    def documents_count_from(self) -> datetime:
        """Documents count from the day of the list they were asked for on, or since a withdrawal, or all of them."""
        starts = [
            event.at
            for event in self.events
            if event.kind.moves and event.status in (S.DOCS_PENDING, S.WITHDRAWN)
        ]
        return starts[-1] if starts else self.reported_at

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
        self._may(S.APPROVED)
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

    def send_denial_notice(self, *, at: datetime, by: Party) -> None:
        """拒赔通知书 has gone out to the claimant."""
        if self.status is not S.DENIED:
            raise RuleBroken("no_denial_to_send")
        self._tell(EventKind.DENIAL_NOTICE, at, by)

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
        if self.status not in AT_WORK and self.status is not S.DISPUTED:
            raise RuleBroken("no_advance_in_this_state")
        if amount <= 0:
            raise RuleBroken("advance_without_amount")
        self.events.append(ClaimEvent(at, self.status, by, EventKind.ADVANCE_PAYMENT, amount=amount))

    def set_by_core_system(self, status: ClaimStatus, *, at: datetime, note: str | None = None) -> None:
        """The insurer's core system rules: its status is taken over outside the table, and the event says so."""
        self._imported(EventKind.IMPORTED, status, at, note)

    def take_over(self, status: ClaimStatus, *, at: datetime, note: str | None = None) -> None:
        """The core system knew it before us: the state in which it first comes from there."""
        self._imported(EventKind.TAKEN_OVER, status, at, note)

    def _imported(self, kind: EventKind, status: ClaimStatus, at: datetime, note: str | None) -> None:
        self.status = status
        self.events.append(ClaimEvent(at, status, Party.SYSTEM, kind, note=note))

    @staticmethod
    def _by_staff(by: Party) -> None:
        if by is not Party.STAFF:
            raise RuleBroken("decision_not_by_staff")
