"""The whole way of a customer: the bot, a form with a question in the middle, a person, the bot again, the end."""

import pytest
from playwright.async_api import expect

from insurance.demo.service import DEMO_CUSTOMERS
from tests.browser.conftest import AgentCame
from tests.browser.people import Customer

pytestmark = pytest.mark.asyncio(loop_scope="session")
WANG = DEMO_CUSTOMERS[0]


async def test_from_the_bot_to_a_person_and_back(customer: Customer, agent_came: AgentCame) -> None:
    await customer.says("帮我看看我都买了啥保险")
    await customer.is_asked("手机号")
    await customer.answers(WANG.customer.phone)
    await customer.is_asked("后四位")

    await customer.says("理赔要什么材料？")
    await customer.hears("具体以保险合同条款为准")
    await customer.is_asked("后四位")

    await customer.answers(WANG.id_last4)
    await customer.is_asked("验证码")
    await customer.answers(customer.server.code_for(WANG.customer.phone))
    await expect(customer.card("policy")).to_have_count(len(WANG.policy_nos))
    for policy_no in WANG.policy_nos:
        await expect(customer.card("policy").filter(has_text=policy_no)).to_be_visible()

    await customer.says("我想找人工客服")
    await expect(customer.page.get_by_test_id("queue-status")).to_be_visible()
    bot_said = [said for said in await customer.transcript() if said[0] == "bot"]

    agent = await agent_came("lili")
    await agent.opens(await customer.conversation_id())
    await agent.gets_ready()
    await agent.reads("理赔要什么材料？")
    await expect(agent.customer_card).to_contain_text(WANG.policy_nos[0])
    for secret in (WANG.customer.name, WANG.customer.phone, WANG.customer.id_number):
        await expect(agent.customer_card).not_to_contain_text(secret)
    await agent.accepts()
    await customer.says("查一下我的保单")
    await agent.reads("查一下我的保单")
    await agent.says("王女士您好，您的重疾险还在宽限期内。")
    await customer.hears("王女士您好，您的重疾险还在宽限期内。", "agent")
    await expect(customer.header).to_contain_text("李丽")
    assert [said for said in await customer.transcript() if said[0] == "bot"] == bot_said

    await agent.page.get_by_test_id("return-button").click()
    await expect(customer.header).to_contain_text("智能客服")
    await customer.says("理赔一般多久有结果")
    await customer.hears("保险法 第二十三条")

    await customer.says("转人工")
    await agent.opens(await customer.conversation_id())
    await agent.accepts()
    await agent.closes()
    await customer.page.get_by_role("radio", name="5 星").check(force=True)
    await customer.presses("提交评价")
    await expect(customer.page.get_by_test_id("rating-panel")).to_contain_text("谢谢")
    supervisor = await agent_came("chenjing")
    await supervisor.looks_into(await customer.conversation_id())
    await expect(supervisor.page.get_by_test_id("rating")).to_contain_text("5 分")
