"""The routes of topics, of what nobody answered, and of the month's report."""

from datetime import timedelta

from aiohttp import web

from bot.http.endpoint import endpoint
from bot.http.errors import InvalidRequest
from bot.insights import report_wire, wire
from bot.insights.dashboard import Span
from bot.insights.insights import INSIGHTS
from bot.insights.seen import morning
from bot.staff.accounts import Staff
from bot.staff.errors import NotYourRole
from bot.staff.guards import STAFF
from bot.staff.tasks import TASKS, Task, TaskKind, Tasks

_ERRORS = (NotYourRole, InvalidRequest)
_MOST_TASKS = 200


@endpoint(
    "GET",
    "/api/insights/topics",
    summary="热门话题和客户旅程各阶段的痛点",
    auth="staff",
    query=wire.InSpan,
    response=report_wire.TopicsShown,
    errors=_ERRORS,
)
async def topics(request: web.Request, query: wire.InSpan) -> report_wire.TopicsShown:
    room = request.app[INSIGHTS]
    span = wire.span_of(query, room.clock.now())
    return report_wire.TopicsShown(
        report_wire.topics_of(await room.topics.top(span)),
        report_wire.stages_of(await room.topics.stages(span)),
    )


@endpoint(
    "GET",
    "/api/insights/unanswered",
    summary="机器人还答不上来的问题，问得多的在前，已脱敏",
    auth="staff",
    query=wire.InSpan,
    response=report_wire.UnansweredShown,
    errors=_ERRORS,
)
async def unanswered(request: web.Request, query: wire.InSpan) -> report_wire.UnansweredShown:
    room = request.app[INSIGHTS]
    span = wire.span_of(query, room.clock.now())
    return report_wire.UnansweredShown(report_wire.unanswered_of(await room.unanswered.top(span)))


@endpoint(
    "GET",
    "/api/insights/report",
    summary="服务月报：指标与上月对比、投诉原因、续保漏斗、热门话题、未答问题、改进任务",
    auth="staff",
    query=wire.OfMonth,
    response=report_wire.ReportShown,
    errors=_ERRORS,
)
async def report(request: web.Request, query: wire.OfMonth) -> report_wire.ReportShown:
    room = request.app[INSIGHTS]
    span, before = report_wire.month_shown(query.month, room.clock.now())
    found = await room.reports.of(span, before)
    tasks = await _improvements(request.app[TASKS], request[STAFF], span)
    return report_wire.report_of(
        room.dashboard, query.month, found, tasks, await room.dashboard.computed_at()
    )


async def _improvements(tasks: Tasks, staff: Staff, span: Span) -> list[Task]:
    """Those that `staff` may see: open ones begun by the month's end, and those done in it."""
    since, until = morning(span.since), morning(span.until + timedelta(days=1))
    kind = TaskKind.IMPROVEMENT
    still = await tasks.listed(staff, kind=kind, limit=_MOST_TASKS)
    done = await tasks.listed(staff, kind=kind, done=True, limit=_MOST_TASKS)
    return [
        each
        for each in (*still, *done)
        if each.opened_at < until and (each.done_at is None or each.done_at >= since)
    ]


HANDLERS = (topics, unanswered, report)
