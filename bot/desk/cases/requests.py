"""The routes of `/api/desk/requests`: what customers asked for and staff has to complete.

Four kinds of work in one list each; the number says which kind it is. What the customer told is read on a click of its own,
which is audited.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.desk.assist.conduct import CONDUCT
from bot.desk.cases import request_wire as wire
from bot.desk.cases.request_wire import Kind, RequestListed
from bot.http.endpoint import endpoint
from bot.staff.accounts import SUPERVISORS, Staff
from bot.staff.errors import NotYourRole
from bot.staff.guards import STAFF, names_of
from insurance.domain.errors import (
    ConductBreach,
    IllegalTransition,
    NotPermitted,
    RecordChanged,
    RecordNotFound,
    RuleBroken,
)
from insurance.services.callbacks import CallbackService
from insurance.services.claim_reports import ClaimReportService
from insurance.services.customers import CustomerService
from insurance.services.leads import LeadService
from insurance.services.servicing import ServicingService
from kernel.clock import Clock

_SALES = "sales"
_KINDS: dict[str, Kind] = {"BQ": "servicing", "HF": "callbacks", "XS": "leads", "LP": "reports"}


@dataclass(frozen=True)
class RequestDesk:
    """What this room works with; the gateway puts it together."""

    servicing: ServicingService
    callbacks: CallbackService
    leads: LeadService
    reports: ClaimReportService
    customers: CustomerService
    clock: Clock


REQUESTS = web.AppKey("requests", RequestDesk)

Reads = Callable[[], Awaitable[list[RequestListed]]]


def may_see(staff: Staff, kind: Kind) -> bool:
    """Leads are for licensed people: those who know sales, and supervisors."""
    return kind != "leads" or staff.sees_all or _SALES in staff.skills


@endpoint(
    "GET",
    "/api/desk/requests",
    summary="待办：保全申请、回电、咨询线索或待关联的报案，先到期的在前",
    auth="staff",
    query=wire.ListRequests,
    response=wire.Requests,
    errors=(NotYourRole,),
)
async def requests(request: web.Request, query: wire.ListRequests) -> wire.Requests:
    staff = request[STAFF]
    _admit(staff, query.kind)
    reads = _lists(request)
    lists = {kind: await reads[kind]() for kind in wire.KINDS if may_see(staff, kind)}
    counts = {
        kind: wire.Count(len(listed), sum(each.overdue for each in listed)) for kind, listed in lists.items()
    }
    return wire.Requests(lists[query.kind], counts)


@endpoint(
    "POST",
    "/api/desk/requests/{no}/details",
    summary="客户说的内容和完整电话；每次查看都留痕",
    auth="staff",
    response=wire.RequestDetails,
    errors=(NotYourRole, RecordNotFound),
)
async def details(request: web.Request) -> wire.RequestDetails:
    desk, who, (no, kind) = request.app[REQUESTS], request[STAFF].username, _asked(request)
    if kind == "servicing":
        return await _servicing_details(desk, who, no)
    if kind == "callbacks":
        wish = await desk.callbacks.details(who, no)
        return wire.RequestDetails(no=no, phone=wish.phone, stated=wire.stated_follow_up(wish))
    if kind == "leads":
        lead = await desk.leads.details(who, no)
        return wire.RequestDetails(no=no, phone=lead.contact, stated=wire.stated_lead(lead))
    report = await desk.reports.details(who, no)
    return wire.RequestDetails(no=no, phone=report.phone, stated=wire.stated_report(report))


@endpoint(
    "POST",
    "/api/desk/requests/{no}/take",
    summary="领取一件保全申请",
    auth="staff",
    response=wire.RequestStepped,
    errors=(RecordNotFound, IllegalTransition),
)
async def take(request: web.Request) -> wire.RequestStepped:
    no = _number(request, "servicing")
    await request.app[REQUESTS].servicing.take(request[STAFF].username, no)
    return wire.RequestStepped(no, "accepted")


@endpoint(
    "POST",
    "/api/desk/requests/{no}/complete",
    summary="办好自己领取的保全申请（主管可代办）；动钱、动权益的要写明核实方式",
    auth="staff",
    request=wire.CompleteRequest,
    response=wire.RequestStepped,
    errors=(RecordNotFound, NotPermitted, IllegalTransition, RuleBroken, ConductBreach),
)
async def complete(request: web.Request, body: wire.CompleteRequest) -> wire.RequestStepped:
    no = _number(request, "servicing")
    note = (body.note or "").strip() or None
    await request.app[CONDUCT].check_step(request[STAFF], no, note)
    staff = request[STAFF]
    await request.app[REQUESTS].servicing.complete(
        staff.username, no, senior=staff.sees_all, second_factor=body.second_factor, note=note
    )
    return wire.RequestStepped(no, "completed")


@endpoint(
    "POST",
    "/api/desk/requests/{no}/decline",
    summary="保全申请办不了，并告知客户原因",
    auth="staff",
    request=wire.DeclineRequest,
    response=wire.RequestStepped,
    errors=(RecordNotFound, NotPermitted, IllegalTransition, RuleBroken, ConductBreach),
)
async def decline(request: web.Request, body: wire.DeclineRequest) -> wire.RequestStepped:
    no = _number(request, "servicing")
    await request.app[CONDUCT].check_step(request[STAFF], no, body.reason)
    staff = request[STAFF]
    await request.app[REQUESTS].servicing.decline(staff.username, no, body.reason, senior=staff.sees_all)
    return wire.RequestStepped(no, "declined")


@endpoint(
    "POST",
    "/api/desk/requests/{no}/done",
    summary="已给客户回电（回电或咨询线索）",
    auth="staff",
    response=wire.RequestStepped,
    errors=(NotYourRole, RecordNotFound, RecordChanged),
)
async def done(request: web.Request) -> wire.RequestStepped:
    desk, no = request.app[REQUESTS], _number(request, "callbacks", "leads")
    service = desk.callbacks if _KINDS[no[:2]] == "callbacks" else desk.leads
    await service.done(request[STAFF].username, no)
    return wire.RequestStepped(no, "done")


@endpoint(
    "POST",
    "/api/desk/requests/{no}/link",
    summary="把报案关联到保单，理赔案件由此开始",
    auth="staff",
    request=wire.LinkReport,
    response=wire.RequestStepped,
    errors=(RecordNotFound, RuleBroken),
)
async def link(request: web.Request, body: wire.LinkReport) -> wire.RequestStepped:
    no = _number(request, "reports")
    await request.app[REQUESTS].reports.link(request[STAFF].username, no, body.policy_no)
    return wire.RequestStepped(no, "linked")


def _lists(request: web.Request) -> dict[Kind, Reads]:
    desk = request.app[REQUESTS]
    now = desk.clock.now()

    async def servicing() -> list[RequestListed]:
        names = await names_of(request)
        return [wire.of_servicing(case, names, now) for case in await desk.servicing.waiting()]

    async def callbacks() -> list[RequestListed]:
        return [wire.of_follow_up(case, now) for case in await desk.callbacks.waiting()]

    async def leads() -> list[RequestListed]:
        return [wire.of_lead(case, now) for case in await desk.leads.waiting()]

    async def reports() -> list[RequestListed]:
        return [wire.of_report(case, now) for case in await desk.reports.waiting()]

    return {"servicing": servicing, "callbacks": callbacks, "leads": leads, "reports": reports}


async def _servicing_details(desk: RequestDesk, who: str, no: str) -> wire.RequestDetails:
    """With the number on record: the one to call, and the one a new number is not to be believed without."""
    asked = await desk.servicing.details(who, no)
    try:
        phone = await desk.customers.reveal(who, asked.customer_no, "phone", no)
    except RecordNotFound:  # a request outlives the erasure of its customer
        phone = None
    return wire.RequestDetails(no=no, phone=phone, stated=wire.stated_servicing(asked))


def _asked(request: web.Request) -> tuple[str, Kind]:
    no = request.match_info["no"].upper()
    kind = _KINDS.get(no[:2])
    if kind is None:
        raise RecordNotFound()
    _admit(request[STAFF], kind)
    return no, kind


def _number(request: web.Request, *kinds: Kind) -> str:
    """The number, where the step is one of its kind's."""
    no, kind = _asked(request)
    if kind not in kinds:
        raise RecordNotFound()
    return no


def _admit(staff: Staff, kind: Kind) -> None:
    if not may_see(staff, kind):
        raise NotYourRole(roles=sorted(SUPERVISORS), skill=_SALES)


HANDLERS = (requests, details, take, complete, decline, done, link)
