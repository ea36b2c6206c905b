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
    OfferedToAnother,
)
from bot.conversations.joins import Mode
from bot.conversations.owner import Owner
from bot.desk.assist.assist import ASSIST
from bot.desk.assist.conduct import CONDUCT
from bot.desk.conversations import wire
from bot.desk.conversations.library import LIBRARY
from bot.desk.conversations.looks import LOOKS
from bot.desk.desk import DESK
from bot.desk.errors import AgentAway, BeyondCapacity, UnknownWrapUp
from bot.http.endpoint import endpoint, json_response
from bot.staff.errors import NotYourRole, StaffNotFound
from bot.staff.guards import AUDIT, STAFF, audited
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
    query=wire.ReadConversation,
    response=wire.Detail,
    errors=(ConversationNotFound, NotYourRole),
)
async def conversation(request: web.Request, query: wire.ReadConversation) -> web.Response:
    dossiers, conversation_id = request.app[DESK].dossiers, request.match_info["conversation_id"]
    staff = request[STAFF]
    detail = await dossiers.detail(staff, conversation_id, after=query.after)
    if detail["agent"] != staff.username and request.app[LOOKS].begins(staff.username, conversation_id):
        await request.app[AUDIT].record(staff.username, "conversation.read", conversation=conversation_id)
    return json_response(detail)


@endpoint(
    "POST",
    "/api/desk/conversations/{conversation_id}/accept",
    summary="接待一个排队中的会话",
    auth="staff",
    audit="conversation.accept",
    response=wire.State,
    errors=(ConversationNotFound, LostRace, OfferedToAnother, BeyondCapacity),
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
    errors=(
        ConversationNotFound,
        NotOwner,
        NotJoined,
        AttachmentNotFound,
        EmptyMessage,
        MessageTooLong,
        ConductBreach,
    ),
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
    warned = await request.app[CONDUCT].check(staff, conversation_id, body.text, confirmed=body.confirmed)
    attachment = None
    if body.attachment_id is not None:
        attachment = (await desk.conversations.attachment(conversation_id, body.attachment_id)).as_wire()
    quote = None
    if body.quote is not None:
        quote = await desk.dossiers.transcripts.quote(conversation_id, body.quote)
    received = await desk.conversations.agents.say(
        conversation_id,
        staff.username,
        staff.name,
        body.text,
        client_id,
        quote=quote,
        attachment=attachment,
    )
    if not received.duplicate:
        await request.app[CONDUCT].sent_anyway(staff, conversation_id, warned)
        await request.app[ASSIST].took(staff, conversation_id, body.used)
        canned = body.canned_reply
        if canned is not None and await request.app[LIBRARY].canned_replies.count_use(canned):
            await request.app[ASSIST].took(staff, conversation_id, f"canned:{canned}")
    return wire.Said(received.seq)


@endpoint(
    "POST",
    "/api/desk/conversations/{conversation_id}/transfer",
    summary="转给同事或另一个队列",
    auth="staff",
    audit="conversation.transfer",
    request=wire.TransferTo,
    response=wire.State,
    errors=(ConversationNotFound, NotOwner, StaffNotFound, AgentAway),
)
async def transfer(request: web.Request, body: wire.TransferTo) -> wire.State:
    conversation_id = request.match_info["conversation_id"]
    audited(request, to=body.to_agent or body.to_queue or "")
    await request.app[DESK].routing.transfer(
        request[STAFF], conversation_id, body.to_agent, body.to_queue, body.note
    )
    return await _state(request, conversation_id)


@endpoint(
    "POST",
    "/api/desk/conversations/{conversation_id}/return",
    summary="交还给机器人或队列",
    auth="staff",
    audit="conversation.return",
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
    audit="conversation.close",
    request=wire.Close,
    response=wire.State,
    errors=(ConversationNotFound, NotOwner, UnknownWrapUp),
)
async def close(request: web.Request, body: wire.Close) -> wire.State:
    conversation_id = request.match_info["conversation_id"]
    wrap_up = await request.app[LIBRARY].wrap_ups.check(body.wrap_up)
    agents, assist = request.app[DESK].conversations.agents, request.app[ASSIST]
    checklist = await assist.checklist_of(await agents.get(conversation_id))
    await agents.close(conversation_id, request[STAFF].username, wrap_up=wrap_up, summary=body.summary)
    await assist.left(request[STAFF], conversation_id, checklist)
    return await _state(request, conversation_id)


async def _state(request: web.Request, conversation_id: str) -> wire.State:
    found = await request.app[DESK].conversations.get(conversation_id)
    return wire.State(found.id, found.owner.value, found.agent)


HANDLERS = (conversations, conversation, accept, say, transfer, give_back, close)
