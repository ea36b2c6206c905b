"""The routes of presence and of those who can take a conversation over."""

from aiohttp import web

from bot.conversations.errors import ConversationNotFound, LostRace
from bot.desk.conversations.wire import State
from bot.desk.desk import DESK
from bot.desk.routing import wire
from bot.desk.routing.routing import QUEUES
from bot.http.endpoint import endpoint
from bot.staff.guards import STAFF, STAFF_ROOM, audited
from bot.staff.presence import NEVER_SEEN
from bot.staff.presence import State as PresenceState
from bot.staff.wire import PresenceShown, presence_of


@endpoint(
    "PUT",
    "/api/desk/presence",
    summary="示闲或示忙",
    auth="staff",
    audit="presence.set",
    request=wire.SetPresence,
    response=PresenceShown,
)
async def set_presence(request: web.Request, body: wire.SetPresence) -> PresenceShown:
    staff = request[STAFF]
    audited(request, state=body.state)
    presence = await request.app[DESK].routing.set_presence(
        staff, PresenceState(body.state), body.reason, body.capacity
    )
    return presence_of(staff, presence)


@endpoint(
    "GET",
    "/api/desk/colleagues",
    summary="可以转接的同事和队列",
    auth="staff",
    response=wire.Colleagues,
)
async def colleagues(request: web.Request) -> wire.Colleagues:
    board = await request.app[STAFF_ROOM].presence.all()
    found = []
    for staff in await request.app[STAFF_ROOM].accounts.at_desk():
        presence = board.get(staff.username, NEVER_SEEN)
        state = presence.state.value if presence.here else "away"
        found.append(wire.Colleague(staff.username, staff.name, state))
    return wire.Colleagues(found, QUEUES)


@endpoint(
    "POST",
    "/api/desk/conversations/{conversation_id}/decline",
    summary="不接派来的会话，派给下一位",
    auth="staff",
    audit="conversation.decline",
    response=State,
    errors=(ConversationNotFound, LostRace),
)
async def decline(request: web.Request) -> State:
    desk, conversation_id = request.app[DESK], request.match_info["conversation_id"]
    await desk.routing.decline(request[STAFF], conversation_id)
    left = await desk.conversations.get(conversation_id)
    return State(left.id, left.owner.value, left.agent)


HANDLERS = (set_presence, colleagues, decline)
