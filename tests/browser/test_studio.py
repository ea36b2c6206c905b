"""The studio in a browser: who is let in, a missed question that becomes an answer, and two trainers at one entry."""

import pytest
from playwright.async_api import expect

from bot.gateway.demo import DEMO_PASSWORD
from tests.browser.conftest import AgentCame, CustomerCame, Opens, TrainerCame
from tests.browser.people import Complaints, Trainer
from tests.browser.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

_NOBODY_SIGNED_IN = r"status of 401"
_REFUSED_AS_CHANGED = r"status of 409"


async def test_a_trainer_who_signs_in_at_the_desk_comes_to_the_studio(
    opens: Opens, server: Server, complaints: Complaints
) -> None:
    complaints.expect(_NOBODY_SIGNED_IN)
    page = await opens()
    await page.goto(f"{server.url}/desk")
    await page.get_by_test_id("login-username").fill("qianwen")
    await page.get_by_test_id("login-password").fill(DEMO_PASSWORD)
    await page.get_by_test_id("login-submit").click()

    await expect(page.get_by_test_id("view-inbox")).to_be_visible()
    await expect(page.get_by_test_id("user-menu")).to_contain_text("训练师")
    await expect(page.get_by_test_id("to-desk")).to_have_count(0)


async def test_an_agent_finds_no_studio_and_a_supervisor_the_way_there_and_back(
    agent_came: AgentCame, server: Server
) -> None:
    lili = await agent_came("lili")
    await expect(lili.page.get_by_test_id("to-studio")).to_have_count(0)
    await lili.page.goto(f"{server.url}/studio")
    await expect(lili.page.get_by_text("这里是训练师和主管工作的地方")).to_be_visible()
    await lili.page.goto(f"{server.url}/desk")

    chenjing = await agent_came("chenjing")
    await chenjing.page.get_by_test_id("to-studio").click()
    await expect(chenjing.page.get_by_test_id("view-knowledge")).to_be_visible()
    await chenjing.page.get_by_test_id("to-desk").click()
    await expect(chenjing.presence).to_be_visible()


async def test_a_missed_question_becomes_an_answer_and_the_change_can_be_taken_back(
    customer_came: CustomerCame, trainer_came: TrainerCame
) -> None:
    for words in ("你们有宠物寄养服务吗能不能存我家的狗", "宠物寄养你们给弄不"):
        await (await customer_came()).says(words)
    trainer = await trainer_came()
    page = trainer.page
    await trainer.opens_group("宠物寄养", 2)

    await page.get_by_test_id("more-labels").click()
    await page.get_by_role("menuitem", name="写成新问答").click()
    await page.get_by_test_id("faq-question").fill("你们有宠物寄养服务吗？")
    await page.get_by_test_id("faq-answer").fill("我们没有宠物寄养服务，可以问问附近的宠物医院。")
    await page.get_by_test_id("faq-category").click()
    await page.keyboard.type("联系我们")
    await page.keyboard.press("Enter")
    await page.get_by_test_id("faq-source").fill("公司规定")
    await page.get_by_test_id("faq-keep").click()
    await expect(page.get_by_test_id("labelled")).to_contain_text("已把 2 条标成")

    await page.get_by_test_id("view-changes").click()
    await page.get_by_test_id("change").first.click()
    await expect(page.get_by_test_id("diff")).to_contain_text("宠物寄养你们给弄不")
    await page.get_by_test_id("undo").click()
    await page.get_by_role("tooltip").get_by_role("button", name="撤销").click()
    await expect(page.get_by_test_id("change").nth(1)).to_contain_text("已撤销")
    await trainer.goes_to("knowledge", "faq")
    await page.get_by_test_id("item-words").fill("宠物寄养")
    await expect(page.get_by_text("没有符合的")).to_be_visible()


async def test_two_trainers_at_one_entry_lose_nothing(
    trainer_came: TrainerCame, complaints: Complaints
) -> None:
    complaints.expect(_REFUSED_AS_CHANGED)
    one, other = await trainer_came("qianwen"), await trainer_came("luoming")
    for trainer in (one, other):
        await trainer.goes_to("knowledge", "faq", "claims.pay_when")
    await _adds(one, "赔偿金第几个工作天进卡里头")
    await _adds(other, "核赔过完了票子几时发下来")

    await one.page.get_by_test_id("save").click()
    await expect(one.page.get_by_text("已保存")).to_be_visible()
    await other.page.get_by_test_id("save").click()
    await expect(other.page.get_by_test_id("conflict")).to_contain_text("赔偿金第几个工作天进卡里头")
    await other.page.get_by_test_id("take-both").click()
    await expect(other.page.get_by_text("已保存")).to_be_visible()

    await one.page.reload()
    for words in ("赔偿金第几个工作天进卡里头", "核赔过完了票子几时发下来"):
        await expect(one.page.get_by_test_id("line").filter(has_text=words)).to_be_visible()


async def _adds(trainer: Trainer, words: str) -> None:
    await trainer.page.get_by_test_id("line-new").fill(words)
    await trainer.page.get_by_test_id("line-add").click()
    await expect(trainer.page.get_by_test_id("line").filter(has_text=words)).to_be_visible()
