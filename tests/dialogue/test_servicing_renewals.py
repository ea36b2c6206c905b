"""什么时候交: the next premium of a running policy and a new term told apart, until when, and what runs out when."""

from datetime import date, timedelta

import pytest

from kernel.clock import today
from tests.dialogue.conftest import Customer, World
from tests.dialogue.holders import Owned, holder

pytestmark = pytest.mark.asyncio(loop_scope="session")


def in_days(world: World, days: int) -> date:
    return today(world.clock) + timedelta(days=days)


def spoken(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


async def test_when_is_my_next_premium(customer: Customer, world: World) -> None:
    who = await holder(world, Owned("QHH01", due=100))
    await customer.says("下一期保费什么时候交")
    await customer.verifies(who)
    customer.hears("下一期保费 1,200.00 元", spoken(in_days(world, 100)), spoken(in_days(world, 160)))
    customer.hears_not("续保", "中止")
    card = customer.card("renewal", renewal_type="instalment", state="upcoming")
    assert card["due_on"] == in_days(world, 100).isoformat()


async def test_i_am_late_and_still_covered(customer: Customer, world: World) -> None:
    who = await holder(world, Owned("QHH01", due=-10))
    await customer.says("我那份保险过了日子没交，断了没")
    await customer.verifies(who)
    customer.hears("宽限期内，保障还在", f"最晚交到 {spoken(in_days(world, 50))}", "扣减欠交的保费")
    (await customer.presses("去交费")).hears("https://pay.example.com", "最晚")


async def test_my_cover_lapsed_and_the_way_back_is_offered(customer: Customer, world: World) -> None:
    who = await holder(world, Owned("QHH01", due=-80, status="suspended"))
    await customer.says("我的保险断了没有")
    await customer.verifies(who)
    customer.hears("效力中止", "现在出险不赔付", "可以申请复效").hears_not("保障还在")
    (await customer.presses("申请复效")).hears("中止期间出的事不赔", who.policy_nos[0]).is_asked("confirm")


async def test_a_years_cover_ends_and_needs_a_new_application(customer: Customer, world: World) -> None:
    who = await holder(world, Owned("QHH02", began=-353, ends=12))
    await customer.says("我的医疗险哪天到期")
    await customer.verifies(who)
    customer.hears(spoken(in_days(world, 12)), "重新投保并通过审核", "没有保障").hears_not("宽限期")
    assert customer.card("renewal")["renewal_type"] == "renewal"


async def test_it_ended_and_is_over(customer: Customer, world: World) -> None:
    who = await holder(world, Owned("QHH02", began=-375, ends=-10, status="expired"))
    await customer.says("我的医疗险哪天到期")
    (await customer.verifies(who)).hears("现在没有保障", "需要重新投保").hears_not("宽限期")


async def test_from_when_may_i_renew_the_car(customer: Customer, world: World) -> None:
    who = await holder(world, Owned("QHP01", began=-265, ends=100), Owned("QHP02", began=-265, ends=100))
    await customer.says("我名下车险什么时候能续")
    await customer.verifies(who)
    customer.hears(f"{spoken(in_days(world, 70))} 起能续", "没有交强险不能上路").hears_not(
        "等待期", "通过审核"
    )
    assert not [message for message in customer.heard if message.content.buttons]


async def test_the_window_is_open_and_leads_to_the_page(customer: Customer, world: World) -> None:
    who = await holder(world, Owned("QHP01", began=-350, ends=15))
    await customer.says("我的车险还有几天到期")
    (await customer.verifies(who)).hears("现在就能续", spoken(in_days(world, 15)))
    (await customer.presses("去续保")).hears("https://pay.example.com", "价格以页面为准")


async def test_my_compulsory_cover_ended_so_i_must_not_drive(customer: Customer, world: World) -> None:
    who = await holder(world, Owned("QHP01", began=-380, ends=-15, status="expired"))
    await customer.says("我那交强险到期没")
    (await customer.verifies(who)).hears("不能上路，先别开车").hears_not("等待期")


async def test_instalment_and_renewal_are_not_mixed_up(customer: Customer, world: World) -> None:
    who = await holder(world, Owned("QHH01", due=30), Owned("QHA01", began=-325, ends=40))
    await customer.says("我最近有没有要交的保费")
    (await customer.verifies(who)).hears("有 2 项")
    assert customer.card("renewal", policy_no=who.policy_nos[0])["renewal_type"] == "instalment"
    assert customer.card("renewal", policy_no=who.policy_nos[1])["renewal_type"] == "renewal"


async def test_nothing_is_due(customer: Customer, world: World) -> None:
    who = await holder(world, Owned("QHL02", due=20, status="surrendered"))
    await customer.says("我最近有没有要交的保费")
    (await customer.verifies(who)).hears("近期没有要交的费用").is_asked(None)
