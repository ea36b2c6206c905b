"""The shapes of `/api/desk/complaints`. Times are ISO 8601 with the offset of Shanghai."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from bot.staff.wire import Username
from insurance.domain.complaint_clocks import Duty
from insurance.services.complaint_handling import ComplaintPage
from insurance.services.complaint_views import ComplaintCase, ComplaintLine
from kernel.clock import local

Words = Annotated[str, Meta(max_length=2_000)]
Number = Annotated[str, Meta(pattern=r"^[A-Za-z0-9]{1,32}$")]
_PREVIEW = 80


class ListComplaints(Struct):
    """`after`: the next page of `all`, as the page before named it."""

    state: Literal["open", "overdue", "mine", "all"] = "open"
    after: Number | None = None


class ExportComplaints(Struct):
    """The days of receipt, both included."""

    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if any(day is not None and not 2000 <= day.year <= 2999 for day in (self.since, self.until)):
            raise ValueError("a year from 2000 to 2999")


class ComplaintDuty(Struct):
    code: Literal["acknowledge", "plan", "handle", "result", "review"]
    since: str
    due_at: str
    done_at: str | None
    overdue: bool


class ComplaintListed(Struct, kw_only=True):
    """`rung`: who is called upon by now; `next_duty` is the open one that is due first."""

    receipt_no: str
    version: int
    category: str
    status: str
    received_at: str
    channel: str
    urgencies: list[str]
    owner: str | None
    owner_name: str | None
    target: str | None
    preview: str
    next_duty: ComplaintDuty | None
    rung: Literal["owner", "supervisor", "head"] | None


class Complaints(Struct, kw_only=True):
    """What is open by what is due first, or a page of all, newest first. The counts are of what is open."""

    complaints: list[ComplaintListed]
    open: int
    overdue: int
    mine: int
    after: str | None


class ComplaintEventShown(Struct):
    """`note` is for staff alone, `public_note` is what the complainant reads."""

    at: str
    what: str
    by: str
    by_name: str
    note: str | None
    public_note: str | None


class ComplaintDetail(ComplaintListed, kw_only=True):
    """`steps`: what the person who asks may do with it now."""

    conversation_id: str
    customer_no: str | None
    complainant: str | None
    contact: str | None
    detail: str
    demand: str | None
    resolve_by: str
    duties: list[ComplaintDuty]
    events: list[ComplaintEventShown]
    decision: str | None
    corrective_action: str | None
    apology: str | None
    satisfied: bool | None
    steps: list[str]


class ComplaintContact(Struct):
    contact: str | None


class _Step(Struct, kw_only=True):
    version: Annotated[int, Meta(ge=1)]


class ComplaintOwnerStep(_Step, kw_only=True):
    owner: Username
    note: Words | None = None


class ComplaintToldStep(_Step, kw_only=True):
    public_note: Words
    note: Words | None = None


class ComplaintNoteStep(_Step, kw_only=True):
    note: Words | None = None


class ComplaintReasonStep(_Step, kw_only=True):
    note: Words


class ComplaintDecisionStep(_Step, kw_only=True):
    decision: Words
    corrective_action: Words | None = None
    apology: Words | None = None


class ComplaintArchiveStep(_Step, kw_only=True):
    satisfied: bool | None = None
    corrective_action: Words | None = None
    note: Words | None = None


def page_of(page: ComplaintPage) -> Complaints:
    return Complaints(
        complaints=[listed_of(line) for line in page.complaints],
        open=page.open,
        overdue=page.overdue,
        mine=page.mine,
        after=page.after,
    )


def listed_of(line: ComplaintLine) -> ComplaintListed:
    text = line.detail
    return ComplaintListed(
        receipt_no=line.receipt_no,
        version=line.version,
        category=line.category.value,
        status=line.status.value,
        received_at=moment(line.received_at),
        channel=line.channel,
        urgencies=[urgency.value for urgency in line.urgencies],
        owner=line.owner,
        owner_name=line.owner_name,
        target=line.target,
        preview=text if len(text) <= _PREVIEW else text[: _PREVIEW - 1] + "…",
        next_duty=duty_of(line.duty) if line.duty else None,
        rung=line.rung.value if line.rung else None,
    )


def duty_of(duty: Duty) -> ComplaintDuty:
    done_at = moment(duty.done_at) if duty.done_at else None
    return ComplaintDuty(duty.code.value, moment(duty.since), moment(duty.due), done_at, duty.overdue)


def detail_of(case: ComplaintCase, names: dict[str, str]) -> ComplaintDetail:
    """`names`: username → name of everybody at the desk."""
    listed = listed_of(case.line)
    return ComplaintDetail(
        **{name: getattr(listed, name) for name in ComplaintListed.__struct_fields__},
        conversation_id=case.conversation,
        customer_no=case.customer_no,
        complainant=case.complainant,
        contact=case.contact,
        detail=case.line.detail,
        demand=case.demand,
        resolve_by=case.resolve_by.isoformat(),
        duties=[duty_of(duty) for duty in case.duties],
        events=[
            ComplaintEventShown(
                at=moment(event.at),
                what=event.what,
                by=event.by,
                by_name=names.get(event.by, event.by),
                note=event.note,
                public_note=event.public_note,
            )
            for event in case.events
        ],
        decision=case.outcome.decision,
        corrective_action=case.outcome.corrective_action,
        apology=case.outcome.apology,
        satisfied=case.satisfied,
        steps=[step.value for step in case.steps],
    )


def moment(at: datetime) -> str:
    return local(at).isoformat(timespec="seconds")
