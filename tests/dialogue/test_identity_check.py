"""The identity check with every wrong turn people take in it."""

from datetime import timedelta

import pytest

from insurance.demo.service import DEMO_CUSTOMERS
from tests.dialogue.conftest import Customer, World
from tests.dialogue.holders import Owned, holder

pytestmark = pytest.mark.asyncio(loop_scope="session")
WANG, CHEN, LIN = DEMO_CUSTOMERS


async def test_phone_and_last_four_in_one_message(customer: Customer) -> None:
    (await customer.says("查我的保单")).is_asked("phone")
    (await customer.says(f"{CHEN.customer.phone} {CHEN.id_last4}")).is_asked("otp")
    (await customer.says(customer.world.code_for(CHEN.customer.phone))).hears(*CHEN.policy_nos)


async def test_numbers_given_with_the_wish_are_not_asked_for_again(customer: Customer) -> None:
    await customer.says(f"帮我查一下保单，手机{CHEN.customer.phone}，证件后四位{CHEN.id_last4}")
    customer.is_asked("otp").hears("确认是您本人")
    (await customer.says(customer.world.code_for(CHEN.customer.phone))).hears(*CHEN.policy_nos)


async def test_a_phone_in_groups_is_no_id_number(customer: Customer) -> None:
    await customer.says("查保单")
    (await customer.says("199 0000 0002")).is_asked("id_last4")


async def test_a_phone_that_is_too_short_is_told_so(customer: Customer) -> None:
    await customer.says("查保单")
    (await customer.says("1990000")).hears("11 位", "7 位").is_asked("phone")


async def test_a_phone_corrected_where_the_id_was_asked(customer: Customer) -> None:
    await customer.says("查保单")
    await customer.says("19900009998")
    (await customer.says(f"打错了 应该是{LIN.customer.phone}")).is_asked("id_last4")
    (await customer.says(LIN.id_last4)).is_asked("otp")
    (await customer.says(customer.world.code_for(LIN.customer.phone))).hears(*LIN.policy_nos)


async def test_the_whole_id_number_will_do(customer: Customer) -> None:
    await customer.says("查保单")
    await customer.says(LIN.customer.phone)
    (await customer.says(f"身份证{LIN.customer.id_number}")).is_asked("otp")
    (await customer.says(customer.world.code_for(LIN.customer.phone))).hears(*LIN.policy_nos)


@pytest.mark.parametrize("text", ["不记得了", "忘了", "想不起来了"])
async def test_who_forgot_the_phone_hears_what_else_will_do(customer: Customer, text: str) -> None:
    await customer.says("查一下保单")
    (await customer.says(text)).hears("保单号", "转人工").is_asked("phone")


@pytest.mark.parametrize("text", ["为什么要验证", "验证码干嘛用的"])
async def test_why_we_check_is_explained(customer: Customer, text: str) -> None:
    await customer.says("查保单")
    (await customer.says(text)).hears("只让您本人").is_asked("phone")


async def test_who_will_not_be_checked_hears_what_still_works(customer: Customer) -> None:
    await customer.says("查保单")
    (await customer.says("不想给")).hears("没关系", "转人工").is_asked("phone")


@pytest.mark.parametrize(("text", "answer"), [("你好", "我在"), ("谢谢", "不客气"), ("好的", "手机号")])
async def test_politeness_is_not_taken_for_a_wrong_number(customer: Customer, text: str, answer: str) -> None:
    await customer.says("查保单")
    (await customer.says(text)).hears(answer).hears_not("没看出").is_asked("phone")


async def test_where_the_code_goes_is_said_once(customer: Customer) -> None:
    await customer.says("查保单")
    await customer.says(WANG.customer.phone)
    (await customer.says(WANG.id_last4)).hears("如果资料一致")
    (await customer.says("12345")).hears("六位").hears_not("如果资料一致").is_asked("otp")


async def test_after_a_correction_the_code_goes_to_the_right_customer(
    customer: Customer, world: World
) -> None:
    await customer.says("查保单")
    await customer.says(CHEN.customer.phone)
    await customer.says("9999")
    await customer.presses("资料填错了，重填")
    await customer.says(CHEN.customer.phone)
    (await customer.says(CHEN.id_last4)).hears("秒").is_asked("otp")
    world.clock.advance(timedelta(minutes=2))
    await customer.presses("没收到，重新发送")
    (await customer.says(world.code_for(CHEN.customer.phone))).hears(*CHEN.policy_nos)


async def test_what_i_say_of_my_business_leaves_the_check_where_it_is(
    customer: Customer, world: World
) -> None:
    who = await holder(world, Owned("QHH01", due=100), Owned("QHA01", began=-100, ends=265))
    await customer.says(f"我要退保 {who.policy_nos[0]}")
    await customer.says(who.customer.phone)
    (await customer.says(who.customer.id_number[-4:])).is_asked("otp")
    for words in ("想好了，要退", "急用钱"):
        (await customer.says(words)).hears("确认是您本人后").is_asked("otp")
    (await customer.says(world.code_for(who.customer.phone))).hears(who.policy_nos[0]).is_asked("confirm")


async def test_another_wish_of_mine_takes_the_first_ones_place_in_the_check(
    customer: Customer, world: World
) -> None:
    who = await holder(world, Owned("QHH01", due=100))
    await customer.says("我要退保")
    (await customer.says(who.customer.phone)).is_asked("id_last4")
    (await customer.says("我想先改一下地址")).hears("确认是您本人后").is_asked("id_last4")
    (await customer.says(who.customer.id_number[-4:])).is_asked("otp")
    (await customer.says(world.code_for(who.customer.phone))).is_asked("new_value")
