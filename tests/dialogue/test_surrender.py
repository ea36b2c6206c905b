"""退保: what one gets and loses, said neutrally for each kind of policy; a person does it."""

from datetime import timedelta

import pytest

from insurance.demo.service import DEMO_CUSTOMERS
from insurance.domain.servicing import ServicingKind, ServicingStatus
from tests.dialogue.conftest import Customer, World
from tests.dialogue.effects import handed_over, requests_of
from tests.dialogue.holders import Owned, holder

pytestmark = pytest.mark.asyncio(loop_scope="session")
WANG = DEMO_CUSTOMERS[0]
ILLNESS, ACCIDENT = Owned("QHH01", due=100), Owned("QHA01", began=-100, ends=265)
COMPULSORY = Owned("QHP01", began=-100, ends=265)
COMMERCIAL = Owned("QHP02", began=-100, ends=265)


async def test_i_changed_my_mind_within_the_cooling_off_period(customer: Customer, world: World) -> None:
    who = await holder(world, Owned("QHH01", began=-5, due=360))
    await customer.says("上周买的不想要了退了")
    await customer.verifies(who)
    customer.hears("退不退由您定", "还在犹豫期内", "退回已交保费", "最多扣 10 元工本费").is_asked("confirm")
    await customer.says("确认")
    customer.hears("退保申请已经登记", "现在转给同事", "算好能退多少")
    [request] = await requests_of(customer)
    assert (request.kind, request.policy_no) == (ServicingKind.SURRENDER, who.policy_nos[0])
    assert request.status is ServicingStatus.RECEIVED and request.needs_second_factor
    dossier = await handed_over(customer)
    assert dossier["queue"] == "servicing" and who.policy_nos[0] in dossier["保单"]


