"""Papers for a claim: sent before, with and after the report; the one list shrinks; nothing is asked for twice."""

import pytest

from insurance.demo.service import DEMO_CUSTOMERS, DemoCustomer
from insurance.domain.claims import MOST_ADDITIONS, ClaimStatus
from tests.dialogue.claimants import asked_for, claim, papers, stands
from tests.dialogue.conftest import Customer, World
from tests.dialogue.holders import Owned, holder

pytestmark = pytest.mark.asyncio(loop_scope="session")
WANG, CHEN, LIN = DEMO_CUSTOMERS
ACCIDENT = Owned("QHA01", began=-200, ends=165)
FALL = "昨天在家里摔了一跤，手腕骨折"


async def _asked(customer: Customer, *documents: str) -> tuple[DemoCustomer, str]:
    """Somebody verified whose claim lacks these, at the question for files."""
    who = await holder(customer.world, ACCIDENT)
    claim_no = await asked_for(customer.world, who, *documents)
    await customer.says("我要补材料")
    await customer.verifies(who)
    customer.hears(claim_no).is_asked("documents")
    return who, claim_no


async def _reported(customer: Customer) -> str:
    """A visitor's report, up to the question for files; its number."""
    await customer.says(FALL)
    await customer.says("家里")
    for _ in range(3):
        await customer.says("不清楚")
    await customer.presses("确认提交")
    customer.is_asked("documents")
    return str(customer.card("claim")["claim_no"])


async def test_the_list_shrinks_with_every_paper_i_name(customer: Customer, world: World) -> None:
    who, claim_no = await _asked(customer, "病历", "费用发票", "费用清单")
    (await customer.sends_file()).hears("第 1 份", "是哪一样", "病历、费用发票、费用清单")
    (await customer.presses("病历")).hears("「病历」收到了", "还缺：费用发票、费用清单。")
    await customer.sends_file()
    (await customer.says("这张是发票")).hears("还缺：费用清单。").is_asked("documents")
    assert (await stands(world, who, claim_no)).missing_documents == ["费用清单"]
    await customer.sends_file()
    (await customer.says("清单")).hears("要的材料都齐了")
    assert (await stands(world, who, claim_no)).status is ClaimStatus.SUBMITTED
    (await customer.says("就这些")).hears("一共收到 3 份", claim_no).is_asked(None)


async def test_i_say_first_what_i_am_going_to_send(customer: Customer, world: World) -> None:
    who, claim_no = await _asked(customer, "病历", "费用发票")
    (await customer.says("下面是发票和病历")).hears("请把", "发过来").is_asked("documents")
    (await customer.sends_file()).hears("「发票」收到了", "还缺：病历。")
    (await customer.sends_file()).hears("「病历」收到了", "都齐了")
    assert (await stands(world, who, claim_no)).status is ClaimStatus.SUBMITTED


async def test_three_photos_and_then_their_names(customer: Customer, world: World) -> None:
    who, claim_no = await _asked(customer, "病历", "费用发票", "费用清单")
    for _ in range(3):
        await customer.sends_file()
    (await customer.says("依次是病历、发票、清单")).hears("都齐了")
    assert [paper.kind for paper in await papers(world, claim_no)] == ["病历", "发票", "费用清单"]
    assert (await stands(world, who, claim_no)).missing_documents == []


async def test_two_pages_are_both_the_record(customer: Customer, world: World) -> None:
    _, claim_no = await _asked(customer, "病历", "费用发票")
    await customer.sends_file()
    await customer.sends_file()
    (await customer.says("两张都是病历")).hears("还缺：费用发票。")
    assert [paper.kind for paper in await papers(world, claim_no)] == ["病历", "病历"]


async def test_of_a_pair_the_other_one_is_still_missing(customer: Customer, world: World) -> None:
    await _asked(customer, "维修清单和发票")
    customer.hears("还缺：维修清单、发票。这就是全部")
    await customer.sends_file()
    (await customer.says("维修清单")).hears("还缺：发票。")


async def test_i_do_not_say_what_it_is_and_am_not_nagged(customer: Customer, world: World) -> None:
    who, claim_no = await _asked(customer, "病历", "费用发票")
    await customer.sends_file()
    await customer.sends_file()
    (await customer.says("就这些")).hears("一共收到 2 份", "理赔同事会看原件").is_asked(None)
    assert (await stands(world, who, claim_no)).missing_documents == ["病历", "费用发票"]


async def test_nothing_at_hand_now(customer: Customer, world: World) -> None:
    _, claim_no = await _asked(customer, "病历")
    (await customer.says("现在不在手边，晚点传")).hears("以后再传", claim_no).is_asked(None)
    assert await papers(world, claim_no) == []


async def test_calling_it_off_keeps_what_i_sent(customer: Customer, world: World) -> None:
    _, claim_no = await _asked(customer, "病历", "费用发票")
    await customer.sends_file()
    (await customer.says("算了先不弄了")).hears("一共收到 1 份", claim_no).hears_not("没有提交")
    assert len(await papers(world, claim_no)) == 1


async def test_i_lost_the_invoice(customer: Customer, world: World) -> None:
    await _asked(customer, "病历", "费用发票")
    (await customer.says("发票丢了")).hears("先交手上有的").is_asked("documents")


async def test_a_question_in_between_and_back(customer: Customer, world: World) -> None:
    await _asked(customer, "病历", "费用发票")
    await customer.sends_file()
    (await customer.says("电子发票可以理赔吗？")).hears("具体以保险合同条款为准").is_asked("documents")
    (await customer.says("我的理赔到哪一步了")).hears("待补材料").is_asked("documents")
    (await customer.presses("就这些")).hears("一共收到 1 份")


