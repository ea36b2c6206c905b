"""Typed words where a channel shows no buttons: they mean what was offered, and nothing more."""

import pytest

from insurance.domain.claims import ClaimStatus
from tests.dialogue.claimants import asked_for, claim, stands
from tests.dialogue.conftest import Customer, World
from tests.dialogue.holders import Owned, holder

pytestmark = pytest.mark.asyncio(loop_scope="session")
S = ClaimStatus
ACCIDENT = Owned("QHA01", began=-200, ends=165)


@pytest.mark.parametrize("said", ["同意", "我不同意"])
async def test_nothing_was_offered_and_nothing_is_decided(customer: Customer, said: str) -> None:
    await customer.says("你好")
    (await customer.says(said)).hears_not("确认是您本人").is_asked(None)


@pytest.mark.parametrize(
    "said", ["理赔员逼我撤案，我要投诉", "对拒赔不服，我要投诉你们", "理赔员让我撤案我要投诉他"]
)
async def test_what_somebody_did_to_me_is_a_complaint(customer: Customer, world: World, said: str) -> None:
    who = await holder(world, ACCIDENT)
    claim_no = await claim(world, who, "submitted")
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    (await customer.says(said)).hears_not("真的要撤回").is_asked("complaint_target")
    assert (await stands(world, who, claim_no)).status is S.SUBMITTED


@pytest.mark.parametrize("said", ["撤案以后还能再申请吗", "怎么撤案", "同意之后多久到账？", "不同意会怎么样"])
async def test_a_question_about_it_decides_nothing(customer: Customer, world: World, said: str) -> None:
    who = await holder(world, ACCIDENT)
    claim_no = await claim(world, who, "await_agreement")
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    (await customer.says(said)).hears_not("真的要撤回").is_asked(None)
    assert (await stands(world, who, claim_no)).status is S.AWAIT_AGREEMENT


@pytest.mark.parametrize("said", ["下期保费什么时候付", "我什么时候交费"])
async def test_another_matter_is_not_the_claims(customer: Customer, world: World, said: str) -> None:
    who = await holder(world, ACCIDENT)
    claim_no = await claim(world, who, "reviewing")
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    (await customer.says(said)).hears_not(claim_no)


async def test_a_claim_out_of_mind_is_not_decided_by_a_bare_word(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    await claim(world, who, "await_agreement")
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    for said in ("犹豫期多少天", "谢谢", "等待期是什么意思", "你好"):
        await customer.says(said)
    (await customer.says("同意")).is_asked(None)


async def test_the_title_of_a_button_typed(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    await asked_for(world, who, "病历")
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    (await customer.says("现在补材料")).is_asked("documents")


async def test_in_the_middle_of_papers_i_look_and_disagree(customer: Customer, world: World) -> None:
    """The look-up is answered within the task; the word after it leaves the task, and the task is gone back to."""
    who = await holder(world, ACCIDENT)
    first = await claim(world, who, "await_agreement", ago=20)
    await asked_for(world, who, "病历")
    await customer.says("我要补材料")
    await customer.verifies(who)
    customer.is_asked("documents")
    (await customer.says(f"案件 {first} 的理赔到哪一步了")).hears("4,112.50").is_asked("documents")
    (await customer.says("我不同意这个金额")).is_asked("dispute_reason")
    await customer.says("少算了一张发票")
    await customer.presses("确认提交")
    customer.hears("异议登记好了", "接着办刚才的交理赔材料").is_asked("documents")
    assert (await stands(world, who, first)).status is S.DISPUTED


async def test_in_the_middle_of_papers_i_press_a_button_of_the_claim(
    customer: Customer, world: World
) -> None:
    who = await holder(world, ACCIDENT)
    first = await claim(world, who, "await_agreement", ago=20)
    await asked_for(world, who, "病历")
    await customer.says("我要补材料")
    await customer.verifies(who)
    await customer.says(f"案件 {first} 的理赔到哪一步了")
    (await customer.presses("同意这个结果")).is_asked("confirm").hears("4,112.50")


async def test_traditional_characters(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    await claim(world, who, "await_agreement")
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    (await customer.says("我不認可這個金額")).is_asked("dispute_reason")


async def test_a_photo_answers_no_identity_check(customer: Customer) -> None:
    await customer.says("我的理赔到哪一步了")
    (await customer.sends_file("20261118101500.jpg")).hears("文件收到了").is_asked("phone")


async def test_a_photo_is_kept_while_the_store_is_away(customer: Customer, world: World) -> None:
    async with world.store_away():
        (await customer.sends_file()).hears("文件收到了").hears_not("连不上")
