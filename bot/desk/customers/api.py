"""The routes of `/api/desk/customers`: the timeline and what lies under a mask."""

from dataclasses import dataclass

from aiohttp import web

from bot.conversations.errors import ConversationNotFound
from bot.desk.customers import wire
from bot.desk.customers.serving import Serving
from bot.desk.customers.timeline import Timelines
from bot.desk.errors import NotServing
from bot.http.endpoint import endpoint
from bot.http.errors import TooMany
from bot.http.limits import Limit, Limiter
from bot.staff.guards import STAFF
from insurance.domain.errors import ReasonRequired, RecordNotFound
from insurance.services.callbacks import CallbackService
from insurance.services.claim_reports import ClaimReportService
from insurance.services.claims import ClaimService
from insurance.services.complaints import ComplaintService
from insurance.services.customers import CustomerService

# Enough for a busy hour of calls, too few to copy a list of customers.
REVEALS = Limit(20, 3600)


@dataclass(frozen=True)
class CustomerDesk:
    """What this room works with; the gateway puts it together."""

    serving: Serving
    timelines: Timelines
    customers: CustomerService
    claims: ClaimService
    reports: ClaimReportService
    complaints: ComplaintService
    callbacks: CallbackService
    limiter: Limiter


CUSTOMERS = web.AppKey("customers", CustomerDesk)


@endpoint(
    "GET",
    "/api/desk/customers/{customer_no}/timeline",
    summary="客户的全部经过：保单、应缴、理赔、投诉、申请、回电和各渠道会话，新的在前",
    auth="staff",
    query=wire.ReadTimeline,
    response=wire.Timeline,
    errors=(NotServing, RecordNotFound),
)
async def timeline(request: web.Request, query: wire.ReadTimeline) -> wire.Timeline:
    desk, staff, customer_no = request.app[CUSTOMERS], request[STAFF], request.match_info["customer_no"]
    await desk.serving.check(staff, customer_no)
    return await desk.timelines.page(staff, customer_no, query.before, query.limit)


@endpoint(
    "POST",
    "/api/desk/customers/{customer_no}/reveal",
    summary="看一项完整的个人信息：须写明原因，每次都留痕，每小时有上限",
    auth="staff",
    request=wire.Reveal,
    response=wire.Revealed,
    errors=(NotServing, ConversationNotFound, RecordNotFound, ReasonRequired, TooMany),
)
async def reveal(request: web.Request, body: wire.Reveal) -> wire.Revealed:
    desk, staff, customer_no = request.app[CUSTOMERS], request[STAFF], request.match_info["customer_no"]
    if body.conversation_id is None:
        await desk.serving.check_case(staff, customer_no)
    else:
        await desk.serving.check_in(staff, customer_no, body.conversation_id)
    await desk.limiter.hit(f"reveal:{staff.username}", REVEALS)
    value = await desk.customers.reveal(
        staff.username, customer_no, body.field, body.reason, body.conversation_id
    )
    return wire.Revealed(body.field, value)


HANDLERS = (timeline, reveal)
