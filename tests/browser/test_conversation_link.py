"""The address of one conversation: it opens there for whoever may see it, and says kindly why not where one may not."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import AgentCame
from tests.browser.people import Complaints, Customer
from tests.browser.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_link_opens_a_conversation_for_whom_may_see_it(
    customer: Customer, agent_came: AgentCame, server: Server, complaints: Complaints
) -> None:
    await customer.says("转人工")
    await expect(customer.page.get_by_test_id("queue-status")).to_be_visible()
    conversation_id = await customer.conversation_id()
    lili = await agent_came("lili")
    await lili.gets_ready()
    await lili.takes(conversation_id)
    assert lili.page.url.endswith(f"#conversations/{conversation_id}")

    chief = await agent_came("chenjing")
    await chief.page.goto(f"{server.url}/desk#/conversations/{conversation_id}")
    await expect(chief.transcript).to_contain_text("转人工")
    await chief.page.reload()
    await expect(chief.transcript).to_contain_text("转人工")

    other = await agent_came("zhouwei")
    await other.page.goto(f"{server.url}/desk#/conversations/{conversation_id}")
    await expect(other.page.get_by_text("这个会话不由你接待")).to_be_visible()

    complaints.expect(r"status of 404")
    await chief.page.goto(f"{server.url}/desk#conversations/{'0' * 32}")
    await expect(chief.page.get_by_text("可能已过保存期限")).to_be_visible()
    await chief.page.get_by_role("button", name="返回列表").click()
    await expect(chief.page).to_have_url(f"{server.url}/desk")
