"""What supervisors see and nobody else: how often the conduct guard stopped somebody."""

from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from bot.desk.assist.conduct import CONDUCT
from bot.desk.desk import names_of
from bot.desk.errors import NotYourRole
from bot.desk.staff.accounts import SUPERVISORS
from bot.http.endpoint import endpoint
from kernel.clock import local


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
    roles=SUPERVISORS,
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
