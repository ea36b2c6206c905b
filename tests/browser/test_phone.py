"""The demo's phone: the WeChat conversation, tried without an account."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Opens, missing
from tests.browser.people import Complaints
from tests.browser.server import PAGES, Server, serving, trained
from tests.browser.test_chat import PHONE, png

pytestmark = pytest.mark.asyncio(loop_scope="session")


@dataclass
class WechatUser:
    page: Page

    async def opens(self, server: Server) -> "WechatUser":
        await self.page.goto(f"{server.url}/demo/wechat")
        await self.page.get_by_test_id("follow").click()
        await expect(self.heard).to_have_count(1)
        return self

    @property
    def heard(self) -> Locator:
        return self.page.get_by_test_id("bubble-account")

    @property
    def said(self) -> Locator:
        return self.page.get_by_test_id("bubble-me")

    async def says(self, text: str) -> None:
        await self.page.get_by_test_id("phone-input").fill(text)
        await self.page.get_by_test_id("phone-input").press("Enter")

    async def picks(self, button: str, item: str) -> None:
        await self.page.get_by_role("button", name=button).click()
        await self.page.get_by_role("button", name=item, exact=True).click()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def demo(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    if not (PAGES / "phone" / "index.html").is_file():
        missing("the phone's page is not built: make web")
    async with serving(trained(), tmp_path_factory.mktemp("demo"), "demo") as server:
        yield server


@pytest.mark.parametrize("more", [{}, PHONE], ids=["desktop", "phone"])
async def test_anybody_can_try_the_conversation_as_it_is_in_wechat(
    opens: Opens, demo: Server, complaints: Complaints, more: dict[str, Any]
) -> None:
    page = await opens(**more)
    user = await WechatUser(page).opens(demo)
    await expect(user.heard).to_contain_text("您好")

    await user.says("犹豫期是多少天")
    await expect(user.heard).to_have_count(2)
    await expect(user.heard.last).to_contain_text("健康保险管理办法")

    await user.picks("办理", "报案")
    await expect(user.heard).to_have_count(3)
    await expect(user.said).to_have_count(1)

    await page.get_by_test_id("phone-picture").set_input_files(
        {"name": "scene.png", "mimeType": "image/png", "buffer": png()}
    )
    await expect(user.heard).to_have_count(4)
    await expect(user.heard.last).to_contain_text("照片")
    await page.reload()
    await expect(user.said.last.get_by_role("img", name="照片")).to_be_visible()

    complaints.expect("ERR_INTERNET_DISCONNECTED", "ERR_NETWORK_CHANGED")
    await page.context.set_offline(True)
    await user.says("转人工")
    await expect(page.get_by_role("alert").filter(has_text="没有发出去")).to_be_visible()
    await page.context.set_offline(False)
    await page.get_by_role("button", name="重发").click()
    await expect(user.said.last).to_contain_text("转人工")
    await expect(user.heard).to_have_count(5)


async def test_a_slow_network_brings_a_message_three_times_and_one_answer(opens: Opens, demo: Server) -> None:
    page = await opens()
    user = await WechatUser(page).opens(demo)

    await page.get_by_text("慢网", exact=True).click()
    await user.says("犹豫期是多少天")
    tries = page.get_by_test_id("push-tries").get_by_role("listitem")
    await expect(tries).to_have_count(3)

    await expect(tries.filter(has_text="success")).to_have_count(2)
    await expect(user.heard).to_have_count(2)
    await expect(page.get_by_test_id("last-way")).to_contain_text("被动回复")
    await expect(page.get_by_test_id("push-xml")).to_contain_text("犹豫期是多少天")


async def test_whoever_unfollows_starts_from_nothing(opens: Opens, demo: Server) -> None:
    page = await opens()
    user = await WechatUser(page).opens(demo)
    await user.says("你好")
    await expect(user.heard).to_have_count(2)

    await page.get_by_test_id("unfollow").click()
    await expect(page.get_by_test_id("follow")).to_be_visible()
    await page.get_by_test_id("follow").click()

    await expect(user.heard).to_have_count(1)
    await expect(user.said).to_have_count(0)
