"""The routes of what helps an agent."""

from aiohttp import web

from bot.conversations.errors import ConversationNotFound, NotOwner
from bot.desk.assist import wire
from bot.desk.assist.assist import ASSIST
from bot.desk.assist.conduct import CONDUCT
from bot.desk.desk import DESK
from bot.desk.errors import NoSuchItem
from bot.http.endpoint import endpoint
from bot.staff.errors import NotYourRole
from bot.staff.guards import STAFF, names_of


@endpoint(
    "GET",
    "/api/desk/conversations/{conversation_id}/assist",
    summary="对客户最后一条消息的建议、情绪提示、检查清单与话术卡",
    auth="staff",
    response=wire.Assistance,
    errors=(ConversationNotFound, NotYourRole),
)
async def assist(request: web.Request) -> wire.Assistance:
    conversation_id = request.match_info["conversation_id"]
    listed = await request.app[DESK].dossiers.find(request[STAFF], conversation_id)
    return wire.assistance(await request.app[ASSIST].of(listed), await names_of(request))


@endpoint(
    "POST",
    "/api/desk/conversations/{conversation_id}/checklist",
    summary="勾选或取消检查清单里的一项",
    auth="staff",
    request=wire.TickItem,
    response=wire.Assistance,
    errors=(ConversationNotFound, NotOwner, NoSuchItem, NotYourRole),
)
async def checklist(request: web.Request, body: wire.TickItem) -> wire.Assistance:
    staff, conversation_id = request[STAFF], request.match_info["conversation_id"]
    listed = await request.app[DESK].dossiers.find(staff, conversation_id)
    await request.app[ASSIST].tick(staff, listed, body.item, body.done)
    return wire.assistance(await request.app[ASSIST].of(listed), await names_of(request))


@endpoint(
    "POST",
    "/api/desk/conduct/check",
    summary="发送前检查一段话是否合规",
    auth="staff",
    request=wire.CheckDraft,
    response=wire.Checked,
    errors=(ConversationNotFound, NotYourRole),
)
async def check(request: web.Request, body: wire.CheckDraft) -> wire.Checked:
    await request.app[DESK].dossiers.find(request[STAFF], body.conversation_id)
    return wire.checked(await request.app[CONDUCT].found(body.conversation_id, body.text))


HANDLERS = (assist, checklist, check)
