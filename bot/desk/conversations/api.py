"""The routes of `/api/desk/conversations`."""

from aiohttp import web

from bot.conversations.errors import (
    AttachmentNotFound,
    ConversationNotFound,
    EmptyMessage,
    LostRace,
    MessageTooLong,
    NotJoined,
    NotOwner,
)
from bot.conversations.joins import Mode
from bot.conversations.owner import Owner
from bot.desk.assist.conduct import CONDUCT
from bot.desk.conversations import wire
from bot.desk.desk import DESK, STAFF
from bot.desk.errors import AgentAway, BeyondCapacity, NotYourRole, StaffNotFound
from bot.http.endpoint import endpoint, json_response
from insurance.domain.errors import ConductBreach


@endpoint(
    "GET",
    "/api/desk/conversations",
    summary="排队中的、我的或全部会话，按接待顺序",
    auth="staff",
    query=wire.ListConversations,
    response=wire.Conversations,
    errors=(NotYourRole,),
)
async def conversations(request: web.Request, query: wire.ListConversations) -> web.Response:
    dossiers, staff = request.app[DESK].dossiers, request[STAFF]
    if query.owner == "queue":
        found = await dossiers.queue()
    else:
        found = await (dossiers.mine(staff) if query.owner == "mine" else dossiers.all(staff))
    return json_response({"conversations": found})


@endpoint(
    "GET",
    "/api/desk/conversations/{conversation_id}",
    summary="一个会话的来由、记录、客户名片与评价",
    auth="staff",
    response=wire.Detail,
    errors=(ConversationNotFound, NotYourRole),
)
async def conversation(request: web.Request) -> web.Response:
    dossiers = request.app[DESK].dossiers
    return json_response(await dossiers.detail(request[STAFF], request.match_info["conversation_id"]))


@endpoint(
    "GET",
    "/api/desk/conversations/{conversation_id}/attachments/{attachment_id}",
    summary="下载客户发来的文件",
    auth="staff",
    media_type="application/octet-stream",
    errors=(ConversationNotFound, AttachmentNotFound, NotYourRole),
)
async def attachment(request: web.Request) -> web.StreamResponse:
    desk, conversation_id = request.app[DESK], request.match_info["conversation_id"]
    await desk.dossiers.find(request[STAFF], conversation_id)
    found = await desk.conversations.attachment(conversation_id, request.match_info["attachment_id"])
    return desk.attachments.response(found)


@endpoint(
    "POST",
    "/api/desk/conversations/{conversation_id}/accept",
    summary="接待一个排队中的会话",
    auth="staff",
    response=wire.State,
    errors=(ConversationNotFound, LostRace, BeyondCapacity),
)
async def accept(request: web.Request) -> wire.State:
    conversation_id = request.match_info["conversation_id"]
    await request.app[DESK].routing.accept(request[STAFF], conversation_id)
    return await _state(request, conversation_id)


@endpoint(
    "POST",
    "/api/desk/conversations/{conversation_id}/messages",
    summary="回复客户；同一个 client_id 只算一次",
    auth="staff",
    request=wire.Say,
    response=wire.Said,
    status=202,
    errors=(ConversationNotFound, NotOwner, NotJoined, EmptyMessage, MessageTooLong, ConductBreach),
)
async def say(request: web.Request, body: wire.Say) -> wire.Said:
    desk, staff, conversation_id = request.app[DESK], request[STAFF], request.match_info["conversation_id"]
    joins = desk.conversations.joins
    if body.whisper or await joins.mode_of(conversation_id, staff.username) is Mode.WHISPER:
        note = await desk.conversations.notes.whisper(
            conversation_id, staff.username, staff.name, body.text, body.client_id
        )
        return wire.Said(note.after_seq, note.id)
    # Two agents' pages may choose the same id; each dedupes its own messages only.
    client_id = f"{staff.username}:{body.client_id}"
    await request.app[CONDUCT].check(staff, conversation_id, body.text)
    received = await desk.conversations.agents.say(
        conversation_id, staff.username, staff.name, body.text, client_id
    )
    return wire.Said(received.seq)


@endpoint(
    "POST",
    "/api/desk/conversations/{conversation_id}/transfer",
    summary="转给同事或另一个队列",
    auth="staff",
    request=wire.TransferTo,
    response=wire.State,
    errors=(ConversationNotFound, NotOwner, StaffNotFound, AgentAway),
)
async def transfer(request: web.Request, body: wire.TransferTo) -> wire.State:
    conversation_id = request.match_info["conversation_id"]
    await request.app[DESK].routing.transfer(
        request[STAFF], conversation_id, body.to_agent, body.to_queue, body.note
    )
    return await _state(request, conversation_id)


@endpoint(
    "POST",
    "/api/desk/conversations/{conversation_id}/return",
    summary="交还给机器人或队列",
    auth="staff",
    request=wire.ReturnTo,
    response=wire.State,
    errors=(ConversationNotFound, NotOwner),
)
async def give_back(request: web.Request, body: wire.ReturnTo) -> wire.State:
    conversation_id = request.match_info["conversation_id"]
    agents = request.app[DESK].conversations.agents
    await agents.give_back(conversation_id, request[STAFF].username, to=Owner(body.to))
    return await _state(request, conversation_id)


@endpoint(
    "POST",
    "/api/desk/conversations/{conversation_id}/close",
    summary="结束会话并留下小结",
    auth="staff",
    request=wire.Close,
    response=wire.State,
    errors=(ConversationNotFound, NotOwner),
)
async def close(request: web.Request, body: wire.Close) -> wire.State:
    conversation_id = request.match_info["conversation_id"]
    agents = request.app[DESK].conversations.agents
    await agents.close(conversation_id, request[STAFF].username, wrap_up=body.wrap_up, summary=body.summary)
    return await _state(request, conversation_id)


async def _state(request: web.Request, conversation_id: str) -> wire.State:
    found = await request.app[DESK].conversations.get(conversation_id)
    return wire.State(found.id, found.owner.value, found.agent)


HANDLERS = (conversations, conversation, attachment, accept, say, transfer, give_back, close)
