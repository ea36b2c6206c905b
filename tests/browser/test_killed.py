"""Agents' browsers that are killed in the middle of a conversation."""

import asyncio
import random

import pytest
from playwright.async_api import expect

from bot.gateway.demo import DEMO_PASSWORD
from tests.browser.conftest import AgentCame, Opens
from tests.browser.people import Agent, Customer
from tests.browser.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")
ROUNDS = 5
SEED = 20261122


async def test_browsers_killed_at_any_moment_lose_and_double_nothing(
    customer: Customer, agent_came: AgentCame, opens: Opens, server: Server
) -> None:
    chance = random.Random(SEED)
    await customer.says("转人工")
    await expect(customer.page.get_by_test_id("queue-status")).to_be_visible()
    conversation_id = await customer.conversation_id()
    last = await agent_came("lili")
    await last.gets_ready()
    await last.takes(conversation_id)

    for number in range(ROUNDS):
        doomed = await Agent(await opens(), server).signs_in("lili", DEMO_PASSWORD)
        await doomed.looks_into(conversation_id)
        await doomed.page.get_by_test_id("desk-composer").fill(f"坐席第{number}句")
        await doomed.page.get_by_test_id("desk-send").click()
        writing = asyncio.create_task(customer.says(f"客户第{number}句"))
        await asyncio.sleep(chance.uniform(0, 0.2))
        await doomed.page.context.close()
        await writing

    # Who sits down again reads what the customer reads: all that was said, in one order, each word once.
    back = await Agent(await opens(), server).signs_in("lili", DEMO_PASSWORD)
    await back.looks_into(conversation_id)
    await back.reads(f"客户第{ROUNDS - 1}句")
    heard = [text for sender, text in await customer.transcript() if sender in ("customer", "agent")]
    for number in range(ROUNDS):
        assert heard.count(f"客户第{number}句") == 1
        assert heard.count(f"坐席第{number}句") <= 1
    shown = back.transcript.locator("[data-testid=message-customer], [data-testid=message-agent]")
    words = await shown.all_inner_texts()
    said = [text for text in heard if "句" in text]
    assert [next(text for text in said if text in each) for each in words if "句" in each] == said
    await back.rests()
