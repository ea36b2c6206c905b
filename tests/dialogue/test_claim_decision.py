"""What the claimant decides about a result: agree, dispute, withdraw; by button and in typed words."""

from datetime import timedelta

import pytest

from actions import formats
from insurance.demo.service import DemoCustomer
from insurance.domain.claims import ClaimStatus
from kernel.clock import today
from tests.dialogue.claimants import claim, papers, stands
from tests.dialogue.conftest import Customer, World
from tests.dialogue.holders import Owned, holder

pytestmark = pytest.mark.asyncio(loop_scope="session")
S = ClaimStatus
ACCIDENT = Owned("QHA01", began=-200, ends=165)


async def _shown(customer: Customer, status: str, *, owned: Owned = ACCIDENT) -> tuple[DemoCustomer, str]:
    """A customer who has just been shown the one claim, in that state."""
    who = await holder(customer.world, owned)
    claim_no = await claim(customer.world, who, status)
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    customer.hears(claim_no)
    return who, claim_no


async def test_i_agree_by_button(customer: Customer, world: World) -> None:
    who, claim_no = await _shown(customer, "await_agreement")
    (await customer.presses("同意这个结果")).hears(claim_no, "4,112.50 元").is_asked("confirm")
    assert (await stands(world, who, claim_no)).status is S.AWAIT_AGREEMENT
    await customer.presses("确认提交")
    customer.hears(f"赔款最晚 {formats.day(today(world.clock) + timedelta(days=10))} 付出")
    assert (await stands(world, who, claim_no)).status is S.APPROVED


@pytest.mark.parametrize("said", ["同意", "我同意这个结果", "没意见，就按这个赔吧", "1"])
async def test_i_agree_in_words(customer: Customer, world: World, said: str) -> None:
    who, claim_no = await _shown(customer, "await_agreement")
    (await customer.says(said)).hears("4,112.50 元").is_asked("confirm")
    await customer.says("确认")
    assert (await stands(world, who, claim_no)).status is S.APPROVED


@pytest.mark.parametrize(
    "said",
    [
        "我不同意这个金额",
        "不认可",
        "我有异议",
        "赔少了",
        "太少了，不服",
        "怎么才赔这么点",
        "凭什么只赔这点",
        "我要提异议",
        "2",
    ],
)
async def test_i_disagree_in_words(customer: Customer, world: World, said: str) -> None:
    who, claim_no = await _shown(customer, "await_agreement")
    (await customer.says(said)).is_asked("dispute_reason")
    (await customer.says("手术费有一张发票没算进去")).is_asked("confirm").hears(
        claim_no, "手术费有一张发票没算进去"
    )
    assert (await stands(world, who, claim_no)).status is S.AWAIT_AGREEMENT
    await customer.presses("确认提交")
    customer.hears("异议登记好了", "复核")
    assert (await stands(world, who, claim_no)).status is S.DISPUTED


async def test_the_reason_told_at_once_is_not_asked_for(customer: Customer, world: World) -> None:
    who, claim_no = await _shown(customer, "await_agreement")
    await customer.says("这个金额不对，少算了一张住院发票")
    customer.is_asked("confirm").hears("少算了一张住院发票")
    (await customer.says("理由改成自费药不该扣")).is_asked("confirm").hears("自费药不该扣")
    await customer.presses("确认提交")
    view = await stands(world, who, claim_no)
    assert (view.status, view.timeline[-1].note) == (S.DISPUTED, "自费药不该扣")


async def test_what_disagreeing_means_is_a_question(customer: Customer, world: World) -> None:
    who, claim_no = await _shown(customer, "await_agreement")
    (await customer.says("不认可赔付结果有什么办法？")).hears("具体以保险合同条款为准").is_asked(None)
    (await customer.says("不同意怎么办？")).hears_not("先不动").is_asked(None)
    # And the claim is still in mind.
    (await customer.says("那我不同意")).is_asked("dispute_reason")
    await customer.says("算了不办了")
    assert (await stands(world, who, claim_no)).status is S.AWAIT_AGREEMENT


async def test_i_dispute_a_refusal(customer: Customer, world: World) -> None:
    who, claim_no = await _shown(customer, "denied")
    (await customer.presses("不同意，提异议")).is_asked("dispute_reason")
    (await customer.says("事故当天保单还在保障期内")).is_asked("confirm")
    await customer.presses("确认提交")
    assert (await stands(world, who, claim_no)).status is S.DISPUTED


async def test_i_dispute_what_was_paid(customer: Customer, world: World) -> None:
    who, claim_no = await _shown(customer, "paid")
    (await customer.says("赔得太少了")).is_asked("dispute_reason")
    await customer.says("后续治疗费没有算")
    await customer.presses("确认提交")
    assert (await stands(world, who, claim_no)).status is S.DISPUTED


async def test_a_photo_sent_with_the_reason_goes_to_the_claim(customer: Customer, world: World) -> None:
    who, claim_no = await _shown(customer, "await_agreement")
    (await customer.says("我不同意这个金额")).is_asked("dispute_reason")
    (await customer.sends_file()).hears(claim_no).is_asked("dispute_reason")
    await customer.says("这张发票没有算进去")
    customer.is_asked("confirm").hears("这张发票没有算进去").hears_not("IMG_")
    assert len(await papers(world, claim_no)) == 1
    await customer.presses("确认提交")
    assert (await stands(world, who, claim_no)).status is S.DISPUTED


@pytest.mark.parametrize("said", ["我不想理赔了要撤案", "算了不理赔了", "不赔了，撤了吧", "把报案撤销了吧"])
async def test_i_withdraw_in_words(customer: Customer, world: World, said: str) -> None:
    who, claim_no = await _shown(customer, "submitted")
    titles = [button.title for message in customer.heard for button in message.content.buttons]
    assert not any("撤" in title for title in titles)
    (await customer.says(said)).hears("真的要撤回吗", claim_no).is_asked("confirm")
    await customer.presses("确认提交")
    customer.hears(claim_no, "撤回")
    assert (await stands(world, who, claim_no)).status is S.WITHDRAWN


