"""Complaint 投诉: what may be done with it, and the one who answers for it.

Rule: 银行业保险业消费投诉处理管理办法 (2020 no. 3). What is due when: `complaint_clocks`. Who may do what: `complaint_steps`.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from insurance.domain.complaint_intake import (
    CATEGORY_NAMES,
    ComplaintCategory,
    Urgency,
    category_of,
    urgencies,
)
from insurance.domain.complaint_states import (
    ENDED,
    EXTENDABLE,
    IN_WORK,
    TRANSITIONS,
    ComplaintEvent,
    ComplaintStatus,
    EventKind,
    Handler,
    Outcome,
)
from insurance.domain.errors import IllegalTransition, RuleBroken
from insurance.domain.terms import DEFAULT_TERMS, Terms
from insurance.domain.working_days import add_working_days, end_of_period
from kernel.clock import local

__all__ = [
    "CATEGORY_NAMES",
    "ENDED",
    "EXTENDABLE",
    "IN_WORK",
    "TRANSITIONS",
    "Complaint",
    "ComplaintCategory",
    "ComplaintEvent",
    "ComplaintStatus",
    "EventKind",
    "Handler",
    "Outcome",
    "Urgency",
    "category_of",
    "resolve_by",
    "urgencies",
]

S = ComplaintStatus
REVIEW_WITHIN_DAYS = 30
UNDECIDED = Outcome()


def resolve_by(received_at: datetime) -> date:
    """The earlier of 10 working days and 15 natural days, the receipt day not counted.

    Where the working-day calendar does not know the year, the natural days alone.
    """
    received_on = local(received_at).date()
    natural = received_on + timedelta(days=15)
    working = add_working_days(received_on, 10)
    return natural if working is None else min(natural, working)


@dataclass(repr=False)
class Complaint:
    """`subject` is the conversation it was lodged in; `customer_no` is known only where identity was.

    `owner`, a username, is the one accountable person from registration on; `version` counts what was written.
    """

    receipt_no: str
    subject: str
    customer_no: str | None
    category: ComplaintCategory
    target: str | None
    detail: str
    demand: str | None
    contact: str | None
    received_at: datetime
    urgencies: frozenset[Urgency] = frozenset()
    status: ComplaintStatus = ComplaintStatus.RECEIVED
    events: list[ComplaintEvent] = field(default_factory=list)
    channel: str = "web"
    owner: str | None = None
    owner_name: str | None = None
    outcome: Outcome = UNDECIDED
    satisfied: bool | None = None
    version: int = 1

    def __post_init__(self) -> None:
        if not self.events:
            self.events = [ComplaintEvent(self.received_at, ComplaintStatus.RECEIVED, "customer")]

    def __repr__(self) -> str:
        return f"Complaint({self.receipt_no}, {self.status})"

    @property
    def escalated(self) -> bool:
        return bool(self.urgencies)

    @property
    def round(self) -> list[ComplaintEvent]:
        """The events since it was received, or since it was opened again for new facts: the clocks run anew then."""
        opened = [
            after
            for after, (before, event) in enumerate(pairwise(self.events), start=1)
            if before.status is S.ARCHIVED and event.status is S.REGISTERED
        ]
        return self.events[opened[-1] if opened else 0 :]

    def respond_by(self, terms: Terms = DEFAULT_TERMS) -> datetime:
        return self.round[0].at + terms.complaint_response

    def plan_by(self, terms: Terms = DEFAULT_TERMS) -> datetime:
        return self.round[0].at + terms.complaint_plan

    @property
    def resolve_by(self) -> date:
        """The last day to decide and tell; an approved extension moves it to 30, then 60 natural days."""
        opened_at = self.round[0].at
        states = {event.status for event in self.round}
        if S.EXTENDED_60 in states:
            return local(opened_at).date() + timedelta(days=60)
        if S.EXTENDED_30 in states:
            return local(opened_at).date() + timedelta(days=30)
        return resolve_by(opened_at)

    def complains_of(self, who: Handler) -> bool:
        """Whether `target` names them: they have an interest in the matter (回避) and no part in it."""
        target = (self.target or "").casefold()
        alone = rf"(?<![a-z0-9._-]){re.escape(who.username.casefold())}(?![a-z0-9._-])"
        named = len(who.name) > 1 and who.name.casefold() in target
        return named or re.search(alone, target) is not None

    def register(
        self,
        *,
        at: datetime,
        by: str,
        owner: Handler,
        note: str | None = None,
        public_note: str | None = None,
    ) -> None:
        """登记; an archived one is opened again only for new facts, which the note states, and decided anew."""
        if self.status is S.ARCHIVED and not _said(note):
            raise RuleBroken("reopening_without_new_facts")
        if self.complains_of(owner):
            raise RuleBroken("owner_is_complained_of")
        self._append(S.REGISTERED, at, by, note, public_note)
        self.owner, self.owner_name = owner.username, owner.name
        self.outcome, self.satisfied = UNDECIDED, None

    def reassign(self, *, at: datetime, by: str, owner: Handler, note: str | None = None) -> None:
        """Another person answers for it from now on."""
        if self.status is S.RECEIVED or self.status in ENDED:
            raise IllegalTransition("complaint", self.status, EventKind.REASSIGNED)
        if self.complains_of(owner):
            raise RuleBroken("owner_is_complained_of")
        told = f"{self.owner or '-'} → {owner.username}"
        self._happened(EventKind.REASSIGNED, at, by, f"{told}\n{note}" if _said(note) else told)
        self.owner, self.owner_name = owner.username, owner.name

    def acknowledge(self, *, at: datetime, by: str, public_note: str, note: str | None = None) -> None:
        """首次回应: the complainant hears who takes care of it."""
        self._tell(EventKind.ACKNOWLEDGED, at, by, public_note, note)

    def plan(self, *, at: datetime, by: str, public_note: str, note: str | None = None) -> None:
        """初步方案."""
        self._tell(EventKind.PLANNED, at, by, public_note, note)

    def handle(self, *, at: datetime, by: str, public_note: str, note: str | None = None) -> None:
        """What has been done about it, or why that takes longer."""
        self._tell(EventKind.HANDLED, at, by, public_note, note)

    def ask_more(self, *, at: datetime, by: str, public_note: str, note: str | None = None) -> None:
        """Never for material the insurer already holds."""
        self._move(S.MORE_INFO, at, by, note, _demand(public_note, "question_missing"))

    def investigate(
        self, *, at: datetime, by: str, note: str | None = None, public_note: str | None = None
    ) -> None:
        self._move(S.INVESTIGATING, at, by, note, public_note)

    def ask_extension(self, *, at: datetime, by: str, note: str) -> None:
        """The owner cannot make it in time; somebody senior decides."""
        if self.status not in EXTENDABLE:
            raise IllegalTransition("complaint", self.status, EventKind.EXTENSION_ASKED)
        self._happened(EventKind.EXTENSION_ASKED, at, by, _demand(note, "extension_without_reason"))

    def extend_30(self, *, at: datetime, approved_by: Handler, reason: str, public_note: str) -> None:
        self._extend(S.EXTENDED_30, at, approved_by, reason, public_note)

    def extend_60(self, *, at: datetime, approved_by: Handler, reason: str, public_note: str) -> None:
        self._extend(S.EXTENDED_60, at, approved_by, reason, public_note)

    def decide(self, *, at: datetime, by: str, outcome: Outcome) -> None:
        """处理; what the complainant reads of it is said in `notify`."""
        self._move(S.DECIDED, at, by, _demand(outcome.decision, "decision_missing"))
        self.outcome = outcome

    def notify(self, *, at: datetime, by: str, public_note: str, note: str | None = None) -> None:
        """反馈: the decision is told, and the complainant is asked what they think of it."""
        self._move(S.NOTIFIED, at, by, note, _demand(public_note, "notice_missing"))

    def review(self, *, at: datetime, by: str, note: str | None = None) -> None:
        """核查, which the complainant may ask for within 30 days of hearing the decision (as long as 法定休假日 last)."""
        self._check(S.REVIEW)
        told = [event.at for event in self.round if event.status is S.NOTIFIED]
        if told and local(at).date() > end_of_period(local(told[0]).date(), REVIEW_WITHIN_DAYS):
            raise RuleBroken("review_too_late")
        self._move(S.REVIEW, at, by, note)

    def mediate(self, *, at: datetime, by: str, note: str | None = None) -> None:
        self._move(S.MEDIATION, at, by, note)

    def archive(
        self,
        *,
        at: datetime,
        by: str,
        satisfied: bool | None = None,
        corrective_action: str | None = None,
        note: str | None = None,
    ) -> None:
        """归档; `satisfied` None: the complainant did not say. Nothing is filed away without a lesson."""
        action = corrective_action if _said(corrective_action) else self.outcome.corrective_action
        self._check(S.ARCHIVED)
        if not _said(action):
            raise RuleBroken("corrective_action_missing")
        self._move(S.ARCHIVED, at, by, note)
        self.outcome = replace(self.outcome, corrective_action=action)
        self.satisfied = satisfied

    def withdraw(self, *, at: datetime) -> None:
        """撤回, the complainant's own act; the procedure ends at once."""
        self._append(S.WITHDRAWN, at, "customer")

    def reject(self, *, at: datetime, by: str, public_note: str, note: str | None = None) -> None:
        """不予办理: not a complaint under the rule; a reasonable one may not be refused."""
        self._move(S.REJECTED_NOT_COMPLAINT, at, by, note, _demand(public_note, "rejection_without_reason"))

    def _extend(
        self, to: ComplaintStatus, at: datetime, approved_by: Handler, reason: str, public_note: str
    ) -> None:
        """Approved by another person than who asks, and the complainant is told of the new day."""
        self._check(to)
        asked = [event.by for event in self.round if event.kind is EventKind.EXTENSION_ASKED]
        if not approved_by.senior:
            raise RuleBroken("approver_not_senior")
        if approved_by.username in (self.owner, *asked[-1:]):
            raise RuleBroken("approver_is_who_asked")
        reason = _demand(reason, "extension_without_reason")
        self._move(to, at, approved_by.username, reason, _demand(public_note, "extension_not_told"))

    def _tell(self, kind: EventKind, at: datetime, by: str, public_note: str, note: str | None) -> None:
        if self.status not in IN_WORK:
            raise IllegalTransition("complaint", self.status, kind)
        self._happened(kind, at, by, note, _demand(public_note, "words_missing"))

    def _happened(
        self, kind: EventKind, at: datetime, by: str, note: str | None, public_note: str | None = None
    ) -> None:
        if self.owner is None and kind is not EventKind.REASSIGNED:
            raise RuleBroken("owner_missing")
        self.events.append(ComplaintEvent(at, self.status, by, note, public_note, kind))

    def _check(self, to: ComplaintStatus) -> None:
        if to not in TRANSITIONS[self.status]:
            raise IllegalTransition("complaint", self.status, to)

    def _move(
        self,
        to: ComplaintStatus,
        at: datetime,
        by: str,
        note: str | None = None,
        public_note: str | None = None,
    ) -> None:
        self._check(to)
        if self.owner is None:
            raise RuleBroken("owner_missing")
        self._append(to, at, by, note, public_note)

    def _append(
        self,
        to: ComplaintStatus,
        at: datetime,
        by: str,
        note: str | None = None,
        public_note: str | None = None,
    ) -> None:
        self._check(to)
        self.status = to
        self.events.append(ComplaintEvent(at, to, by, note, public_note))


def _said(text: str | None) -> bool:
    return bool((text or "").strip())


def _demand(text: str | None, rule: str) -> str:
    if text is None or not text.strip():
        raise RuleBroken(rule)
    return text
