"""提醒开关: said in many ways; the choice is recorded with its wording, and contract notices go on."""

from datetime import timedelta

import pytest

from insurance.domain.reminders import WORDING, ReminderChannel
from insurance.services.reminders import ReminderState
from tests.dialogue.conftest import Customer, World
from tests.dialogue.holders import Owned, holder

pytestmark = pytest.mark.asyncio(loop_scope="session")
LIFE = Owned("QHH01", due=100)
SMS, EMAIL, WECHAT, WEB = (
    ReminderChannel.SMS,
    ReminderChannel.EMAIL,
    ReminderChannel.WECHAT,
    ReminderChannel.WEB,
)


async def state_of(customer: Customer) -> ReminderState:
    services = customer.world.services
    return await services.reminders.state(await services.identity.of(customer.conversation_id))


@pytest.mark.parametrize(
    "words",
    [
        "别再给我发提醒了",
        "T",
        "我回了TD没用 还是收到 帮我关",
        "续保短信微信邮件通通不要",
        "取消订阅 续期那个",
    ],
)
async def test_no_more_reminders_and_i_read_what_still_comes(
    customer: Customer, world: World, words: str
) -> None:
    who = await holder(world, LIFE)
    await customer.says(words)
    (await customer.verifies(who)).hears("关好了", WORDING.text).is_asked(None)
    state = await state_of(customer)
    assert not state.on
    assert {choice.wording for choice in state.history} == {WORDING.version}
    assert {choice.subject for choice in state.history} == {customer.conversation_id}


@pytest.mark.parametrize("words", ["到期前记得提醒我一声", "续保到点通知我", "开通提示"])
async def test_remind_me_please(customer: Customer, world: World, words: str) -> None:
    who = await holder(world, LIFE)
    await customer.says(words)
    (await customer.verifies(who)).hears("打开了")
    state = await state_of(customer)
    assert state.on and state.changed_at is not None


async def test_i_want_them_back(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    await customer.says("别再给我发提醒了")
    await customer.verifies(who)
    (await customer.says("之前关了提醒 现在想恢复")).hears("打开了")
    assert all((await state_of(customer)).channels.values())


@pytest.mark.parametrize("words", ["短信别发了", "只在微信提醒 不要短信", "续保短信不要发了"])
async def test_no_texts_but_the_rest_may_go_on(customer: Customer, world: World, words: str) -> None:
    who = await holder(world, LIFE)
    await customer.says(words)
    (await customer.verifies(who)).hears("短信上不再提醒", "别的方式照旧", "合同要求告诉您的通知仍会发")
    assert (await state_of(customer)).channels == {SMS: False, EMAIL: True, WECHAT: True, WEB: True}


@pytest.mark.parametrize("words", ["我的提醒开着吗", "看下我续费提醒有没有打开"])
async def test_asking_how_they_stand_changes_nothing(customer: Customer, world: World, words: str) -> None:
    who = await holder(world, LIFE)
    await customer.says(words)
    (await customer.verifies(who)).hears("现在开着").is_asked(None)
    assert (await state_of(customer)).history == []
    await customer.says("短信别发了")
    (await customer.says("我的提醒开着吗")).hears("只有短信关了")
    await customer.says("别再给我发提醒了")
    (await customer.says("我的提醒开着吗")).hears("现在关着", "合同要求的通知仍会发")


async def test_not_in_the_night_cannot_be_chosen_and_i_choose_by_number(
    customer: Customer, world: World
) -> None:
    who = await holder(world, LIFE)
    await customer.says("夜里十一点给我发催费短信把孩子吵醒了 你们能不能别晚上发")
    (await customer.verifies(who)).hears("几点发", "选不了").is_asked("reminders")
    assert (await state_of(customer)).history == []
    (await customer.says("3")).hears("邮件上不再提醒")
    assert (await state_of(customer)).channels == {SMS: True, EMAIL: False, WECHAT: True, WEB: True}


async def test_the_settings_by_button(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    await customer.says("提醒设置在哪里")
    (await customer.verifies(who)).is_asked("reminders")
    (await customer.presses("全部关掉")).hears("关好了")
    assert not (await state_of(customer)).on


async def test_i_leave_them_as_they_are(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    await customer.says("提醒设置在哪里")
    await customer.verifies(who)
    (await customer.says("算了不弄了")).hears("没有提交").is_asked(None)
    assert (await state_of(customer)).history == []


async def test_two_answers_that_are_none_and_a_person_is_offered(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    await customer.says("提醒设置在哪里")
    await customer.verifies(who)
    await customer.says("咕噜咕噜")
    (await customer.says("叽里呱啦")).hears("转人工").is_asked("reminders")
    await customer.presses("转人工")
    assert customer.card("handoff")["queue"] == "servicing"


async def test_i_look_up_my_premium_in_between(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    await customer.says("提醒设置在哪里")
    await customer.verifies(who)
    (await customer.says("下一期保费什么时候交")).hears("下一期保费").is_asked("reminders")
    (await customer.says("关掉")).hears("关好了")


async def test_my_choice_came_twice_and_counts_once(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    await customer.says("提醒设置在哪里")
    await customer.verifies(who)
    await customer.presses_while_a_worker_dies("全部关掉")
    (await customer.sends_again()).hears("关好了")
    assert len((await state_of(customer)).history) == len(ReminderChannel)


async def test_i_took_my_time_and_am_checked_once_more(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    await customer.says("提醒设置在哪里")
    await customer.verifies(who)
    world.clock.advance(timedelta(minutes=20))
    await customer.presses("全部关掉")
    (await customer.verifies(who)).hears("关好了")


async def test_the_store_is_down_and_my_choice_is_read_back(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    await customer.says("提醒设置在哪里")
    await customer.verifies(who)
    async with world.store_away():
        await customer.says("关掉")
        customer.hears("暂时连不上", "全部关掉").hears_not("关好了").is_asked("confirm")
    (await customer.says("确认")).hears("关好了")
    assert not (await state_of(customer)).on


@pytest.mark.parametrize("words", ["全部", "都关", "全部都关掉", "所有的"])
async def test_asked_which_i_say_all(customer: Customer, world: World, words: str) -> None:
    who = await holder(world, LIFE)
    await customer.says("提醒设置")
    (await customer.verifies(who)).is_asked("reminders")
    (await customer.says(words)).hears("关好了").is_asked(None)
    assert not (await state_of(customer)).on
