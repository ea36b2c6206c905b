"""A gateway with an Official Account between a stand-in of the platform and a scripted bot."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import unused_port
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.wechat.callback import WECHAT
from bot.conversations.deliveries import Fared
from bot.conversations.message import Message
from bot.conversations.service import Conversations
from tests.channels.scripted_bot import Bot, RunningClock
from tests.fakes.wechat_platform import Push
from tests.gateway_fixtures import Gateway, running

SEND = "/cgi-bin/message/custom/send"


@dataclass
class Stage:
    wechat: Any
    gateway: Gateway
    bot: Bot

    @property
    def conversations(self) -> Conversations:
        return self.gateway.conversations

    async def push(self, kind: str = "text", openid: str = "oCustomer", **given: Any) -> Push:
        pushed: Push = await self.wechat.push(kind, openid, **given)
        return pushed

    def seen(self, openid: str = "oCustomer") -> list[str]:
        """What this customer has read, in order."""
        return [row.text for row in self.wechat.find_sent(openid=openid)]

    async def read(self, count: int, openid: str = "oCustomer", **which: Any) -> list[str]:
        """The same, once there are `count`."""
        rows = await self.wechat.wait_sent(count, 8, openid=openid, **which)
        return [row.text for row in rows]

    def sends(self, errcode: int | None = None) -> int:
        return len(self.wechat.find_calls(SEND, errcode))

    async def conversation_id(self, openid: str = "oCustomer") -> str:
        return (await self.conversations.open("wechat", external_id=f"default:{openid}")).id

    async def transcript(self, openid: str = "oCustomer") -> list[Message]:
        return await self.conversations.messages(await self.conversation_id(openid))

    async def undelivered(self, count: int = 1, openid: str = "oCustomer") -> list[Fared]:
        """What staff sees as not delivered, once there is so much."""
        conversation_id, fared = await self.conversation_id(openid), []
        for _ in range(80):
            fared = await self.conversations.deliveries.undelivered(conversation_id)
            if len(fared) >= count:
                break
            await asyncio.sleep(0.1)
        return fared


OpenStage = Callable[..., Awaitable[Stage]]


@pytest.fixture
async def open_stage(
    platform: Callable[..., Any], database: AsyncEngine, tmp_path: Path
) -> AsyncIterator[OpenStage]:
    """Stages in a mode, with settings of the stand-in's own.

    `reply_s`: less patience than the platform's, as tests have. `next_key`: the gateway has it already, the platform not yet.
    """
    async with AsyncExitStack() as stack:

        async def open_one(
            mode: str = "aes", reply_s: float | None = None, next_key: str | None = None, **settings: Any
        ) -> Stage:
            port = unused_port()
            wechat = await stack.enter_async_context(
                platform(f"http://127.0.0.1:{port}/wechat/default", mode=mode, **settings)
            )
            environment = {
                "WECHAT_APP_ID": wechat.settings.appid,
                "WECHAT_APP_SECRET": wechat.settings.secret,
                "WECHAT_TOKEN": wechat.settings.token,
                "WECHAT_MODE": mode,
                "WECHAT_API_BASE": wechat.base_url,
            }
            if mode != "plain":
                environment["WECHAT_AES_KEY"] = wechat.settings.aes_key
            if next_key is not None:
                environment["WECHAT_PREVIOUS_AES_KEY"] = wechat.settings.aes_key
                environment["WECHAT_AES_KEY"] = next_key
            gateway = await stack.enter_async_context(
                running(database, RunningClock(), tmp_path, port=port, **environment)
            )
            if reply_s is not None:
                accounts = gateway.app[WECHAT]
                accounts["default"] = replace(accounts["default"], reply_s=reply_s)
            bot = await stack.enter_async_context(Bot(gateway.conversations).at_work())
            return Stage(wechat, gateway, bot)

        yield open_one


@pytest.fixture
async def hasty(open_stage: OpenStage) -> Stage:
    """A stage where the bot is too slow for the reply, and what needs no bot is in time."""
    stage = await open_stage(reply_s=1.5)
    stage.bot.delay = 1.8
    return stage


@pytest.fixture
async def stage(open_stage: OpenStage) -> Stage:
    return await open_stage()
