"""电子保单、发票 by e-mail at once; 复效 and 贷款 with what the law says of them."""

import pytest

from insurance.domain.servicing import ServicingKind as K
from insurance.domain.servicing import ServicingStatus
from tests.dialogue.conftest import Customer, World
from tests.dialogue.effects import requests_of, stated
from tests.dialogue.holders import Owned, holder

pytestmark = pytest.mark.asyncio(loop_scope="session")
ILLNESS, ACCIDENT = Owned("QHH01", due=100), Owned("QHA01", began=-100, ends=265)
SUSPENDED = Owned("QHH01", due=-80, status="suspended")


async def test_my_policy_as_a_file_is_in_my_mailbox_at_once(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS, email="epolicy@example.com")
    await customer.says("电子保单发我一份")
    (await customer.verifies(who)).hears("已经发到 e***@example.com", "效力一样").is_asked(None)
    [mail] = world.mails_to("epolicy@example.com")
    assert "https://service.example.com" in mail and who.policy_nos[0] not in mail
    [request] = await requests_of(customer)
    assert (request.kind, request.status) == (K.E_POLICY, ServicingStatus.COMPLETED)


async def test_an_invoice_for_one_of_two(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS, ACCIDENT, email="invoice@example.com")
    await customer.says("我要开发票")
    (await customer.verifies(who)).is_asked("policy_no")
    (await customer.says("意外险那份")).hears("发票的链接已经发到")
    [request] = await requests_of(customer)
    assert (request.kind, request.policy_no) == (K.INVOICE, who.policy_nos[1])


async def test_without_a_mailbox_one_is_added_first_and_the_invoice_follows(
    customer: Customer, world: World
) -> None:
    who = await holder(world, ILLNESS, email=None)
    await customer.says("我要开发票")
    (await customer.verifies(who)).hears("您还没留邮箱").is_asked("new_value")
    (await customer.says("firsttime@example.com")).is_asked("confirm")
    await customer.says("确认")
    customer.hears("改好了", "接着办刚才的保单变更", "开具发票").is_asked("confirm")
    (await customer.says("好")).hears("发票的链接已经发到 f***@example.com")
    assert len(world.mails_to("firsttime@example.com")) == 1


async def test_my_wish_came_twice_and_one_mail_goes_out(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS, ACCIDENT, email="once@example.com")
    await customer.says("我要开发票")
    (await customer.verifies(who)).is_asked("policy_no")
    await customer.presses_while_a_worker_dies(f"青禾演示·日常综合意外 {who.policy_nos[1]}")
    customer.hears("发票的链接")
    (await customer.sends_again()).hears("发票的链接")
    assert len(world.mails_to("once@example.com")) == 1


async def test_the_store_is_down_and_my_invoice_is_read_back(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS, ACCIDENT, email="later@example.com")
    await customer.says("我要开发票")
    (await customer.verifies(who)).is_asked("policy_no")
    async with world.store_away():
        (await customer.presses(f"青禾演示·日常综合意外 {who.policy_nos[1]}")).hears("暂时连不上")
    assert customer.text.count("暂时连不上") == 1
    customer.is_asked("policy_no")
    (await customer.says("意外险")).hears("发票的链接")


async def test_my_cover_lapsed_and_i_want_it_back(customer: Customer, world: World) -> None:
    who = await holder(world, SUSPENDED, ACCIDENT)
    await customer.says("保单失效了我要复效")
    await customer.verifies(who)
    customer.hears("补交欠的保费", "中止期间出的事不赔", who.policy_nos[0]).is_asked("confirm")
    (await customer.says("好")).hears("申请复效已经登记")
    [request] = await requests_of(customer)
    assert (request.kind, request.policy_no) == (K.REINSTATEMENT, who.policy_nos[0])
    assert await stated(customer, request) == {}


async def test_nothing_lapsed_so_nothing_is_to_be_reinstated(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("我要申请复效")
    (await customer.verifies(who)).hears("没有中止的保单").hears_not("补交").is_asked(None)
    assert await requests_of(customer) == []


async def test_i_want_to_pay_what_i_owe_in_between_and_hear_what_comes_first(
    customer: Customer, world: World
) -> None:
    who = await holder(world, SUSPENDED)
    await customer.says("保单失效了我要复效")
    (await customer.verifies(who)).is_asked("confirm")
    await customer.says("我现在就把钱交了")
    customer.hears("直接付款不能恢复保障", "接着办刚才的保单变更").is_asked("confirm")
    customer.hears_not("https://pay.example.com")


async def test_i_need_money_and_hear_what_a_policy_loan_costs(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS, ACCIDENT)
    await customer.says("急用钱能不能拿保单贷点款")
    await customer.verifies(who)
    customer.hears("八成", "利息", "保障会中止").is_asked("new_value")
    (await customer.says("三万左右")).is_asked("confirm").hears("保单贷款", who.policy_nos[0])
    await customer.says("可以")
    customer.hears("保单贷款已经登记", "再核实一次您本人")
    [request] = await requests_of(customer)
    assert request.kind is K.LOAN and request.needs_second_factor


async def test_the_loan_is_corrected_to_less(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("急用钱能不能拿保单贷点款")
    await customer.verifies(who)
    (await customer.says("贷五万")).is_asked("confirm")
    (await customer.says("改成贷两万")).hears("改过来了", "贷两万").hears_not("五万")
    (await customer.says("确认")).hears("已经登记")
