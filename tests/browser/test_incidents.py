"""A supervisor switches catastrophe mode on and off, customers see it; and what an agent must not say is not sent."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import AgentCame, CustomerCame
from tests.browser.people import Agent, Complaints, Customer

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE = {"width": 390, "height": 780}
BANNER = "台风正在影响广东，请先保证安全；受损可以在这里报案。"
# A banner has this long to reach every page.
SOON = 10_000


async def opens_administration(boss: Agent, tab: str) -> Page:
    await boss.page.get_by_test_id("view-administration").click()
    await boss.page.get_by_test_id(f"tab-{tab}").click()
    return boss.page


async def test_a_supervisor_switches_on_every_chat_sees_it_and_off_again(
    customer_came: CustomerCame, agent_came: AgentCame, complaints: Complaints
) -> None:
    complaints.expect("status of 422")
    desktop, phone = await customer_came(), await customer_came(viewport=PHONE, color_scheme="dark")
    page = await opens_administration(await agent_came("chenjing"), "incidents")
    await page.get_by_test_id("incident-new").click()
    await page.get_by_test_id("incident-title").fill("台风应急")
    await page.get_by_test_id("incident-banner").fill("台风损失全都赔")
    await page.get_by_test_id("incident-start").click()
    await page.get_by_test_id("incident-confirm").click()
    await expect(page.get_by_role("alert")).to_contain_text("承诺赔付")

    await page.get_by_test_id("incident-banner").fill(BANNER)
    await page.get_by_test_id("incident-regions").locator("input").fill("广东、")
    await page.get_by_test_id("incident-pack").locator("input").click()
    await page.keyboard.type("怎么报案")
    await page.get_by_title("怎么报案？").click()
    await page.keyboard.press("Tab")
    await page.get_by_test_id("incident-start").click()
    await page.get_by_test_id("incident-confirm").click()

    for each in (desktop, phone):
        await expect(banner_of(each)).to_have_text(BANNER, timeout=SOON)
    incident = page.get_by_test_id("incident").first
    await expect(incident).to_have_attribute("data-status", "active")
    for told in ("广东", "怎么报案？", "陈静"):
        await expect(incident).to_contain_text(told)

    await phone.page.get_by_test_id("notice-close").click()
    await expect(banner_of(phone)).to_have_count(0)
    await (await phone.opens()).says("你好")
    await expect(banner_of(phone)).to_have_count(0)
    await expect(banner_of(await customer_came())).to_have_text(BANNER, timeout=SOON)

    await page.get_by_test_id("incident-close").click()
    await expect(page.get_by_test_id("incident-confirm")).to_be_disabled()
    await page.get_by_test_id("incident-note").fill("报案电话不够，下次提前加人。")
    await page.get_by_test_id("incident-confirm").click()
    await expect(banner_of(desktop)).to_have_count(0, timeout=SOON)
    await expect(incident).to_have_attribute("data-status", "closed")
    await expect(incident).to_contain_text("下次提前加人")


async def test_an_agent_has_nothing_to_switch(agent_came: AgentCame) -> None:
    agent = await agent_came("lili")
    await expect(agent.page.get_by_test_id("view-conversations")).to_be_visible()
    await expect(agent.page.get_by_test_id("view-administration")).to_have_count(0)


async def test_what_must_not_be_said_is_shown_mended_and_sent(
    customer: Customer, agent_came: AgentCame, complaints: Complaints
) -> None:
    complaints.expect("status of 422")
    await customer.says("转人工")
    await expect(customer.page.get_by_test_id("queue-status")).to_be_visible()
    agent = await agent_came("lili")
    await agent.opens(await customer.conversation_id())
    await agent.gets_ready()
    await agent.accepts()
    composer, notice = agent.page.get_by_test_id("desk-composer"), agent.page.get_by_test_id("conduct-notice")

    await composer.fill("您放心😀这款保本的")
    await agent.page.get_by_test_id("desk-send").click()
    await expect(notice.locator("mark")).to_have_text(["保本"])
    await expect(notice).to_contain_text("以合同写明的保证利益为准")
    await agent.page.get_by_test_id("conduct-edit").click()
    await expect(composer).to_have_value("您放心😀这款保本的")
    await composer.fill("您放心😀利益以合同写明的为准")
    await agent.page.get_by_test_id("desk-send").click()
    await customer.hears("利益以合同写明的为准", "agent")
    await expect(notice).to_have_count(0)
    await expect(customer.messages("agent").filter(has_text="保本")).to_have_count(0)

    page = await opens_administration(await agent_came("chenjing"), "conduct")
    await expect(page.get_by_test_id("stopped-drafts")).to_contain_text("李丽")


def banner_of(customer: Customer) -> Locator:
    return customer.page.get_by_test_id("notice-banner")
