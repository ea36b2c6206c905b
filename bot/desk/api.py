"""The routes of `/api/staff` and `/api/desk`."""

from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from bot.conversations.errors import (
    AttachmentNotFound,
    ConversationNotFound,
    EmptyMessage,
    LostRace,
    MessageTooLong,
    NotOwner,
)
from bot.conversations.inbox import Attachment
from bot.conversations.owner import Owner
from bot.conversations.service import Conversations
from bot.desk import wire
from bot.desk.conduct import CONDUCT
from bot.desk.dossier import Dossiers
from bot.desk.errors import (
    AgentAway,
    BeyondCapacity,
    LoginRequired,
    NotYourRole,
    StaffNotFound,
    WrongCredentials,
)
from bot.desk.logins import Logins
from bot.desk.presence import NEVER_SEEN, PresenceBoard, State
from bot.desk.routing import QUEUES, Routing
from bot.desk.staff import AT_DESK, Staff, StaffAccounts
from bot.http.endpoint import Endpoint, endpoint, json_response
from bot.http.errors import ADDRESS, TooMany
from bot.http.origin import PUBLIC_URL, check_origin
from insurance.domain.errors import ConductBreach

COOKIE = "baowen_staff"
STAFF = web.RequestKey("staff", Staff)


class Downloads(Protocol):
    """Files customers sent, as something the browser saves and does not show."""

    def response(self, attachment: Attachment) -> web.StreamResponse: ...


@dataclass(frozen=True)
class Desk:
    """What this room works with; the gateway puts it together."""

    conversations: Conversations
    accounts: StaffAccounts
    logins: Logins
    presence: PresenceBoard
    routing: Routing
    dossiers: Dossiers
    attachments: Downloads


DESK = web.AppKey("desk", Desk)


async def signed_in(request: web.Request, endpoint: Endpoint) -> None:
    """Whose cookie it is; writes also need the page's token. `LoginRequired`, `CsrfMismatch`."""
    desk, token = request.app[DESK], request.cookies.get(COOKIE, "")
    request[STAFF] = await desk.logins.staff_of(token)
    if endpoint.method not in ("GET", "HEAD"):
        check_origin(request)
        desk.logins.check_csrf(token, request.headers.get("X-CSRF-Token", ""))


async def at_desk(request: web.Request, endpoint: Endpoint) -> None:
    """Signed in, in a role that takes conversations, and seen now. `NotYourRole`."""
    await signed_in(request, endpoint)
    if request[STAFF].role not in AT_DESK:
        raise NotYourRole(roles=sorted(AT_DESK))
    await request.app[DESK].presence.touch(request[STAFF].username)


async def _signed_in(desk: Desk, staff: Staff, token: str) -> wire.SignedIn:
    presence = await desk.presence.of(staff.username)
    return wire.SignedIn(
        desk.logins.csrf_token(token), wire.user_of(staff), wire.presence_of(staff, presence)
    )


@endpoint(
    "POST",
    "/api/staff/login",
    summary="登录",
    auth="none",
    request=wire.Login,
    response=wire.SignedIn,
    errors=(WrongCredentials, TooMany),
)
async def login(request: web.Request, body: wire.Login) -> web.Response:
    check_origin(request)
    desk = request.app[DESK]
    staff, token = await desk.logins.login(body.username, body.password, request[ADDRESS])
    if staff.role in AT_DESK:
        await desk.presence.touch(staff.username)
    response = json_response(await _signed_in(desk, staff, token))
    secure = request.app[PUBLIC_URL].startswith("https://")
    response.set_cookie(COOKIE, token, path="/", httponly=True, samesite="Lax", secure=secure)
    return response


@endpoint("POST", "/api/staff/logout", summary="退出登录", auth="staff", response=wire.SignedOut)
async def logout(request: web.Request) -> web.Response:
    await request.app[DESK].logins.logout(request.cookies[COOKIE])
    response = json_response(wire.SignedOut())
    response.del_cookie(COOKIE, path="/")
    return response


@endpoint(
    "GET",
    "/api/staff/me",
    summary="当前登录的是谁",
    auth="staff",
    response=wire.SignedIn,
    errors=(LoginRequired,),
)
async def me(request: web.Request) -> wire.SignedIn:
    return await _signed_in(request.app[DESK], request[STAFF], request.cookies[COOKIE])


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
    errors=(ConversationNotFound, NotOwner, EmptyMessage, MessageTooLong, ConductBreach),
)
async def say(request: web.Request, body: wire.Say) -> wire.Said:
    staff = request[STAFF]
    # Two agents' pages may choose the same id; each dedupes its own messages only.
    client_id = f"{staff.username}:{body.client_id}"
    await request.app[CONDUCT].check(staff, request.match_info["conversation_id"], body.text)
    received = await request.app[DESK].conversations.agents.say(
        request.match_info["conversation_id"], staff.username, staff.name, body.text, client_id
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


STAFF_HANDLERS = (login, logout, me)
DESK_HANDLERS = (
    set_presence,
    colleagues,
    conversations,
    conversation,
    attachment,
    accept,
    say,
    transfer,
    give_back,
    close,
)
