"""A supervisor, two agents and three customers at once: offers, several conversations side by side, and what a customer
must never see."""

import asyncio

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import AgentCame, CustomerCame
from tests.browser.people import Agent, Customer

pytestmark = pytest.mark.asyncio(loop_scope="session")
WIDE = {"width": 1440, "height": 900}


async def waits(came: CustomerCame, *words: str) -> Customer:
    customer = await came()
    for each in words:
        answered = await customer.messages("bot").count()
        await customer.says(each)
        await expect(customer.messages("bot")).not_to_have_count(answered)
    await expect(customer.page.get_by_test_id("queue-status")).to_be_visible()
    return customer


def column(agent: Agent, conversation_id: str) -> Locator:
    return agent.page.locator(f"[data-testid=conversation][data-id='{conversation_id}']")


def offer(agent: Agent, conversation_id: str) -> Locator:
    return agent.page.locator(f"[data-testid=offer][data-id='{conversation_id}']")


async def writes(where: Locator, text: str) -> None:
    await where.get_by_test_id("desk-composer").fill(text)
    await where.get_by_test_id("desk-composer").press("Control+Enter")


async def test_a_supervisor_two_agents_and_three_customers_at_once(
    customer_came: CustomerCame, agent_came: AgentCame
) -> None:
    lili, zhouwei, chenjing, first, third = await asyncio.gather(
        *(agent_came(name, viewport=WIDE) for name in ("lili", "zhouwei", "chenjing")),
        waits(customer_came, "理赔进度", "转人工"),
        waits(customer_came, "我要改地址", "转人工"),
    )
    second = await waits(customer_came, "理赔进度", "转人工")
    a, b, c = [await each.conversation_id() for each in (first, second, third)]

    # Offered one after the other, in the order they came; taken by keyboard, side by side.
    await lili.gets_ready()
    for conversation_id in (a, b):
        await expect(offer(lili, conversation_id)).to_be_visible()
        await lili.page.keyboard.press("Alt+a")
        await expect(column(lili, conversation_id).get_by_test_id("desk-composer")).to_be_focused()
    await expect(lili.page.get_by_test_id("conversation")).to_have_count(2)

    # Passed on with nobody else there: it waits, and may still be taken by hand.
    await zhouwei.gets_ready()
    await offer(zhouwei, c).get_by_test_id("offer-decline").click()
    await expect(offer(zhouwei, c)).to_have_count(0)
    await zhouwei.opens(c)
    await zhouwei.accepts()

    # Both write at once, and each is seen where it belongs.
    await lili.page.keyboard.press("Alt+1")
    in_a, in_b = column(lili, a), column(lili, b)
    await expect(in_a.get_by_test_id("desk-composer")).to_be_focused()
    await first.composer.press_sequentially("发票我上周")
    await expect(in_a.get_by_test_id("typing")).to_contain_text("发票我上周")
    await in_a.get_by_test_id("desk-composer").press_sequentially("您好")
    await expect(first.page.locator("[data-testid=typing][data-who=agent]")).to_be_visible()
    await first.says("发票我上周传过了")
    await second.says("我这个还要多久")
    await expect(in_a.get_by_test_id("message-customer").last).to_contain_text("发票我上周传过了")
    await expect(in_b.get_by_test_id("message-customer").last).to_contain_text("我这个还要多久")
    await expect(in_a.get_by_test_id("typing")).to_have_text("")

    # An answer that quotes, and a file.
    await in_a.get_by_test_id("message-customer").last.hover()
    await in_a.get_by_test_id("message-customer").last.locator(".quote-button").click()
    await writes(in_a, "看到了，这张不用再传。")
    await expect(first.messages("agent").last.get_by_test_id("quote")).to_contain_text("发票我上周传过了")
    await in_a.get_by_test_id("desk-files").set_input_files(
        {"name": "清单.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    )
    await expect(first.messages("agent").last.get_by_test_id("save-file")).to_be_visible()
    await expect(in_a.get_by_test_id("arrival").last).to_have_text("已读")

    # What stays among staff: a note, a supervisor's whisper.
    await in_a.get_by_test_id("note-switch").click()
    await writes(in_a, "影像件编号一八八")
    await expect(in_a.get_by_test_id("note-note")).to_contain_text("影像件编号一八八")
    await chenjing.looks_into(a)
    await chenjing.page.get_by_test_id("whisper-button").click()
    await writes(column(chenjing, a), "先为重复要材料道个歉")
    await expect(in_a.get_by_test_id("note-whisper")).to_contain_text("先为重复要材料道个歉")
    for secret in ("影像件编号一八八", "先为重复要材料道个歉"):
        await expect(first.page.get_by_text(secret)).to_have_count(0)

    # Taken over in front of the customer: one answers, the other may only write notes.
    await chenjing.looks_into(c)
    await chenjing.page.get_by_test_id("barge-in-button").click()
    await chenjing.page.get_by_test_id("barge-in-confirm").click()
    await writes(column(chenjing, c), "我是主管，这件事我来办。")
    await third.hears("我是主管，这件事我来办。", "agent")
    await expect(third.header).to_contain_text("陈静")
    await expect(column(zhouwei, c).get_by_role("textbox", name="内部备注")).to_be_visible()

    # The end of one leaves the other where it was.
    await in_b.get_by_test_id("close-button").click()
    await lili.page.get_by_test_id("close-confirm").click()
    await expect(in_b).to_have_count(0)
    await expect(in_a.get_by_test_id("desk-composer")).to_be_visible()
    await expect(second.page.get_by_test_id("rating-panel")).to_be_visible()
