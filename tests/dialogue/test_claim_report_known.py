"""报案 by somebody we know, at each level; and by a family after a death."""

from datetime import timedelta

import pytest

from insurance.demo.service import DEMO_CUSTOMERS, DemoCustomer
from insurance.domain.claims import ClaimStatus
from tests.dialogue.claimants import is_known, stands
from tests.dialogue.conftest import Customer, World
from tests.dialogue.holders import Owned, holder

pytestmark = pytest.mark.asyncio(loop_scope="session")
WANG, CHEN, LIN = DEMO_CUSTOMERS
ACCIDENT = Owned("QHA01", began=-100, ends=265)


async def _verified(customer: Customer, who: DemoCustomer) -> None:
    await customer.says("查一下我的保单")
    await customer.verifies(who)


async def test_my_one_policy_of_that_kind_is_taken_and_my_number_known(
    customer: Customer, world: World
) -> None:
    who = await holder(world, ACCIDENT)
    await _verified(customer, who)
    await customer.says("昨天在家里摔了一跤，手腕骨折")
    customer.hears("日常综合意外", who.policy_nos[0], "保单不对").is_asked("loss_place")
    await customer.says("家里")
    (await customer.says("三千")).is_asked("confirm")
    customer.hears(who.policy_nos[0], "投保时留的手机号")
    await customer.presses("确认提交")
    claim_no = customer.card("claim", policy_no=who.policy_nos[0])["claim_no"]
    assert (await stands(world, who, claim_no)).status is ClaimStatus.REPORTED


async def test_not_that_policy(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    await _verified(customer, who)
    await customer.says("昨天在家里摔了一跤，手腕骨折")
    await customer.says("家里")
    (await customer.says("不清楚")).is_asked("confirm")
    (await customer.says("保单不对")).is_asked("policy_no")
    (await customer.presses("不清楚")).is_asked("confirm").hears_not(who.policy_nos[0])


async def test_of_two_policies_i_choose_one_by_its_number(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT, Owned("QHA02", began=-3, ends=30))
    await _verified(customer, who)
    await customer.says("昨天在家里摔了一跤，手腕骨折")
    await customer.says("家里")
    (await customer.says("不清楚")).is_asked("policy_no")
    (await customer.says("2")).is_asked("confirm").hears(who.policy_nos[1])
    await customer.presses("确认提交")
    customer.card("claim", policy_no=who.policy_nos[1])


async def test_of_two_policies_i_choose_one_by_its_name(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT, Owned("QHA02", began=-3, ends=30))
    await _verified(customer, who)
    await customer.says("昨天在家里摔了一跤，手腕骨折")
    await customer.says("家里")
    (await customer.says("不清楚")).is_asked("policy_no")
    (await customer.says("短途旅行那个")).is_asked("confirm").hears(who.policy_nos[1])


async def test_the_policy_is_found_once_i_say_what_kind_of_loss_it_is(
    customer: Customer, world: World
) -> None:
    who = await holder(world, ACCIDENT)
    await _verified(customer, who)
    await customer.says("我要报案")
    (await customer.presses("意外受伤")).hears(who.policy_nos[0]).is_asked("loss_cause")


async def test_a_channel_that_knows_me_is_not_asked_for_my_number(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    await is_known(customer, who)
    await customer.says("昨天在家里摔了一跤，手腕骨折")
    customer.hears_not(who.policy_nos[0])
    await customer.says("家里")
    (await customer.says("三千")).is_asked("policy_no").hears_not(who.policy_nos[0])
    (await customer.says("不清楚")).is_asked("confirm").hears("投保时留的手机号")
    await customer.presses("确认提交")
    # Their only accident policy, and its number is covered below the full check.
    card = customer.card("claim")
    assert "*" in card["policy_no"]
    assert (await stands(world, who, card["claim_no"])).policy_no == who.policy_nos[0]


async def test_a_visitors_receipt_shows_no_policy_number(customer: Customer) -> None:
    await customer.says("昨天在家里摔了一跤，手腕骨折")
    await customer.says("家里")
    await customer.says("三千")
    await customer.says(WANG.policy_nos[1])
    await customer.says("不留")
    await customer.presses("确认提交")
    assert "*" in customer.card("claim")["policy_no"]


async def test_somebody_elses_policy_number_makes_no_claim_of_theirs(
    customer: Customer, world: World
) -> None:
    """A report that names it is kept; nothing tells whether it exists, and its holder's claims stay as they are."""
    said = []
    for number in (WANG.policy_nos[1], "QHA019999999999"):
        await customer.says("昨天在家里摔了一跤，手腕骨折")
        await customer.says("家里")
        await customer.says("三千")
        await customer.says(number)
        await customer.says("不留")
        await customer.presses("确认提交")
        said.append(customer.text.replace(customer.card("claim")["claim_no"], ""))
        await customer.says("以后再传")
    assert said[0] == said[1]


async def test_my_father_died_and_i_tell_on(customer: Customer) -> None:
    await customer.says("我爸上周三走了，交通事故去世的")
    customer.hears("节哀").hears_not("120").is_asked("by_self")
    await customer.says("他是在国道上被货车撞的")
    # The day and the story were told with the first words.
    customer.hears("慢慢来").is_asked("policy_no")
    await customer.says("不清楚")
    (await customer.says("13800138000")).is_asked("confirm").hears("身故", "交通事故去世的", "哪天：20")
    await customer.presses("确认提交")
    customer.hears("死亡证明", "受益人身份证明")


async def test_after_a_death_a_person_takes_over_with_what_i_said(customer: Customer, world: World) -> None:
    await customer.says("我爸上周三走了，交通事故去世的")
    await customer.presses("请理赔同事接手")
    customer.card("handoff", queue="claims")
    history = await world.conversations.agents.history(customer.conversation_id)
    assert history[-1].details["slots"]["经过"] == "我爸上周三走了，交通事故去世的"


async def test_a_death_chosen_from_the_list_is_met_with_condolence_too(customer: Customer) -> None:
    await customer.says("我要报案")
    await customer.presses("身故")
    customer.hears("节哀").is_asked("by_self")
    (await customer.presses("我先自己登记")).is_asked("loss_cause")


async def test_the_check_lapses_in_the_middle_and_the_report_goes_on(
    customer: Customer, world: World
) -> None:
    """What was known of the policy stays said; the report itself needs no identity."""
    who = await holder(world, ACCIDENT)
    await _verified(customer, who)
    await customer.says("昨天在家里摔了一跤，手腕骨折")
    await customer.says("家里")
    world.clock.advance(timedelta(minutes=20))
    (await customer.says("三千")).is_asked("confirm")
    (await customer.presses("确认提交")).hears("案件号 LP")
