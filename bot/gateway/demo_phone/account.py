"""The demo's own Official Account: credentials, platform and pushes, for as long as the process runs."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
from aiohttp import web

from bot.gateway.demo_phone import api
from bot.gateway.demo_phone.phones import Phones
from bot.gateway.demo_phone.platform import Platform
from bot.gateway.demo_phone.pusher import Pusher
from bot.gateway.limits import LocalLimiter
from bot.gateway.parsers import Environment
from bot.gateway.settings import Settings
from bot.http.endpoint import routes
from kernel.clock import Clock

Add = Callable[[web.Application], None]


@asynccontextmanager
async def demo_account(settings: Settings, clock: Clock) -> AsyncIterator[tuple[Settings, Add]]:
    """The settings to build the gateway with, and what puts the phone's page into it.

    Outside the demo, and where a real account is set, these are the same settings and nothing.
    """
    if settings.env is not Environment.DEMO or settings.wechat_app_id is not None:
        yield settings, lambda app: None
        return
    app_id, secret = f"wx{secrets.token_hex(8)}", secrets.token_hex(16)
    token, aes_key = secrets.token_hex(16), secrets.token_hex(32)[:43]
    phones = Phones(clock)
    runner = web.AppRunner(Platform(phones, app_id, secret).app(), access_log=None)
    await runner.setup()
    session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
    pusher = Pusher(session, clock, app_id=app_id, token=token, aes_key=aes_key)
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]

        async def hang_up(_: web.Application) -> None:
            phones.close()

        def add(app: web.Application) -> None:
            app[api.PHONES], app[api.PUSHER], app[api.LIMITER] = phones, pusher, LocalLimiter()
            app.add_routes(routes(api.HANDLERS, api.guard))
            app.on_shutdown.append(hang_up)

        given = replace(
            settings,
            wechat_app_id=app_id,
            wechat_app_secret=secret,
            wechat_token=token,
            wechat_aes_key=aes_key,
            wechat_previous_aes_key=None,
            wechat_mode="aes",
            wechat_api_base=f"http://{host}:{port}",
        )
        yield given, add
    finally:
        await pusher.close()
        await session.close()
        await runner.cleanup()
