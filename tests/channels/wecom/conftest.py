"""WeCom customer service between a stand-in of the platform and a scripted bot, over loopback."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.attachments import AttachmentFolder
from bot.channels.wecom import callback, models
from bot.channels.wecom.customers import Customer, Customers, external_id
from bot.conversations.deliveries import Fared
from bot.conversations.message import Message
from bot.conversations.owner import Owner
from bot.conversations.service import Conversations
from bot.gateway import wecom
from bot.gateway.settings import Settings
from bot.http.endpoint import routes
from kernel.crypto import Keyring
from kernel.signals import LocalSignals
from tests.channels.scripted_bot import Bot, RunningClock
from tests.gateway_fixtures import Server

SEND = "/cgi-bin/kf/send_msg"
SYNC = "/cgi-bin/kf/sync_msg"
GET, TRANS = "/cgi-bin/kf/service_state/get", "/cgi-bin/kf/service_state/trans"
ANNA = "wmAnna"


@dataclass
class Gateway:
    """What of a gateway this channel needs, started and stopped like a process."""

    engine: AsyncEngine
    keyring: Keyring
    clock: RunningClock
    settings: Settings
    folder: Path
    accounts: dict[str, callback.Account]
    rows: list[str] = field(default_factory=list)
    dies_after: int = 0  # so many rows; 0: never

    def __post_init__(self) -> None:
        self.conversations = Conversations(
            self.engine, self.keyring, self.clock, LocalSignals(), erases=[models.erase]
        )

    @asynccontextmanager
    async def running(self, *, outbox: bool = True) -> AsyncIterator[wecom.Wecom]:
        async with wecom.opened(
            "default",
            self.settings,
            self.engine,
            self.clock,
            self.conversations,
            AttachmentFolder(self.folder),
            self,
        ) as opened:
            self.accounts["default"] = opened.account
            loops = list(opened.loops)
            if outbox:
                loops.append(self.conversations.outbox({"wecom": opened.channel}).run)
            tasks = [asyncio.ensure_future(loop()) for loop in loops]
            try:
                yield opened
            finally:
                self.accounts.clear()
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    def pulled(self, kind: str) -> None:
        self.rows.append(kind)
        if len(self.rows) == self.dies_after:
            raise asyncio.CancelledError  # what a process feels that is ended in the middle

    def pushed(self, kind: str) -> None:
        pass

    def observe(self, endpoint: str, outcome: str, seconds: float) -> None:
        pass


@dataclass
class Stage:
    wechat: Any
    gateway: Gateway
    bot: Bot

    @property
    def conversations(self) -> Conversations:
        return self.gateway.conversations

    async def says(self, text: str = "我的保单", who: str = ANNA, **given: Any) -> Any:
        return await self.wechat.kf_push("text", who, text=text, **given)

    async def clicks(self, title: str, who: str = ANNA) -> None:
        """On the newest menu that has an item of this title."""
        for row in reversed(self.wechat.find_sent(openid=who)):
            if row.msgtype != "msgmenu":
                continue
            for item in row.payload["msgmenu"]["list"]:
                if item["click"]["content"] == title:
                    await self.says(title, who, menu_id=item["click"]["id"])
                    return
        raise AssertionError(f"no menu offers {title}")

    async def reads(self, count: int, who: str = ANNA, **which: Any) -> list[str]:
        """What this customer has read, once there are `count`; not more a moment later."""
        await self.wechat.wait_sent(count, 8, openid=who, **which)
        await asyncio.sleep(0.2)
        return [row.text for row in self.wechat.find_sent(openid=who, **which)]

    async def chat(self, who: str = ANNA) -> str:
        """The conversation with this customer, once there is one."""
        customers = Customers(self.gateway.engine, self.gateway.clock)
        customer: Customer = await soon(
            lambda: customers.of(external_id("default", self.wechat.settings.open_kfids[0], who))
        )
        return customer.conversation_id

    async def owner(self, who: str = ANNA) -> Owner:
        return (await self.conversations.get(await self.chat(who))).owner

    async def owned_by(self, owner: Owner, who: str = ANNA) -> None:
        await soon(lambda: self._owned(owner, who))

    async def _owned(self, owner: Owner, who: str) -> bool:
        return await self.owner(who) is owner

    async def transcript(self, who: str = ANNA) -> list[Message]:
        return await self.conversations.messages(await self.chat(who))

    async def record(self, who: str = ANNA) -> list[str]:
        return [f"{message.sender}：{message.content.text}" for message in await self.transcript(who)]

    async def recorded(self, text: str, who: str = ANNA) -> None:
        async def found() -> bool:
            return text in await self.record(who)

        await soon(found)

    async def undelivered(self, count: int = 1, who: str = ANNA) -> list[Fared]:
        async def found() -> list[Fared]:
            fared = await self.conversations.deliveries.undelivered(await self.chat(who))
            return fared if len(fared) >= count else []

        fared: list[Fared] = await soon(found)
        return fared

    async def state(self, who: str = ANNA) -> int:
        """What the platform says of the session, without asking it through us."""
        states = [call.body for call in self.wechat.find_calls(TRANS, errcode=0)]
        mine = [body["service_state"] for body in states if body["external_userid"] == who]
        return int(mine[-1]) if mine else 0

    def calls(self, endpoint: str, errcode: int | None = None) -> int:
        return len(self.wechat.find_calls(endpoint, errcode))

    def advance(self, seconds: float) -> None:
        self.wechat.advance(seconds)
        self.gateway.clock.advance(timedelta(seconds=seconds))


async def soon(condition: Callable[[], Awaitable[Any]], seconds: float = 8) -> Any:
    """What `condition` gives once it is true."""
    until = asyncio.get_running_loop().time() + seconds
    while not (found := await condition()):
        assert asyncio.get_running_loop().time() < until, "it did not come about"
        await asyncio.sleep(0.05)
    return found


OpenStage = Callable[..., Awaitable[Stage]]


@pytest.fixture
async def rehearse(
    platform: Callable[..., Any], database: AsyncEngine, keyring: Keyring, tmp_path: Path
) -> AsyncIterator[OpenStage]:
    """Stages whose gateway does not run yet, with a way of hand-off and settings of the stand-in's own."""
    async with AsyncExitStack() as stack:

        async def open_one(handoff: str = "desk", **settings: Any) -> Stage:
            accounts: dict[str, callback.Account] = {}
            app = web.Application()
            app[callback.WECOM] = accounts
            app.add_routes(routes(callback.HANDLERS))
            server = Server(app)
            await stack.enter_async_context(server)
            url = str(server.make_url("/wecom/kf/default"))
            wechat = await stack.enter_async_context(platform(kf_callback_url=url, **settings))
            environment = {
                "ENV": "test",
                "VAR": str(tmp_path / "var"),
                "WECOM_CORP_ID": wechat.settings.corpid,
                "WECOM_KF_SECRET": wechat.settings.corpsecret,
                "WECOM_TOKEN": wechat.settings.kf_token,
                "WECOM_AES_KEY": wechat.settings.kf_aes_key,
                "WECOM_API_BASE": wechat.base_url,
                "WECOM_HANDOFF": handoff,
            }
            read = Settings.from_environment({f"BAOWEN_{name}": value for name, value in environment.items()})
            gateway = Gateway(database, keyring, RunningClock(), read, tmp_path / "files", accounts)
            bot = await stack.enter_async_context(Bot(gateway.conversations).at_work())
            return Stage(wechat, gateway, bot)

        yield open_one


@pytest.fixture
async def open_stage(rehearse: OpenStage) -> AsyncIterator[OpenStage]:
    async with AsyncExitStack() as stack:

        async def open_one(*args: Any, **settings: Any) -> Stage:
            stage = await rehearse(*args, **settings)
            await stack.enter_async_context(stage.gateway.running())
            return stage

        yield open_one


@pytest.fixture
async def stage(open_stage: OpenStage) -> Stage:
    return await open_stage()
