"""The routes of presence and of those who can take a conversation over."""

from aiohttp import web

from bot.desk.desk import DESK, STAFF
from bot.desk.routing import wire
from bot.desk.routing.presence import NEVER_SEEN, State
from bot.desk.routing.routing import QUEUES
from bot.http.endpoint import endpoint


@endpoint(
    "PUT",
    "/api/desk/presence",
    summary="示闲或示忙",
    auth="staff",
    request=wire.SetPresence,
    response=wire.PresenceShown,
)
async def set_presence(request: web.Request, body: wire.SetPresence) -> wire.PresenceShown:
    staff = request[STAFF]
    presence = await request.app[DESK].presence.set(
        staff.username, State(body.state), body.reason, body.capacity
    )
    return wire.presence_of(staff, presence)


@endpoint(
    "GET",
    "/api/desk/colleagues",
    summary="可以转接的同事和队列",
    auth="staff",
    response=wire.Colleagues,
)
async def colleagues(request: web.Request) -> wire.Colleagues:
    desk = request.app[DESK]
    board = await desk.presence.all()
    found = []
    for staff in await desk.accounts.at_desk():
        presence = board.get(staff.username, NEVER_SEEN)
        state = presence.state.value if presence.here else "away"
        found.append(wire.Colleague(staff.username, staff.name, state))
    return wire.Colleagues(found, QUEUES)


HANDLERS = (set_presence, colleagues)
