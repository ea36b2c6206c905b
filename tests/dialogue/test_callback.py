"""回电: nobody is called who did not ask for it; number, time and subject as they were said."""

from datetime import timedelta

import pytest

from kernel.clock import today
from tests.dialogue.conftest import Customer, World
from tests.dialogue.effects import callbacks_of, handed_over

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def number_given(customer: Customer) -> Customer:
    await customer.says("给我打个电话吧")
    return (await customer.says("13800138000")).is_asked("callback_time")


async def test_call_me_tomorrow_afternoon_about_my_claim(customer: Customer, world: World) -> None:
    (await customer.says("给我打个电话吧")).is_asked("phone")
    (await customer.says("138 0013 8000")).is_asked("callback_time")
    (await customer.says("明天下午三点以后")).is_asked("callback_topic")
    await customer.says("理赔的事")
    customer.hears("138****8000", "明天下午三点以后", "理赔的事").is_asked(None)
    [wish] = await callbacks_of(customer)
    assert (wish.phone, wish.wished_time, wish.topic) == ("13800138000", "明天下午三点以后", "理赔的事")
    assert wish.wished_on == today(world.clock) + timedelta(days=1)


async def test_everything_in_one_message(customer: Customer, world: World) -> None:
    await customer.says("明天上午给我回个电话，13800138000，想问退保")
    customer.hears("138****8000", "明天上午", "退保").is_asked(None)
    [wish] = await callbacks_of(customer)
    assert (wish.wished_time, wish.topic) == ("明天上午", "退保")
    assert wish.wished_on == today(world.clock) + timedelta(days=1)


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        ("下班以后", "下班以后"),
        ("晚上七点后，白天上班接不了", "晚上七点后，白天上班接不了"),
        ("周六下午", "周六下午"),
        ("都行", None),
        ("随便什么时候", "随便什么时候"),
    ],
)
async def test_the_time_is_kept_in_my_words(customer: Customer, said: str, noted: str | None) -> None:
    await number_given(customer)
    (await customer.says(said)).is_asked("callback_topic")
    await customer.says("保单的事")
    assert (await callbacks_of(customer))[0].wished_time == noted


@pytest.mark.parametrize("weekday", "一二三四五六日")
async def test_a_weekday_is_the_next_one(customer: Customer, world: World, weekday: str) -> None:
    await number_given(customer)
    await customer.says(f"周{weekday}下午")
    await customer.says("保单的事")
    [wish] = await callbacks_of(customer)
    assert wish.wished_on is not None
    assert timedelta() <= wish.wished_on - today(world.clock) <= timedelta(days=7)
    assert wish.wished_on.weekday() == "一二三四五六日".index(weekday)


async def test_i_say_when_in_my_first_words(customer: Customer) -> None:
    await customer.says("下班以后打给我")
    (await customer.says("13800138000")).is_asked("callback_topic")
    (await customer.presses("到时再说")).hears("下班以后", "到时再说")


async def test_yesterday_is_gone(customer: Customer) -> None:
    await number_given(customer)
    (await customer.says("昨天下午")).hears("已经过了").is_asked("callback_time")
    (await customer.presses("都行")).is_asked("callback_topic")


@pytest.mark.parametrize("topic", ["想问理赔进度", "我要退保", "分红怎么领", "查一下我的保单为什么扣了钱"])
async def test_what_it_is_about_is_not_begun_here(customer: Customer, topic: str) -> None:
    await number_given(customer)
    await customer.says("都行")
    (await customer.says(topic)).hears("138****8000").is_asked(None)
    assert (await callbacks_of(customer))[0].topic == topic


async def test_number_and_time_are_corrected(customer: Customer, world: World) -> None:
    await number_given(customer)
    (await customer.says("不对，13900139000")).hears("改过来了").is_asked("callback_time")
    (await customer.says("明天下午")).is_asked("callback_topic")
    (await customer.says("不对，是后天下午")).hears("改过来了").is_asked("callback_topic")
    await customer.says("理赔")
    [wish] = await callbacks_of(customer)
    assert (wish.phone, wish.wished_time) == ("13900139000", "后天下午")
    assert wish.wished_on == today(world.clock) + timedelta(days=2)


async def test_at_home_on_the_landline(customer: Customer) -> None:
    await customer.says("给我回电")
    (await customer.says("1380013")).hears("没看出电话号码").is_asked("phone")
    (await customer.says("打家里座机 0755-26001234")).is_asked("callback_time")
    await customer.says("都行")
    await customer.says("到时再说")
    assert (await callbacks_of(customer))[0].phone == "075526001234"


async def test_i_will_not_give_my_number(customer: Customer) -> None:
    await customer.says("叫人给我回电话")
    (await customer.says("不想给")).hears("不想说也没关系").is_asked("phone")
    (await customer.presses("先放下")).hears("没有提交").is_asked(None)
    assert await callbacks_of(customer) == []


async def test_i_ask_how_long_a_claim_takes_in_between(customer: Customer) -> None:
    await number_given(customer)
    (await customer.says("理赔要多久到账？")).hears("十天内付款").is_asked("callback_time")
    (await customer.says("周末")).is_asked("callback_topic")


async def test_i_would_rather_talk_to_somebody_now(customer: Customer) -> None:
    await number_given(customer)
    await customer.says("转人工")
    assert (await handed_over(customer))["电话"] == "138****8000"
    assert await callbacks_of(customer) == []


async def test_never_mind(customer: Customer) -> None:
    await number_given(customer)
    (await customer.says("算了不用了")).hears("没有提交").is_asked(None)
    assert await callbacks_of(customer) == []


async def test_from_the_beginning_again(customer: Customer) -> None:
    await number_given(customer)
    (await customer.says("重新来")).is_asked("phone")


async def test_my_last_word_came_twice(customer: Customer) -> None:
    await number_given(customer)
    await customer.says("都行")
    await customer.presses_while_a_worker_dies("到时再说")
    await customer.sends_again()
    assert len(await callbacks_of(customer)) == 1


async def test_the_store_is_down_and_everything_is_read_back(customer: Customer, world: World) -> None:
    await number_given(customer)
    await customer.says("明天下午")
    async with world.store_away():
        await customer.says("理赔的事")
        customer.hears("暂时连不上", "138****8000", "明天下午", "理赔的事").is_asked("confirm")
    (await customer.presses("确认提交")).hears("记下了", "明天下午")
    [wish] = await callbacks_of(customer)
    assert wish.wished_on == today(world.clock) + timedelta(days=1)
