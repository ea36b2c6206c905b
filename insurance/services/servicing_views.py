"""Servicing requests as the customer and as staff see them."""

from dataclasses import dataclass
from datetime import date, datetime

from insurance.domain.customers import ContactField, show_contact
from insurance.domain.identity import Level
from insurance.domain.servicing import ServicingKind, ServicingRequest, ServicingStatus
from insurance.services.claims import TimelineEntry
from kernel.masking import show_policy_no


@dataclass(frozen=True)
class ServicingView:
    """`due_on`: the request's own target, a day in Asia/Shanghai. Below VERIFIED the number is masked, notes unseen."""

    request_no: str
    kind: ServicingKind
    policy_no: str | None
    status: ServicingStatus
    needs_second_factor: bool
    received_at: datetime
    due_on: date
    timeline: list[TimelineEntry]


@dataclass(frozen=True)
class ContactChange:
    """What was changed, both masked; `old` None where nothing was on record."""

    request_no: str
    field: ContactField
    old: str | None
    new: str


@dataclass(frozen=True)
class DocumentMail:
    """`email` is masked. Not `sent`: a colleague sends it by `due_on`."""

    request_no: str
    email: str
    sent: bool
    due_on: date


@dataclass(frozen=True)
class ServicingCase:
    """A request as staff sees it in the list of work; what the customer stated is a look of its own."""

    view: ServicingView
    customer_no: str
    owner: str | None


def servicing_view(request: ServicingRequest, level: Level) -> ServicingView:
    full = level >= Level.VERIFIED
    policy_no = request.policy_no
    return ServicingView(
        request_no=request.request_no,
        kind=request.kind,
        policy_no=policy_no if full or policy_no is None else show_policy_no(policy_no),
        status=request.status,
        needs_second_factor=request.needs_second_factor,
        received_at=request.received_at,
        due_on=request.due_on,
        timeline=[
            TimelineEntry(event.at, event.status, event.note if full else None) for event in request.events
        ],
    )


def contact_change(request: ServicingRequest, field: ContactField) -> ContactChange:
    before = request.details.get("before")
    return ContactChange(
        request_no=request.request_no,
        field=field,
        old=None if before is None else show_contact(field, before),
        new=show_contact(field, request.details[field]),
    )


def document_mail(request: ServicingRequest) -> DocumentMail:
    return DocumentMail(
        request_no=request.request_no,
        email=show_contact("email", request.details["email"]),
        sent=request.status is ServicingStatus.COMPLETED,
        due_on=request.due_on,
    )
