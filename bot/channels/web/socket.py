"""`WS /api/chat/ws`: frames of news to the page, messages from it, over one connection.

A page that comes back with the last number it saw misses nothing: the socket reads the same store, by the
same cursor, as the poll does.
"""

import asyncio
from typing import Any

import msgspec
import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from bot.channels.web import wire
from bot.channels.web.api import WEB_CHAT, WebChat
from bot.channels.web.news import Reader
from bot.channels.web.tokens import TokenExpired
from bot.http.endpoint import decode, endpoint
from bot.http.errors import ADDRESS, Unauthorized, as_error, error_body
from bot.http.origin import check_origin
from bot.http.sockets import open_socket
from kernel.errors import BaowenError

log = structlog.get_logger("chat")

PROTOCOL = "baowen.v1"
_BEARER = "bearer."
_LONGEST_WAIT_S = 60.0
_EXPIRED = 4401


@endpoint(
    "GET",
    "/api/chat/ws",
    summary="WebSocket：子协议 baowen.v1 与 bearer.令牌",
    auth="none",
    query=wire.After,
    status=101,
    errors=(Unauthorized, TokenExpired),
)
async def chat_socket(request: web.Request, query: wire.After) -> web.WebSocketResponse:
    check_origin(request)
    chat, token = request.app[WEB_CHAT], _token(request)
    conversation_id = await chat.tokens.conversation_of(token)
    reader = Reader(chat.conversations, conversation_id, query.after, chat.notices)
    with chat.readers.one_more(conversation_id, request[ADDRESS]):
        return await _converse(request, reader, token)


async def _converse(request: web.Request, reader: Reader, token: str) -> web.WebSocketResponse:
    chat = request.app[WEB_CHAT]
    async with open_socket(request, PROTOCOL) as socket:
        telling = asyncio.create_task(_tell(socket, chat, reader, token))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    answer = await _hear(chat, token, message.data, request[ADDRESS])
                    if answer is not None:
                        await socket.send_str(wire.encode(answer))
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
    return socket


def _token(request: web.Request) -> str:
    offered = [each.strip() for each in request.headers.get("Sec-WebSocket-Protocol", "").split(",")]
    tokens = [each.removeprefix(_BEARER) for each in offered if each.startswith(_BEARER)]
    if PROTOCOL not in offered or len(tokens) != 1:
        raise Unauthorized()
    return tokens[0]


async def _tell(socket: web.WebSocketResponse, chat: WebChat, reader: Reader, token: str) -> None:
    """Send news as it comes. What fails here closes the socket, and the page comes back with its cursor."""
    try:
        frame, _ = await reader.read()
        await socket.send_str(wire.encode(frame))
        reader.arrived = reader.after
        while not socket.closed:
            frame, news = await reader.wait(_LONGEST_WAIT_S)
            if news:
                await socket.send_str(wire.encode(frame))
                reader.arrived = reader.after
            else:
                await chat.tokens.check(token)
    except TokenExpired as error:
        await socket.send_str(wire.encode({"error": as_error(error), "client_id": None}))
        await socket.close(code=_EXPIRED, message=error.code.encode())
    except ConnectionError:
        pass  # the page went away while we wrote
    except Exception:
        log.exception("socket_failed", conversation=reader.conversation_id)
        await socket.close(code=WSCloseCode.INTERNAL_ERROR)


async def _hear(chat: WebChat, token: str, text: str, address: str) -> dict[str, Any] | None:
    """Take one frame from the page; the ack or the error it gets, none for what was shown and is being written."""
    client_id = None
    try:
        loose = decode(text, _Loose)
        if loose.ping is not None:
            return {"pong": loose.ping}
        client_id = loose.client_id if isinstance(loose.client_id, str) else None
        if loose.read is not None or loose.typing is not None:
            activity = decode(text, wire.Activity)
            await chat.hear_of(await chat.tokens.conversation_of(token), activity)
            return None
        message = decode(text, wire.PostMessage)
        conversation_id = await chat.tokens.conversation_of(token)
        received = await chat.post(conversation_id, message, address)
        return {"ack": message.client_id, "seq": received.seq}
    except BaowenError as error:
        return {"error": as_error(error), "client_id": client_id}
    except Exception:
        log.exception("unexpected_error", address=address)
        return {"error": error_body("internal"), "client_id": client_id}


class _Loose(msgspec.Struct):
    client_id: Any = None
    ping: Any = None
    read: Any = None
    typing: Any = None
