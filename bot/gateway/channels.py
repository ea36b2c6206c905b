"""The channels of messengers, from settings: their clients, the delivery loop, their metrics. Unset ones answer 404."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Histogram
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.attachments import AttachmentFolder
from bot.channels.tencent.client import ApiClient
from bot.channels.tencent.envelope import Envelope
from bot.channels.tencent.tokens import StableToken, TokenKeeper
from bot.channels.tencent.transport import Transport
from bot.channels.wechat import callback as wechat
from bot.channels.wechat import models as wechat_models
from bot.channels.wechat import notice_models
from bot.channels.wechat.channel import WechatChannel
from bot.channels.wechat.notices import Notices
from bot.channels.wechat.notifier import Notifier
from bot.channels.wechat.pictures import Pictures
from bot.channels.wechat.quota import Quota
from bot.channels.wechat.receiver import Receiver
from bot.channels.wecom import callback as wecom_callback
from bot.channels.wecom import models as wecom_models
from bot.conversations.erasure import Also
from bot.conversations.outbox import PushChannel
from bot.conversations.service import Conversations
from bot.gateway import wecom
from bot.gateway.operations import METRICS
from bot.gateway.settings import Settings
from bot.http.endpoint import routes
from kernel.clock import Clock

log = structlog.get_logger("gateway")

DEFAULT = "default"  # the account of the settings
# What the channels keep of a conversation.
ERASES: tuple[Also, ...] = (notice_models.erase, wechat_models.erase, wecom_models.erase)


class ChannelMetrics:
    """Observes a channel's calls, pushes and answers."""

    def __init__(self, registry: CollectorRegistry, channel: str) -> None:
        self._calls = Counter(
            f"baowen_{channel}_calls", "Calls to the platform", ("endpoint", "outcome"), registry=registry
        )
        self._seconds = Histogram(
            f"baowen_{channel}_call_seconds", "Time of a call", ("endpoint",), registry=registry
        )
        self._pushes = Counter(
            f"baowen_{channel}_pushes", "Pushes of the platform", ("kind",), registry=registry
        )
        self._answers = Counter(
            f"baowen_{channel}_answers",
            "Pushes answered in the reply, or late",
            ("way",),
            registry=registry,
        )
        self._rows = Counter(
            f"baowen_{channel}_rows", "Rows read from the platform's queue", ("kind",), registry=registry
        )

    def observe(self, endpoint: str, outcome: str, seconds: float) -> None:
        self._calls.labels(endpoint, outcome).inc()
        self._seconds.labels(endpoint).observe(seconds)

    def pushed(self, kind: str) -> None:
        self._pushes.labels(kind).inc()

    def answered(self, way: str) -> None:
        self._answers.labels(way).inc()

    def pulled(self, kind: str) -> None:
        self._rows.labels(kind).inc()


def add(
    app: web.Application,
    settings: Settings,
    engine: AsyncEngine,
    clock: Clock,
    conversations: Conversations,
    attachments: AttachmentFolder,
    forget: Callable[[str], Awaitable[None]],
) -> None:
    """Routes and loops; both are there without settings, and idle. `forget` erases a conversation with all there is of it."""
    accounts: dict[str, wechat.Account] = {}
    app[wechat.WECHAT] = accounts
    wecom_accounts: dict[str, wecom_callback.Account] = {}
    app[wecom_callback.WECOM] = wecom_accounts
    app.add_routes(routes([*wechat.HANDLERS, *wecom_callback.HANDLERS]))

    async def running(_: web.Application) -> AsyncIterator[None]:
        async with AsyncExitStack() as opened:
            pushed: dict[str, PushChannel] = {}
            loops: list[Callable[[], Coroutine[Any, Any, None]]] = []
            if settings.wechat_app_id:
                metrics = ChannelMetrics(app[METRICS].registry, "wechat")
                client = await opened.enter_async_context(wechat_client(settings, clock, metrics))
                pictures = Pictures(engine, clock, client, attachments, conversations)
                opened.push_async_callback(pictures.close)
                account = wechat_account(
                    settings, engine, clock, client, pictures, conversations, forget, metrics
                )
                opened.push_async_callback(account.channel.close)
                accounts[DEFAULT] = account
                pushed["wechat"] = account.channel
                loops.append(pictures.run)
            if settings.wecom_corp_id:
                opened_wecom = await opened.enter_async_context(
                    wecom.opened(
                        DEFAULT,
                        settings,
                        engine,
                        clock,
                        conversations,
                        attachments,
                        ChannelMetrics(app[METRICS].registry, "wecom"),
                    )
                )
                wecom_accounts[DEFAULT] = opened_wecom.account
                pushed["wecom"] = opened_wecom.channel
                loops += opened_wecom.loops
            if pushed:
                loops.append(conversations.outbox(pushed, app[METRICS].delivered).run)
            async with _kept_running(loops):
                yield
            accounts.clear()
            wecom_accounts.clear()

    app.cleanup_ctx.append(running)


@asynccontextmanager
async def wechat_client(
    settings: Settings, clock: Clock, observer: ChannelMetrics | None = None
) -> AsyncIterator[ApiClient]:
    """Calls as the Official Account of the settings."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        transport = Transport(session, settings.wechat_api_base, observer=observer)
        source = StableToken(transport, settings.wechat_app_id or "", settings.wechat_app_secret or "")
        yield ApiClient(transport, TokenKeeper(source, clock))


def wechat_account(
    settings: Settings,
    engine: AsyncEngine,
    clock: Clock,
    client: ApiClient,
    pictures: Pictures,
    conversations: Conversations,
    forget: Callable[[str], Awaitable[None]],
    metrics: ChannelMetrics,
) -> wechat.Account:
    """The Official Account of the settings."""
    quota = Quota(engine, clock)
    envelope = Envelope(
        token=settings.wechat_token or "",
        # Plain mode needs none, so nothing shall ever be opened with it.
        key=settings.wechat_aes_key or secrets.token_hex(32)[:43],
        previous_key=settings.wechat_previous_aes_key,
        receiver=settings.wechat_app_id or "",
        clock=clock,
    )
    return wechat.Account(
        envelope,
        settings.wechat_mode != "plain",
        Receiver(DEFAULT, conversations, quota, pictures, Notices(engine, clock), forget),
        WechatChannel(client, quota, clock),
        conversations,
        clock,
        metrics,
    )


def wechat_notifier(settings: Settings, engine: AsyncEngine, clock: Clock, client: ApiClient) -> Notifier:
    """Notices by the templates of the settings."""
    return Notifier(engine, clock, client, Notices(engine, clock), settings.wechat_templates)


@asynccontextmanager
async def _kept_running(loops: list[Callable[[], Coroutine[Any, Any, None]]]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(_again(loop)) for loop in loops]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _again(loop: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """A database that is away for a moment does not end deliveries for good."""
    while True:
        try:
            await loop()
        except Exception:
            log.exception("channel_loop_failed")
        await asyncio.sleep(1)
