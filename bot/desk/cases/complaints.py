"""The routes of `/api/desk/complaints`: lists, one complaint, the steps staff takes, the register."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from aiohttp import web
from msgspec import Struct

from bot.desk.assist.conduct import CONDUCT
from bot.desk.cases import complaint_wire as wire
from bot.desk.cases.complaint_export import as_csv, as_xlsx
from bot.http.endpoint import Handler as Route
from bot.http.endpoint import endpoint
from bot.staff.accounts import AT_DESK, SUPERVISORS, Staff
from bot.staff.errors import StaffNotFound
from bot.staff.guards import STAFF, STAFF_ROOM
from insurance.domain.complaint_steps import Step
from insurance.domain.complaints import Handler
from insurance.domain.errors import (
    ConductBreach,
    IllegalTransition,
    NotPermitted,
    RecordChanged,
    RecordNotFound,
    RuleBroken,
)
from insurance.services.complaint_handling import ComplaintHandling, Seen
from insurance.services.complaint_register import ComplaintRegister
from insurance.services.complaint_views import ComplaintCase

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ComplaintDesk:
    handling: ComplaintHandling
    register: ComplaintRegister


COMPLAINTS = web.AppKey("complaints", ComplaintDesk)


def handler_of(staff: Staff) -> Handler:
    return Handler(staff.username, staff.name, senior=staff.sees_all)


@endpoint(
    "GET",
    "/api/desk/complaints",
    summary="投诉：待办、超时、我的或全部，待办按期限先后",
    auth="staff",
    query=wire.ListComplaints,
    response=wire.Complaints,
)
async def complaints(request: web.Request, query: wire.ListComplaints) -> wire.Complaints:
    desk = request.app[COMPLAINTS].handling
    return wire.page_of(await desk.find(handler_of(request[STAFF]), query.state, query.after))


@endpoint(
    "GET",
    "/api/desk/complaints/{receipt_no}",
    summary="一件投诉：原话、诉求、各项期限与经过",
    auth="staff",
    response=wire.ComplaintDetail,
    errors=(RecordNotFound,),
)
async def complaint(request: web.Request) -> wire.ComplaintDetail:
    case = await request.app[COMPLAINTS].handling.get(
        handler_of(request[STAFF]), request.match_info["receipt_no"]
    )
    return await _shown(request, case)


@endpoint(
    "POST",
    "/api/desk/complaints/{receipt_no}/contact",
    summary="投诉人的完整联系电话；每次查看都留痕",
    auth="staff",
    response=wire.ComplaintContact,
    errors=(RecordNotFound, NotPermitted),
)
async def contact(request: web.Request) -> wire.ComplaintContact:
    desk = request.app[COMPLAINTS].handling
    return wire.ComplaintContact(
        await desk.contact(handler_of(request[STAFF]), request.match_info["receipt_no"])
    )


@endpoint(
    "GET",
    "/api/desk/complaints.csv",
    summary="导出投诉台账（CSV，UTF-8 带 BOM）",
    auth="staff",
    roles=SUPERVISORS,
    query=wire.ExportComplaints,
    media_type="text/csv",
    errors=(NotPermitted,),
)
async def register_csv(request: web.Request, query: wire.ExportComplaints) -> web.Response:
    rows = await request.app[COMPLAINTS].register.rows(handler_of(request[STAFF]), query.since, query.until)
    return _download(await asyncio.to_thread(as_csv, rows), "text/csv; charset=utf-8", query, "csv")


@endpoint(
    "GET",
    "/api/desk/complaints.xlsx",
    summary="导出投诉台账（XLSX）",
    auth="staff",
    roles=SUPERVISORS,
    query=wire.ExportComplaints,
    media_type=_XLSX,
    errors=(NotPermitted,),
)
async def register_xlsx(request: web.Request, query: wire.ExportComplaints) -> web.Response:
    rows = await request.app[COMPLAINTS].register.rows(handler_of(request[STAFF]), query.since, query.until)
    return _download(await asyncio.to_thread(as_xlsx, rows), _XLSX, query, "xlsx")


def _download(body: bytes, media_type: str, query: wire.ExportComplaints, ending: str) -> web.Response:
    name = "_".join(["投诉台账", *(str(day) for day in (query.since, query.until) if day)])
    return web.Response(
        body=body,
        headers={
            "Content-Type": media_type,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{name}.{ending}')}",
            "Cache-Control": "private, no-store",
        },
    )


Act = Callable[[web.Request, Handler, Seen, Any], Awaitable[ComplaintCase]]


def _step(step: Step, summary: str, body: type[Struct], act: Act) -> Route:
    """`POST …/{receipt_no}/{step}`: every step is decided on the version that was read, and answers with the new one."""

    @endpoint(
        "POST",
        f"/api/desk/complaints/{{receipt_no}}/{step}",
        summary=summary,
        auth="staff",
        request=body,
        response=wire.ComplaintDetail,
        errors=(
            RecordNotFound,
            NotPermitted,
            RecordChanged,
            IllegalTransition,
            RuleBroken,
            StaffNotFound,
            ConductBreach,
        ),
    )
    async def take(request: web.Request, body: Any) -> wire.ComplaintDetail:
        seen = Seen(request.match_info["receipt_no"], body.version)
        return await _shown(request, await act(request, handler_of(request[STAFF]), seen, body))

    return take


def _told(step: Step, summary: str) -> Route:
    """A step whose words the complainant reads."""

    async def act(
        request: web.Request, by: Handler, seen: Seen, body: wire.ComplaintToldStep
    ) -> ComplaintCase:
        await request.app[CONDUCT].check_step(request[STAFF], seen.receipt_no, body.public_note)
        verb = getattr(request.app[COMPLAINTS].handling, step.name.lower())
        case: ComplaintCase = await verb(by, seen, body.public_note, body.note)
        return case

    return _step(step, summary, wire.ComplaintToldStep, act)


def _noted(step: Step, summary: str, body: type[Struct] = wire.ComplaintNoteStep) -> Route:
    """A step that only staff reads of."""

    async def act(
        request: web.Request, by: Handler, seen: Seen, body: wire.ComplaintNoteStep
    ) -> ComplaintCase:
        verb = getattr(request.app[COMPLAINTS].handling, step.name.lower())
        case: ComplaintCase = await verb(by, seen, body.note)
        return case

    return _step(step, summary, body, act)


def _given(step: Step, summary: str) -> Route:
    """A step after which another person answers for it."""

    async def act(
        request: web.Request, by: Handler, seen: Seen, body: wire.ComplaintOwnerStep
    ) -> ComplaintCase:
        owner = await request.app[STAFF_ROOM].accounts.get(body.owner)
        if owner.role not in AT_DESK:
            raise StaffNotFound()
        verb = getattr(request.app[COMPLAINTS].handling, step.name.lower())
        case: ComplaintCase = await verb(by, seen, handler_of(owner), body.note)
        return case

    return _step(step, summary, wire.ComplaintOwnerStep, act)


async def _decide(
    request: web.Request, by: Handler, seen: Seen, body: wire.ComplaintDecisionStep
) -> ComplaintCase:
    desk = request.app[COMPLAINTS].handling
    return await desk.decide(by, seen, body.decision, body.corrective_action, body.apology)


async def _archive(
    request: web.Request, by: Handler, seen: Seen, body: wire.ComplaintArchiveStep
) -> ComplaintCase:
    desk = request.app[COMPLAINTS].handling
    return await desk.archive(by, seen, body.satisfied, body.corrective_action, body.note)


async def _shown(request: web.Request, case: ComplaintCase) -> wire.ComplaintDetail:
    colleagues = await request.app[STAFF_ROOM].accounts.at_desk()
    return wire.detail_of(case, {staff.username: staff.name for staff in colleagues})


HANDLERS = (
    complaints,
    complaint,
    contact,
    register_csv,
    register_xlsx,
    _given(Step.REGISTER, "登记并确定责任人；已归档的凭新情况重新登记"),
    _given(Step.REASSIGN, "改派责任人（主管）"),
    _told(Step.ACKNOWLEDGE, "首次回应投诉人"),
    _told(Step.PLAN, "告知初步方案"),
    _told(Step.HANDLE, "告知已办的事，或需要更久的原因"),
    _told(Step.ASK_MORE, "请投诉人补充；不得索要公司已有的材料"),
    _noted(Step.INVESTIGATE, "开始调查"),
    _noted(Step.ASK_EXTENSION, "责任人申请延期", wire.ComplaintReasonStep),
    _told(Step.EXTEND, "批准延期并告知投诉人（主管，不能是责任人本人）"),
    _step(Step.DECIDE, "作出处理决定", wire.ComplaintDecisionStep, _decide),
    _told(Step.NOTIFY, "反馈处理结果并征询意见"),
    _noted(Step.REVIEW, "转核查"),
    _noted(Step.MEDIATE, "转调解"),
    _step(Step.ARCHIVE, "归档；须有改进措施", wire.ComplaintArchiveStep, _archive),
    _told(Step.REJECT, "不予办理，并告知原因"),
)
