"""报案 as it really goes: corrected, interrupted, put off, refused, sent twice, handed over."""

from datetime import timedelta

import pytest

from actions import formats
from insurance.demo.service import DEMO_CUSTOMERS
from insurance.domain.identity import Identity, Level
from kernel.clock import today
from tests.dialogue.conftest import Customer, World

pytestmark = pytest.mark.asyncio(loop_scope="session")
WANG, CHEN, LIN = DEMO_CUSTOMERS
FALL = "昨天在家里摔了一跤，手腕骨折"


async def _reported(customer: Customer) -> list[str]:
    """The numbers of the losses reported in this conversation."""
    services = customer.world.services
    reports = await services.claim_reports.of_conversation(customer.conversation_id)
    return [report.claim_no for report in reports]


async def _to_the_end(customer: Customer) -> Customer:
    """The whole report, up to what is read back."""
    await customer.says(FALL)
    while "确认提交" not in [b.title for message in customer.heard for b in message.content.buttons]:
        await customer.says("不清楚")
    return customer.is_asked("confirm")


async def test_i_got_the_place_wrong(customer: Customer) -> None:
    await customer.says("昨天在深圳南山被追尾了，粤B12345，没人受伤")
    await customer.says("五千块")
    (await customer.says("不留")).is_asked("confirm").hears("深圳南山")
    await customer.says("地点不对，应该是福田区")
    customer.is_asked("confirm").hears("福田").hears_not("南山\n")


async def test_i_want_to_change_something_and_am_asked_what(customer: Customer) -> None:
    await _to_the_end(customer)
    await customer.presses("要改一处")
    customer.hears("还没提交")
    before = formats.day(today(customer.world.clock) - timedelta(days=2))
    (await customer.says("日期改成前天")).is_asked("confirm").hears(before)
    await customer.presses("确认提交")
    assert len(await _reported(customer)) == 1


async def test_back_to_the_question_before(customer: Customer) -> None:
    await customer.says("我要报案")
    await customer.presses("意外受伤")
    await customer.says("下楼梯踩空摔伤了")
    (await customer.says("昨天")).is_asked("loss_place")
    (await customer.says("上一个问题")).is_asked("date_of_loss")
    (await customer.says("前天")).is_asked("loss_place")


async def test_let_me_begin_anew(customer: Customer) -> None:
    await customer.says("我要报案")
    await customer.presses("车出事了")
    (await customer.says("倒车撞了柱子")).is_asked("date_of_loss")
    (await customer.says("重新开始")).is_asked("line")
    (await customer.presses("家里财产受损")).is_asked("loss_cause")


async def test_several_answers_in_one_message(customer: Customer) -> None:
    await customer.says("我要报案")
    await customer.presses("车出事了")
    await customer.says("倒车撞了柱子")
    (await customer.says("昨天，在福田区莲花路，没人受伤")).is_asked("loss_amount")


async def test_a_question_and_a_look_up_in_between(customer: Customer) -> None:
    await customer.says("查一下我的保单")
    await customer.verifies(LIN)
    await customer.says("我要报案")
    await customer.presses("意外受伤")
    (await customer.says("犹豫期多少天")).hears("具体以保险合同条款为准").is_asked("loss_cause")
    (await customer.says("查一下我的保单")).hears(LIN.policy_nos[0]).is_asked("loss_cause")
    (await customer.says("下楼梯踩空摔伤了")).is_asked("date_of_loss")


async def test_a_look_up_that_needs_the_check_and_back(customer: Customer) -> None:
    await customer.says("我要报案")
    await customer.presses("意外受伤")
    (await customer.says("下楼梯踩空摔伤了")).is_asked("date_of_loss")
    (await customer.says("查一下我的保单")).hears("确认是您本人")
    await customer.verifies(WANG)
    customer.hears(*WANG.policy_nos, "接着办刚才的报案").is_asked("date_of_loss")
    (await customer.says("昨天")).is_asked("loss_place")


async def test_another_task_in_between_and_back(customer: Customer) -> None:
    await customer.says("我要报案")
    await customer.presses("意外受伤")
    (await customer.says("下楼梯踩空摔伤了")).is_asked("date_of_loss")
    (await customer.says("让你们的人给我回个电话")).is_asked("phone")
    await customer.says("13800138000")
    await customer.says("都行")
    await customer.says("问一下理赔")
    customer.hears("接着办刚才的报案").is_asked("date_of_loss")


