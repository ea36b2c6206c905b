"""A corner of the platform's API over loopback: tokens, one endpoint that wants a token, and scripted answers."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.tencent.client import ApiClient
from bot.channels.tencent.tokens import CorpToken, StableToken, TokenKeeper
from bot.channels.tencent.transport import Transport
from kernel.clock import Clock

APPID, SECRET = "wx0001", "s3cret-of-the-account"
SEND = "/cgi-bin/message/custom/send"
STABLE, GETTOKEN = "/cgi-bin/stable_token", "/cgi-bin/gettoken"
UPLOAD, DOWNLOAD = "/cgi-bin/media/upload", "/cgi-bin/media/get"

Scripted = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Call:
    endpoint: str
    query: dict[str, str]
    body: bytes


@dataclass
class Platform:
    """`good`: whether a token is taken; `scripted`: what an endpoint answers before it is asked for anything else."""

    base_url: str = ""
    issued: int = 1
    good: Callable[[str], bool] = lambda token: True
    expires_in: Any = 7_200
    force_works: bool = True
    scripted: dict[str, deque[Scripted]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    @property
    def token(self) -> str:
        return f"token-number-{self.issued}"

    def count(self, endpoint: str) -> int:
        return sum(call.endpoint == endpoint for call in self.calls)

    def forced(self) -> int:
        return sum(b'"force_refresh": true' in call.body for call in self.calls)

    def script(self, endpoint: str, *answers: Scripted, times: int = 1) -> None:
        self.scripted.setdefault(endpoint, deque()).extend(answers * times)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.calls.append(Call(request.path, dict(request.query), body))
        if waiting := self.scripted.get(request.path):
            return await waiting.popleft()(request)
        if request.path in (STABLE, GETTOKEN):
            if b'"force_refresh": true' in body and self.force_works:
                self.issued += 1
            return web.json_response({"access_token": self.token, "expires_in": self.expires_in})
        if not self.good(request.query["access_token"]):
            return web.json_response({"errcode": 40001, "errmsg": "invalid credential rid: 1a-2b-3c"})
        return web.json_response({"errcode": 0, "errmsg": "ok", "msgid": 7})


def says(answer: Any, **options: Any) -> Scripted:
    async def answered(_: web.Request) -> web.StreamResponse:
        return web.json_response(answer, **options)

    return answered


def errcode(code: int, errmsg: str = "no rid: 1a-2b-3c") -> Scripted:
    return says({"errcode": code, "errmsg": errmsg})


def raw(body: bytes, status: int = 200, **headers: str) -> Scripted:
    async def answered(_: web.Request) -> web.StreamResponse:
        return web.Response(
            body=body,
            status=status,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )

    return answered


class Observed:
    def __init__(self) -> None:
        self.outcomes: list[tuple[str, str]] = []

    def observe(self, endpoint: str, outcome: str, seconds: float) -> None:
        assert seconds >= 0
        self.outcomes.append((endpoint, outcome))


@dataclass
class Account:
    """An Official Account (or WeCom's) client of the platform above."""

    platform: Platform
    client: ApiClient
    tokens: TokenKeeper
    observed: Observed

    async def send(self, text: str = "您好") -> dict[str, Any]:
        return await self.client.post(
            SEND, {"touser": "oAlice", "msgtype": "text", "text": {"content": text}}
        )


@asynccontextmanager
async def account(clock: Clock, *, wecom: bool = False, patience: float = 10) -> AsyncIterator[Account]:
    platform = Platform()
    app = web.Application(client_max_size=20 * 1024 * 1024)
    app.router.add_route("*", "/{path:.*}", platform.handle)
    server = TestServer(app)
    await server.start_server(access_log=None)  # it would tell the tokens that our own logs must not
    async with server, aiohttp.ClientSession() as session:
        platform.base_url = str(server.make_url("/"))
        observed = Observed()
        transport = Transport(
            session,
            platform.base_url,
            observer=observed,
            timeout=aiohttp.ClientTimeout(total=patience, connect=3),
            back_off=lambda tries: 0,
        )
        source = CorpToken(transport, APPID, SECRET) if wecom else StableToken(transport, APPID, SECRET)
        tokens = TokenKeeper(source, clock)
        yield Account(platform, ApiClient(transport, tokens), tokens, observed)
