"""改联系方式: address and e-mail at once with a notice to the phone on record, the phone as a request."""

from datetime import timedelta

import pytest

from insurance.domain.servicing import ServicingKind, ServicingStatus
from tests.dialogue.conftest import Customer, World
from tests.dialogue.effects import handed_over, requests_of, stated
from tests.dialogue.holders import Owned, holder

pytestmark = pytest.mark.asyncio(loop_scope="session")
LIFE = Owned("QHH01", due=100)
HOME = "浙江省杭州市西湖区文三路100号3栋402"


async def test_i_moved_and_my_old_phone_is_told_of_the_new_address(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    (await customer.says(f"我搬家了，地址改成{HOME}")).hears("确认是您本人")
    (await customer.verifies(who)).is_asked("confirm").hears("联系地址", HOME)
    await customer.says("确认")
    customer.hears("改好了", "浙江省杭州市西湖区***", "短信").hears_not("文三路").is_asked(None)
    [notice] = world.notices_to(who.customer.phone)
    assert "联系地址" in notice and "不是您本人" in notice and "文三路" not in notice
    [done] = await requests_of(customer)
    assert (done.kind, done.status) == (ServicingKind.ADDRESS_CHANGE, ServicingStatus.COMPLETED)
    assert (await stated(customer, done))["address"] == HOME


async def test_my_address_is_asked_for_and_corrected_before_it_counts(
    customer: Customer, world: World
) -> None:
    who = await holder(world, LIFE)
    await customer.says("我要改地址")
    (await customer.verifies(who)).is_asked("new_value").hears("从省市写到门牌号")
    (await customer.says("杭州")).hears("还不完整").is_asked("new_value")
    (await customer.says(HOME)).is_asked("confirm")
    (await customer.says("不对，应该是浙江省杭州市余杭区文一西路969号")).hears("改过来了", "文一西路969号")
    (await customer.says("就这样办")).hears("改好了")
    [done] = await requests_of(customer)
    assert (await stated(customer, done))["address"] == "浙江省杭州市余杭区文一西路969号"


async def test_my_new_email_is_chosen_by_its_number_and_mistyped_once(
    customer: Customer, world: World
) -> None:
    who = await holder(world, LIFE)
    await customer.says("我要改联系方式")
    (await customer.verifies(who)).is_asked("contact_field")
    (await customer.says("3")).is_asked("new_value")
    (await customer.says("zhouan在163点com")).hears("name@example.com").is_asked("new_value")
    (await customer.says("zhouan@163.com")).is_asked("confirm")
    (await customer.says("邮箱写错了")).is_asked("new_value")
    (await customer.says("zhouan88@163.com")).is_asked("confirm").hears("zhouan88@163.com")
    (await customer.presses("确认提交")).hears("改好了", "z***@163.com")
    [done] = await requests_of(customer)
    assert await stated(customer, done) == {"email": "zhouan88@163.com", "before": "story@example.com"}


async def test_my_new_phone_waits_for_a_person_who_checks_me_again(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    await customer.says("我换手机号了")
    (await customer.verifies(who)).is_asked("new_value")
    (await customer.says("13800138000")).is_asked("confirm").hears("138****8000")
    await customer.presses("要改一处")
    customer.hears("要改哪一项")
    (await customer.presses("新手机号")).is_asked("new_value")
    (await customer.says("139 0013 9000")).is_asked("confirm").hears("139****9000")
    await customer.says("可以")
    customer.hears("人脸、视频或柜面", "旧号码照常有效")
    [waits] = await requests_of(customer)
    assert (waits.kind, waits.status) == (ServicingKind.PHONE_CHANGE, ServicingStatus.RECEIVED)
    assert (await stated(customer, waits))["phone"] == "13900139000"
    # Nothing is changed yet, so there is nothing to tell.
    assert world.notices_to(who.customer.phone) == []


async def test_the_new_number_in_my_first_message_is_not_taken_for_the_registered_one(
    customer: Customer, world: World
) -> None:
    who = await holder(world, LIFE)
    (await customer.says("手机号换成13912345678了")).is_asked("phone")
    (await customer.verifies(who)).is_asked("confirm").hears("139****5678")


async def test_i_ask_a_question_and_look_up_my_premium_in_between(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    await customer.says("我要改收件地址")
    (await customer.verifies(who)).is_asked("new_value")
    (await customer.says("等待期是什么意思？")).hears("等待期是").is_asked("new_value")
    (await customer.says("下一期保费什么时候交")).hears("下一期保费").is_asked("new_value")
    (await customer.says(HOME)).is_asked("confirm")
    (await customer.says("好的")).hears("改好了")


async def test_i_begin_something_else_drop_it_and_go_on(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    await customer.says("我要改收件地址")
    await customer.verifies(who)
    (await customer.says("我要退保")).is_asked("confirm").hears("现金价值")
    (await customer.says("不退了")).hears("先放下", "接着办刚才的改联系方式").is_asked("new_value")
    await customer.says(HOME)
    (await customer.says("对的")).hears("改好了")
    assert [request.kind for request in await requests_of(customer)] == [ServicingKind.ADDRESS_CHANGE]


async def test_i_will_not_tell_and_a_person_gets_what_i_told(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    await customer.says("改一下联系方式")
    await customer.verifies(who)
    (await customer.says("地址")).is_asked("new_value")
    (await customer.says("不想给")).hears("不想说也没关系").is_asked("new_value")
    await customer.presses("转人工")
    assert await handed_over(customer) == {"项目": "联系地址", "queue": "servicing"}
    assert await requests_of(customer) == []


async def test_i_think_better_of_it_and_nothing_is_changed(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    await customer.says("帮我换个邮箱，换成new@example.com")
    (await customer.verifies(who)).is_asked("confirm")
    (await customer.presses("先不办了")).hears("没有提交").is_asked(None)
    assert await requests_of(customer) == [] and world.notices_to(who.customer.phone) == []


async def test_i_begin_anew(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    await customer.says("改邮箱 改成abc@example.com")
    (await customer.verifies(who)).is_asked("confirm")
    (await customer.says("重新来")).is_asked("contact_field")
    (await customer.says("第二个")).is_asked("new_value").hears("新地址")


async def test_the_same_address_needs_no_change(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE, email="same@example.com")
    await customer.says("改邮箱 改成same@example.com")
    await customer.verifies(who)
    (await customer.says("确认")).hears("和现在登记的一样").is_asked("new_value")
    (await customer.says("other@example.com")).is_asked("confirm")
    (await customer.says("确认")).hears("改好了")


async def test_my_message_came_twice_and_one_notice_goes_out(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    await customer.says("改邮箱 改成twice@example.com")
    await customer.verifies(who)
    await customer.presses_while_a_worker_dies("确认提交")
    customer.hears("改好了")
    (await customer.sends_again()).hears("改好了")
    assert len(world.notices_to(who.customer.phone)) == 1 and len(await requests_of(customer)) == 1


async def test_i_was_away_too_long_and_what_i_said_is_still_there(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    await customer.says("改邮箱 改成late@example.com")
    await customer.verifies(who)
    world.clock.advance(timedelta(minutes=16))
    await customer.presses("确认提交")
    customer.hears_not("改好了")
    (await customer.verifies(who)).hears("改好了", "l***@example.com")


async def test_the_store_is_down_and_comes_back(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    await customer.says(f"我搬家了，地址改成{HOME}")
    await customer.verifies(who)
    async with world.store_away():
        (await customer.presses("确认提交")).hears("暂时连不上", HOME).is_asked("confirm")
    (await customer.presses("确认提交")).hears("改好了")
    assert len(await requests_of(customer)) == 1
