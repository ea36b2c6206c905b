"""The least a callback can be: checks what comes, says it again."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fakes.wechat_platform import Envelope, Settings, Unreadable, signature
from tests.fakes.wechat_platform.xml import read, write


@dataclass(frozen=True)
class Received:
    """One request: query, body as it came and the message inside."""

    query: dict[str, str]
    body: str
    fields: dict[str, Any]


class Echo:
    """`answer` makes the plain reply; `seal` closes it in safe mode; the first `silent` requests get none."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.received: list[Received] = []
        self.bells: list[Received] = []
        self.silent = 0
        self.answer: Callable[[dict[str, Any]], str] = self.reply
        self.seal: Callable[[str], str] = self._seal
        app = web.Application()
        app.router.add_get("/oa", self._verify)
        app.router.add_post("/oa", self._hear)
        app.router.add_get("/kf", self._verify_kf)
        app.router.add_post("/kf", self._ring)
        self._server = TestServer(app)

    async def start(self) -> None:
        await self._server.start_server(shutdown_timeout=0.1)

    async def stop(self) -> None:
        await self._server.close()

    def url(self, path: str) -> str:
        return str(self._server.make_url(path))

    def reply(self, fields: dict[str, Any], **changed: Any) -> str:
        """A text; `changed` makes it a wrong one."""
        said = fields.get("Content") or fields.get("Event") or fields["MsgType"]
        reply = {
            "ToUserName": fields["FromUserName"],
            "FromUserName": fields["ToUserName"],
            "CreateTime": int(time.time()),
            "MsgType": "text",
            "Content": said,
        }
        return write(reply | changed)

    async def _verify(self, request: web.Request) -> web.Response:
        query = request.query
        self._check(query["signature"], query["timestamp"], query["nonce"])
        return web.Response(text=query["echostr"])

    async def _hear(self, request: web.Request) -> web.StreamResponse:
        query, body = dict(request.query), await request.text()
        fields, sealed = self._read(query, body)
        self.received.append(Received(query, body, fields))
        if self.silent:
            self.silent -= 1
            await asyncio.sleep(3)
        answer = self.answer(fields)
        return web.Response(text=self.seal(answer) if sealed and answer.startswith("<xml>") else answer)

    def _read(self, query: dict[str, str], body: str) -> tuple[dict[str, Any], bool]:
        """What came, and whether it came sealed."""
        if self.settings.mode == "plain":
            self._check(query.get("signature", ""), query.get("timestamp", ""), query.get("nonce", ""))
            return read(body), False
        if query.get("encrypt_type") != "aes":
            raise web.HTTPForbidden
        return read(self._open(self._envelope(), query, read(body)["Encrypt"])), True

    async def _verify_kf(self, request: web.Request) -> web.Response:
        query = dict(request.query)
        return web.Response(text=self._open(self._kf_envelope(), query, query["echostr"]))

    async def _ring(self, request: web.Request) -> web.Response:
        query, body = dict(request.query), await request.text()
        fields = read(self._open(self._kf_envelope(), query, read(body)["Encrypt"]))
        self.bells.append(Received(query, body, fields))
        return web.Response()

    def _open(self, envelope: Envelope, query: dict[str, str], sealed: str) -> str:
        if envelope.sign(query["timestamp"], query["nonce"], sealed) != query["msg_signature"]:
            raise web.HTTPForbidden
        try:
            return envelope.open(sealed)
        except Unreadable:
            raise web.HTTPForbidden from None

    def _seal(self, reply: str) -> str:
        envelope, timestamp, nonce = self._envelope(), int(time.time()), "4711"
        sealed = envelope.seal(reply)
        signed = envelope.sign(str(timestamp), nonce, sealed)
        return write({"Encrypt": sealed, "MsgSignature": signed, "TimeStamp": timestamp, "Nonce": nonce})

    def _check(self, signed: str, timestamp: str, nonce: str) -> None:
        if signature(self.settings.token, timestamp, nonce) != signed:
            raise web.HTTPForbidden

    def _envelope(self) -> Envelope:
        return Envelope(self.settings.token, self.settings.aes_key, self.settings.appid)

    def _kf_envelope(self) -> Envelope:
        return Envelope(self.settings.kf_token, self.settings.kf_aes_key, self.settings.corpid)
