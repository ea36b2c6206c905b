"""The routes of waits by weekday and hour."""

from datetime import date

from aiohttp import web
from msgspec import Struct, field

from bot.http.endpoint import endpoint
from bot.http.errors import InvalidRequest
from bot.insights import export, wire
from bot.insights.insights import INSIGHTS
from bot.insights.waits import Wait, Waiting
from bot.staff.errors import NotYourRole

_ERRORS = (NotYourRole, InvalidRequest)


class WaitShown(Struct):
    """`median_s`, `gave_up` (per cent): none of fewer than five cases."""

    queued: int
    answered: int
    median_s: int | None
    gave_up: float | None


class HourShown(WaitShown):
    """`weekday`: 1 is Monday; `hour`: 0 to 23, of Shanghai."""

    weekday: int
    hour: int


class WaitsShown(Struct):
    """`hours`: those in which somebody queued."""

    since: date = field(name="from")
    until: date = field(name="to")
    all: WaitShown
    hours: list[HourShown]


@endpoint(
    "GET",
    "/api/insights/waits",
    summary="排队等待：按星期和小时看排队人次、等待中位数和放弃率",
    auth="staff",
    query=wire.InSpan,
    response=WaitsShown,
    errors=_ERRORS,
)
async def waits(request: web.Request, query: wire.InSpan) -> WaitsShown:
    room = request.app[INSIGHTS]
    span = wire.span_of(query, room.clock.now())
    return _shown(query, await room.waits.of(span))


@endpoint(
    "GET",
    "/api/insights/waits.csv",
    summary="排队等待导出 CSV：有人排队的每个小时一行",
    auth="staff",
    query=wire.InSpan,
    errors=_ERRORS,
    media_type="text/csv",
)
async def waits_csv(request: web.Request, query: wire.InSpan) -> web.Response:
    room = request.app[INSIGHTS]
    span = wire.span_of(query, room.clock.now())
    name = f"waits-{span.since}-{span.until}.csv"
    return web.Response(
        body=export.waits_csv((await room.waits.of(span)).hours),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _shown(query: wire.InSpan, found: Waiting) -> WaitsShown:
    hours = [
        HourShown(one.queued, one.answered, one.median_s, one.gave_up, weekday, hour)
        for (weekday, hour), one in found.hours.items()
    ]
    return WaitsShown(query.since, query.until, _wait(found.all), hours)


def _wait(one: Wait) -> WaitShown:
    return WaitShown(one.queued, one.answered, one.median_s, one.gave_up)


HANDLERS = (waits, waits_csv)