async def test_never_mind(customer: Customer) -> None:
    await customer.says(FALL)
    (await customer.says("算了不办了")).hears("没有提交任何东西").is_asked(None)
    assert await _reported(customer) == []


async def test_not_now_below_the_read_back(customer: Customer) -> None:
    await _to_the_end(customer)
    (await customer.presses("先不办了")).hears("没有提交任何东西")
    assert await _reported(customer) == []


async def test_calling_it_off_after_the_number_does_not_undo_the_report(customer: Customer) -> None:
    await _to_the_end(customer)
    await customer.presses("确认提交")
    (claim_no,) = await _reported(customer)
    (await customer.says("算了")).hears(claim_no, "以后再传").hears_not("没有提交")
    assert await _reported(customer) == [claim_no]


async def test_i_leave_no_number(customer: Customer) -> None:
    await customer.says(FALL)
    await customer.says("家里")
    await customer.says("不清楚")
    (await customer.says("不清楚")).is_asked("phone")
    (await customer.says("不想留电话")).is_asked("confirm").hears("联系电话：不留")


async def test_two_answers_that_are_none_offer_a_person(customer: Customer) -> None:
    await customer.says("我要报案")
    await customer.says("呜哩哇啦")
    customer.is_asked("line")
    (await customer.says("叽里呱啦")).hears("转人工").is_asked("line")
    await customer.presses("转人工")
    customer.card("handoff", queue="claims")


async def test_by_number_where_there_are_no_buttons(customer: Customer) -> None:
    await customer.says("我要报案")
    (await customer.says("4")).is_asked("loss_cause")
    await customer.says("倒车撞了柱子")
    (await customer.says("昨天")).is_asked("loss_place")
    (await customer.says("地下车库")).is_asked("injury")
    (await customer.says("1")).is_asked("loss_amount")
    (await customer.says("不清楚")).is_asked("policy_no")
    (await customer.says("1")).is_asked("phone")
    (await customer.says("不留")).is_asked("confirm").hears("没有人受伤", "联系电话：不留")
    (await customer.says("1")).hears("案件号 LP")
    assert len(await _reported(customer)) == 1


async def test_number_three_below_the_read_back_puts_it_off(customer: Customer) -> None:
    await _to_the_end(customer)
    (await customer.says("3")).hears("没有提交任何东西")
    assert await _reported(customer) == []


async def test_a_person_takes_over_with_everything_i_told(customer: Customer, world: World) -> None:
    await customer.says(FALL)
    await customer.says("家里")
    await customer.says("三千块")
    await customer.says("转人工")
    customer.card("handoff", queue="claims")
    history = await world.conversations.agents.history(customer.conversation_id)
    slots = history[-1].details["slots"]
    assert slots["经过"] == FALL and slots["损失或花费大约"] == "3,000.00 元" and slots["哪天"]


async def test_pressed_twice_it_is_one_report(customer: Customer) -> None:
    await _to_the_end(customer)
    await customer.presses("确认提交")
    said = customer.text
    await customer.sends_again()
    assert customer.text == said and len(await _reported(customer)) == 1


async def test_a_worker_that_died_leaves_one_report(customer: Customer) -> None:
    await _to_the_end(customer)
    (await customer.presses_while_a_worker_dies("确认提交")).hears("案件号 LP")
    assert len(await _reported(customer)) == 1


async def test_the_store_is_away_and_nothing_i_said_is_lost(customer: Customer, world: World) -> None:
    await _to_the_end(customer)
    async with world.store_away():
        await customer.presses("确认提交")
    customer.hears("暂时连不上", FALL).is_asked("confirm")
    await customer.presses("确认提交")
    (claim_no,) = await _reported(customer)
    identity = Identity(customer.conversation_id, Level.ANONYMOUS, None, None)
    kept = await world.services.claims.get(identity, claim_no)
    customer.hears(claim_no)
    assert kept.reported_at == world.clock.now()


async def test_the_store_is_away_from_the_first_word(customer: Customer, world: World) -> None:
    async with world.store_away():
        await customer.says("我的车昨天被追尾了要报案")
        customer.hears("122").is_asked("loss_place")
        (await customer.says("福田区莲花路")).is_asked("injury")
        (await customer.says("没人受伤")).is_asked("loss_amount")
        (await customer.says("五千")).is_asked("policy_no")
        (await customer.says("粤B12345")).is_asked("phone")
        (await customer.says("不留")).is_asked("confirm")
        (await customer.presses("确认提交")).hears("暂时连不上", "粤B12345").is_asked("confirm")
    (await customer.presses("确认提交")).hears("案件号 LP")
