"""What a customer asked for in the chat, completed at the desk: a new phone number and a call back."""

import pytest
from playwright.async_api import Locator, expect

from insurance.demo.service import DEMO_CUSTOMERS
from tests.browser.conftest import AgentCame, CustomerCame
from tests.browser.people import Agent, Complaints, Customer

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE = {"viewport": {"width": 390, "height": 844}}
LIN = DEMO_CUSTOMERS[2]
NEW_PHONE = "19912345678"


async def wants_a_new_number(customer: Customer) -> None:
    await customer.says("我要把手机号换掉")
    await customer.verifies(LIN)
    await customer.hears("新的手机号")
    await customer.says(NEW_PHONE)
    await customer.presses("确认提交")
    await customer.hears("BQ")


async def wants_a_call(customer: Customer, about: str) -> None:
    await customer.says("让人给我回个电话")
    await customer.is_asked("手机号")
    await customer.answers("13812345678")
    await customer.hears("时候方便")
    await customer.says("下午三点以后")
    await customer.hears("什么事")
    await customer.says(about)
    await customer.hears("138****5678")


def item(agent: Agent, words: str) -> Locator:
    return agent.page.get_by_test_id("request-item").filter(has_text=words)


async def opens(agent: Agent, kind: str) -> None:
    await agent.page.get_by_test_id("view-requests").click()
    await agent.page.get_by_test_id(f"requests-{kind}").click()


async def too_wide(agent: Agent) -> int:
    return int(
        await agent.page.evaluate(
            """() => Math.max(0, ...[...document.querySelectorAll(".desk *")]
                .map(one => one.getBoundingClientRect().right - innerWidth))"""
        )
    )


async def test_a_new_number_is_put_on_record_after_a_second_factor(
    customer: Customer, agent_came: AgentCame
) -> None:
    await wants_a_new_number(customer)
    agent = await agent_came("zhouwei")
    page = agent.page
    await opens(agent, "servicing")
    await expect(item(agent, "变更手机号").get_by_test_id("due-chip")).to_be_visible()
    await item(agent, "变更手机号").locator(".row-open").click()
    await expect(page.get_by_test_id("request-told")).not_to_contain_text(NEW_PHONE)

    await page.get_by_test_id("step-take").click()
    await expect(item(agent, "周伟在办")).to_have_count(1)
    await page.get_by_test_id("show-details").click()
    await expect(page.get_by_test_id("request-phone")).to_have_text(LIN.customer.phone or "")
    await expect(page.get_by_test_id("request-told")).to_contain_text(NEW_PHONE)

    await page.get_by_test_id("step-complete").click()
    await expect(page.get_by_test_id("step-confirm")).to_be_disabled()
    await page.get_by_test_id("factor-video").click()
    await page.get_by_test_id("step-confirm").click()
    await expect(item(agent, "变更手机号")).to_have_count(0)


async def test_two_colleagues_do_not_call_the_same_customer(
    customer_came: CustomerCame, agent_came: AgentCame, complaints: Complaints
) -> None:
    complaints.expect("status of 409")
    about = "车险能不能分两次交"
    await wants_a_call(await customer_came(), about)
    first, second = await agent_came("zhouwei"), await agent_came("lili", **PHONE)
    for one in (first, second):
        await opens(one, "callbacks")
        assert await too_wide(one) == 0
        await item(one, about).locator(".row-open").click()
        await one.page.get_by_test_id("show-details").click()
        await expect(one.page.get_by_test_id("request-phone")).to_have_text("13812345678")
        assert await too_wide(one) == 0
        await one.page.get_by_test_id("step-done").click()
    await expect(second.page.get_by_test_id("requests-leads")).to_have_count(0)

    await first.page.get_by_test_id("step-confirm").click()
    await expect(item(first, about)).to_have_count(0)
    await second.page.get_by_test_id("step-confirm").click()
    await expect(second.page.get_by_text("同事刚刚已经打过了")).to_be_visible()
    await expect(second.page.locator(".request")).to_contain_text("已经办完")


async def test_the_lists_are_worked_with_the_keyboard(
    customer_came: CustomerCame, agent_came: AgentCame
) -> None:
    about = "想问保单贷款怎么办"
    await wants_a_call(await customer_came(), about)
    agent = await agent_came("chenjing")
    keyboard = agent.page.keyboard
    await agent.page.get_by_test_id("view-requests").focus()
    await keyboard.press("Enter")
    await agent.page.get_by_role("tab").first.focus()
    await keyboard.press("ArrowRight")
    await keyboard.press("Enter")
    await expect(item(agent, about)).to_be_visible()
    await item(agent, about).locator(".row-open").focus()
    await keyboard.press("Enter")
    await agent.page.get_by_test_id("step-done").focus()
    await keyboard.press("Enter")
    dialog = agent.page.get_by_role("dialog")
    await expect(dialog.locator(":focus")).to_have_count(1)
    await keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(item(agent, about)).to_be_visible()
