"""What happens beside a conversation: notes, and supervisors who join it."""

from aiohttp import web

from bot.conversations.errors import ConversationNotFound, EmptyMessage, IllegalTransition, MessageTooLong
from bot.conversations.service import Conversations
from bot.desk.conversations import wire
from bot.desk.desk import DESK
from bot.http.endpoint import endpoint
from bot.staff.accounts import SUPERVISORS
from bot.staff.errors import NotYourRole
from bot.staff.guards import STAFF, audited, names_of


@endpoint(
    "POST",
    "/api/desk/conversations/{conversation_id}/notes",
    summary="写一条内部备注，客户看不到；同一个 client_id 只算一次",
    auth="staff",
    request=wire.WriteNote,
    response=wire.Note,
    status=201,
    errors=(ConversationNotFound, NotYourRole, EmptyMessage, MessageTooLong),
)
async def write_note(request: web.Request, body: wire.WriteNote) -> wire.Note:
    desk, staff, conversation_id = request.app[DESK], request[STAFF], request.match_info["conversation_id"]
    await desk.dossiers.find(staff, conversation_id)
    notes = desk.conversations.notes
    return wire.note_of(
        await notes.add(conversation_id, staff.username, staff.name, body.text, body.client_id)
    )


@endpoint(
    "POST",
    "/api/desk/conversations/{conversation_id}/join",
    summary="加入同事的会话：只对坐席说（whisper），或接过来自己答（barge_in）",
    auth="staff",
    roles=SUPERVISORS,
    audit="conversation.join",
    request=wire.Join,
    response=wire.Company,
    errors=(ConversationNotFound, IllegalTransition),
)
async def join(request: web.Request, body: wire.Join) -> wire.Company:
    desk, staff, conversation_id = request.app[DESK], request[STAFF], request.match_info["conversation_id"]
    listed = await desk.conversations.agents.get(conversation_id)
    if body.mode == "whisper":
        await desk.conversations.joins.whisper(conversation_id, staff.username, staff.name)
    else:
        names = await names_of(request)
        await desk.conversations.joins.barge_in(
            conversation_id, staff.username, staff.name, names.get(listed.agent or "")
        )
    audited(request, mode=body.mode)
    return await _company(desk.conversations, conversation_id)


@endpoint(
    "POST",
    "/api/desk/conversations/{conversation_id}/leave",
    summary="离开加入的会话；接过来的会话请转接或结束",
    auth="staff",
    audit="conversation.leave",
    response=wire.Company,
    errors=(ConversationNotFound, NotYourRole),
)
async def leave(request: web.Request) -> wire.Company:
    desk, staff, conversation_id = request.app[DESK], request[STAFF], request.match_info["conversation_id"]
    await desk.dossiers.find(staff, conversation_id)
    await desk.conversations.joins.leave(conversation_id, staff.username)
    return await _company(desk.conversations, conversation_id)


async def _company(conversations: Conversations, conversation_id: str) -> wire.Company:
    joined = await conversations.joins.of([conversation_id])
    return wire.Company([wire.joined_of(each) for each in joined[conversation_id]])


HANDLERS = (write_note, join, leave)
