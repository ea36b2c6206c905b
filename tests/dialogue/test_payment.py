"""交费: the insurer's own page by a sealed link; never a second time, never past what the law says of lapsed cover."""

import re
from datetime import timedelta
from decimal import Decimal
from urllib.parse import unquote

import pytest

from insurance.demo.service import DEMO_CUSTOMERS
from insurance.domain.payments import PaymentOrder
from insurance.domain.servicing import ServicingKind
from kernel.clock import today
from tests.dialogue.conftest import Customer, World
from tests.dialogue.effects import handed_over, requests_of
from tests.dialogue.holders import Owned, holder

pytestmark = pytest.mark.asyncio(loop_scope="session")
WANG = DEMO_CUSTOMERS[0]
IN_GRACE, UPCOMING = Owned("QHH01", due=-10), Owned("QHL02", due=20, premium="20000.00")
SUSPENDED = Owned("QHH01", due=-80, status="suspended")
NO_LINK = "https://pay.example.com"


def orders(customer: Customer) -> list[PaymentOrder]:
    """What the links just given say to the insurer's page."""
    tokens = re.findall(r"https://pay\.example\.com/premium\?token=(\S+)", customer.text)
    return [customer.world.services.payments.verify(unquote(token)) for token in tokens]


async def test_i_pay_the_one_premium_that_is_due(customer: Customer, world: World) -> None:
    who = await holder(world, IN_GRACE)
    await customer.says("保费怎么交给你们，发个链接")
    await customer.verifies(who)
    customer.hears("1,200.00 元", "宽限期里", "30 分钟内有效", "不会在聊天里要卡号和密码").is_asked(None)
    [order] = orders(customer)
    assert (order.policy_no, order.amount) == (who.policy_nos[0], Decimal("1200.00"))
    assert order.due_on == today(world.clock) - timedelta(days=10)


@pytest.mark.parametrize("answer", ["2", "第二个", "传岁终身寿险", "寿险那份"])
async def test_i_say_which_of_two(customer: Customer, world: World, answer: str) -> None:
    who = await holder(world, IN_GRACE, UPCOMING)
    await customer.says("我要交保费")
    (await customer.verifies(who)).is_asked("policy_no")
    await customer.says(answer)
    assert [order.policy_no for order in orders(customer)] == [who.policy_nos[1]]


async def test_i_pay_both_at_once(customer: Customer, world: World) -> None:
    who = await holder(world, IN_GRACE, UPCOMING)
    await customer.says("我要交保费")
    await customer.verifies(who)
    await customer.says("都交了吧")
    paid = {order.policy_no: order.amount for order in orders(customer)}
    assert paid == {who.policy_nos[0]: Decimal("1200.00"), who.policy_nos[1]: Decimal("20000.00")}


async def test_the_policy_named_with_the_wish_needs_no_question(customer: Customer, world: World) -> None:
    who = await holder(world, IN_GRACE, UPCOMING)
    await customer.says(f"{who.policy_nos[0]}这份保单我要交保费")
    await customer.verifies(who)
    assert [order.policy_no for order in orders(customer)] == [who.policy_nos[0]]


async def test_i_owe_nothing(customer: Customer, world: World) -> None:
    who = await holder(world, Owned("QHL02", due=20, status="surrendered"))
    await customer.says("交费")
    (await customer.verifies(who)).hears("没有要交的费用").hears_not(NO_LINK).is_asked(None)


async def test_cover_has_lapsed_so_reinstatement_comes_first(customer: Customer, world: World) -> None:
    who = await holder(world, SUSPENDED)
    await customer.says("我现在把钱交了")
    (await customer.verifies(who)).hears("直接付款不能恢复保障").hears_not(NO_LINK)
    await customer.presses("申请复效")
    customer.hears("补交欠的保费", who.policy_nos[0]).is_asked("confirm")
    (await customer.says("确认")).hears("申请复效已经登记")
    assert [request.kind for request in await requests_of(customer)] == [ServicingKind.REINSTATEMENT]


async def test_too_early_for_the_car_and_i_hear_from_when(customer: Customer, world: World) -> None:
    who = await holder(world, Owned("QHP01", began=-200, ends=165))
    opens = today(world.clock) + timedelta(days=135)
    await customer.says("车险续费 付款")
    await customer.verifies(who)
    customer.hears(f"{opens.year}年{opens.month}月{opens.day}日 起就能续").hears_not(NO_LINK)


