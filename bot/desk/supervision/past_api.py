"""The routes of history and of agents' reports."""

from aiohttp import web

from bot.desk.supervision import past_wire as wire
from bot.desk.supervision.history import By
from bot.desk.supervision.reports import as_csv
from bot.desk.supervision.supervision import SUPERVISION
from bot.desk.supervision.wire import time_of
from bot.http.endpoint import endpoint
from bot.http.errors import InvalidRequest
from bot.staff.accounts import SUPERVISORS
from bot.staff.errors import NotYourRole
from bot.staff.guards import STAFF


@endpoint(
    "GET",
    "/api/desk/history",
    summary="各队列的历史：按小时或按天",
    auth="staff",
    roles=SUPERVISORS,
    query=wire.ListHistory,
    response=wire.HistoryShown,
    errors=(NotYourRole, InvalidRequest),
)
async def history(request: web.Request, query: wire.ListHistory) -> wire.HistoryShown:
    room, by = request.app[SUPERVISION], By(query.by)
    since, until = wire.span_of(query, room.clock.now(), by)
    found = await room.history.between(since, until, by, query.queue)
    return wire.HistoryShown(
        time_of(since), time_of(until), query.by, [wire.period_of(each) for each in found]
    )


@endpoint(
    "GET",
    "/api/desk/reports/agents",
    summary="坐席报表，可导出 CSV：主管看全部，坐席看自己的",
    auth="staff",
    query=wire.ListReports,
    response=wire.ReportsShown,
    errors=(NotYourRole, InvalidRequest),
)
async def reports(request: web.Request, query: wire.ListReports) -> wire.ReportsShown | web.Response:
    room, staff = request.app[SUPERVISION], request[STAFF]
    if not staff.sees_all and query.agent not in (None, staff.username):
        raise NotYourRole(roles=sorted(SUPERVISORS))
    since, until = wire.span_of(query, room.clock.now(), By.DAY)
    found = await room.reports.agents(since, until, query.agent if staff.sees_all else staff.username)
    if query.format == "csv":
        name = wire.file_name(since, until)
        return web.Response(
            body=as_csv(found),
            content_type="text/csv",
            charset="utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    return wire.ReportsShown(time_of(since), time_of(until), [wire.report_of(each) for each in found])


HANDLERS = (history, reports)
