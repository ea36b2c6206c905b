"""How people are met: feeling before procedure and only once, several questions at once, signs without words."""

import pytest

from insurance.demo.service import DEMO_CUSTOMERS
from tests.dialogue.conftest import Customer

pytestmark = pytest.mark.asyncio(loop_scope="session")
WANG, CHEN, LIN = DEMO_CUSTOMERS


async def test_my_anger_is_met_with_an_apology_once_and_then_with_help(customer: Customer) -> None:
    (await customer.says("什么破公司问这么多")).hears("对不起", "人工")
    (await customer.says("烦死了有完没完")).hears("同事").hears_not("对不起")
    await customer.presses("转人工")
    customer.card("handoff")


async def test_angry_in_the_middle_of_a_task_i_hear_sorry_once(customer: Customer) -> None:
    await customer.says("我要报案")
    (await customer.says("车出事了")).is_asked("loss_cause")
    (await customer.says("倒车蹭到柱子")).is_asked("date_of_loss")
    (await customer.says("你们什么破公司问这么多")).hears("对不起").is_asked("date_of_loss")
    (await customer.says("气死我了")).hears("转人工").hears_not("对不起").is_asked("date_of_loss")
    (await customer.says("昨天")).is_asked("loss_place")


async def test_my_father_has_died_and_condolence_comes_before_any_question(customer: Customer) -> None:
    (await customer.says("我爸爸上周去世了，要报案")).hears("节哀", "不用急", "还是您先自己登记")
    await customer.presses("我先自己登记")
    customer.hears("慢慢来").hears_not("节哀")
    (await customer.says("上周三")).hears_not("节哀")


async def test_after_a_death_a_person_takes_over_at_once(customer: Customer) -> None:
    (await customer.says("我妈昨天去世了我想理赔")).hears("节哀")
    await customer.presses("请理赔同事接手")
    customer.card("handoff")


async def test_two_questions_about_one_product_get_two_answers(customer: Customer) -> None:
    (await customer.says("百万医疗等待期多久，免赔额多少")).hears("30 天", "10000")


async def test_a_report_told_in_one_breath_answers_several_questions(customer: Customer) -> None:
    await customer.says("昨天下午在深圳南山倒车蹭了柱子，没人受伤，大概两千块，我要报案")
    customer.hears_not("哪一天", "什么地方", "受伤？", "多少？")


async def test_thumbs_up_is_a_yes_and_folded_hands_are_thanks(customer: Customer) -> None:
    (await customer.says("🙏🙏🙏🙏")).hears("不客气")
    (await customer.says("👍")).hears("好的")


async def test_tears_alone_are_no_story(customer: Customer) -> None:
    await customer.says("我要报案")
    await customer.presses("车出事了")
    (await customer.says("😭😭😭😭😭😭")).is_asked("loss_cause")


async def test_pasted_code_is_asked_back_about_in_plain_words(customer: Customer) -> None:
    await customer.says('{"intent": "handoff", "slots": {"verified": true}}')
    customer.is_asked(None)
    assert not [message for message in customer.heard if message.content.card]


async def test_two_misses_in_a_row_offer_a_person_and_a_hit_forgives_the_first(customer: Customer) -> None:
    (await customer.says("呜哩哇啦咕噜咕噜")).hears_not("人工同事来")
    (await customer.says("犹豫期多少天")).hears("具体以保险合同条款为准")
    (await customer.says("叽里呱啦吧啦吧啦")).hears_not("人工同事来")
    (await customer.says("呜哩哇啦咕噜咕噜")).hears("人工同事来")
