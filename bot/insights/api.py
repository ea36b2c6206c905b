"""The routes of figures: for whoever answers for the service, none for whoever is measured by it."""

from aiohttp import web

from bot.http.endpoint import endpoint
from bot.http.errors import InvalidRequest, NotFound
from bot.insights import export, wire
from bot.insights.insights import INSIGHTS
from bot.insights.kpi import Kpi
from bot.staff.errors import NotYourRole

_ERRORS = (NotYourRole, InvalidRequest)


@endpoint(
    "GET",
    "/api/insights/kpis",
    summary="指标看板：各组指标的当前值、目标、上期值和每日走势",
    auth="staff",
    query=wire.InSpan,
    response=wire.KpisShown,
    errors=_ERRORS,
)
async def kpis(request: web.Request, query: wire.InSpan) -> wire.KpisShown:
    room = request.app[INSIGHTS]
    span = wire.span_of(query, room.clock.now())
    readings = await room.dashboard.readings(span)
    return wire.kpis_of(room.dashboard, span, await room.dashboard.computed_at(), readings)


@endpoint(
    "GET",
    "/api/insights/kpis.csv",
    summary="指标看板导出 CSV：每个指标每天一行",
    auth="staff",
    query=wire.InSpan,
    errors=_ERRORS,
    media_type="text/csv",
)
async def kpis_csv(request: web.Request, query: wire.InSpan) -> web.Response:
    room = request.app[INSIGHTS]
    span = wire.span_of(query, room.clock.now())
    readings = await room.dashboard.readings(span)
    return _csv(export.days_csv(readings.values()), f"kpis-{span.since}-{span.until}.csv")


@endpoint(
    "GET",
    "/api/insights/kpis/{kpi_id}.csv",
    summary="单个指标导出 CSV：不分项每天一行，分项每项一行",
    auth="staff",
    query=wire.OfKpi,
    errors=(*_ERRORS, NotFound),
    media_type="text/csv",
)
async def kpi_csv(request: web.Request, query: wire.OfKpi) -> web.Response:
    room, kpi = request.app[INSIGHTS], _kpi(request)
    span = wire.span_of(query, room.clock.now())
    reading = await room.dashboard.reading(kpi, span)
    name = f"{kpi.id}-{span.since}-{span.until}.csv"
    if query.by is None:
        return _csv(export.days_csv([reading]), name)
    parts = await room.dashboard.parts(kpi, wire.dimension_of(kpi, query.by), span)
    return _csv(export.parts_csv(reading, parts), name)


@endpoint(
    "GET",
    "/api/insights/kpis/{kpi_id}",
    summary="单个指标，可按一个维度分项",
    auth="staff",
    query=wire.OfKpi,
    response=wire.KpiParts,
    errors=(*_ERRORS, NotFound),
)
async def kpi(request: web.Request, query: wire.OfKpi) -> wire.KpiParts:
    room, one = request.app[INSIGHTS], _kpi(request)
    span = wire.span_of(query, room.clock.now())
    reading = await room.dashboard.reading(one, span)
    if query.by is None:
        return wire.parts_of(reading, [])
    return wire.parts_of(reading, await room.dashboard.parts(one, wire.dimension_of(one, query.by), span))


@endpoint(
    "GET",
    "/api/insights/kpis/{kpi_id}/records",
    summary="指标背后的记录，新的在前，已脱敏",
    auth="staff",
    query=wire.OfRecords,
    response=wire.RecordsShown,
    errors=(*_ERRORS, NotFound),
)
async def records(request: web.Request, query: wire.OfRecords) -> wire.RecordsShown:
    room, one = request.app[INSIGHTS], _kpi(request)
    if one.drill is None:
        raise NotFound()
    span = wire.span_of(query, room.clock.now())
    if (query.by is None) != (query.key is None):
        raise InvalidRequest(field="key", reason="`by` and `key` go together")
    by = wire.dimension_of(one, query.by).id if query.by else ""
    page = await room.records.page(one, span, by, query.key or "", wire.cursor_of(query.after))
    return wire.records_of(one, page)


def _kpi(request: web.Request) -> Kpi:
    found = request.app[INSIGHTS].dashboard.kpis.get(request.match_info["kpi_id"])
    if found is None:
        raise NotFound()
    return found


def _csv(body: bytes, name: str) -> web.Response:
    return web.Response(
        body=body,
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


HANDLERS = (kpis, kpis_csv, kpi_csv, kpi, records)
