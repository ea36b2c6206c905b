"""What an agent promises in a conversation stands on the list of tasks until it is kept."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import AgentCame
from tests.browser.people import Customer

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_promise_is_noticed_kept_as_a_task_and_done(
    customer: Customer, agent_came: AgentCame
) -> None:
    await customer.says("转人工")
    await expect(customer.page.get_by_test_id("queue-status")).to_be_visible()
    agent = await agent_came("lili")
    await agent.gets_ready()
    await agent.takes(await customer.conversation_id())
    page = agent.page

    await agent.says("我查好后，明天下午4点前给您回电。")
    await expect(page.get_by_test_id("promise")).to_contain_text("明天下午4点前给您回电")
    await page.get_by_test_id("promise-keep").click()
    await expect(page.get_by_test_id("task-text")).to_have_value("我查好后，明天下午4点前给您回电。")
    await expect(page.get_by_test_id("task-due")).to_have_value(re.compile(r"^20\d\d-\d\d-\d\dT16:00$"))
    await page.get_by_test_id("task-save").click()
    await expect(page.get_by_test_id("promise-button")).to_be_visible()

    await page.get_by_test_id("view-tasks").click()
    task = page.get_by_test_id("task-item").filter(has_text="明天下午4点前给您回电")
    await task.locator(".row-open").press("Enter")
    await expect(page.get_by_test_id("task-open").get_by_test_id("read-transcript")).to_contain_text("转人工")
    await task.get_by_test_id("task-quick").click()
    await page.get_by_test_id("task-said").fill("已回电，客户清楚了")
    await page.get_by_test_id("task-said").press("Enter")

    await expect(task).to_have_count(0)
    await expect(page.get_by_test_id("task-steps")).to_contain_text("办完：已回电，客户清楚了")
