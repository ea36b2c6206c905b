"""The API over loopback: dispatch, a record of every call, ordered faults."""

import asyncio
import json
from fnmatch import fnmatch
from typing import Any

from aiohttp import web

from .errors import Refused
from .faults import Fault, Faults
from .journal import Journal
from .media import Media
from .records import Call
from .request import Request, Routes
from .settings import Settings

_LARGEST = 32 << 20
_SECRETS = ("secret", "corpsecret")


class ApiServer:
    """Stands for api.weixin.qq.com and qyapi.weixin.qq.com alike."""

    def __init__(
        self, settings: Settings, journal: Journal, faults: Faults, routes: Routes, media: Media
    ) -> None:
        self._settings = settings
        self._journal = journal
        self._faults = faults
        self._routes = routes
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_route("*", "/cgi-bin/{rest:.*}", self._handle)
        app.router.add_get("/_media/{media_id}", media.show)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)

    async def start(self, port: int = 0) -> str:
        """The base URL."""
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        host, bound = self._runner.addresses[0][:2]
        return f"http://{host}:{bound}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _handle(self, http: web.Request) -> web.StreamResponse:
        request = await self._read(http)
        call = self._record(http.path, request)
        fault = self._faults.take(http.path)
        call.faulty = fault is not None
        if fault is not None and not fault.after:
            return await self._spoil(http, call, fault)
        answer = await self._carry_out(http.path, request, call)
        if fault is not None:
            return await self._spoil(http, call, fault)
        return answer

    async def _carry_out(self, endpoint: str, request: Request, call: Call) -> web.Response:
        handler = self._routes.get(endpoint)
        if handler is None:
            call.http = 404
            return web.Response(status=404, text="<html>404</html>", content_type="text/html")
        try:
            if any(fnmatch(endpoint, pattern) for pattern in self._settings.unauthorized):
                raise Refused(48001)
            answer = await handler(request)
        except Refused as refused:
            answer = refused.answer()
        if isinstance(answer, web.Response):
            call.errcode = 0
            return answer
        call.errcode = answer.get("errcode", 0)
        # As the real one has it: no charset, and plain text where a file was asked for.
        plain = endpoint == "/cgi-bin/media/get"
        return _json(answer, "text/plain" if plain else "application/json; encoding=utf-8")

    async def _spoil(self, http: web.Request, call: Call, fault: Fault) -> web.Response:
        if fault.errcode is not None:
            call.errcode = fault.errcode
            return _json(Refused(fault.errcode).answer(), "application/json; encoding=utf-8")
        if fault.http is not None or fault.html:
            call.http, call.errcode = fault.http or 200, None
            return web.Response(status=call.http, text="<html>busy</html>", content_type="text/html")
        call.http, call.errcode = 0, None
        if fault.hang is not None:
            await asyncio.sleep(fault.hang)
        if http.transport is not None:
            http.transport.abort()
        return web.Response(status=500)

    async def _read(self, http: web.Request) -> Request:
        raw, upload = b"", None
        if http.content_type == "multipart/form-data":
            part = (await http.post()).get("media")
            upload = part.file.read() if isinstance(part, web.FileField) else None
        else:
            raw = await http.read()
        return Request(http.method, http.query, raw, upload, self._settings.reject_unicode_escapes)

    def _record(self, endpoint: str, request: Request) -> Call:
        query = {name: "***" if name in _SECRETS else value for name, value in request.query.items()}
        call = Call(self._journal.number(), endpoint, query, _readable(request.raw))
        self._journal.calls.append(call)
        return call


def _json(answer: dict[str, Any], content_type: str) -> web.Response:
    return web.Response(
        body=json.dumps(answer, ensure_ascii=False).encode(), headers={"Content-Type": content_type}
    )


def _readable(raw: bytes) -> Any:
    if not raw:
        return None
    try:
        body = json.loads(raw)
    except ValueError:
        return raw.decode(errors="replace")
    if isinstance(body, dict) and "secret" in body:
        return body | {"secret": "***"}
    return body
