"""How a request stands, and taking it back."""

import pytest

from insurance.domain.servicing import ServicingKind, ServicingStatus
from tests.dialogue.conftest import Customer, World
from tests.dialogue.effects import requests_of
from tests.dialogue.holders import Owned, holder

pytestmark = pytest.mark.asyncio(loop_scope="session")
ILLNESS = Owned("QHH01", due=100)
ASKS = "我登记的那个变更办好没"


async def requested(customer: Customer, world: World) -> str:
    """The number of a change of beneficiary just requested."""
    who = await holder(world, ILLNESS)
    await customer.says("受益人改成我女儿周小雨")
    await customer.verifies(who)
    (await customer.says("确认")).hears("已经登记")
    return (await requests_of(customer))[0].request_no


async def test_is_it_done_yet(customer: Customer, world: World) -> None:
    number = await requested(customer, world)
    (await customer.says(ASKS)).hears("变更受益人", number, "已登记", "前给您办好或答复").is_asked(None)
    await world.services.servicing.take("colleague", number)
    (await customer.says(ASKS)).hears(number, "办理中")


async def test_it_could_not_be_done_and_i_read_why(customer: Customer, world: World) -> None:
    number = await requested(customer, world)
    await world.services.servicing.take("colleague", number)
    await world.services.servicing.decline("colleague", number, "缺被保险人的书面同意")
    (await customer.says(ASKS)).hears("未能办理", "缺被保险人的书面同意")
    assert not customer.heard[-1].content.buttons


async def test_i_never_requested_anything(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("改受益人的事半个月没个影 到哪了")
    (await customer.verifies(who)).hears("没有查到您登记的变更").is_asked(None)
    assert await requests_of(customer) == []


async def test_i_take_it_back(customer: Customer, world: World) -> None:
    number = await requested(customer, world)
    await customer.says(ASKS)
    (await customer.presses("撤回这件")).hears("要撤回吗", number).is_asked("confirm")
    await customer.presses_while_a_worker_dies("确认提交")
    customer.hears("变更受益人", number, "已经撤回")
    (await customer.sends_again()).hears("已经撤回")
    assert (await requests_of(customer))[0].status is ServicingStatus.WITHDRAWN


async def test_i_leave_it_as_it_is_after_all(customer: Customer, world: World) -> None:
    await requested(customer, world)
    await customer.says(ASKS)
    await customer.presses("撤回这件")
    (await customer.says("不撤了")).hears("没有提交").is_asked(None)
    assert (await requests_of(customer))[0].status is ServicingStatus.RECEIVED


async def test_it_was_done_while_i_was_thinking(customer: Customer, world: World) -> None:
    number = await requested(customer, world)
    await customer.says(ASKS)
    await customer.presses("撤回这件")
    await world.services.servicing.take("colleague", number)
    await world.services.servicing.complete("colleague", number, second_factor="video")
    (await customer.says("确认")).hears("办不了这一步").hears_not("已经撤回")
    assert (await requests_of(customer))[0].status is ServicingStatus.COMPLETED


async def test_my_new_phone_and_my_new_address_one_after_the_other(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("我换号了也搬家了")
    (await customer.verifies(who)).is_asked("new_value").hears("新的手机号")
    await customer.says("13800138000")
    (await customer.says("确认")).hears("换手机号已经登记").is_asked("new_value").hears("新地址")
    await customer.says("浙江省杭州市余杭区文一西路969号")
    (await customer.says("确认")).hears("联系地址现在是").is_asked(None)
    kinds = {request.kind for request in await requests_of(customer)}
    assert kinds == {ServicingKind.PHONE_CHANGE, ServicingKind.ADDRESS_CHANGE}


async def test_a_card_number_i_sent_all_the_same_is_not_kept(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("扣款的卡要换")
    await customer.verifies(who)
    (await customer.says("建行6217001234567890123")).hears("建行", "尾号 0123").hears_not("6217001234567890")
    await customer.says("确认")
    [request] = await requests_of(customer)
    kept = await world.services.servicing.details("tester", request.request_no)
    assert "6217001234567890123" not in str(kept.details)


async def test_dictated_in_one_breath(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS, Owned("QHA01", began=-100, ends=265))
    await customer.says("嗯就是那个我想把那个保险单子的受益的人换一下换成我老婆")
    (await customer.verifies(who)).is_asked("policy_no")
    (await customer.says("重疾那份")).is_asked("confirm").hears("变更受益人", "守护重疾")


async def test_i_am_annoyed_by_so_many_questions(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("我要改地址")
    await customer.verifies(who)
    (await customer.says("你们怎么这么麻烦烦死了")).hears("对不起", "转人工").is_asked("new_value")
    (await customer.says("四川省成都市武侯区青禾路3号2栋1单元")).is_asked("confirm")
    (await customer.says("要得")).hears("改好了")
