"""What customers say about an answer, choices in words, and questions that are not ours."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import runtime
from actions.faq import ActionFaq
from actions.glossary import PLAIN, explained
from insurance.domain.conduct import breaches
from insurance.services.faq import FaqService
from tests.dialogue.conftest import Customer, World

pytestmark = pytest.mark.asyncio(loop_scope="session")
_EXPIRED = """
faq:
- id: claims.report_deadline
  category: F5
  question: 旧的问题
  answer: 旧的答复
  source: {name: 旧条款}
  mark: C
  reviewed_on: 2025-01-01
  expires_on: 2026-01-01
"""


@pytest.mark.parametrize("text", ["说详细点", "再具体些", "讲细一点"])
async def test_details_on_request(customer: Customer, text: str) -> None:
    await customer.says("报案有时间限制吗")
    (await customer.says(text)).hears("48小时内报案")


@pytest.mark.parametrize(
    "text", ["没看懂", "啥意思 听不懂", "听不懂", "看不懂", "不明白", "什么意思", "说简单点"]
)
async def test_not_understood_gets_another_wording(customer: Customer, text: str) -> None:
    await customer.says("报案有时间限制吗")
    (await customer.says(text)).hears("48小时内报案").hears_not("投诉")
    await customer.says("还是没看懂")
    await customer.presses("转人工")
    customer.card("handoff")


async def test_hard_words_are_explained_in_plain_ones(customer: Customer) -> None:
    await customer.says("百万医疗免赔额多少")
    (await customer.says("没看懂")).hears("先由您自己承担")


async def test_hard_words_of_the_details_are_explained_too(customer: Customer) -> None:
    await customer.says("报案有时间限制吗")
    await customer.presses("说详细些")
    (await customer.presses("没看懂")).hears_not("换成大白话：\n如果保险公司通过其他途径")


async def test_the_product_is_still_spoken_of_after_plain_words(customer: Customer) -> None:
    await customer.says("百万医疗和长护医疗免赔额哪个低")
    await customer.says("没看懂")
    (await customer.says("那等待期呢")).hears("百万医疗：30 天", "长护医疗：90 天")


async def test_more_of_a_product_is_its_must_know_items(customer: Customer) -> None:
    await customer.says("百万医疗等待期多久")
    (await customer.says("说详细点")).hears("百万医疗", "责任免除", "免赔额")


@pytest.mark.parametrize("text", ["那我这份呢", "我的呢"])
async def test_what_about_mine_leads_to_the_own_policies(customer: Customer, text: str) -> None:
    await customer.says("犹豫期多少天")
    (await customer.says(text)).is_asked("phone")


async def test_anger_without_an_answer_before_is_anger(customer: Customer) -> None:
    (await customer.says("听不懂人话是吧")).hears("对不起")


@pytest.mark.parametrize("text", ["1", "第一个", "第1个", "选第一个"])
async def test_a_button_is_chosen_in_words(customer: Customer, text: str) -> None:
    await customer.says("报案有时间限制吗")
    (await customer.says(text)).hears("48小时内报案")


async def test_the_second_choice_and_one_that_starts_a_task(customer: Customer) -> None:
    await customer.says("你好")
    (await customer.says("第二个")).is_asked("phone")
    await customer.says("算了")
    await customer.says("你好")
    (await customer.says("9")).is_asked(None)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("社保怎么交", "12333"),
        ("养老金什么时候发", "12333"),
        ("失业金怎么领", "12333"),
        ("医保卡丢了去哪补", "12393"),
        ("异地就医备案怎么办", "12393"),
        ("公积金怎么提取", "12329"),
    ],
)
async def test_the_states_insurance_has_its_own_number(customer: Customer, text: str, number: str) -> None:
    (await customer.says(text)).hears(number)


async def _asked(scores: dict[str, float]) -> list[dict[str, Any]]:
    """What the bot says to a question whose topics score so."""
    candidates = [{"id": id, "question": id, "score": score} for id, score in scores.items()]
    message = {
        "text": "报案",
        "intent": {"name": "faq"},
        "entities": [],
        "topic": {"id": candidates[0]["id"], "score": candidates[0]["score"], "candidates": candidates},
    }
    user = {"event": "user", "text": "报案", "parse_data": message}
    dispatcher = CollectingDispatcher()
    tracker = Tracker("unsure", {}, message, [user], False, None, {}, "action_listen")
    await ActionFaq().run(dispatcher, tracker, {})
    return list(dispatcher.messages)


async def test_two_entries_that_come_near_each_other_are_asked_between(world: World) -> None:
    (said,) = await _asked({"claims.report_deadline": 0.40, "claims.report_how": 0.39})
    assert said["response"] == "utter_suggest"
    assert [button["title"] for button in said["buttons"]] == ["出险后多久要报案？", "怎么报案？"]


async def test_an_entry_that_stands_out_is_answered(world: World) -> None:
    (said,) = await _asked({"claims.report_deadline": 0.60, "claims.report_how": 0.39})
    assert said["response"] == "utter_faq"


async def test_an_expired_entry_is_never_told(customer: Customer, world: World, tmp_path: Path) -> None:
    (tmp_path / "claims.yml").write_text(_EXPIRED, encoding="utf-8")
    with runtime.provided(replace(world.services, faq=FaqService(tmp_path))):
        (await customer.says("报案有时间限制吗")).hears_not("旧的答复", "旧的问题")


async def test_the_glossary_keeps_the_conduct_rules() -> None:
    assert not [term for term, words in PLAIN.items() if breaches(words) or "！" in words]
    assert explained("超过免赔额的部分，过了等待期才赔")[0].startswith("「免赔额」")


@pytest.mark.parametrize("text", ["要多久", "要什么材料", "怎么办"])
async def test_a_question_that_names_nothing_is_asked_back_not_refused(customer: Customer, text: str) -> None:
    (await customer.says(text)).hears_not("帮不上")


async def test_a_general_question_after_plain_words_asks_for_no_product(customer: Customer) -> None:
    await customer.says("退保能拿回多少钱")
    await customer.says("没看懂")
    (await customer.says("犹豫期多少天")).hears("15天").hears_not("哪一款")
