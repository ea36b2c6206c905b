"""The routes of `/api/chat`."""

from dataclasses import dataclass

from aiohttp import web

from bot.channels.attachments import AttachmentFolder
from bot.channels.links import ChatLinks, LinkExpired
from bot.channels.web import wire
from bot.channels.web.news import Notices, Reader
from bot.channels.web.readers import Readers
from bot.channels.web.tokens import ChatTokens, TokenExpired
from bot.conversations.errors import (
    AttachmentNotFound,
    EmptyMessage,
    MessageTooLong,
    PayloadNotOffered,
    PayloadSpent,
)
from bot.conversations.message import Received
from bot.conversations.service import Conversations
from bot.http.endpoint import Endpoint, endpoint, json_response
from bot.http.errors import ADDRESS, TooLarge, Unauthorized, UnsupportedMediaType
from bot.http.limits import Limit, Limiter
from bot.http.uploads import AttachmentType, check_upload, read_upload

CONVERSATION = web.RequestKey("conversation", str)


@dataclass(frozen=True)
class ChatLimits:
    """None: not limited."""

    messages: Limit = Limit(30, 60)
    uploads: Limit = Limit(60, 3_600)
    activity: Limit = Limit(240, 60)
    messages_per_address: Limit | None = Limit(600, 60)
    sessions_per_address: Limit | None = Limit(60, 60)
    uploads_per_address: Limit | None = Limit(600, 3_600)
    readers_per_address: int | None = 1_000


@dataclass(frozen=True)
class WebChat:
    """What this room works with; the gateway puts it together."""

    conversations: Conversations
    tokens: ChatTokens
    links: ChatLinks
    attachments: AttachmentFolder
    limiter: Limiter
    limits: ChatLimits
    readers: Readers
    notices: Notices

    async def post(self, conversation_id: str, message: wire.PostMessage, address: str) -> Received:
        """Count and receive one message, from HTTP or WebSocket."""
        await self.limiter.hit(f"messages:{conversation_id}", self.limits.messages)
        if self.limits.messages_per_address is not None:
            await self.limiter.hit(f"messages:{address}", self.limits.messages_per_address)
        return await self.conversations.receive(conversation_id, message.incoming(), on_page=True)


    async def hear_of(self, conversation_id: str, activity: wire.Activity) -> None:
        """What the page shows and what is being written there, from HTTP or WebSocket."""
        await self.limiter.hit(f"activity:{conversation_id}", self.limits.activity)
        if activity.read:
            await self.conversations.reading.mark(conversation_id, read=activity.read)
        if activity.typing is not None:
            await self.conversations.typing.customer(conversation_id, activity.typing)


WEB_CHAT = web.AppKey("web_chat", WebChat)


