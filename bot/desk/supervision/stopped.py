"""What supervisors see and nobody else: how often the conduct guard stopped somebody, or warned in vain."""

from typing import Annotated, Any

from aiohttp import web
from msgspec import Meta, Struct

from bot.desk.assist.conduct import CONDUCT, Drafts
from bot.http.endpoint import endpoint
from bot.staff.accounts import SUPERVISORS
from bot.staff.errors import NotYourRole
from bot.staff.guards import names_of
from kernel.clock import local


class ListStopped(Struct):
    days: Annotated[int, Meta(ge=1, le=366)] = 30


class StoppedOf(Struct):
    username: str
    name: str
    count: int


class Counted(Struct, kw_only=True):
    """Drafts, the most frequent first; one that broke several rules counts under each."""

    total: int
    by_guard: dict[str, int]
    by_staff: list[StoppedOf]


class Stopped(Counted, kw_only=True):
    """Those that were stopped, and beside them those that were warned of and sent all the same."""

    since: str
    sent: Counted


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
    conduct = request.app[CONDUCT]
    stopped, sent = [await conduct.counted(query.days, sent=sent) for sent in (False, True)]
    names = await names_of(request)
    since = local(stopped.since).isoformat(timespec="seconds")
    return Stopped(since=since, sent=Counted(**_wire(sent, names)), **_wire(stopped, names))


def _wire(drafts: Drafts, names: dict[str, str]) -> dict[str, Any]:
    by_staff = [StoppedOf(who, names.get(who, who), count) for who, count in drafts.by_staff.items()]
    return {"total": drafts.total, "by_guard": drafts.by_guard, "by_staff": by_staff}


HANDLERS = (stopped,)
