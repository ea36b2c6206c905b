"""A gateway with an Official Account between a stand-in of the platform and a scripted bot."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import unused_port
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.wechat.callback import WECHAT
from bot.conversations.deliveries import Fared
from bot.conversations.message import Content, Message
from bot.conversations.service import Conversations
from bot.conversations.turns import Handoff, Turn
from kernel.clock import FrozenClock
from tests.fakes.wechat_platform import Push
from tests.gateway_fixtures import Gateway, running

SEND = "/cgi-bin/message/custom/send"
Answer = Callable[[Turn], Sequence[Content]]


class RunningClock(FrozenClock):
    """The machine's time, ahead by what it was moved: signatures of a stand-in tell the machine's."""

    def __init__(self) -> None:
        super().__init__(datetime.now(UTC))
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def advance(self, by: timedelta) -> None:
        self._ahead += by


@dataclass
class Bot:
    """Plays the dialogue worker: claims turns and answers them."""

    conversations: Conversations
    answer: Answer = lambda turn: [Content(f"答：{turn.content.text}")]
    delay: float = 0.0
    heard: list[Turn] = field(default_factory=list)
    stopped: bool = False

    async def run(self) -> None:
        with self.conversations.signals.listen("turns") as news:
            while not self.stopped:
                news.clear()
                turn = await self.conversations.turns.claim("scripted")
                if turn is None:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(news.wait(), 0.1)
                    continue
                await asyncio.sleep(self.delay)
                handoff = Handoff("general", "asked") if turn.content.text == "转人工" else None
                answers = [Content("好的，给您转人工。")] if handoff else self.answer(turn)
                self.heard.append(turn)
                await self.conversations.turns.commit(turn, answers, handoff=handoff)


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
            bot = Bot(gateway.conversations)
            task = asyncio.create_task(bot.run())

            async def stop() -> None:
                # Not cancelled: a connection at work would be cut off.
                bot.stopped = True
                await task

            stack.push_async_callback(stop)
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
