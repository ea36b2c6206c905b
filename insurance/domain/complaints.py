"""Complaint 投诉: states, clocks, and what makes one urgent.

Rule: 银行业保险业消费投诉处理管理办法 (2020 no. 3). House targets: first response in 24 hours, plan in 48.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from insurance.domain.errors import IllegalTransition, RuleBroken
from insurance.domain.terms import DEFAULT_TERMS, Terms
from insurance.domain.working_days import add_working_days
from kernel.clock import local


class ComplaintStatus(StrEnum):
    RECEIVED = "received"
    REGISTERED = "registered"
    MORE_INFO = "more_info"
    INVESTIGATING = "investigating"
    EXTENDED_30 = "extended_30"
    EXTENDED_60 = "extended_60"
    DECIDED = "decided"
    NOTIFIED = "notified"
    REVIEW = "review"
    MEDIATION = "mediation"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"
    REJECTED_NOT_COMPLAINT = "rejected_not_complaint"


S = ComplaintStatus

TRANSITIONS: dict[ComplaintStatus, frozenset[ComplaintStatus]] = {
    S.RECEIVED: frozenset({S.REGISTERED}),
    S.REGISTERED: frozenset({S.INVESTIGATING, S.MORE_INFO, S.REJECTED_NOT_COMPLAINT, S.WITHDRAWN}),
    S.MORE_INFO: frozenset({S.INVESTIGATING, S.WITHDRAWN}),
    S.INVESTIGATING: frozenset({S.DECIDED, S.EXTENDED_30, S.WITHDRAWN}),
    S.EXTENDED_30: frozenset({S.DECIDED, S.EXTENDED_60}),
    S.EXTENDED_60: frozenset({S.DECIDED}),
    S.DECIDED: frozenset({S.NOTIFIED}),
    S.NOTIFIED: frozenset({S.ARCHIVED, S.REVIEW, S.MEDIATION}),
    S.REVIEW: frozenset({S.NOTIFIED, S.ARCHIVED}),
    S.MEDIATION: frozenset({S.ARCHIVED}),
    S.ARCHIVED: frozenset({S.REGISTERED}),
    S.WITHDRAWN: frozenset(),
    S.REJECTED_NOT_COMPLAINT: frozenset(),
}


class ComplaintCategory(StrEnum):
    MIS_SELLING = "mis_selling"
    CLAIM = "claim"
    SURRENDER = "surrender"
    ATTITUDE = "attitude"
    RENEWAL_CHARGE = "renewal_charge"
    SERVICING = "servicing"
    PRIVACY = "privacy"
    OTHER = "other"


CATEGORY_NAMES: dict[ComplaintCategory, str] = {
    ComplaintCategory.MIS_SELLING: "销售误导",
    ComplaintCategory.CLAIM: "理赔",
    ComplaintCategory.SURRENDER: "退保",
    ComplaintCategory.ATTITUDE: "服务态度",
    ComplaintCategory.RENEWAL_CHARGE: "续期扣费",
    ComplaintCategory.SERVICING: "保全",
    ComplaintCategory.PRIVACY: "隐私",
    ComplaintCategory.OTHER: "其他",
}


def category_of(text: str) -> ComplaintCategory:
    """A category from its code or its Chinese name; anything else is OTHER."""
    for category, name in CATEGORY_NAMES.items():
        if text in (category.value, name):
            return category
    return ComplaintCategory.OTHER


class Urgency(StrEnum):
    """Why a complaint goes to a senior handler at once."""

    WORDS = "words"
    REPEATED = "repeated"
    ELDERLY = "elderly"
    MINOR = "minor"
    DEATH = "death"


_WORDS = ("监管", "12378", "金融监督", "银保监", "起诉", "媒体", "自杀", "群体", "曝光")
_MINOR = ("未成年", "儿童", "小孩", "孩子")
_DEATH = ("身故", "死亡", "去世", "过世")


def urgencies(text: str, *, earlier: int, age: int | None) -> frozenset[Urgency]:
    """`earlier` = complaints the same person lodged before, `age` in full years where known."""
    found = set()
    if any(word in text for word in _WORDS):
        found.add(Urgency.WORDS)
    if earlier:
        found.add(Urgency.REPEATED)
    if age is not None and age >= 65:
        found.add(Urgency.ELDERLY)
    if (age is not None and age < 18) or any(word in text for word in _MINOR):
        found.add(Urgency.MINOR)
    if any(word in text for word in _DEATH):
        found.add(Urgency.DEATH)
    return frozenset(found)


def resolve_by(received_at: datetime) -> date:
    """The earlier of 10 working days and 15 natural days, the receipt day not counted.

    Where the working-day calendar does not know the year, the natural days alone.
    """
    received_on = local(received_at).date()
    natural = received_on + timedelta(days=15)
    working = add_working_days(received_on, 10)
    return natural if working is None else min(natural, working)


@dataclass(frozen=True)
class ComplaintEvent:
    at: datetime
    status: ComplaintStatus
    by: str
    note: str | None = None


@dataclass(repr=False)
class Complaint:
    """`subject` is the conversation it was lodged in; `customer_no` is known only where identity was."""

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

    def __post_init__(self) -> None:
        if not self.events:
            self.events = [ComplaintEvent(self.received_at, ComplaintStatus.RECEIVED, "customer")]

    def __repr__(self) -> str:
        return f"Complaint({self.receipt_no}, {self.status})"

    @property
    def escalated(self) -> bool:
        return bool(self.urgencies)

    def respond_by(self, terms: Terms = DEFAULT_TERMS) -> datetime:
        return self.received_at + terms.complaint_response

    def plan_by(self, terms: Terms = DEFAULT_TERMS) -> datetime:
        return self.received_at + terms.complaint_plan

    @property
    def resolve_by(self) -> date:
        """The last day to decide and tell; an approved extension moves it to 30, then 60 natural days."""
        received_on = local(self.received_at).date()
        states = {event.status for event in self.events}
        if S.EXTENDED_60 in states:
            return received_on + timedelta(days=60)
        if S.EXTENDED_30 in states:
            return received_on + timedelta(days=30)
        return resolve_by(self.received_at)

    def _move(self, to: ComplaintStatus, at: datetime, by: str, note: str | None = None) -> None:
        if to not in TRANSITIONS[self.status]:
            raise IllegalTransition("complaint", self.status, to)
        self.status = to
        self.events.append(ComplaintEvent(at, to, by, note))

    def _move_with_note(self, to: ComplaintStatus, at: datetime, by: str, note: str, rule: str) -> None:
        if not note.strip():
            raise RuleBroken(rule)
        self._move(to, at, by, note)

    def register(self, *, at: datetime, by: str, note: str | None = None) -> None:
        """登记; an archived one is opened again only for new facts, which the note states."""
        if self.status is S.ARCHIVED and not (note or "").strip():
            raise RuleBroken("reopening_without_new_facts")
        self._move(S.REGISTERED, at, by, note)

    def ask_more(self, *, at: datetime, by: str, note: str) -> None:
        """Never for material the insurer already holds."""
        self._move_with_note(S.MORE_INFO, at, by, note, "question_missing")

    def investigate(self, *, at: datetime, by: str, note: str | None = None) -> None:
        self._move(S.INVESTIGATING, at, by, note)

    def extend_30(self, *, at: datetime, by: str, reason: str) -> None:
        self._move_with_note(S.EXTENDED_30, at, by, reason, "extension_without_reason")

    def extend_60(self, *, at: datetime, by: str, reason: str) -> None:
        """After approval by a head-office executive, and the complainant is told."""
        self._move_with_note(S.EXTENDED_60, at, by, reason, "extension_without_reason")

    def decide(self, *, at: datetime, by: str, note: str | None = None) -> None:
        self._move(S.DECIDED, at, by, note)

    def notify(self, *, at: datetime, by: str, note: str | None = None) -> None:
        self._move(S.NOTIFIED, at, by, note)

    def archive(self, *, at: datetime, by: str, note: str | None = None) -> None:
        self._move(S.ARCHIVED, at, by, note)

    def review(self, *, at: datetime, by: str, note: str | None = None) -> None:
        """核查, which the complainant may ask for within 30 days of the decision."""
        self._move(S.REVIEW, at, by, note)

    def mediate(self, *, at: datetime, by: str, note: str | None = None) -> None:
        self._move(S.MEDIATION, at, by, note)

    def withdraw(self, *, at: datetime, by: str, note: str | None = None) -> None:
        self._move(S.WITHDRAWN, at, by, note)

    def reject(self, *, at: datetime, by: str, reason: str) -> None:
        """不予办理: not a complaint under the rule; a reasonable one may not be refused."""
        self._move_with_note(S.REJECTED_NOT_COMPLAINT, at, by, reason, "rejection_without_reason")