async def test_in_time_the_car_is_renewed_and_the_page_tells_the_price(
    customer: Customer, world: World
) -> None:
    who = await holder(world, Owned("QHP02", began=-350, ends=15))
    await customer.says("续车险我现在就付钱")
    (await customer.verifies(who)).hears("续保请到青禾的页面办", "价格以页面为准").hears_not("1,200.00")
    [order] = orders(customer)
    assert order.amount is None


async def test_cover_ended_so_a_new_policy_is_needed(customer: Customer, world: World) -> None:
    who = await holder(world, Owned("QHA01", began=-380, ends=-15, status="expired"))
    await customer.says("续费")
    (await customer.verifies(who)).hears("已经到期", "重新投保").hears_not(NO_LINK)


async def test_my_card_was_closed_so_the_charge_failed(customer: Customer, world: World) -> None:
    who = await holder(world, IN_GRACE)
    await customer.says("你们没扣上钱，我卡注销了")
    await customer.verifies(who)
    customer.hears("扣款没成", "改扣款账户", NO_LINK).hears_not("补足余额")
    (await customer.presses("改扣款账户")).is_asked("new_value").hears("哪家银行")
    (await customer.says("建行")).is_asked("confirm").hears("变更缴费账户", who.policy_nos[0])


async def test_the_charge_failed_and_nobody_knows_why(customer: Customer, world: World) -> None:
    who = await holder(world, IN_GRACE)
    await customer.says("代扣没成 换个法子交")
    (await customer.verifies(who)).hears("补足余额", "限额", "改扣款账户", "链接自己付")
    assert len(orders(customer)) == 1


async def test_i_have_paid_already_and_am_given_no_second_link(customer: Customer, world: World) -> None:
    who = await holder(world, IN_GRACE)
    await customer.says("我明明交了怎么还说没交")
    (await customer.verifies(who)).hears("已经交成了，不用再交", "看不到银行的扣款明细").hears_not(NO_LINK)
    await customer.presses("请同事查")
    assert (await handed_over(customer))["queue"] == "servicing"


async def test_somebody_elses_premium_is_not_mine_to_see(customer: Customer, world: World) -> None:
    who = await holder(world, IN_GRACE, UPCOMING)
    await customer.says(f"{WANG.policy_nos[0]} 交费")
    (await customer.verifies(who)).hears("没有查到").hears_not("6,820").is_asked("policy_no")


async def test_i_ask_about_grace_in_between_and_drop_it(customer: Customer, world: World) -> None:
    who = await holder(world, IN_GRACE, UPCOMING)
    await customer.says("我要交保费")
    await customer.verifies(who)
    (await customer.says("宽限期是多少天？")).hears("宽限期").is_asked("policy_no")
    (await customer.says("算了先不交了")).hears("没有提交").is_asked(None)


async def test_two_answers_that_are_none_and_a_person_is_offered(customer: Customer, world: World) -> None:
    who = await holder(world, IN_GRACE, UPCOMING)
    await customer.says("我要交保费")
    await customer.verifies(who)
    await customer.says("嗯嗯啊啊")
    (await customer.says("咕噜咕噜")).hears("转人工").is_asked("policy_no")
    await customer.presses("转人工")
    assert customer.card("handoff")["queue"] == "servicing"


async def test_the_store_is_down_when_i_say_which(customer: Customer, world: World) -> None:
    who = await holder(world, IN_GRACE, UPCOMING)
    await customer.says("我要交保费")
    await customer.verifies(who)
    async with world.store_away():
        (await customer.says("1")).hears("暂时连不上").hears_not(NO_LINK)
    await customer.says("1")
    assert [order.policy_no for order in orders(customer)] == [who.policy_nos[0]]


async def test_all_is_what_is_due_now_and_not_next_spring(customer: Customer, world: World) -> None:
    later = Owned("QHL01", due=90)
    who = await holder(world, IN_GRACE, UPCOMING, later)
    await customer.says("我要交保费")
    await customer.verifies(who)
    await customer.presses("都交")
    assert {order.policy_no for order in orders(customer)} == set(who.policy_nos[:2])
    on = today(world.clock) + timedelta(days=90)
    customer.hears("还没到交的时候", f"安途定期寿险（{on.year}年{on.month}月{on.day}日）")


async def test_the_one_due_later_i_may_pay_when_i_name_it(customer: Customer, world: World) -> None:
    who = await holder(world, IN_GRACE, Owned("QHL01", due=90))
    await customer.says("我要交保费")
    await customer.verifies(who)
    assert "都交" not in [button.title for message in customer.heard for button in message.content.buttons]
    await customer.says("安途定期寿险")
    assert [order.policy_no for order in orders(customer)] == [who.policy_nos[1]]
