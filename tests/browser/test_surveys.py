"""Surveys for those who ask: a campaign is planned and stopped, and what a customer says on the phone is written down once."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from bot.gateway.demo import DEMO_PASSWORD
from tests.browser.conftest import AgentCame, Opens
from tests.browser.leftovers import Leftovers
from tests.browser.people import Complaints
from tests.browser.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE = {"viewport": {"width": 390, "height": 844}}
CLAIM_NO = "LP0000000001"
_NOBODY_SIGNED_IN = r"status of 401"


async def test_a_campaign_is_planned_in_sight_of_whom_it_meets_and_stopped(
    opens: Opens, server: Server, complaints: Complaints
) -> None:
    complaints.expect(_NOBODY_SIGNED_IN)
    page = await opens(**PHONE)
    await page.goto(f"{server.url}/insights#surveys")
    await page.get_by_test_id("login-username").fill("chenjing")
    await page.get_by_test_id("login-password").fill(DEMO_PASSWORD)
    await page.get_by_test_id("login-submit").click()

    await page.get_by_test_id("plan").click()
    await page.get_by_test_id("plan-name").fill("年中满意度")
    await page.get_by_test_id("plan-most").fill("50")
    await expect(page.get_by_test_id("prospect")).to_contain_text("这群客户现在")
    await page.get_by_test_id("keep").click()

    campaign = page.get_by_test_id("campaign").filter(has_text="年中满意度")
    await expect(campaign).to_contain_text("待开始")
    await expect(campaign).to_contain_text("近 90 天核身咨询过的客户，最多 50 人")
    await campaign.get_by_test_id("stop").click()
    await page.get_by_test_id("stop-confirm").click()
    await expect(campaign).to_contain_text("已停止")


async def test_what_a_customer_says_on_the_phone_is_written_down_at_the_task_once(
    agent_came: AgentCame, leftovers: Leftovers
) -> None:
    due = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    # The house opens calls of its own, with much the same words.
    key = uuid.uuid4().hex
    call = {
        "key": key,
        "kind": "call",
        "text": f"回访 {key[:8]}：赔款收到没有",
        "due_at": due,
        "owner": "lili",
    }
    async with leftovers.session.post(
        "/api/desk/tasks", json=call | {"about": f"claim:{CLAIM_NO}"}
    ) as response:
        assert response.status == 201, await response.text()
    page = (await agent_came("lili")).page
    await page.get_by_test_id("view-tasks").click()
    await page.get_by_test_id("task-item").filter(has_text=key[:8]).locator(".row-open").click()

    await page.get_by_test_id("phone-ask").click()
    await page.locator("label").filter(has=page.get_by_test_id("speed-4")).click()
    await page.get_by_test_id("phone-comment").fill("比想的快")
    await page.get_by_test_id("keep").click()

    await expect(page.get_by_test_id("phone-answered")).to_contain_text("已经答过（电话回访）")
    await page.reload()
    await expect(page.get_by_test_id("phone-answered")).to_be_visible()
    await expect(page.get_by_test_id("phone-ask")).to_have_count(0)
