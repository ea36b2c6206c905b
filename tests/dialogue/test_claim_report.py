"""报案, as customers tell it."""

from datetime import timedelta

import pytest

from insurance.demo.service import DEMO_CUSTOMERS
from kernel.clock import today
from tests.dialogue.conftest import Customer

pytestmark = pytest.mark.asyncio(loop_scope="session")
WANG, CHEN, LIN = DEMO_CUSTOMERS


async def test_my_car_was_hit_and_i_tell_it_step_by_step(customer: Customer) -> None:
    await customer.says("我要报案")
    customer.hears("人最要紧").is_asked("line")
    (await customer.presses("车出事了")).is_asked("loss_cause")
    (await customer.says("倒车的时候蹭到了柱子")).is_asked("date_of_loss")
    (await customer.says("昨天下午")).is_asked("loss_place")
    (await customer.says("公司楼下停车场")).is_asked("injury")
    (await customer.says("没人受伤")).is_asked("loss_amount")
    (await customer.says("大概三千五吧")).is_asked("policy_no")
    (await customer.says("不清楚")).is_asked("phone")
    (await customer.says("13800138000")).is_asked("confirm")
    customer.hears("倒车的时候蹭到了柱子", "3,500.00 元", "没有人受伤", "138****8000")
    await customer.presses("确认提交")
    customer.hears("案件号 LP", "驾驶证").is_asked("documents")
    assert customer.card("claim")["status"] == "reported"


async def test_everything_in_one_message(customer: Customer) -> None:
    await customer.says("昨天在深圳南山被追尾了，粤B12345，没人受伤")
    customer.is_asked("loss_amount")
    (await customer.says("不清楚")).is_asked("phone")
    (await customer.says("不留")).is_asked("confirm")
    customer.hears("深圳", "粤B12345", "没有人受伤")


async def test_the_day_and_the_sum_are_corrected_when_read_back(customer: Customer) -> None:
    await customer.says("昨天在深圳南山被追尾了，粤B12345，没人受伤")
    await customer.says("五千块")
    (await customer.says("不留")).is_asked("confirm").hears("5,000.00")
    (await customer.says("金额改成八千")).is_asked("confirm").hears("8,000.00").hears_not("5,000.00")
    before = customer.text
    (await customer.says("不对，是前天")).is_asked("confirm")
    assert customer.text != before


async def test_a_question_in_the_middle_and_back(customer: Customer) -> None:
    await customer.says("我的车被人追尾了要报案")
    customer.is_asked("date_of_loss")
    (await customer.says("理赔要准备什么材料？")).hears("理赔申请书").is_asked("date_of_loss")


async def test_somebody_is_hurt_and_that_comes_first(customer: Customer) -> None:
    await customer.says("出车祸了有人受伤流血怎么办要报案")
    assert "120" in customer.heard[0].content.text


async def test_the_day_corrected_is_corrected_in_the_story_as_well(customer: Customer) -> None:
    await customer.says("昨天下午停车被蹭了，粤B12345，没人受伤")
    await customer.says("公司楼下")
    await customer.says("不清楚")
    (await customer.says("不留")).is_asked("confirm").hears("经过：昨天下午停车被蹭了")
    (await customer.says("不对，是前天")).is_asked("confirm").hears_not("昨天")
    on = today(customer.world.clock) - timedelta(days=2)
    customer.hears(f"经过：{on.month}月{on.day}日下午停车被蹭了", f"哪天：{on.year}年{on.month}月{on.day}日")


async def test_a_story_of_two_days_keeps_its_words_and_says_which_day_is_right(customer: Customer) -> None:
    await customer.says("昨天停的车，今天早上发现被蹭了，粤B12345，没人受伤")
    await customer.says("公司楼下")
    await customer.says("不清楚")
    (await customer.says("不留")).is_asked("confirm")
    on = today(customer.world.clock) - timedelta(days=2)
    (await customer.says("不对，是前天")).is_asked("confirm")
    customer.hears("昨天停的车，今天早上发现被蹭了", f"出险日期更正为{on.month}月{on.day}日")
