"""A link from a messenger in a real browser: the page of the conversation it was begun in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from bot.channels.web.api import WEB_CHAT
from bot.conversations.message import Content, Incoming
from kernel.clock import FrozenClock
from kernel.database import create_engine
from tests.browser.conftest import missing
from tests.browser.server import PAGES
from tests.gateway_fixtures import TABLES, Gateway, running

pytestmark = pytest.mark.asyncio(loop_scope="session")


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[Gateway]:
    """A gateway with the built pages, whose bot is the test."""
    if not (PAGES / "chat" / "index.html").is_file():
        missing("the web pages are not built: make web")
    engine = create_engine(f"sqlite:///{folder / 'house.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(TABLES.create_all)
    clock = FrozenClock(datetime.now(UTC))
    async with running(engine, clock, folder, WEB=str(PAGES)) as gateway:
        yield gateway
    await engine.dispose()


async def begun_in_wechat(gateway: Gateway) -> str:
    """The conversation's number; a photo is asked for in it."""
    talk = (await gateway.conversations.open("wechat", external_id="default:openid")).id
    await gateway.conversations.receive(talk, Incoming("1", text="我要交理赔材料"))
    await gateway.bot_answers(Content("请把发票发给我。", ask={"slot": "documents", "input": "file"}))
    return talk


def address(gateway: Gateway, talk: str) -> str:
    """The link, at the address the test's gateway listens at."""
    fragment = gateway.app[WEB_CHAT].links.url(talk).partition("/#")[2]
    return f"{gateway.client.make_url('/')}#{fragment}"


async def opened(browser: Browser, url: str) -> Page:
    page = await (await browser.new_context()).new_page()
    await page.goto(url)
    return page


async def test_the_page_shows_the_whole_conversation_and_goes_on_with_it(
    browser: Browser, tmp_path: Path
) -> None:
    async with house(tmp_path) as gateway:
        talk = await begun_in_wechat(gateway)
        page = await opened(browser, address(gateway, talk))
        await expect(page.get_by_text("我要交理赔材料")).to_be_visible()
        await expect(page.get_by_text("请把发票发给我。")).to_be_visible()
        assert page.url == str(gateway.client.make_url("/"))

        await page.locator("#composer textarea, textarea#composer").fill("电子发票行吗")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("电子发票行吗")).to_be_visible()
        await page.reload()
        await expect(page.get_by_text("电子发票行吗")).to_be_visible()
        said = [message.content.text for message in await gateway.conversations.messages(talk)]
        assert said[-1] == "电子发票行吗"
        await page.context.close()


async def test_a_used_link_says_so_and_shows_nothing_of_it(browser: Browser, tmp_path: Path) -> None:
    async with house(tmp_path) as gateway:
        url = address(gateway, await begun_in_wechat(gateway))
        first = await opened(browser, url)
        await expect(first.get_by_text("请把发票发给我。")).to_be_visible()
        second = await opened(browser, url)
        await expect(second.get_by_test_id("link-banner")).to_be_visible()
        await expect(second.get_by_text("请把发票发给我。")).to_have_count(0)
        await first.context.close()
        await second.context.close()
