"""What supervisors and administrators do: the wall, a queue's settings, a quality review, a new colleague."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import AgentCame, CustomerCame, Opens
from tests.browser.people import Agent, Complaints
from tests.browser.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

OWN_PASSWORD = "yi-tian-xin-mima-7"


async def goes_to(page: Page, view: str, tab: str | None = None) -> None:
    await page.get_by_test_id(f"view-{view}").click()
    if tab:
        await page.get_by_test_id(f"tab-{tab}").click()


def row(page: Page, table: str, key: str) -> Locator:
    return page.get_by_test_id(table).locator(f"tr[data-id='{key}']")


async def test_the_wall_shows_who_waits_and_what_ran_out_and_leads_there(
    customer_came: CustomerCame, agent_came: AgentCame
) -> None:
    page = (await agent_came("chenjing")).page
    await goes_to(page, "administration", "queues")
    await row(page, "queues", "general").get_by_role("button").click()
    await page.get_by_test_id("unit").first.click()
    await page.locator(".ant-select-item").get_by_text("秒", exact=True).click()
    await page.get_by_role("spinbutton", name="首次响应").fill("5")
    await page.get_by_test_id("keep").click()
    await expect(row(page, "queues", "general")).to_contain_text("5 秒")

    await goes_to(page, "wall")
    waiting = row(page, "wall-queues", "general").locator("td").nth(1)
    before = int(await waiting.inner_text())
    customer = await customer_came()
    await customer.says("转人工")
    await expect(customer.page.get_by_test_id("queue-status")).to_be_visible()
    await expect(waiting).to_have_text(str(before + 1))

    conversation_id = await customer.conversation_id()
    breach = page.get_by_test_id("wall-breaches").locator(f"[data-id='{conversation_id}']")
    await expect(breach).to_contain_text("超 0:")
    await breach.get_by_role("button").click()
    await expect(page.locator(f"[data-testid=conversation][data-id='{conversation_id}']")).to_be_visible()


async def test_a_queues_hours_are_changed_and_stay_after_a_reload(agent_came: AgentCame) -> None:
    page = (await agent_came("chenjing")).page
    await goes_to(page, "administration", "queues")
    await row(page, "queues", "sales").get_by_role("button").click()
    await page.get_by_text("按时段").click()
    while await page.get_by_test_id("hours-row").count() > 1:
        await page.get_by_test_id("hours-row").last.get_by_role("button").click()
    if await page.get_by_test_id("hours-row").count() == 0:
        await page.get_by_test_id("hours-add").click()
    hours = page.get_by_test_id("hours-row")
    await hours.get_by_label("从").fill("10:30")
    await hours.get_by_label("到").fill("9:00")
    await expect(page.get_by_test_id("keep")).to_be_disabled()
    await hours.get_by_label("到").fill("16:00")
    await page.get_by_test_id("keep").click()
    await expect(row(page, "queues", "sales")).to_contain_text("10:30–16:00")
    await page.reload()
    await expect(row(page, "queues", "sales")).to_contain_text("10:30–16:00")


async def finds_in_sample(page: Page, agent: str, words: str) -> Locator:
    """The line with `words`, in whichever of the agent's drawn conversations it was said."""
    await goes_to(page, "quality", "sample")
    await page.get_by_test_id("sample-count").fill("50")
    await page.get_by_test_id("sample-draw").click()
    drawn = page.get_by_test_id("sample").get_by_role("button", name=agent)
    await expect(drawn.first).to_be_visible()
    transcript = page.get_by_test_id("read-transcript")
    for number in range(await drawn.count()):
        await drawn.nth(number).click()
        await expect(transcript.locator("li").first).to_be_visible()
        line = transcript.locator("li", has_text=words).first
        if await line.count():
            return line
        await page.go_back()
    raise AssertionError(f"nobody said {words}")


async def test_a_transcript_is_reviewed_and_the_agent_answers(
    customer_came: CustomerCame, agent_came: AgentCame
) -> None:
    customer, lili = await customer_came(), await agent_came("lili")
    await customer.says("理赔进度")
    await customer.says("转人工")
    await expect(customer.page.get_by_test_id("queue-status")).to_be_visible()
    await lili.gets_ready()
    await lili.takes(await customer.conversation_id())
    await lili.says("您好，材料已经收到，三个工作日内给您结果。")
    await lili.closes()
    await lili.rests()

    page = (await agent_came("chenjing")).page
    said = await finds_in_sample(page, "李丽", "三个工作日内给您结果")
    await said.hover()
    await said.get_by_role("button", name="记一条").click()
    await page.get_by_test_id("finding-text").fill("时限讲清楚了")
    await page.get_by_label("规范得分").fill("80")
    await page.get_by_label("时效得分").fill("100")
    await expect(page.get_by_test_id("review-total")).to_have_text("94")
    await page.get_by_test_id("review-comment").fill("讲得清楚，先问候再答更好。")
    await page.get_by_test_id("review-submit").click()
    await expect(page.get_by_text("已提交，李丽 94 分")).to_be_visible()
    await goes_to(page, "quality")
    await expect(page.get_by_test_id("reviews").locator("tbody tr").first).to_contain_text("94")

    await goes_to(lili.page, "quality")
    await lili.page.get_by_test_id("reviews").locator("tbody button").first.click()
    review = lili.page.get_by_test_id("review")
    await expect(review).to_contain_text("时限讲清楚了")
    await review.get_by_test_id("review-answer").fill("好的，以后先问候。")
    await review.get_by_test_id("review-answer-send").click()
    await expect(review).to_contain_text("好的，以后先问候。")
    await expect(review.get_by_test_id("review-answer")).to_have_count(0)
    await expect(lili.page.get_by_test_id("view-administration")).to_have_count(0)


async def test_an_administrator_adds_an_agent_who_signs_in(
    agent_came: AgentCame, opens: Opens, server: Server, complaints: Complaints
) -> None:
    complaints.expect(r"status of 403")
    page = (await agent_came("sunyan")).page
    await goes_to(page, "administration", "staff")
    await page.get_by_test_id("staff-new").click()
    await page.get_by_test_id("staff-username").fill("hejing")
    await page.get_by_test_id("staff-name").fill("何静")
    await page.get_by_test_id("keep").click()
    password = await page.get_by_test_id("given-password").inner_text()
    await page.get_by_test_id("password-noted").click()
    await expect(row(page, "staff", "hejing")).to_contain_text("临时密码")

    fresh = Agent(await opens(), server)
    await fresh.page.goto(f"{server.url}/desk")
    await fresh.page.get_by_test_id("login-username").fill("hejing")
    await fresh.page.get_by_test_id("login-password").fill(password)
    await fresh.page.get_by_test_id("login-submit").click()
    await fresh.page.get_by_test_id("due-password").click()
    await fresh.page.get_by_test_id("password-old").fill(password)
    for field in ("password-new", "password-again"):
        await fresh.page.get_by_test_id(field).fill(OWN_PASSWORD)
    await fresh.page.get_by_test_id("password-confirm").click()
    await fresh.gets_ready()
    await expect(fresh.page.get_by_test_id("user-menu")).to_contain_text("何静")
    await fresh.rests()

    await goes_to(page, "administration", "audit")
    await page.get_by_test_id("audit-verify").click()
    await expect(page.get_by_test_id("audit-verified")).to_contain_text(re.compile(r"全部与写入时一致"))
    await expect(page.get_by_test_id("audit")).to_contain_text("新增账号")
