"""What supervisors see and nobody else: how often the conduct guard stopped somebody."""

from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from bot.desk.api import DESK, STAFF, at_desk
from bot.desk.conduct import CONDUCT
from bot.desk.errors import NotYourRole
from bot.desk.staff import SEES_ALL
from bot.http.endpoint import Endpoint, endpoint
from kernel.clock import local


async def supervising(request: web.Request, endpoint: Endpoint) -> None:
    """At the desk as a supervisor or administrator; `NotYourRole`."""
    await at_desk(request, endpoint)
    if not request[STAFF].sees_all:
        raise NotYourRole(roles=sorted(SEES_ALL))


async def names_of(request: web.Request) -> dict[str, str]:
    """What colleagues are called, by username."""
    return {staff.username: staff.name for staff in await request.app[DESK].accounts.at_desk()}


class ListStopped(Struct):
    days: Annotated[int, Meta(ge=1, le=366)] = 30


class StoppedOf(Struct):
    username: str
    name: str
    count: int


class Stopped(Struct):
    """Drafts that were stopped, the most frequent first; one that broke several rules counts under each."""

    since: str
    total: int
    by_guard: dict[str, int]
    by_staff: list[StoppedOf]


@endpoint(
    "GET",
    "/api/desk/conduct",
    summary="合规拦截：被拦下的坐席草稿，按规则和按人计数",
    auth="staff",
    query=ListStopped,
    response=Stopped,
    errors=(NotYourRole,),
)
async def stopped(request: web.Request, query: ListStopped) -> Stopped:
    found = await request.app[CONDUCT].stopped(query.days)
    names = await names_of(request)
    by_staff = [StoppedOf(who, names.get(who, who), count) for who, count in found.by_staff.items()]
    since = local(found.since).isoformat(timespec="seconds")
    return Stopped(since, found.total, found.by_guard, by_staff)


HANDLERS = (stopped,)
