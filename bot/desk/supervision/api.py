"""The routes of the wall."""

from aiohttp import web

from bot.conversations.errors import ConversationNotFound
from bot.desk.desk import DESK
from bot.desk.supervision import wire
from bot.desk.supervision.supervision import SUPERVISION
from bot.http.endpoint import endpoint
from bot.staff.accounts import SUPERVISORS
from bot.staff.errors import NotYourRole
from bot.staff.guards import STAFF


@endpoint(
    "GET",
    "/api/desk/wall",
    summary="实时看板：队列、坐席、时效预警与超时、待看的差评",
    auth="staff",
    roles=SUPERVISORS,
    response=wire.WallShown,
    errors=(NotYourRole,),
)
async def wall(request: web.Request) -> wire.WallShown:
    return wire.wall_of(await request.app[SUPERVISION].wall.now())


@endpoint(
    "POST",
    "/api/desk/wall/ratings/{conversation_id}/checked",
    summary="差评已处理，从看板上收起",
    auth="staff",
    roles=SUPERVISORS,
    audit="rating.checked",
    response=wire.Checked,
    errors=(NotYourRole, ConversationNotFound),
)
async def check_rating(request: web.Request) -> wire.Checked:
    conversation_id = request.match_info["conversation_id"]
    await request.app[DESK].conversations.get(conversation_id)
    await request.app[SUPERVISION].wall.check_rating(request[STAFF], conversation_id)
    return wire.Checked()


HANDLERS = (wall, check_rating)