async def test_after_it_i_hear_of_cash_value_and_what_i_lose(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("我要退保把钱退给我")
    await customer.verifies(who)
    customer.hears("已过犹豫期", "现金价值", "30 天内付给您", "保险法第四十七条", "拿回的可能比交的少")
    customer.hears("等待期重新算", "健康告知").hears_not("工本费", "建议", "不划算", "可惜").is_asked(
        "confirm"
    )


async def test_a_year_of_accident_cover(customer: Customer, world: World) -> None:
    who = await holder(world, ACCIDENT)
    await customer.says("退保")
    await customer.verifies(who)
    customer.hears("一年期", "剩下那段时间的保费").hears_not("现金价值", "等待期").is_asked("confirm")


async def test_i_sold_the_car_and_want_the_commercial_cover_paid_back(
    customer: Customer, world: World
) -> None:
    who = await holder(world, COMPULSORY, COMMERCIAL)
    await customer.says("车卖了保险退掉")
    (await customer.verifies(who)).is_asked("policy_no")
    await customer.says("商业险")
    customer.hears("扣掉已经保障过的那段保费", "保险法第五十四条").hears_not("车已注销").is_asked("confirm")


async def test_compulsory_cover_ends_on_three_grounds_only(customer: Customer, world: World) -> None:
    who = await holder(world, COMPULSORY, COMMERCIAL)
    await customer.says("交强险我要退掉")
    await customer.verifies(who)
    customer.hears("注销登记", "停驶", "丢失", "条例第十六条", who.policy_nos[0]).is_asked("confirm")


async def test_it_was_the_other_policy_i_meant(customer: Customer, world: World) -> None:
    who = await holder(world, COMPULSORY, COMMERCIAL)
    await customer.says("交强险我要退掉")
    (await customer.verifies(who)).is_asked("confirm")
    (await customer.says("不对，是商业险")).hears("第五十四条", who.policy_nos[1]).is_asked("confirm")
    (await customer.says("确认")).hears("已经登记")
    assert (await requests_of(customer))[0].policy_no == who.policy_nos[1]


async def test_everything_in_one_message(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS, ACCIDENT)
    await customer.says(f"{who.policy_nos[0]} 这份我不要了，退")
    (await customer.verifies(who)).hears("现金价值", who.policy_nos[0]).is_asked("confirm")


async def test_nothing_of_mine_runs_any_more(customer: Customer, world: World) -> None:
    who = await holder(world, Owned("QHA01", began=-500, ends=-135, status="expired"))
    await customer.says("退保")
    (await customer.verifies(who)).hears("没有还在保障的保单").is_asked(None)
    await customer.presses("转人工")
    assert customer.card("handoff")["queue"] == "servicing"


async def test_cover_that_ended_yesterday_is_over_whatever_the_record_says(
    customer: Customer, world: World
) -> None:
    who = await holder(world, Owned("QHA01", began=-366, ends=-1), ILLNESS)
    await customer.says(f"退保 {who.policy_nos[0]}")
    (await customer.verifies(who)).hears(f"保单 {who.policy_nos[0]} 办不了").is_asked("policy_no")


async def test_somebody_elses_policy_i_cannot_end(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says(f"{WANG.policy_nos[0]} 这份我不要了，退")
    (await customer.verifies(who)).hears("没有查到").is_asked("policy_no")


async def test_i_ask_what_cash_value_is_look_at_my_policies_and_decide(
    customer: Customer, world: World
) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("我要退保")
    (await customer.verifies(who)).is_asked("confirm")
    (await customer.says("现金价值是什么？")).hears("现金价值表").is_asked("confirm")
    (await customer.says("查一下我的保单")).hears("保障中").is_asked("confirm")
    (await customer.presses("先不办了")).hears("没有提交").is_asked(None)
    assert await requests_of(customer) == []


@pytest.mark.parametrize("words", ["不退了", "还是不退了吧", "那先不退了，谢谢"])
async def test_i_keep_it_after_all(customer: Customer, world: World, words: str) -> None:
    who = await holder(world, ILLNESS, ACCIDENT)
    await customer.says("我要退保")
    (await customer.verifies(who)).is_asked("policy_no")
    (await customer.says(words)).hears("先放下").is_asked(None)
    assert await requests_of(customer) == []


async def test_i_was_misled_complain_and_come_back(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("我要退保，你们骗我说随时能全退")
    (await customer.verifies(who)).is_asked("confirm")
    (await customer.says("你们就是骗子我要投诉")).is_asked("complaint_target")
    await customer.presses("销售误导")
    await customer.says("当初业务员说随时能全退，现在说只退现金价值")
    await customer.says("全额退")
    customer.is_asked("confirm")
    await customer.says("确认")
    customer.hears("受理编号", "接着办刚才的退保").is_asked("confirm")
    (await customer.says("确认")).hears("退保申请已经登记")


async def test_a_person_please_before_i_decide(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("我要退保")
    await customer.verifies(who)
    await customer.says("转人工")
    dossier = await handed_over(customer)
    assert dossier["queue"] == "servicing" and who.policy_nos[0] in dossier["保单"]
    assert await requests_of(customer) == []


async def test_my_confirmation_came_twice(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("我要退保")
    await customer.verifies(who)
    await customer.presses_while_a_worker_dies("确认提交")
    (await customer.hears("已经登记").sends_again()).hears("已经登记")
    assert len(await requests_of(customer)) == 1


async def test_i_thought_about_it_for_an_hour(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS, ACCIDENT)
    await customer.says("我要退保")
    (await customer.verifies(who)).is_asked("policy_no")
    world.clock.advance(timedelta(hours=1))
    await customer.says("守护重疾")
    (await customer.verifies(who)).is_asked("policy_no")
    (await customer.says("守护重疾")).hears("现金价值").is_asked("confirm")


async def test_the_store_is_down_when_i_confirm(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("我要退保")
    await customer.verifies(who)
    async with world.store_away():
        (await customer.says("确认")).hears("暂时连不上", who.policy_nos[0]).is_asked("confirm")
    (await customer.says("确认")).hears("已经登记")
    assert len(await requests_of(customer)) == 1


@pytest.mark.parametrize("words", ["想好了，要退", "退吧", "我决定退了", "还是要退"])
async def test_i_have_made_up_my_mind(customer: Customer, world: World, words: str) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("我要退保")
    (await customer.verifies(who)).is_asked("confirm")
    (await customer.says(words)).hears("退保申请已经登记")


@pytest.mark.parametrize("words", ["1", "一", "１。", "退？", "我还在考虑退不退", "急用钱"])
async def test_a_number_or_a_sigh_ends_no_policy(customer: Customer, world: World, words: str) -> None:
    who = await holder(world, ILLNESS)
    await customer.says("我要退保")
    (await customer.verifies(who)).is_asked("confirm")
    (await customer.says(words)).hears("还没提交").is_asked("confirm")
    assert await requests_of(customer) == []


@pytest.mark.parametrize(
    ("words", "place"), [("第一份", 0), ("退第二张", 1), ("上面那个", 0), ("后面那个", 1), ("最后一份", 1)]
)
async def test_i_point_at_one_of_two(customer: Customer, world: World, words: str, place: int) -> None:
    who = await holder(world, ILLNESS, COMMERCIAL)
    await customer.says("我要退保")
    (await customer.verifies(who)).is_asked("policy_no")
    (await customer.says(words)).is_asked("confirm").hears(who.policy_nos[place])


async def test_of_three_the_one_above_is_no_answer(customer: Customer, world: World) -> None:
    who = await holder(world, ILLNESS, COMMERCIAL, COMPULSORY)
    await customer.says("我要退保")
    (await customer.verifies(who)).is_asked("policy_no")
    (await customer.says("上面那个")).is_asked("policy_no")
    (await customer.says("最下面那份")).is_asked("confirm").hears(who.policy_nos[1])
