"""From a question nobody could answer to the answer, and back: inbox, training, gate, approval, canary, release, rollback."""

import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.gateway.demo import DEMO_PASSWORD
from insurance.demo.service import DEMO_CUSTOMERS
from tests.browser.conftest import Opens, missing
from tests.browser.people import Complaints, Customer, Trainer
from tests.browser.server import PAGES, Server, serving
from tests.small_project import make_small_project, train_small

# A training takes most of the time: two cores, nothing else on them.
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(600)]

_NOBODY_SIGNED_IN = r"status of 401"
_TRAINED_MS = 300_000
_LOADED_WITHIN_S = 60.0
_BACK_WITHIN_S = 5.0
_ASKED = ("你们能不能帮忙寄养宠物狗", "你们可以帮忙寄养宠物狗吗")
_ANSWER = "我们没有宠物寄养服务，可以问问附近的宠物医院。"
WANG = DEMO_CUSTOMERS[0]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def small_server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """On a small project that trains in seconds, with a data repository of its own."""
    if not (PAGES / "studio" / "index.html").is_file():
        missing("the web pages are not built: make web")
    folder = tmp_path_factory.mktemp("release")
    project = make_small_project(folder / "project")
    async with serving(train_small(project), folder, repository=project) as server:
        yield server


async def test_a_missed_question_is_taught_trained_released_and_taken_back(
    opens: Opens, small_server: Server, complaints: Complaints
) -> None:
    complaints.expect(_NOBODY_SIGNED_IN)

    async def customer() -> Customer:
        return await Customer(await opens(), small_server).opens()

    async def trainer(username: str) -> Trainer:
        return await Trainer(await opens(), small_server).signs_in(username, DEMO_PASSWORD)

    for words in _ASKED:
        asking = await customer()
        await asking.says(words)
        await _is_answered(asking)
    in_progress = await customer()
    await in_progress.says("我的理赔到哪一步了")
    await in_progress.is_asked("手机号")

    qianwen = await trainer("qianwen")
    await _teaches(qianwen)
    await _trains(qianwen)
    await qianwen.goes_to("models")
    await expect(qianwen.page.get_by_test_id("act-approve")).to_be_disabled()

    luoming = await trainer("luoming")
    await luoming.goes_to("models")
    await luoming.page.get_by_test_id("candidates").get_by_test_id("open-gate").click()
    await expect(luoming.page.get_by_test_id("verdict-text")).to_contain_text("可以发布")
    await _does(luoming, "approve")
    await luoming.goes_to("models")
    await luoming.page.get_by_test_id("act-canary").click()
    await luoming.page.get_by_role("slider").press("End")
    await luoming.page.get_by_test_id("act-confirm").click()
    await expect(luoming.page.get_by_test_id("place-canary")).to_contain_text("100%")
    await _comes_to_answer(customer)

    await luoming.page.get_by_test_id("place-canary").get_by_test_id("act-live").click()
    await luoming.page.get_by_test_id("act-confirm").click()
    await expect(luoming.page.get_by_test_id("place-canary")).to_have_count(0)
    await expect(luoming.page.get_by_test_id("releases")).to_contain_text("正式上线")
    await _comes_to_answer(customer)
    await in_progress.answers(str(WANG.customer.phone))
    await in_progress.is_asked("后四位")

    taught = await customer()
    await luoming.page.get_by_test_id("act-rollback").click()
    began = time.monotonic()
    await luoming.page.get_by_test_id("act-confirm").click()
    await expect(luoming.page.get_by_test_id("past-models")).to_contain_text("已撤下")
    await taught.says(_ASKED[0])
    await _is_answered(taught)
    assert time.monotonic() - began < _BACK_WITHIN_S
    assert _ANSWER not in [text for _, text in await taught.transcript()]
    await in_progress.answers(WANG.id_last4)
    await in_progress.is_asked("验证码")


async def test_a_trial_shows_the_answer_and_what_led_to_it(
    opens: Opens, small_server: Server, complaints: Complaints
) -> None:
    complaints.expect(_NOBODY_SIGNED_IN)
    trainer = await Trainer(await opens(), small_server).signs_in("qianwen", DEMO_PASSWORD)
    page = trainer.page
    await trainer.goes_to("trial")
    await page.get_by_test_id("trial-input").fill("我的理赔到哪一步了")
    await page.get_by_test_id("trial-send").click()

    chat = page.get_by_test_id("trial-chat-0")
    asked = chat.get_by_test_id("message-bot").filter(has_text="手机号")
    await expect(asked).to_be_visible(timeout=60_000)
    await expect(page.get_by_label("意图").locator("li").first).to_contain_text("查理赔进度")
    await expect(page.get_by_test_id("decided-by")).not_to_be_empty()
    await expect(page.get_by_test_id("decided")).not_to_be_empty(timeout=60_000)


async def _is_answered(customer: Customer) -> None:
    await expect(customer.messages("bot").last).to_be_visible()


async def _comes_to_answer(customer_comes: Callable[[], Awaitable[Customer]]) -> None:
    """New customers are answered so, once the workers have loaded the model."""
    deadline = time.monotonic() + _LOADED_WITHIN_S
    while True:
        customer = await customer_comes()
        await customer.says(_ASKED[0])
        await _is_answered(customer)
        heard = [text for _, text in await customer.transcript()]
        if _ANSWER in heard:
            return
        assert time.monotonic() < deadline, heard


async def _teaches(trainer: Trainer) -> None:
    """The two questions become one new answer."""
    page = trainer.page
    await trainer.opens_group("寄养宠物狗", 2)
    await page.get_by_test_id("more-labels").click()
    await page.get_by_role("menuitem", name="写成新问答").click()
    await page.get_by_test_id("faq-question").fill("你们有宠物寄养服务吗？")
    await page.get_by_test_id("faq-answer").fill(_ANSWER)
    await page.get_by_test_id("faq-category").click()
    await page.keyboard.type("联系我们")
    await page.keyboard.press("Enter")
    await page.get_by_test_id("faq-source").fill("公司规定")
    await page.get_by_test_id("faq-keep").click()
    await expect(page.get_by_test_id("labelled")).to_contain_text("已把 2 条标成")


async def _trains(trainer: Trainer) -> None:
    """And waits: the gate is green."""
    page = trainer.page
    await trainer.goes_to("training")
    await expect(page.get_by_test_id("train-changes").locator("li").first).to_be_visible()
    await page.get_by_test_id("train").click()
    await expect(page.get_by_test_id("job")).to_be_visible()
    done = page.get_by_test_id("past-jobs").locator("li[data-state]").first
    await expect(done).to_have_attribute("data-state", re.compile("done|failed"), timeout=_TRAINED_MS)
    await expect(done.get_by_test_id("verdict")).to_have_attribute("data-verdict", "green")


async def _does(trainer: Trainer, act: str) -> None:
    await trainer.page.get_by_test_id(f"act-{act}").first.click()
    await trainer.page.get_by_test_id("act-confirm").click()
    await expect(trainer.page.get_by_test_id("act-confirm")).to_have_count(0)
