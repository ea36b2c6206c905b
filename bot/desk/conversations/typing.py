"""Who is writing: the agent, as the customer's page may say, and the customer, as the agent may read."""

from aiohttp import web

from bot.conversations.errors import ConversationNotFound, NotOwner
from bot.desk.conversations import wire
from bot.desk.desk import DESK
from bot.http.endpoint import endpoint
from bot.staff.guards import STAFF


@endpoint(
    "POST",
    "/api/desk/conversations/{conversation_id}/typing",
    summary="我正在输入，或停了；10 秒内没有再报也算停了",
    auth="staff",
    request=wire.SetTyping,
    status=204,
    errors=(ConversationNotFound, NotOwner),
)
async def set_typing(request: web.Request, body: wire.SetTyping) -> web.Response:
    typing = request.app[DESK].conversations.typing
    await typing.agent(request.match_info["conversation_id"], request[STAFF].username, body.typing)
    return web.Response(status=204)


HANDLERS = (set_typing,)
