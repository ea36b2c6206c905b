"""We spoke first, and the customer answers that: it is understood with the policy we spoke of."""

from datetime import timedelta

import pytest

from insurance.domain.reminders import ReminderChannel
from tests.dialogue.conftest import Customer, World
from tests.dialogue.holders import Owned, holder

pytestmark = pytest.mark.asyncio(loop_scope="session")
LIFE, OTHER = Owned("QHH01", due=20), Owned("QHH01", due=10)


async def spoken_of(world: World, customer: Customer, policy_no: str) -> None:
    until = world.clock.now() + timedelta(days=3)
    await world.conversations.subjects.put(customer.conversation_id, "policy", policy_no, until)


@pytest.mark.parametrize("words", ["好的我现在交", "怎么交", "在哪里交", "现在交"])
async def test_i_pay_what_you_reminded_me_of(customer: Customer, world: World, words: str) -> None:
    who = await holder(world, LIFE, OTHER)
    await spoken_of(world, customer, who.policy_nos[0])
    await customer.says(words)
    (await customer.verifies(who)).is_asked(None).hears(who.policy_nos[0], "https://pay.example.com/premium")


async def test_i_have_gone_on_to_another_one(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE, OTHER)
    await spoken_of(world, customer, who.policy_nos[0])
    await customer.says(f"保单{who.policy_nos[1]}什么时候交费")
    await customer.verifies(who)
    (await customer.says("我要交保费")).hears(who.policy_nos[1]).hears_not(who.policy_nos[0])


async def test_days_later_nobody_knows_what_that_was_about(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE, OTHER)
    await spoken_of(world, customer, who.policy_nos[0])
    world.clock.advance(timedelta(days=3))
    await customer.says("好的我现在交")
    (await customer.verifies(who)).is_asked("policy_no")


@pytest.mark.parametrize("words", ["退订", "TD", "td", "T", "不要再发了", "别再给我发了！", "请不要再打扰我"])
async def test_no_more_of_these(customer: Customer, world: World, words: str) -> None:
    who = await holder(world, LIFE)
    await spoken_of(world, customer, who.policy_nos[0])
    await customer.says(words)
    (await customer.verifies(who)).hears("关好了").is_asked(None)
    contact = await world.services.contacts.of(who.customer.customer_no)
    assert contact is not None and contact.off == frozenset(ReminderChannel)


async def test_no_is_no_more_than_no_where_we_had_said_nothing(customer: Customer) -> None:
    (await customer.says("不要再发了")).is_asked(None).hears_not("关好了")


async def test_a_channel_that_knows_me_asks_for_no_code(customer: Customer, world: World) -> None:
    who = await holder(world, LIFE)
    talk = await world.conversations.open("wechat", external_id=f"default:{who.customer.customer_no}")
    customer = Customer(world, talk.id)
    await customer.says("我的保单什么时候交费")
    await customer.verifies(who)
    world.clock.advance(timedelta(days=1))
    await spoken_of(world, customer, who.policy_nos[0])
    (await customer.says("退订")).hears("关好了").is_asked(None)
    contact = await world.services.contacts.of(who.customer.customer_no)
    assert contact is not None and contact.off == frozenset(ReminderChannel)
