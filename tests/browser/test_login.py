"""Logging in at the desk with a second factor."""

import pyotp
import pytest
from playwright.async_api import expect

from bot.gateway.demo import DEMO_PASSWORD
from tests.browser.conftest import AgentCame, Opens
from tests.browser.people import BUSY, Complaints
from tests.browser.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_second_factor_is_set_up_asked_for_and_taken_off(
    agent_came: AgentCame, opens: Opens, server: Server, complaints: Complaints
) -> None:
    complaints.expect("status of 401", "status of 422")
    agent = await agent_came("zhouwei")
    await agent.page.get_by_test_id("user-menu").click()
    await agent.page.get_by_text("开启两步验证").click()
    picture = agent.page.get_by_alt_text("绑定验证器的二维码")
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("picture => picture.naturalWidth") > 0
    await agent.page.get_by_text("扫不了，手动输入").click()
    secret = await agent.page.get_by_test_id("factor-secret").inner_text()
    await agent.page.get_by_test_id("factor-code").fill(pyotp.TOTP(secret.strip()).now())
    await agent.page.get_by_test_id("factor-confirm").click()
    shown = agent.page.get_by_test_id("recovery-codes").locator("li")
    await expect(shown).to_have_count(10)
    recovery = await shown.all_inner_texts()
    await agent.page.get_by_test_id("factor-done").click()

    page = await opens()
    await page.goto(f"{server.url}/desk")
    await page.get_by_test_id("login-username").fill("zhouwei")
    await page.get_by_test_id("login-password").fill(DEMO_PASSWORD)
    await page.get_by_test_id("login-submit").click()
    await page.get_by_test_id("login-code").fill("000000")
    await expect(page.get_by_test_id("login-submit")).not_to_have_class(BUSY)  # meanwhile it takes no click
    await page.get_by_test_id("login-submit").click()
    await expect(page.get_by_role("alert").first).to_contain_text("动态码不对")
    await page.get_by_test_id("login-code").fill(recovery[0])
    await expect(page.get_by_test_id("login-submit")).not_to_have_class(BUSY)  # meanwhile it takes no click
    await page.get_by_test_id("login-submit").click()
    await expect(page.get_by_test_id("presence-switch")).to_be_visible()

    # Off again: other tests log in as the same person.
    await page.get_by_test_id("user-menu").click()
    await page.get_by_text("两步验证 · 已开启").click()
    await page.get_by_label("动态码或恢复码").fill(recovery[1])
    await page.get_by_role("button", name="解除").click()
    await page.get_by_test_id("user-menu").click()
    await expect(page.get_by_text("开启两步验证")).to_be_visible()
