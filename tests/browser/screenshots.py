"""Takes the pictures of the documentation anew, from the running product: `python -m tests.browser.screenshots`."""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright, expect

from bot.gateway.demo import DEMO_PASSWORD
from insurance.demo.service import DEMO_CUSTOMERS
from tests.browser.conftest import FLAGS, chromium_path
from tests.browser.people import Agent, Customer
from tests.browser.server import ROOT, Server, serving, trained
from tests.browser.test_requests import wants_a_call

IMAGES = ROOT / "docs" / "images"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 820}}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
COLUMN: dict[str, Any] = {"viewport": {"width": 760, "height": 1000}}
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
WANG, CHEN, LIN = DEMO_CUSTOMERS


async def main() -> None:
    model = trained()
    with tempfile.TemporaryDirectory() as folder:
        async with serving(model, Path(folder)) as server, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            await _chat(browser, server)
            chen = await _chat_phone(browser, server)
            await _desk(browser, server)
            await _wall(browser, server)
            await _claim_report(browser, server)
            await _complaints(browser, server)
            await _requests(browser, server, chen)
            await browser.close()


async def _chat(browser: Browser, server: Server) -> None:
    customer = await _customer(browser, server, **DESKTOP)
    await customer.says("我买了啥保险，帮我看看")
    await customer.verifies(LIN)
    await expect(customer.card("policy")).to_be_visible()
    await customer.says("理赔一般多久有结果")
    await customer.hears("保险法 第二十三条")
    await _take(customer.page, "chat")


async def _chat_phone(browser: Browser, server: Server) -> Customer:
    customer = await _customer(browser, server, **PHONE)
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(CHEN)
    await expect(customer.card("claim")).to_be_visible()
    await _take(customer.page, "chat-phone")
    return customer


async def _desk(browser: Browser, server: Server) -> None:
    customer = await _customer(browser, server, **DESKTOP)
    await customer.says("帮我看看我都买了啥保险")
    await customer.verifies(WANG)
    await expect(customer.card("policy").first).to_be_visible()
    await customer.says("转人工")
    await expect(customer.page.get_by_test_id("queue-status")).to_be_visible()
    other = await _customer(browser, server, **DESKTOP)
    for wish in ("理赔材料要交哪些", "转人工"):
        await other.says(wish)
        await expect(other.messages("bot").last).to_be_visible()
    await expect(other.page.get_by_test_id("queue-status")).to_be_visible()
    agent = Agent(await _page(browser, **DESK), server)
    await agent.signs_in("lili", DEMO_PASSWORD)
    await agent.opens(await customer.conversation_id())
    await agent.gets_ready()
    await agent.accepts()
    await agent.says("王女士您好，我是李丽。您的重疾险这期保费还没交，现在在宽限期内，保障没有中断。")
    await customer.hears("王女士您好", "agent")
    await customer.says("那我最晚哪天交")
    await agent.reads("那我最晚哪天交")
    await _take(agent.page, "desk")


async def _wall(browser: Browser, server: Server) -> None:
    supervisor = Agent(await _page(browser, **DESK), server)
    await supervisor.signs_in("chenjing", DEMO_PASSWORD)
    await supervisor.page.goto(f"{server.url}/desk#wall")
    await expect(supervisor.page.get_by_text("李丽").first).to_be_visible()
    await _take(supervisor.page, "wall")


async def _claim_report(browser: Browser, server: Server) -> None:
    customer = await _customer(browser, server, **COLUMN)
    await customer.says("我要报案，停车被蹭了")
    await customer.hears("哪一天")
    await customer.says("昨天")
    await customer.hears("在什么地方")
    await customer.says("苏州工业园区星湖街的停车场")
    await customer.presses("没有人受伤")
    await customer.hears("大约多少")
    await customer.says("不对，是前天")
    await customer.hears("已经改过来了")
    await customer.answers("3000")
    await customer.presses("不清楚")
    await customer.hears("手机号")
    await customer.says("不留")
    await customer.presses("确认提交")
    await expect(customer.card("claim")).to_be_visible()
    await expect(customer.page.locator(".ask-file")).to_be_visible()
    await _take(customer.page, "claim-report")


async def _complaints(browser: Browser, server: Server) -> None:
    supervisor = Agent(await _page(browser, **DESK), server)
    await supervisor.signs_in("chenjing", DEMO_PASSWORD)
    await supervisor.page.get_by_test_id("view-complaints").click()
    urgent = supervisor.page.get_by_test_id("complaint-item").filter(has_text="紧急")
    await urgent.first.locator(".row-open").click()
    await expect(supervisor.page.get_by_test_id("complaint-history")).to_be_visible()
    await _take(supervisor.page, "complaints")


async def _requests(browser: Browser, server: Server, known: Customer) -> None:
    await known.says("我要把手机号换掉")
    await known.hears("新的手机号")
    await known.says("19912345678")
    await known.presses("确认提交")
    await known.hears("BQ")
    for about in ("车险能不能分两次交", "想问保单贷款怎么办", "理赔款什么时候到"):
        await wants_a_call(await _customer(browser, server, **DESKTOP), about)
    agent = Agent(await _page(browser, **DESK), server)
    await agent.signs_in("zhouwei", DEMO_PASSWORD)
    await agent.page.get_by_test_id("view-requests").click()
    await agent.page.get_by_test_id("requests-callbacks").click()
    rows = agent.page.get_by_test_id("request-item")
    await expect(rows).to_have_count(3)
    await rows.first.locator(".row-open").click()
    await expect(agent.page.get_by_test_id("request-told")).to_be_visible()
    await _take(agent.page, "requests")


async def _customer(browser: Browser, server: Server, **more: Any) -> Customer:
    return await Customer(await _page(browser, **more), server).opens()


async def _page(browser: Browser, **more: Any) -> Page:
    context = await browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **more)
    return await context.new_page()


async def _take(page: Any, name: str) -> None:
    await page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    asyncio.run(main())
