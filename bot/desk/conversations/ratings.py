"""`POST /api/desk/conversations/{id}/ask-rating`: the agent asks for a rating before the end."""

from aiohttp import web

from bot.conversations.errors import ConversationNotFound, NotOwner
from bot.desk.conversations.wire import Said
from bot.desk.desk import DESK
from bot.http.endpoint import endpoint
from bot.staff.guards import STAFF


@endpoint(
    "POST",
    "/api/desk/conversations/{conversation_id}/ask-rating",
    summary="随时请客户评价；一次接待只问一次",
    auth="staff",
    audit="conversation.ask_rating",
    response=Said,
    status=202,
    errors=(ConversationNotFound, NotOwner),
)
async def ask_rating(request: web.Request) -> Said:
    agents = request.app[DESK].conversations.agents
    asked = await agents.ask_rating(request.match_info["conversation_id"], request[STAFF].username)
    return Said(asked.seq)


HANDLERS = (ask_rating,)
