"""People in training, at their pages."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import AgentCame

pytestmark = pytest.mark.asyncio(loop_scope="session")

WELL_DONE = (
    "您人没事吧？伤者怎么样，先打120和122",
    "车开双闪，放三角牌，人到护栏外面",
    "我现在帮您报案，请告诉我地点和时间",
    "请拍照，留好病历和发票，查勘员稍后联系您",
)


async def test_an_agent_practises_and_a_supervisor_sees_it(agent_came: AgentCame) -> None:
    lili = await agent_came("lili")
    page = lili.page
    await page.get_by_test_id("view-coaching").click()
    # Who comes the first time is shown round.
    await expect(page.get_by_text("这里换工作区")).to_be_visible()
    await page.get_by_test_id("tour-next").click()
    await expect(page.get_by_text("接待从“会话”开始")).to_be_visible()
    await page.get_by_test_id("tour-close").click()

    await page.get_by_test_id("case-accident_hurt").get_by_role("button").click()
    for line in WELL_DONE:
        await page.get_by_test_id("practice-text").fill(line)
        await page.get_by_test_id("practice-text").press("Enter")
        await expect(page.get_by_test_id("talk")).to_contain_text(line)
    await expect(page.get_by_test_id("marks")).to_contain_text("通过")
    await page.get_by_role("button", name="返回培训").click()
    await expect(page.get_by_test_id("case-accident_hurt")).to_contain_text("最好 100 分")
    await expect(page.get_by_text("这里换工作区")).to_have_count(0)

    chenjing = await agent_came("chenjing")
    await chenjing.page.get_by_test_id("to-studio").click()
    await chenjing.page.get_by_test_id("view-coaching").click()
    await chenjing.page.get_by_test_id("people").get_by_role("button", name="李丽").click()
    await chenjing.page.get_by_role("button", name="看过程").click()
    await expect(chenjing.page.get_by_test_id("talk")).to_contain_text(WELL_DONE[0])
