"""Which pages may use our cookie or open a WebSocket: our own. Programs send no `Origin` and pass."""

from urllib.parse import urlsplit

from aiohttp import web

from bot.http.errors import ForeignOrigin

PUBLIC_URL = web.AppKey("public_url", str)


def check_origin(request: web.Request) -> None:
    """Raises `ForeignOrigin` unless `Origin` is absent, the host asked for, or that of the public URL."""
    origin = request.headers.get("Origin")
    if origin is None:
        return
    try:
        host = urlsplit(origin).netloc
    except ValueError as error:
        raise ForeignOrigin() from error
    if not host or host not in (request.host, urlsplit(request.app[PUBLIC_URL]).netloc):
        raise ForeignOrigin()
