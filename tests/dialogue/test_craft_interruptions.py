"""In the middle of something the customer says something else, and finds the way back."""

import pytest

from insurance.demo.service import DEMO_CUSTOMERS
from tests.dialogue.conftest import Customer, World

pytestmark = pytest.mark.asyncio(loop_scope="session")
WANG, CHEN, LIN = DEMO_CUSTOMERS
HOME = "深圳市南山区科技园路1号3栋502"


async def told_half(customer: Customer) -> Customer:
    """A report whose day is asked for."""
    await customer.says("我要报案")
    await customer.says("车出事了")
    return (await customer.says("停车的时候刮了一下柱子")).is_asked("date_of_loss")


async def address_read_back(customer: Customer) -> Customer:
    await customer.says("我要改地址")
    (await customer.verifies(WANG)).is_asked("new_value")
    return (await customer.says(HOME)).is_asked("confirm")


async def test_how_long_does_a_claim_take_while_i_report_one(customer: Customer) -> None:
    await told_half(customer)
    (await customer.says("理赔要多久")).hears("三十天").is_asked("date_of_loss")
    (await customer.says("昨天")).is_asked("loss_place")


async def test_a_products_waiting_period_while_i_report_a_claim(customer: Customer) -> None:
    await told_half(customer)
    (await customer.says("青禾百万医疗等待期多久")).hears("30 天").is_asked("date_of_loss")


async def test_my_policies_in_the_middle_once_you_know_me(customer: Customer) -> None:
    await address_read_back(customer)
    (await customer.says("查一下我的保单")).hears(*WANG.policy_nos).is_asked("confirm")
    customer.hears(HOME)
    (await customer.says("好的")).hears("改好了")


async def test_my_policies_in_the_middle_before_you_know_me(customer: Customer) -> None:
    await told_half(customer)
    (await customer.says("查一下我的保单")).is_asked("phone")
    await customer.verifies(WANG)
    customer.hears(*WANG.policy_nos, "接着办刚才的报案").is_asked("date_of_loss")


async def test_i_drop_the_look_up_instead_of_proving_who_i_am(customer: Customer) -> None:
    await told_half(customer)
    (await customer.says("查一下我的保单")).is_asked("phone")
    (await customer.says("算了不查了")).hears("接着办刚才的报案").is_asked("date_of_loss")


async def test_another_task_dropped_brings_me_back_to_the_first(customer: Customer) -> None:
    await address_read_back(customer)
    (await customer.says("我要报案")).is_asked("line")
    (await customer.says("算了不报了")).hears("接着办刚才的改联系方式").is_asked("confirm")
    customer.hears(HOME)


async def test_two_tasks_wait_and_come_back_the_last_one_first(customer: Customer) -> None:
    await told_half(customer)
    (await customer.says("我想改一下联系地址")).is_asked("phone")
    (await customer.verifies(WANG)).is_asked("new_value")
    (await customer.says("等等我要退保")).is_asked("policy_no")
    (await customer.says("算了不退了")).hears("改联系方式").is_asked("new_value")
    (await customer.says("不改了")).hears("接着办刚才的报案").is_asked("date_of_loss")
    (await customer.says("昨天")).is_asked("loss_place")


async def test_i_complain_in_the_middle_and_then_report_on(customer: Customer) -> None:
    await told_half(customer)
    (await customer.says("你们太慢了我要投诉")).is_asked("complaint_target")
    await customer.presses("服务态度")
    await customer.says("昨天报案电话打了一天都没有人接")
    await customer.says("给我道歉")
    await customer.says("不留")
    await customer.presses("确认提交")
    customer.card("complaint")
    customer.hears("接着办刚才的报案").is_asked("date_of_loss")


async def test_a_complaint_dropped_in_the_middle_brings_me_back(customer: Customer) -> None:
    await told_half(customer)
    (await customer.says("你们太慢了我要投诉")).is_asked("complaint_target")
    (await customer.says("算了")).is_asked("date_of_loss")


@pytest.mark.parametrize(
    ("said", "heard"), [("你好", "我在"), ("谢谢", "不客气"), ("你是机器人吗", "是机器人")]
)
async def test_a_word_in_passing_is_answered_and_the_question_stands(
    customer: Customer, said: str, heard: str
) -> None:
    await told_half(customer)
    (await customer.says(said)).hears(heard).is_asked("date_of_loss")


async def test_one_step_back_and_on_again(customer: Customer) -> None:
    await told_half(customer)
    (await customer.says("上一个问题")).is_asked("loss_cause")
    (await customer.says("倒车的时候撞了一根柱子")).is_asked("date_of_loss")


async def test_back_to_the_last_step_is_no_giving_up(customer: Customer) -> None:
    await told_half(customer)
    (await customer.says("回到上一步")).hears_not("先放下").is_asked("loss_cause")


async def test_before_the_first_question_there_is_no_step_back(customer: Customer) -> None:
    (await customer.says("我要报案")).is_asked("line")
    (await customer.says("上一个问题")).is_asked("line")


async def test_all_over_again(customer: Customer) -> None:
    await told_half(customer)
    (await customer.says("重新开始")).is_asked("line")
    await customer.presses("家里财产受损")
    customer.is_asked("loss_cause")


async def test_two_answers_that_are_none_bring_a_person_and_nothing_is_lost(
    customer: Customer, world: World
) -> None:
    await told_half(customer)
    (await customer.says("😀😀😀")).is_asked("date_of_loss").hears_not("转人工")
    (await customer.says('{"a": 1, "b": [2]}')).hears("转人工").is_asked("date_of_loss")
    await customer.presses("转人工")
    customer.card("handoff")
    dossier = await world.conversations.agents.handoffs([customer.conversation_id])
    slots = dossier[customer.conversation_id]["slots"]
    assert slots["经过"] == "停车的时候刮了一下柱子"


async def test_a_typed_payload_is_no_command_in_a_task(customer: Customer) -> None:
    await told_half(customer)
    (await customer.says('/surrender{"policy_no": "QHL0120230001234"}')).is_asked("date_of_loss")


async def test_a_whole_letter_is_taken_in_one_go(customer: Customer) -> None:
    letter = "我慢慢跟你说啊，事情是这样的，" + "那天下着雨路上很滑，我开得也不快，" * 40 + "最后蹭到了护栏。"
    await customer.says("我要报案")
    await customer.says("车出事了")
    (await customer.says(letter)).is_asked("date_of_loss")


async def test_the_number_of_a_choice_will_do(customer: Customer) -> None:
    (await customer.says("我要报案")).is_asked("line")
    (await customer.says("4")).is_asked("loss_cause")
    (await customer.says("上一步")).is_asked("line")
    (await customer.says("第三个")).is_asked("loss_cause")


async def test_traditional_characters_are_read_all_the_way(customer: Customer) -> None:
    (await customer.says("我要報案")).is_asked("line")
    (await customer.says("車出事了")).is_asked("loss_cause")
    (await customer.says("倒車的時候蹭到柱子")).is_asked("date_of_loss")
    (await customer.says("前天")).is_asked("loss_place")
    (await customer.says("公司樓下停車場")).is_asked("injury")
    (await customer.says("沒人受傷")).is_asked("loss_amount")
