"""Agents at the desk, several at a time."""

import asyncio

import pytest
from playwright.async_api import Route, expect

from tests.browser.conftest import AgentCame, Opens
from tests.browser.people import Complaints, Customer
from tests.browser.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_one_who_comes_second_is_told_so(
    customer: Customer, agent_came: AgentCame, complaints: Complaints
) -> None:
    complaints.expect("status of 409", "status of 403")
    await customer.says("转人工")
    await expect(customer.page.get_by_test_id("queue-status")).to_be_visible()
    conversation_id = await customer.conversation_id()
    first, second = await agent_came("lili"), await agent_came("zhouwei")
    for agent in (first, second):
        # Once somebody is ready it is offered, and its row is another one.
        await agent.opens(conversation_id)
        await agent.gets_ready()

    taken = asyncio.Event()

    async def hold(route: Route) -> None:
        await taken.wait()
        await route.continue_()

    await second.page.route("**/accept", hold)
    await second.accept_button.click()
    await first.accepts()
    taken.set()
    await expect(second.page.get_by_text("已被其他同事接入").first).to_be_visible()
    await expect(second.page.get_by_test_id("desk-composer")).to_have_count(0)
    await expect(second.waiting(conversation_id)).to_have_count(0)


async def test_nothing_is_shown_of_a_customer_who_proved_nothing(
    customer: Customer, agent_came: AgentCame
) -> None:
    await customer.says("转人工")
    await expect(customer.page.get_by_test_id("queue-status")).to_be_visible()
    agent = await agent_came("lili")
    await agent.opens(await customer.conversation_id())
    await expect(agent.customer_card).to_contain_text("还没有核身")


async def test_a_wrong_password_is_refused_in_plain_words(
    opens: Opens, server: Server, complaints: Complaints
) -> None:
    complaints.expect("status of 401")
    page = await opens()
    await page.goto(f"{server.url}/desk")
    await page.get_by_test_id("login-username").fill("lili")
    await page.get_by_test_id("login-password").fill("guessed")
    await page.get_by_test_id("login-submit").click()
    await expect(page.get_by_role("alert").first).to_contain_text("用户名或密码不对")
