"""What an agent does for the customer they serve, through the services the bot uses: one book of rules for both.

Each act happens once per `client_id` and is audited. What the customer will read is held against the rules of conduct.
"""

from aiohttp import web

from bot.desk.assist.conduct import CONDUCT
from bot.desk.cases.complaint_wire import moment
from bot.desk.customers import wire
from bot.desk.customers.api import CUSTOMERS
from bot.desk.errors import NotServing
from bot.http.endpoint import endpoint
from bot.staff.guards import STAFF
from insurance.domain.claim_reports import ReportDraft
from insurance.domain.claim_steps import StepFacts
from insurance.domain.errors import (
    ConductBreach,
    IllegalTransition,
    InvalidValue,
    NotPermitted,
    RecordNotFound,
    RuleBroken,
)
from insurance.services.claims import ClaimView


@endpoint(
    "POST",
    "/api/desk/customers/{customer_no}/claim-reports",
    summary="替客户报案；同一个 client_id 只算一次",
    auth="staff",
    request=wire.ReportLoss,
    response=wire.Reported,
    status=201,
    errors=(NotServing, RecordNotFound, RuleBroken),
)
async def report_loss(request: web.Request, body: wire.ReportLoss) -> wire.Reported:
    desk, staff, customer_no = request.app[CUSTOMERS], request[STAFF], request.match_info["customer_no"]
    told_in = await desk.serving.check(staff, customer_no)
    draft = ReportDraft(
        date_of_loss=body.date_of_loss,
        line=body.line,
        policy_no=body.policy_no,
        place=body.place,
        cause=body.cause,
        injury=body.injury,
        amount=body.amount,
        phone=body.phone,
        insured_name=body.insured_name,
        plate_no=body.plate_no,
    )
    receipt = await desk.reports.report_for(
        staff.username, customer_no, told_in, draft, _key(request, body.client_id)
    )
    return wire.Reported(
        claim_no=receipt.claim_no,
        policy_no=receipt.policy_no,
        status=receipt.status.value,
        documents=[each.name for each in receipt.documents],
        acknowledge_by=moment(receipt.deadlines[0].due),
    )


@endpoint(
    "POST",
    "/api/desk/customers/{customer_no}/complaints",
    summary="替客户登记投诉；同一个 client_id 只算一次",
    auth="staff",
    request=wire.LodgeComplaint,
    response=wire.Lodged,
    status=201,
    errors=(NotServing, RecordNotFound),
)
async def lodge(request: web.Request, body: wire.LodgeComplaint) -> wire.Lodged:
    desk, staff, customer_no = request.app[CUSTOMERS], request[STAFF], request.match_info["customer_no"]
    told_in = await desk.serving.check(staff, customer_no)
    view = await desk.complaints.lodge_for(
        staff.username,
        customer_no,
        told_in,
        body.category,
        body.target,
        body.detail,
        body.demand,
        body.contact,
        _key(request, body.client_id),
    )
    return wire.Lodged(
        view.receipt_no, view.status.value, moment(view.respond_by), view.resolve_by.isoformat()
    )


@endpoint(
    "POST",
    "/api/desk/customers/{customer_no}/callbacks",
    summary="替客户预约回电；同一个 client_id 只算一次",
    auth="staff",
    request=wire.WishCall,
    response=wire.CallNoted,
    status=201,
    errors=(NotServing, RecordNotFound, InvalidValue),
)
async def wish_call(request: web.Request, body: wire.WishCall) -> wire.CallNoted:
    desk, staff, customer_no = request.app[CUSTOMERS], request[STAFF], request.match_info["customer_no"]
    told_in = await desk.serving.check(staff, customer_no)
    view = await desk.callbacks.open_for(
        staff.username,
        customer_no,
        told_in,
        body.phone,
        body.topic,
        body.wished_time,
        body.wished_on,
        _key(request, body.client_id),
    )
    on = view.wished_on.isoformat() if view.wished_on else None
    return wire.CallNoted(view.follow_up_no, view.phone, on, view.wished_time)


@endpoint(
    "POST",
    "/api/desk/claims/{claim_no}/notes",
    summary="给理赔案件或报案补充案情，客户看得到",
    auth="staff",
    request=wire.ClaimNote,
    status=204,
    errors=(RecordNotFound, RuleBroken, ConductBreach),
)
async def note_claim(request: web.Request, body: wire.ClaimNote) -> web.Response:
    claim_no = await _served(request)
    await request.app[CONDUCT].check_step(request[STAFF], claim_no, body.text)
    await request.app[CUSTOMERS].reports.append_for(
        request[STAFF].username, claim_no, body.text, body.client_id
    )
    return web.Response(status=204)


@endpoint(
    "POST",
    "/api/desk/claims/{claim_no}/documents",
    summary="一次性告知客户还缺的全部材料",
    auth="staff",
    request=wire.AskDocuments,
    response=wire.ClaimStepped,
    errors=(RecordNotFound, IllegalTransition, RuleBroken, ConductBreach),
)
async def ask_documents(request: web.Request, body: wire.AskDocuments) -> wire.ClaimStepped:
    claim_no = await _served(request)
    await request.app[CONDUCT].check_step(request[STAFF], claim_no, *body.documents)
    return _stepped(
        await request.app[CUSTOMERS].claims.ask_documents(
            request[STAFF].username, claim_no, body.documents, body.client_id
        )
    )


@endpoint(
    "POST",
    "/api/desk/claims/{claim_no}/steps",
    summary="办理案件的一步；定金额、赔付、拒赔、结案须主管",
    auth="staff",
    request=wire.TakeClaimStep,
    response=wire.ClaimStepped,
    errors=(RecordNotFound, NotPermitted, IllegalTransition, RuleBroken, ConductBreach),
)
async def take_step(request: web.Request, body: wire.TakeClaimStep) -> wire.ClaimStepped:
    claim_no, staff = await _served(request), request[STAFF]
    await request.app[CONDUCT].check_step(staff, claim_no, body.note, body.reason, body.clause)
    facts = StepFacts(note=body.note, amount=body.amount, reason=body.reason, clause=body.clause)
    return _stepped(
        await request.app[CUSTOMERS].claims.take_step(
            staff.username, claim_no, body.step, facts, senior=staff.sees_all, key=body.client_id
        )
    )


async def _served(request: web.Request) -> str:
    """The claim's number, where it is one of a customer they serve; else it is as if there were none."""
    desk, claim_no = request.app[CUSTOMERS], request.match_info["claim_no"]
    try:
        await desk.serving.check(request[STAFF], await desk.claims.holder(claim_no))
    except NotServing as error:
        raise RecordNotFound() from error
    return claim_no


def _key(request: web.Request, client_id: str) -> str:
    """Two agents' pages may choose the same id; each has its own acts."""
    return f"{request[STAFF].username}:{client_id}"


def _stepped(view: ClaimView) -> wire.ClaimStepped:
    return wire.ClaimStepped(view.claim_no, view.status.value, view.missing_documents)


HANDLERS = (report_loss, lodge, wish_call, note_claim, ask_documents, take_step)
