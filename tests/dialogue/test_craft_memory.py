"""What was said once is not asked again: a policy, answers on the way to a person, and the task behind 「继续」."""

import pytest

from insurance.demo.service import DEMO_CUSTOMERS
from tests.dialogue.conftest import Customer, World

pytestmark = pytest.mark.asyncio(loop_scope="session")
WANG, CHEN, LIN = DEMO_CUSTOMERS
ACCIDENT, ILLNESS = WANG.policy_nos
if not ACCIDENT.startswith("QHA"):
    ACCIDENT, ILLNESS = ILLNESS, ACCIDENT
HOME = "深圳市南山区科技园路1号3栋502"


async def known(customer: Customer) -> Customer:
    await customer.says("查一下我的保单")
    return await customer.verifies(WANG)


async def test_the_policy_i_chose_is_not_asked_for_again(customer: Customer) -> None:
    await known(customer)
    (await customer.says("我要退保")).is_asked("policy_no")
    (await customer.says("重疾")).is_asked("confirm").hears(ILLNESS)
    await customer.says("算了不退了")
    (await customer.says("扣款的银行卡换了")).hears("刚才说到的", ILLNESS).is_asked("new_value")


async def test_the_policy_i_looked_up_by_number_is_the_one_i_mean_next(customer: Customer) -> None:
    await known(customer)
    (await customer.says(f"保单号{ACCIDENT}帮我查一下保单")).hears(ACCIDENT)
    (await customer.says("这份保单我要退掉")).is_asked("confirm").hears(ACCIDENT).hears_not(ILLNESS)


async def test_when_is_that_one_due(customer: Customer) -> None:
    await known(customer)
    await customer.says(f"保单号{ILLNESS}帮我查一下保单")
    (await customer.says("刚才那份保单什么时候交费")).hears(ILLNESS).hears_not(ACCIDENT)


async def test_after_several_were_shown_it_is_asked_which(customer: Customer) -> None:
    await known(customer)
    (await customer.says("这份保单我要退掉")).is_asked("policy_no")


async def test_the_policy_of_the_conversation_is_not_forced_on_me(customer: Customer) -> None:
    await known(customer)
    await customer.says(f"保单号{ACCIDENT}帮我查一下保单")
    (await customer.says("我要退保")).is_asked("confirm").hears("换一份", ACCIDENT)
    (await customer.says("换一份")).is_asked("policy_no")
    (await customer.says("2")).is_asked("confirm")


async def test_somebody_elses_number_is_never_taken_for_mine(customer: Customer) -> None:
    await known(customer)
    await customer.says(f"保单号{LIN.policy_nos[0]}帮我查一下保单")
    (await customer.says("我要退保")).is_asked("policy_no").hears_not(LIN.policy_nos[0])


async def test_not_this_one_the_other_one(customer: Customer) -> None:
    await customer.says("我要退保")
    await customer.verifies(WANG)
    (await customer.says("意外险那份")).is_asked("confirm").hears(ACCIDENT)
    (await customer.says("不是这份，是重疾那份")).is_asked("confirm").hears(ILLNESS).hears_not(ACCIDENT)


async def test_not_this_one_and_nothing_else_said(customer: Customer) -> None:
    await customer.says("我要退保")
    await customer.verifies(WANG)
    (await customer.says("意外险那份")).is_asked("confirm")
    (await customer.says("不是这份")).is_asked("policy_no")


async def handed_over(customer: Customer, world: World) -> None:
    """Address read back, then a person."""
    await customer.says("我要改地址")
    await customer.verifies(WANG)
    (await customer.says(HOME)).is_asked("confirm")
    (await customer.says("转人工")).card("handoff")


async def test_a_person_takes_over_with_my_answers(customer: Customer, world: World) -> None:
    await handed_over(customer, world)
    dossier = await world.conversations.agents.handoffs([customer.conversation_id])
    slots = dossier[customer.conversation_id]["slots"]
    assert slots["新地址"] == HOME and "otp" not in slots and "id_last4" not in slots


@pytest.mark.parametrize("words", ["继续", "接着办刚才那个", "继续刚才的"])
async def test_i_stop_waiting_for_a_person_and_go_on_where_i_was(
    customer: Customer, world: World, words: str
) -> None:
    await handed_over(customer, world)
    await customer.presses("不等了，先问机器人")
    (await customer.says(words)).hears("接着办刚才的改联系方式", HOME).is_asked("confirm")


async def test_the_agent_gives_me_back_and_i_go_on(customer: Customer, world: World) -> None:
    await handed_over(customer, world)
    agents = world.conversations.agents
    await agents.accept(customer.conversation_id, "li", "李明")
    await agents.give_back(customer.conversation_id, "li")
    (await customer.says("继续")).is_asked("confirm").hears(HOME)
    (await customer.says("确认")).hears("改好了")


async def test_after_a_person_i_may_just_as_well_drop_it(customer: Customer, world: World) -> None:
    await handed_over(customer, world)
    await customer.presses("不等了，先问机器人")
    (await customer.says("算了不改了")).hears("先放下").is_asked(None)
    (await customer.says("继续")).is_asked(None)


async def test_something_else_after_a_person_does_not_drag_the_old_task_along(
    customer: Customer, world: World
) -> None:
    await handed_over(customer, world)
    await customer.presses("不等了，先问机器人")
    (await customer.says("查一下我的保单")).hears(*WANG.policy_nos).hears_not("接着办").is_asked(None)


async def test_go_on_without_anything_left_is_a_mere_yes(customer: Customer) -> None:
    (await customer.says("继续")).is_asked(None)
    assert customer.heard