async def test_on_second_thoughts_i_do_not_withdraw(customer: Customer, world: World) -> None:
    who, claim_no = await _shown(customer, "submitted")
    await customer.says("我要撤案")
    (await customer.says("算了不撤了")).is_asked(None)
    assert (await stands(world, who, claim_no)).status is S.SUBMITTED


async def test_what_is_paid_cannot_be_withdrawn(customer: Customer, world: World) -> None:
    who, claim_no = await _shown(customer, "paid")
    (await customer.says("我要撤案")).hears("已赔付", "撤不了案").is_asked(None)
    assert (await stands(world, who, claim_no)).status is S.PAID


async def test_there_is_no_result_yet_to_disagree_with(customer: Customer, world: World) -> None:
    await _shown(customer, "reviewing")
    (await customer.says("我要提异议")).hears("核定结果还没出来").is_asked(None)


async def test_withdrawing_without_having_looked_first(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    claim_no = await claim(world, who, "submitted")
    await customer.says("我要撤案")
    await customer.verifies(who)
    customer.hears(claim_no, "真的要撤回吗").is_asked("confirm")
    await customer.presses("确认提交")
    assert (await stands(world, who, claim_no)).status is S.WITHDRAWN


async def test_disputing_without_having_looked_first(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    claim_no = await claim(world, who, "await_agreement")
    await customer.says("我对理赔结果有异议")
    await customer.verifies(who)
    (await customer.says("伤残等级评低了")).is_asked("confirm").hears(claim_no)


async def test_of_two_results_i_say_which_one_i_dispute(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    first, second = [await claim(world, who, "await_agreement", ago=days) for days in (20, 2)]
    await claim(world, who, "reported")
    await customer.says("我要提异议")
    await customer.verifies(who)
    customer.is_asked("claim_no")
    # Only those with a result are offered, the newest first.
    (await customer.says("2")).is_asked("dispute_reason")
    await customer.says("少算了一张发票")
    (await customer.presses("确认提交")).hears(first)
    assert (await stands(world, who, second)).status is S.AWAIT_AGREEMENT


async def test_agreeing_is_the_insureds_not_the_payers(customer: Customer, world: World) -> None:
    who, claim_no = await _shown(
        customer, "await_agreement", owned=Owned("QHA01", began=-99, ends=266, insured="周小满")
    )
    titles = [button.title for message in customer.heard for button in message.content.buttons]
    assert "同意这个结果" not in titles
    (await customer.says("同意")).hears("被保险人不是您本人")
    await customer.presses("转人工")
    customer.card("handoff", queue="claims")
    assert (await stands(world, who, claim_no)).status is S.AWAIT_AGREEMENT


async def test_the_payer_may_object_for_the_insured(customer: Customer, world: World) -> None:
    who, claim_no = await _shown(
        customer, "denied", owned=Owned("QHA01", began=-99, ends=266, insured="周小满")
    )
    await customer.says("我不同意")
    await customer.says("孩子是在学校受的伤")
    await customer.presses("确认提交")
    assert (await stands(world, who, claim_no)).status is S.DISPUTED


async def test_a_report_of_a_visitor_is_withdrawn_by_a_colleague(customer: Customer) -> None:
    await customer.says("昨天在家里摔了一跤，手腕骨折")
    await customer.says("家里")
    for _ in range(3):
        await customer.says("不清楚")
    await customer.presses("确认提交")
    await customer.presses("以后再传")
    await customer.says("我要撤案")
    customer.hears("确认是您本人")


async def test_the_dispute_survives_a_question_and_a_hand_off(customer: Customer, world: World) -> None:
    await _shown(customer, "await_agreement")
    await customer.says("我不同意这个金额")
    await customer.says("手术费没算进去")
    (await customer.says("复核要多久？")).is_asked("confirm")
    await customer.says("转人工")
    customer.card("handoff")
    history = await world.conversations.agents.history(customer.conversation_id)
    assert history[-1].details["slots"]["理由"] == "手术费没算进去"


async def test_the_check_lapses_before_i_confirm(customer: Customer, world: World) -> None:
    who, claim_no = await _shown(customer, "await_agreement")
    await customer.says("我不同意这个金额")
    await customer.says("手术费没算进去")
    world.clock.advance(timedelta(minutes=20))
    await customer.presses("确认提交")
    await customer.verifies(who)
    if "异议登记好了" not in customer.text:
        await customer.presses("确认提交")
    assert (await stands(world, who, claim_no)).status is S.DISPUTED


@pytest.mark.parametrize("again", ["twice", "a worker died"])
async def test_agreed_once_whatever_happens(customer: Customer, world: World, again: str) -> None:
    who, claim_no = await _shown(customer, "await_agreement")
    await customer.says("同意")
    if again == "twice":
        await customer.presses("确认提交")
        await customer.sends_again()
    else:
        await customer.presses_while_a_worker_dies("确认提交")
    view = await stands(world, who, claim_no)
    assert [entry.status for entry in view.timeline].count("approved") == 1


async def test_the_store_is_away_when_i_confirm(customer: Customer, world: World) -> None:
    who, claim_no = await _shown(customer, "await_agreement")
    await customer.says("这个金额不对，少算了一张住院发票")
    async with world.store_away():
        (await customer.presses("确认提交")).hears("暂时连不上", "少算了一张住院发票").is_asked("confirm")
    await customer.presses("确认提交")
    assert (await stands(world, who, claim_no)).status is S.DISPUTED
