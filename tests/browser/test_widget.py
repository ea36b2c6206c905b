"""The chat inside a page of another site."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Customer
from tests.browser.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def other_site(server: Server) -> AsyncIterator[str]:
    """A page with a strict policy of its own that embeds the widget."""

    async def home(_: web.Request) -> web.Response:
        return web.Response(
            text=f"""<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>别人的网站</title>
                <link rel="icon" href="data:,"><h1>别人的网站</h1>
                <script src="{server.url}/widget.js" async></script></html>""",
            content_type="text/html",
            headers={
                "Content-Security-Policy": f"default-src 'none'; img-src data:; script-src {server.url}; frame-src {server.url}"
            },
        )

    app = web.Application()
    app.router.add_get("/", home)
    async with TestServer(app) as site:
        yield str(site.make_url("/"))


async def test_another_site_opens_and_closes_the_chat(opens: Opens, server: Server, other_site: str) -> None:
    page = await opens()
    await page.goto(other_site)
    button = page.get_by_role("button", name="在线客服")
    await button.click()
    frame = page.frame_locator("iframe")
    await expect(frame.get_by_test_id("composer-input")).to_be_visible()
    embedded = next(frame for frame in page.frames if frame.url.startswith(server.url))
    customer = Customer(embedded, server)
    await customer.says("犹豫期是多少天")
    await customer.hears("健康保险管理办法")
    await customer.presses("收起聊天窗口")
    await expect(page.locator("iframe")).to_be_hidden()
    await button.click()
    await customer.hears("健康保险管理办法")
