"""A stage: one of the stand-ins, an echo as its callback and a client of its API."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from .echo import Echo

SEND = "/cgi-bin/message/custom/send"
KF_SEND = "/cgi-bin/kf/send_msg"


@dataclass
class Stage:
    wechat: Any
    echo: Echo
    http: aiohttp.ClientSession

    async def call(self, endpoint: str, body: Any = None, **query: str) -> dict[str, Any]:
        """POST with a body (JSON, or a form as it is), else GET; the answer's JSON."""
        method = "GET" if body is None else "POST"
        data = (
            body
            if body is None or isinstance(body, aiohttp.FormData)
            else json.dumps(body, ensure_ascii=False)
        )
        url = self.wechat.base_url + endpoint
        async with self.http.request(method, url, data=data, params=query) as answer:
            return dict(await answer.json(content_type=None))

    async def token(self, *, force: bool = False) -> str:
        settings = self.wechat.settings
        who = {"appid": settings.appid, "secret": settings.secret, "force_refresh": force}
        answer = await self.call("/cgi-bin/stable_token", {"grant_type": "client_credential"} | who)
        return str(answer["access_token"])

    async def kf_token(self) -> str:
        settings = self.wechat.settings
        who = {"corpid": settings.corpid, "corpsecret": settings.corpsecret}
        return str((await self.call("/cgi-bin/gettoken", **who))["access_token"])

    async def post(self, endpoint: str, body: Any, **query: str) -> dict[str, Any]:
        """With the account's token."""
        return await self.call(endpoint, body, access_token=await self.token(), **query)

    async def kf_post(self, endpoint: str, body: Any) -> dict[str, Any]:
        return await self.call(endpoint, body, access_token=await self.kf_token())

    async def send(self, openid: str, text: str = "您好") -> int:
        """The errcode of a customer-service message."""
        body = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        return int((await self.post(SEND, body))["errcode"])

    async def kf_send(self, external_userid: str, text: str = "您好", **more: Any) -> int:
        """The errcode of a message in the only kf account."""
        to = {"touser": external_userid, "open_kfid": self.wechat.settings.open_kfids[0]}
        body = to | {"msgtype": "text", "text": {"content": text}} | more
        return int((await self.kf_post(KF_SEND, body))["errcode"])

    def seen(self, openid: str, channel: str | None = None) -> list[str]:
        """What this customer has read."""
        return [row.text for row in self.wechat.find_sent(openid=openid, channel=channel)]


OpenStage = Callable[..., Awaitable[Stage]]


@pytest.fixture
async def open_stage(platform: Callable[..., Any]) -> AsyncIterator[OpenStage]:
    """Stages with settings of the test's own."""
    async with AsyncExitStack() as stack:

        async def open_one(**settings: Any) -> Stage:
            echo = Echo()
            await echo.start()
            stack.push_async_callback(echo.stop)
            wechat = platform(echo.url("/oa"), kf_callback_url=echo.url("/kf"), **settings)
            await stack.enter_async_context(wechat)
            echo.settings = wechat.settings
            http = await stack.enter_async_context(aiohttp.ClientSession())
            return Stage(wechat, echo, http)

        yield open_one


@pytest.fixture
async def stage(open_stage: OpenStage) -> Stage:
    return await open_stage()
