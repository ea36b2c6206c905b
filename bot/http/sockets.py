"""WebSockets that end well: every open one is told when the server goes down."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import WSCloseCode, web

MAX_FRAME = 64 * 1024
HEARTBEAT_S = 25.0
SOCKETS: web.AppKey[set[web.WebSocketResponse]] = web.AppKey("sockets", set)


@asynccontextmanager
async def open_socket(request: web.Request, *protocols: str) -> AsyncIterator[web.WebSocketResponse]:
    """Upgrade the request; pings find dead connections."""
    socket = web.WebSocketResponse(protocols=protocols, heartbeat=HEARTBEAT_S, max_msg_size=MAX_FRAME)
    await socket.prepare(request)
    request.app[SOCKETS].add(socket)
    try:
        yield socket
    finally:
        request.app[SOCKETS].discard(socket)


async def close_sockets(app: web.Application) -> None:
    """For `on_shutdown`: pages reconnect elsewhere instead of waiting for a time-out."""
    closing = [socket.close(code=WSCloseCode.GOING_AWAY, message=b"restart") for socket in app[SOCKETS]]
    await asyncio.gather(*closing, return_exceptions=True)