async def test_a_word_that_is_no_file_is_met_kindly_and_then_with_a_person(
    customer: Customer, world: World
) -> None:
    await _asked(customer, "病历")
    (await customer.says("呜哩哇啦")).is_asked("documents")
    (await customer.says("叽里呱啦")).hears("转人工").is_asked("documents")


async def test_the_same_photo_delivered_twice_is_one(customer: Customer, world: World) -> None:
    _, claim_no = await _asked(customer, "病历", "费用发票")
    await customer.sends_file()
    await customer.sends_again()
    assert len(await papers(world, claim_no)) == 1
    (await customer.says("就这些")).hears("一共收到 1 份")


async def test_the_store_is_away_when_a_photo_comes(customer: Customer, world: World) -> None:
    _, claim_no = await _asked(customer, "病历", "费用发票")
    async with world.store_away():
        (await customer.sends_file()).hears("暂时连不上").is_asked("documents")
    (await customer.sends_file()).hears("第 1 份").is_asked("documents")
    assert len(await papers(world, claim_no)) == 1


async def test_of_several_claims_the_one_that_waits_is_meant(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    await claim(world, who, "paid", ago=30)
    claim_no = await asked_for(world, who, "病历")
    await customer.says("我要补材料")
    await customer.verifies(who)
    customer.hears(claim_no).is_asked("documents")


async def test_of_two_that_wait_i_choose(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    first = await asked_for(world, who, "病历", ago=1)
    await asked_for(world, who, "费用发票")
    await customer.says("我要补材料")
    await customer.verifies(who)
    customer.is_asked("claim_no")
    (await customer.sends_file()).hears("先替您留着").is_asked("claim_no")
    (await customer.says("2")).hears("第 1 份", "还缺：病历。").is_asked("documents")
    assert len(await papers(world, first)) == 1


async def test_somebody_elses_claim_takes_nothing_of_mine(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    await claim(world, who, "reported")
    await customer.says("查一下我的保单")
    await customer.verifies(who)
    (await customer.says(f"给案件 {CHEN.claim_nos[0]} 补材料")).hears("没有查到").is_asked(None)


async def test_no_claim_at_all(customer: Customer) -> None:
    await customer.says("我要补材料")
    await customer.verifies(LIN)
    customer.hears("没有理赔记录").is_asked(None)


async def test_photos_sent_before_i_said_why_go_with_the_report(customer: Customer, world: World) -> None:
    (await customer.sends_file()).hears("文件收到了").is_asked(None)
    await customer.sends_file()
    claim_no = await _reported(customer)
    customer.hears("第 2 份收到了")
    assert len(await papers(world, claim_no)) == 2


async def test_a_photo_in_the_middle_of_the_report_goes_with_it(customer: Customer, world: World) -> None:
    (await customer.says(FALL)).is_asked("loss_place")
    (await customer.sends_file()).hears("先替您留着").is_asked("loss_place")
    await customer.says("家里")
    for _ in range(3):
        await customer.says("不清楚")
    (await customer.presses("确认提交")).hears("第 1 份收到了").hears_not("IMG_")
    claim_no = customer.card("claim")["claim_no"]
    assert len(await papers(world, claim_no)) == 1


async def test_a_photo_long_after_the_report_finds_its_claim(customer: Customer, world: World) -> None:
    claim_no = await _reported(customer)
    await customer.presses("以后再传")
    (await customer.says("谢谢")).is_asked(None)
    (await customer.sends_file()).hears("第 1 份收到了").is_asked("documents")
    assert len(await papers(world, claim_no)) == 1


async def test_photos_and_then_the_wish_to_supplement(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    claim_no = await asked_for(world, who, "病历", "费用发票")
    await customer.sends_file()
    await customer.presses("补理赔材料")
    await customer.verifies(who)
    customer.hears("第 1 份收到了", "还缺：病历、费用发票。").is_asked("documents")
    assert len(await papers(world, claim_no)) == 1


async def test_a_file_answers_no_question(customer: Customer) -> None:
    await customer.says("我要报案")
    await customer.presses("意外受伤")
    (await customer.sends_file("身份证正面.jpg")).is_asked("loss_cause")
    await customer.says("下楼梯踩空摔伤了")
    customer.is_asked("date_of_loss")


async def test_what_i_forgot_to_say_is_added_to_the_claim(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    claim_no = await claim(world, who, "reported")
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    (await customer.says("刚才忘了说，当时楼道的灯坏了")).hears("记下了", claim_no)
    assert (await stands(world, who, claim_no)).timeline[-1].note == "刚才忘了说，当时楼道的灯坏了"


async def test_what_i_forgot_comes_to_mind_while_i_send_papers(customer: Customer, world: World) -> None:
    await _reported(customer)
    (await customer.says("我忘了说一点")).is_asked("claim_addition")
    (await customer.says("当时楼道的灯坏了")).hears("记下了", "接着办刚才的交理赔材料").is_asked("documents")


async def test_one_addition_too_many_and_i_hear_why_it_was_not_taken(
    customer: Customer, world: World
) -> None:
    claim_no = await _reported(customer)
    await customer.presses("以后再传")
    services = world.services
    for number in range(MOST_ADDITIONS):
        identity = await services.identity.of(customer.conversation_id)
        await services.claim_reports.append(
            customer.conversation_id, identity, claim_no, f"补充第{number}条", f"addition-{number}"
        )
    (await customer.says("忘了说，当时楼道的灯坏了")).hears("这一条没记上").is_asked(None)
    await customer.presses("转人工")
    assert customer.card("handoff")["queue"] == "claims"
