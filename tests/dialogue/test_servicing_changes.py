"""保全: what is to be changed, on which policy, in the customer's words; a person does it."""

from datetime import timedelta

import pytest

from insurance.demo.service import DEMO_CUSTOMERS
from insurance.domain.servicing import ServicingKind as K
from insurance.domain.servicing import ServicingStatus
from tests.dialogue.conftest import Customer, World
from tests.dialogue.effects import handed_over, requests_of, stated
from tests.dialogue.holders import Owned, holder

pytestmark = pytest.mark.asyncio(loop_scope="session")
WANG, CHEN, LIN = DEMO_CUSTOMERS
ILLNESS, ACCIDENT = Owned("QHH01", due=100), Owned("QHA01", began=-100, ends=265)
LIFE, CAR = Owned("QHL02", due=100), Owned("QHP02", began=-100, ends=265)


async def test_my_daughter_shall_be_the_beneficiary(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS, ACCIDENT)
    await customer.says("我想把受益人改成我女儿")
    (await customer.verifies(who)).is_asked("policy_no")
    (await customer.says("守护重疾")).is_asked("confirm").hears("变更受益人", "守护重疾", "我女儿")
    (await customer.says("改成女儿周小雨，百分之百")).hears("改过来了", "周小雨").is_asked("confirm")
    await customer.says("就这样办")
    customer.hears("变更受益人已经登记", "人脸、视频或柜面")
    [request] = await requests_of(customer)
    assert (request.kind, request.policy_no) == (K.BENEFICIARY_CHANGE, who.policy_nos[0])
    assert request.status is ServicingStatus.RECEIVED and request.needs_second_factor
    assert await stated(customer, request) == {"wish": "改成女儿周小雨，百分之百"}


async def test_i_name_the_change_by_its_number_in_a_long_list(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS, CAR)
    await customer.says("我想办保单变更")
    (await customer.verifies(who)).is_asked("servicing_kind")
    # 变更车牌 is the twelfth; only one of the two policies has a car.
    (await customer.says("第12个")).is_asked("new_value").hears("新车牌")
    (await customer.says("粤B12345")).is_asked("confirm").hears("变更车牌", who.policy_nos[1])
    (await customer.says("没问题")).hears("已经登记")


