"""What every callback address says and takes: a body of bounded size, and answers without a word too many."""

from aiohttp import web

from bot.channels.tencent.envelope import MAX_BYTES
from bot.channels.tencent.errors import BadEnvelope, Refusal


async def body_of(request: web.Request) -> bytes:
    """At most `MAX_BYTES`; `BadEnvelope` beyond."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MAX_BYTES:
            raise BadEnvelope(Refusal.SIZE)
    return bytes(body)


def acknowledged() -> web.Response:
    """Nothing is answered here, and nothing has to come again."""
    return web.Response(text="success")


def echoed(text: str) -> web.Response:
    return web.Response(body=text.encode(errors="replace"), content_type="text/plain")


def refused() -> web.Response:
    """Whatever was wrong with it."""
    return web.Response(status=403)


def nobody() -> web.Response:
    """The route is there, the account is not."""
    return web.Response(status=404, text="")
