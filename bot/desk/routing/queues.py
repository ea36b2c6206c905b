"""The queues and what is set for each: hours, offers, overflow, limits of the service levels."""

from dataclasses import dataclass

import msgspec
from aiohttp import web

from bot.conversations.queues import Queue, Queues
from bot.desk.errors import QueueNotFound
from bot.desk.routing import wire
from bot.desk.routing.hours import Hours, hours_of
from bot.desk.routing.routing import QUEUES
from bot.http.endpoint import endpoint
from bot.http.errors import InvalidRequest
from bot.staff.accounts import SUPERVISORS
from bot.staff.guards import audited
from kernel.clock import Clock


@dataclass(frozen=True)
class QueueDesk:
    """`house`: the hours of queues that have none of their own."""

    queues: Queues
    house: Hours
    clock: Clock

    async def all(self) -> list[wire.Queue]:
        found = await self.queues.all()
        return [self._shown(found.get(code) or Queue(code)) for code in QUEUES]

    async def change(self, code: str, body: wire.ChangeQueue) -> wire.Queue:
        """`QueueNotFound`; `InvalidRequest` for hours that are none, or an overflow that leads nowhere."""
        if code not in QUEUES:
            raise QueueNotFound(queue=code)
        if body.overflow_to is not msgspec.UNSET and body.overflow_to not in (None, *QUEUES):
            raise InvalidRequest(field="overflow_to")
        values = {
            name: value for name, value in msgspec.structs.asdict(body).items() if value is not msgspec.UNSET
        }
        if "hours" in values:
            spans = values.pop("hours")
            values["openings"] = None if spans is None else [each.as_opening().as_json() for each in spans]
            values.setdefault("always_open", False)
        return self._shown(await self.queues.change(code, values))

    def _shown(self, queue: Queue) -> wire.Queue:
        hours = hours_of(queue, self.house)
        return wire.queue_of(queue, QUEUES[queue.code], hours, hours.is_open(self.clock.now()))


QUEUE_DESK = web.AppKey("queue_desk", QueueDesk)


@endpoint(
    "GET",
    "/api/desk/queues",
    summary="各队列的服务时间、派单和时限",
    auth="staff",
    response=wire.Queues,
)
async def queues(request: web.Request) -> wire.Queues:
    return wire.Queues(await request.app[QUEUE_DESK].all())


@endpoint(
    "PUT",
    "/api/desk/queues/{code}",
    summary="改一个队列的服务时间、派单和时限；没写的不变",
    auth="staff",
    roles=SUPERVISORS,
    audit="queue.change",
    request=wire.ChangeQueue,
    response=wire.Queue,
    errors=(QueueNotFound,),
)
async def change_queue(request: web.Request, body: wire.ChangeQueue) -> wire.Queue:
    code = request.match_info["code"]
    changed = await request.app[QUEUE_DESK].change(code, body)
    given = {name: str(value) for name, value in msgspec.to_builtins(body).items()}
    audited(request, **given)
    return changed


HANDLERS = (queues, change_queue)
