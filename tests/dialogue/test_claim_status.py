"""「我的理赔到哪了」: where it stands, what comes next, by when, and what has been done, in plain words."""

from datetime import timedelta

import pytest

from actions import formats
from insurance.demo.service import DEMO_CUSTOMERS
from insurance.domain.claim_steps import ClaimStep
from insurance.domain.products import Line
from kernel.clock import today
from tests.dialogue.claimants import asked_for, claim, is_known, stands
from tests.dialogue.conftest import Customer, World
from tests.dialogue.holders import Owned, holder

pytestmark = pytest.mark.asyncio(loop_scope="session")
WANG, CHEN, LIN = DEMO_CUSTOMERS
ACCIDENT = Owned("QHA01", began=-200, ends=165)


def _in(world: World, days: int) -> str:
    return formats.day(today(world.clock) + timedelta(days=days))


async def test_a_claim_just_reported_says_who_calls_by_when(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    claim_no = await claim(world, who, "reported")
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    tomorrow = formats.moment(world.clock.now() + timedelta(hours=24))
    customer.hears(claim_no, "已报案", "还缺：理赔申请书", f"理赔同事最晚 {tomorrow} 联系您")
    assert customer.card("claim", claim_no=claim_no)["status"] == "reported"


async def test_nobody_called_in_time_and_that_is_said(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    await claim(world, who, "reported", ago=2)
    await customer.says("我报的案怎么样了，没人联系我")
    await customer.verifies(who)
    customer.hears("已经晚了，对不起", "转人工")


async def test_under_review_i_hear_by_when_the_law_wants_it(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    await claim(world, who, "reviewing", ago=1)
    await customer.says("我的理赔怎么样了")
    await customer.verifies(who)
    customer.hears("核赔中", "不用您做什么", f"法律规定最晚 {_in(world, 29)}")


async def test_even_the_laws_time_is_over(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    await claim(world, who, "reviewing", ago=40)
    await customer.says("我的理赔怎么样了")
    await customer.verifies(who)
    customer.hears(
        "核定结果该给您了", "法律规定的期限", "已经晚了，对不起", f"到 {_in(world, 20)} 还算不出总数的话"
    )


async def test_the_result_waits_for_me(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    await claim(world, who, "await_agreement")
    await customer.says("理赔有结果了吗")
    await customer.verifies(who)
    customer.hears("待您确认结果", "4,112.50 元", "同意就安排付款，不同意可以提出异议")
    titles = [button.title for message in customer.heard for button in message.content.buttons]
    assert titles == ["同意这个结果", "不同意，提异议", "看办理经过"]


async def test_agreed_and_the_money_comes_by_a_day(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    await claim(world, who, "approved")
    await customer.says("我的理赔款到账没有")
    await customer.verifies(who)
    customer.hears("待付款", "4,112.50 元", f"赔款最晚 {_in(world, 10)} 付出")


async def test_paid_and_i_see_when(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    await claim(world, who, "paid", ago=3)
    await customer.says("理赔款到账没有")
    await customer.verifies(who)
    customer.hears(f"已赔付（{_in(world, -3)}）", "转人工").hears_not("最晚")


async def test_refused_in_writing_by_a_day(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    claim_no = await claim(world, who, "denied")
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    customer.hears("拒赔", f"拒赔通知书最晚 {_in(world, 3)} 发给您", "异议或投诉")
    await world.services.claims.take_step("ann", claim_no, ClaimStep.SEND_DENIAL_NOTICE, senior=True)
    (await customer.says("我的理赔到哪一步了")).hears_not("最晚")


async def test_waiting_for_papers_i_hear_the_whole_list(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    await asked_for(world, who, "病历", "费用清单和发票")
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    customer.hears("还缺：病历、费用清单、发票", "这就是全部")
    (await customer.presses("现在补材料")).is_asked("documents")


async def test_compulsory_cover_has_shorter_times(customer: Customer, world: World) -> None:
    who = await holder(world, Owned("QHP01", began=-100, ends=265))
    await claim(world, who, "submitted", line=Line.AUTO_COMPULSORY)
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    customer.hears(f"最晚 {_in(world, 1)} 书面列给您", f"法律规定最晚 {_in(world, 5)}")


async def test_of_several_claims_i_choose_one(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT, Owned("QHP02", began=-100, ends=265))
    first = await claim(world, who, "paid", ago=30)
    await claim(world, who, "reported", line=Line.AUTO_COMMERCIAL)
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    customer.hears("2 个理赔案件").is_asked("claim_no")
    (await customer.says("第二个")).hears(first, "已赔付")


@pytest.mark.parametrize("said", ["车险那件", "待确认的那个", "1"])
async def test_of_several_claims_i_name_the_one_i_mean(customer: Customer, world: World, said: str) -> None:
    who = await holder(world, ACCIDENT, Owned("QHP02", began=-100, ends=265))
    await claim(world, who, "paid", ago=30)
    second = await claim(world, who, "await_agreement", line=Line.AUTO_COMMERCIAL)
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    (await customer.says(said.replace("待确认的", "待您确认结果的"))).hears(second)


async def test_by_its_number(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT, Owned("QHP02", began=-100, ends=265))
    first = await claim(world, who, "paid", ago=30)
    await claim(world, who, "reported", line=Line.AUTO_COMMERCIAL)
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    (await customer.says(first)).hears(first, "已赔付")


async def test_somebody_elses_claim_is_not_found(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    await claim(world, who, "reported")
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    theirs = (await customer.says(f"案件 {WANG.claim_nos[0]} 理赔到哪一步了")).text
    nobodys = (await customer.says("案件 LP9999999999 理赔到哪一步了")).text
    assert theirs == nobodys and "没有查到" in theirs


async def test_what_has_been_done_so_far(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    await claim(world, who, "paid", ago=3)
    await customer.says("理赔款到账没有")
    await customer.verifies(who)
    await customer.presses("看办理经过")
    customer.hears(f"{_in(world, -3)}：您报了案、收到理赔申请", "付款")
    customer.hears_not("paid", "submitted")


@pytest.mark.parametrize("asked", ["都经过了哪些步骤", "你们都做了什么", "看经过"])
async def test_what_has_been_done_asked_in_words(customer: Customer, world: World, asked: str) -> None:
    who = await holder(world, ACCIDENT)
    await claim(world, who, "paid", ago=3)
    await customer.says("理赔款到账没有")
    await customer.verifies(who)
    (await customer.says(asked)).hears("办理经过", "您报了案")


@pytest.mark.parametrize("asked", ["还要等多久", "最晚什么时候给钱", "什么时候能有结果"])
async def test_how_much_longer_is_answered_for_my_claim(customer: Customer, world: World, asked: str) -> None:
    who = await holder(world, ACCIDENT)
    claim_no = await claim(world, who, "reviewing")
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    (await customer.says(asked)).hears(claim_no, f"法律规定最晚 {_in(world, 30)}")


async def test_a_general_question_stays_one(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    await claim(world, who, "await_agreement")
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    (await customer.says("理赔时效是几年")).hears("具体以保险合同条款为准").is_asked(None)


async def test_a_channel_that_knows_me_shows_the_state_but_no_sum(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    claim_no = await claim(world, who, "await_agreement")
    await is_known(customer, who)
    await customer.says("我的理赔到哪一步了")
    customer.hears(claim_no, "核身后可见").hears_not("4,112.50").is_asked(None)
    await customer.presses("同意这个结果")
    await customer.verifies(who)
    customer.hears("4,112.50").is_asked("confirm")


async def test_what_i_reported_here_i_may_follow_without_a_check(customer: Customer) -> None:
    await customer.says("昨天在家里摔了一跤，手腕骨折")
    await customer.says("家里")
    for _ in range(3):
        await customer.says("不清楚")
    await customer.presses("确认提交")
    claim_no = customer.card("claim")["claim_no"]
    (await customer.says("我的报案怎么样了")).hears(claim_no, "已报案").is_asked("documents")
    await customer.presses("以后再传")
    (await customer.says("我的报案怎么样了")).hears(claim_no, "理赔同事最晚").is_asked(None)


async def test_beside_what_i_reported_here_i_look_at_an_older_one(customer: Customer) -> None:
    await customer.says("昨天在家里摔了一跤，手腕骨折")
    await customer.says("家里")
    for _ in range(3):
        await customer.says("不清楚")
    await customer.presses("确认提交")
    await customer.presses("以后再传")
    await customer.says("我的报案怎么样了")
    await customer.presses("查我名下别的案件")
    await customer.verifies(WANG)
    customer.hears("2 个理赔案件")
    titles = [button.title for message in customer.heard for button in message.content.buttons]
    assert any(WANG.claim_nos[0] in title for title in titles)


async def test_another_visitor_may_not_follow_it(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    claim_no = await claim(world, who, "reported")
    (await customer.says(f"案件 {claim_no} 理赔到哪一步了")).hears("确认是您本人").hears_not("已报案")
    assert (await stands(world, who, claim_no)).claim_no == claim_no


async def test_of_two_papers_in_one_the_card_names_the_one_that_is_missing(
    customer: Customer, world: World
) -> None:
    who = await holder(world, ACCIDENT)
    await asked_for(world, who, "维修清单和发票")
    await customer.says("我要补材料")
    await customer.verifies(who)
    await customer.sends_file()
    (await customer.says("维修清单")).hears("还缺：发票。")
    await customer.says("以后再传")
    (await customer.says("查理赔进度")).hears("还缺：发票。")
    assert customer.card("claim")["missing_documents"] == ["发票"]
