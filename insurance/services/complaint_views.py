"""Complaints as staff see them: the words as they were said, personal numbers shortened, the person masked."""

from dataclasses import dataclass
from datetime import date, datetime

from insurance.domain.complaint_clocks import Duty, Rung, duties, next_duty, rung_of
from insurance.domain.complaint_steps import Step, steps_for
from insurance.domain.complaints import (
    ENDED,
    Complaint,
    ComplaintCategory,
    ComplaintStatus,
    Handler,
    Outcome,
    Urgency,
)
from insurance.domain.customers import Customer
from insurance.domain.terms import Terms
from kernel.masking import show_name, show_phone, show_text


@dataclass(frozen=True)
class ComplaintLine:
    """One of a list. `rung`: who is called upon by now, `duty` the open one that is due first; None: nothing is due."""

    receipt_no: str
    version: int
    category: ComplaintCategory
    status: ComplaintStatus
    received_at: datetime
    channel: str
    urgencies: list[Urgency]
    owner: str | None
    owner_name: str | None
    target: str | None
    detail: str
    duty: Duty | None
    rung: Rung | None

    @property
    def overdue(self) -> bool:
        return self.duty is not None and self.duty.overdue


@dataclass(frozen=True)
class CaseEvent:
    """`what`: a state, or what else happened (`EventKind`); `by`: a username or `customer`."""

    at: datetime
    what: str
    by: str
    note: str | None
    public_note: str | None


@dataclass(frozen=True)
class ComplaintCase:
    """One in full. `complainant` and `contact` are masked, None where nothing is known; `steps`: what may be done now."""

    line: ComplaintLine
    conversation: str
    customer_no: str | None
    complainant: str | None
    contact: str | None
    demand: str | None
    resolve_by: date
    duties: list[Duty]
    events: list[CaseEvent]
    outcome: Outcome
    satisfied: bool | None
    steps: list[Step]


def complaint_line(complaint: Complaint, terms: Terms, at: datetime) -> ComplaintLine:
    duty = None if complaint.status in ENDED else next_duty(complaint, terms, at)
    return ComplaintLine(
        receipt_no=complaint.receipt_no,
        version=complaint.version,
        category=complaint.category,
        status=complaint.status,
        received_at=complaint.received_at,
        channel=complaint.channel,
        urgencies=sorted(complaint.urgencies),
        owner=complaint.owner,
        owner_name=complaint.owner_name,
        target=show_text(complaint.target) if complaint.target else None,
        detail=show_text(complaint.detail),
        duty=duty,
        rung=rung_of(complaint, duty, at) if duty else None,
    )


def complaint_case(
    complaint: Complaint, customer: Customer | None, by: Handler, terms: Terms, at: datetime
) -> ComplaintCase:
    """As `by` sees it; `customer` is who complained, where that is known."""
    contact = complaint.contact or (customer.phone if customer else None)
    return ComplaintCase(
        line=complaint_line(complaint, terms, at),
        conversation=complaint.subject,
        customer_no=complaint.customer_no,
        complainant=show_name(customer.name) if customer else None,
        contact=show_phone(contact) if contact else None,
        demand=show_text(complaint.demand) if complaint.demand else None,
        resolve_by=complaint.resolve_by,
        duties=duties(complaint, terms, at),
        events=[
            CaseEvent(
                at=event.at,
                what=event.what,
                by=event.by,
                note=event.note,
                public_note=event.public_note,
            )
            for event in complaint.events
        ],
        outcome=complaint.outcome,
        satisfied=complaint.satisfied,
        steps=steps_for(by, complaint),
    )