async def test_somebody_else_pays_from_now_on_and_it_is_my_daughter(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    await customer.says("投保人要换成我儿子")
    (await customer.verifies(who)).is_asked("confirm").hears("投保人要换成我儿子")
    (await customer.says("不对，是女儿来交")).hears("改过来了", "女儿来交").hears_not("我儿子")
    await customer.says("行")
    [request] = await requests_of(customer)
    assert request.kind is K.HOLDER_CHANGE and (await stated(customer, request))["wish"] == "女儿来交"


async def test_i_lost_the_contract(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("保单丢了帮我补一份")
    (await customer.verifies(who)).is_asked("new_value").hears("寄到哪里")
    (await customer.says("原地址")).is_asked("confirm").hears("补发保单", "原地址")
    await customer.presses("确认提交")
    customer.hears("补发保单已经登记", "前给您办好或答复")
    [request] = await requests_of(customer)
    assert request.kind is K.REISSUE and not request.needs_second_factor


async def test_the_card_you_charge_has_changed_and_no_number_is_wanted(
    customer: Customer, world: World
) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("工资卡换了，扣款的卡也要跟着换")
    (await customer.verifies(who)).is_asked("new_value").hears("哪家银行", "卡号和密码别发")
    (await customer.says("换成工行的新卡")).is_asked("confirm").hears("变更缴费账户")
    (await customer.says("确认")).hears("已经登记", "再核实一次您本人")


async def test_my_new_job(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT, CAR)
    await customer.says("换工作了要改职业")
    (await customer.verifies(who)).is_asked("new_value").hears("做什么工作")
    (await customer.says("从文员改成送外卖的")).is_asked("confirm").hears("变更职业", "送外卖的")
    await customer.says("对")
    [request] = await requests_of(customer)
    assert (request.kind, request.policy_no) == (K.OCCUPATION_CHANGE, who.policy_nos[0])


async def test_my_dividends_are_to_pay_the_premium(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS, LIFE)
    await customer.says("分红我要领出来")
    (await customer.verifies(who)).is_asked("new_value").hears("红利想怎么领")
    (await customer.says("改成抵保费吧")).is_asked("confirm").hears("领取红利", who.policy_nos[1])
    (await customer.says("确认")).hears("已经登记")


async def test_a_rider_for_my_medical_cover_named_before_you_knew_me(
    customer: Customer, world: World
) -> None:
    who = await holder(world, Owned("QHH03", due=100), ILLNESS)
    await customer.says("想给医疗险加个附加险")
    (await customer.verifies(who)).is_asked("new_value")
    (await customer.says("加个住院津贴")).is_asked("confirm").hears("加保附加险", "长护医疗", "住院津贴")


async def test_my_name_is_misspelt(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("名字打错了要改")
    (await customer.verifies(who)).is_asked("new_value")
    (await customer.says("周安的安写成了按")).is_asked("confirm").hears("更正姓名")
    (await customer.says("确认")).hears("已经登记")


async def test_a_policy_that_will_not_do_is_said_so_and_another_asked_for(
    customer: Customer, world: World
) -> None:
    who = await holder(world, ILLNESS, ACCIDENT, CAR)
    car = who.policy_nos[2]
    await customer.says(f"{car} 这份的受益人改一下")
    (await customer.verifies(who)).hears(f"保单 {car} 办不了这一项").is_asked("policy_no")
    customer.hears_not("机动车")
    (await customer.says("1")).is_asked("new_value").hears("姓名")


async def test_somebody_elses_policy_is_not_changed(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says(f"{WANG.policy_nos[0]} 受益人改成我")
    (await customer.verifies(who)).hears("没有查到").is_asked("policy_no")
    assert await requests_of(customer) == []


async def test_without_a_policy_for_it_a_person_is_offered(customer: Customer, world: World) -> None:
    who = await holder(world, CAR)
    await customer.says("分红我要领出来")
    (await customer.verifies(who)).hears("没有能办这一项的保单").is_asked(None)
    await customer.presses("转人工")
    assert customer.card("handoff")["queue"] == "servicing"


async def test_i_do_not_know_which_policy_and_a_person_takes_over_with_what_i_told(
    customer: Customer, world: World
) -> None:
    who = await holder(world, ILLNESS, ACCIDENT)
    await customer.says("想把受益人改成我老伴")
    (await customer.verifies(who)).is_asked("policy_no")
    (await customer.says("咕噜咕噜")).hears("序号").is_asked("policy_no")
    (await customer.says("叽里呱啦")).hears("转人工").is_asked("policy_no")
    await customer.presses("转人工")
    dossier = await handed_over(customer)
    assert dossier["事项"] == "变更受益人" and dossier["具体"] == "想把受益人改成我老伴"
    assert dossier["queue"] == "servicing"


async def test_i_ask_what_a_beneficiary_is_for_in_between(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("改受益人")
    (await customer.verifies(who)).is_asked("new_value")
    (await customer.says("没指定受益人，赔给谁？")).hears("具体以保险合同条款为准").is_asked("new_value")
    (await customer.says("我爱人李静，百分之百")).is_asked("confirm")
    (await customer.says("算了不办了")).hears("没有提交").is_asked(None)
    assert await requests_of(customer) == []


async def test_the_kind_was_wrong_and_chosen_again(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("保单丢了帮我补一份")
    await customer.verifies(who)
    await customer.says("原地址")
    await customer.presses("要改一处")
    (await customer.presses("事项")).is_asked("servicing_kind")


async def test_my_confirmation_came_twice(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("受益人改成我女儿周小雨")
    await customer.verifies(who)
    await customer.presses_while_a_worker_dies("确认提交")
    number = (await requests_of(customer))[0].request_no
    customer.hears(number)
    (await customer.sends_again()).hears(number)
    assert len(await requests_of(customer)) == 1


async def test_i_was_away_too_long_before_i_confirmed(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("受益人改成我女儿周小雨")
    await customer.verifies(who)
    world.clock.advance(timedelta(minutes=20))
    await customer.says("确认")
    (await customer.verifies(who)).hears("变更受益人已经登记")
    [request] = await requests_of(customer)
    assert (await stated(customer, request))["wish"] == "受益人改成我女儿周小雨"


async def test_the_store_is_down_when_i_confirm(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("受益人改成我女儿周小雨")
    await customer.verifies(who)
    async with world.store_away():
        (await customer.presses("确认提交")).hears("暂时连不上", "周小雨").is_asked("confirm")
    (await customer.presses("确认提交")).hears("已经登记")
    assert len(await requests_of(customer)) == 1
