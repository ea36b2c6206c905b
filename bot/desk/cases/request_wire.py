"""The shapes of `/api/desk/requests`: one row for every kind of work, so that the page has one list.

Times are ISO 8601 with the offset of Shanghai; what is due on a day is due with its last second.
"""

from datetime import date, datetime, time
from typing import Annotated, Literal

from msgspec import Meta, Struct

from bot.desk.cases.complaint_wire import moment
from insurance.domain.callbacks import FollowUp
from insurance.domain.claim_reports import ClaimReport
from insurance.domain.leads import Lead
from insurance.domain.products import LINE_NAMES, Line
from insurance.domain.servicing import KIND_NAMES, SecondFactor, ServicingRequest
from insurance.services.callbacks import FollowUpCase
from insurance.services.claim_reports import ReportCase
from insurance.services.leads import LeadCase
from insurance.services.servicing_views import ServicingCase
from kernel.clock import SHANGHAI

Kind = Literal["servicing", "callbacks", "leads", "reports"]
KINDS: tuple[Kind, ...] = ("servicing", "callbacks", "leads", "reports")

Words = Annotated[str, Meta(max_length=2_000)]


class ListRequests(Struct):
    kind: Kind = "servicing"


class Count(Struct):
    waiting: int
    overdue: int


class RequestListed(Struct, kw_only=True):
    """`title`: what it is about. `phone` and `policy_no` as they may be shown to everybody. `wished`: when the customer
    would like the call, in own words; `wished_on`: on which day. `owner`: who took it; a servicing request is `received` until somebody does.
    """

    no: str
    kind: Kind
    title: str
    status: Literal["received", "accepted"] = "received"
    received_at: str
    due_at: str
    overdue: bool
    customer_no: str | None
    policy_no: str | None = None
    phone: str | None = None
    wished: str | None = None
    wished_on: str | None = None
    date_of_loss: str | None = None
    owner: str | None = None
    owner_name: str | None = None
    needs_second_factor: bool = False


class Requests(Struct):
    """What waits, due first at the front. `counts`: of every kind that is for the eyes of who asks."""

    requests: list[RequestListed]
    counts: dict[Kind, Count]


class Stated(Struct):
    """`name`: a code; `value` as it was told."""

    name: str
    value: str


class RequestDetails(Struct, kw_only=True):
    """All that was told, the phone number in full. For servicing it is the number on record."""

    no: str
    phone: str | None
    stated: list[Stated]


class CompleteRequest(Struct, kw_only=True):
    """`note` is read by the customer."""

    second_factor: SecondFactor | None = None
    note: Words | None = None


class DeclineRequest(Struct):
    """`reason` is read by the customer."""

    reason: Words


class LinkReport(Struct):
    policy_no: Annotated[str, Meta(min_length=1, max_length=64)]


class RequestStepped(Struct):
    """Where it stands after the step; `done` is off the list."""

    no: str
    status: Literal["accepted", "completed", "declined", "done", "linked"]


def end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)


def of_servicing(case: ServicingCase, names: dict[str, str], now: datetime) -> RequestListed:
    view = case.view
    due = end_of(view.due_on)
    return RequestListed(
        no=view.request_no,
        kind="servicing",
        title=KIND_NAMES[view.kind],
        status="accepted" if case.owner else "received",
        received_at=moment(view.received_at),
        due_at=moment(due),
        overdue=now > due,
        customer_no=case.customer_no,
        policy_no=view.policy_no,
        owner=case.owner,
        owner_name=names.get(case.owner, case.owner) if case.owner else None,
        needs_second_factor=view.needs_second_factor,
    )


def of_follow_up(case: FollowUpCase, now: datetime) -> RequestListed:
    due = end_of(case.due_on)
    return RequestListed(
        no=case.follow_up_no,
        kind="callbacks",
        title=case.topic,
        received_at=moment(case.received_at),
        due_at=moment(due),
        overdue=now > due,
        customer_no=case.customer_no,
        phone=case.phone,
        wished=case.wished_time,
        wished_on=case.wished_on.isoformat() if case.wished_on else None,
    )


def of_lead(case: LeadCase, now: datetime) -> RequestListed:
    due = end_of(case.due_on)
    about = [f"给{case.insured}买" if case.insured else "", f"担心{case.concern}" if case.concern else ""]
    return RequestListed(
        no=case.lead_no,
        kind="leads",
        title="，".join(part for part in about if part) or "想了解保险",
        received_at=moment(case.received_at),
        due_at=moment(due),
        overdue=now > due,
        customer_no=case.customer_no,
        phone=case.contact,
    )


def of_report(case: ReportCase, now: datetime) -> RequestListed:
    return RequestListed(
        no=case.claim_no,
        kind="reports",
        title=f"{_line(case.line)}报案" if case.line else "报案，险种没有说",
        received_at=moment(case.reported_at),
        due_at=moment(case.acknowledge_by),
        overdue=now > case.acknowledge_by,
        customer_no=case.customer_no,
        policy_no=case.policy_no,
        phone=case.phone,
        date_of_loss=case.date_of_loss.isoformat(),
    )


def stated_follow_up(wish: FollowUp) -> list[Stated]:
    return _stated(
        topic=wish.topic,
        wished_time=wish.wished_time,
        wished_on=wish.wished_on.isoformat() if wish.wished_on else None,
    )


def stated_lead(lead: Lead) -> list[Stated]:
    answers = lead.answers
    return _stated(
        insured=answers.insured,
        age_band=answers.age_band,
        concern=answers.concern,
        budget_band=answers.budget_band,
        existing_cover=answers.existing_cover,
        keep_until=moment(lead.keep_until),
    )


def stated_report(report: ClaimReport) -> list[Stated]:
    told = _stated(
        line=report.line and _line(report.line),
        date_of_loss=report.date_of_loss.isoformat(),
        place=report.place,
        cause=report.cause,
        injury=report.injury,
        amount=None if report.amount is None else str(report.amount),
        insured_name=report.insured_name,
        policy_no=report.policy_no,
        plate_no=report.plate_no,
    )
    return told + [Stated("addition", each.note) for each in report.additions]


def stated_servicing(asked: ServicingRequest) -> list[Stated]:
    return _stated(**asked.details)


def _stated(**told: str | None) -> list[Stated]:
    return [Stated(name, value) for name, value in told.items() if value]


def _line(line: Line) -> str:
    return LINE_NAMES[line][0]