async def guard(request: web.Request, _: Endpoint) -> None:
    """The conversation a Bearer token opens; `Unauthorized`, `TokenExpired`."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthorized()
    request[CONVERSATION] = await request.app[WEB_CHAT].tokens.conversation_of(token.strip())


@endpoint(
    "POST",
    "/api/chat/sessions",
    summary="开始一个会话，或用微信里的链接接着谈，得到它的令牌",
    auth="none",
    request=wire.OpenChat,
    response=wire.ChatOpened,
    status=201,
    errors=(LinkExpired,),
)
async def open_chat(request: web.Request, body: wire.OpenChat) -> wire.ChatOpened:
    chat = request.app[WEB_CHAT]
    if chat.limits.sessions_per_address is not None:
        await chat.limiter.hit(f"sessions:{request[ADDRESS]}", chat.limits.sessions_per_address)
    if body.link is None:
        conversation_id = (await chat.conversations.open("web")).id
    else:
        conversation_id = await chat.links.redeem(body.link)
    return wire.ChatOpened(conversation_id, await chat.tokens.issue(conversation_id))


@endpoint(
    "POST",
    "/api/chat/messages",
    summary="发送一条消息；同一个 client_id 只算一次",
    auth="customer",
    request=wire.PostMessage,
    response=wire.Accepted,
    status=202,
    errors=(EmptyMessage, MessageTooLong, PayloadNotOffered, PayloadSpent, AttachmentNotFound, TokenExpired),
)
async def post_message(request: web.Request, body: wire.PostMessage) -> wire.Accepted:
    received = await request.app[WEB_CHAT].post(request[CONVERSATION], body, request[ADDRESS])
    return wire.Accepted(received.seq)


@endpoint(
    "GET",
    "/api/chat/messages",
    summary="读取 after 之后的消息；没有新消息时最多等 wait 秒",
    auth="customer",
    query=wire.ReadMessages,
    response=wire.Frame,
    errors=(TokenExpired,),
)
async def read_messages(request: web.Request, query: wire.ReadMessages) -> web.Response:
    chat, conversation_id = request.app[WEB_CHAT], request[CONVERSATION]
    reader = Reader(chat.conversations, conversation_id, query.after, chat.notices)
    if not query.wait:
        frame, _ = await reader.read()
        return json_response(frame)
    with chat.readers.one_more(conversation_id, request[ADDRESS]):
        frame, _ = await reader.wait(query.wait)
    return json_response(frame)


@endpoint(
    "POST",
    "/api/chat/attachments",
    summary="上传一个文件（JPEG、PNG、WebP、HEIC、PDF，不超过 10 MB）",
    auth="customer",
    upload="file",
    response=wire.Stored,
    status=201,
    errors=(AttachmentType, TooLarge, UnsupportedMediaType, TokenExpired),
)
async def upload(request: web.Request) -> wire.Stored:
    chat, conversation_id = request.app[WEB_CHAT], request[CONVERSATION]
    check_upload(request)
    await chat.limiter.hit(f"uploads:{conversation_id}", chat.limits.uploads)
    if chat.limits.uploads_per_address is not None:
        await chat.limiter.hit(f"uploads:{request[ADDRESS]}", chat.limits.uploads_per_address)
    stored = await read_upload(request, chat.attachments.store)
    try:
        attachment_id = await chat.conversations.add_attachment(
            conversation_id, stored.name, stored.media_type, stored.size, stored.path
        )
    except BaseException:
        chat.attachments.discard(stored)
        raise
    return wire.Stored(attachment_id)


@endpoint(
    "GET",
    "/api/chat/attachments/{attachment_id}",
    summary="下载本会话里的文件",
    auth="customer",
    media_type="application/octet-stream",
    errors=(AttachmentNotFound, TokenExpired),
)
async def download(request: web.Request) -> web.StreamResponse:
    chat = request.app[WEB_CHAT]
    found = await chat.conversations.attachment(request[CONVERSATION], request.match_info["attachment_id"])
    return chat.attachments.response(found)


@endpoint(
    "POST",
    "/api/chat/rating",
    summary="评价这次服务；以最后一次为准",
    auth="customer",
    request=wire.PostRating,
    response=wire.PostRating,
    errors=(TokenExpired,),
)
async def rate(request: web.Request, body: wire.PostRating) -> wire.PostRating:
    conversations = request.app[WEB_CHAT].conversations
    await conversations.rate(request[CONVERSATION], body.score, body.recommend, body.comment)
    return body


@endpoint(
    "POST",
    "/api/chat/activity",
    summary="页面已显示到哪条消息，客户正在输入什么（接待的坐席会看到，几秒后即忘）",
    auth="customer",
    request=wire.Activity,
    status=204,
    errors=(TokenExpired,),
)
async def activity(request: web.Request, body: wire.Activity) -> web.Response:
    await request.app[WEB_CHAT].hear_of(request[CONVERSATION], body)
    return web.Response(status=204)


HANDLERS = (open_chat, post_message, read_messages, activity, upload, download, rate)
