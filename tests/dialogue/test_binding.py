"""On a channel that is one person's every time, who was verified once stays known until it is unbound."""

from datetime import timedelta
from uuid import uuid4

import pytest
import pytest_asyncio

from insurance.demo.service import DEMO_CUSTOMERS
from insurance.domain.identity import Level
from tests.dialogue.conftest import Customer, World

pytestmark = pytest.mark.asyncio(loop_scope="session")
WANG, CHEN, LIN = DEMO_CUSTOMERS
IDLE = timedelta(minutes=15)


@pytest_asyncio.fixture(loop_scope="session", params=["wechat", "wecom"])
async def follower(world: World, request: pytest.FixtureRequest) -> Customer:
    """Somebody who writes in WeChat, a day after the last visitor."""
    world.clock.advance(timedelta(days=1))
    await world.services.demo.load()
    conversation = await world.conversations.open(request.param, external_id=f"default:{uuid4().hex}")
    return Customer(world, conversation.id)


async def level_of(customer: Customer) -> Level:
    return (await customer.world.services.identity.of(customer.conversation_id)).level


async def bound(customer: Customer) -> None:
    """Verified once, and the quarter of an hour is over."""
    await customer.says("查我的保单")
    (await customer.verifies(WANG)).hears("绑定", "解绑", WANG.policy_nos[0])
    customer.world.clock.advance(IDLE)
    assert await level_of(customer) is Level.BOUND


async def test_policies_are_listed_masked_and_shown_in_full_after_the_check(follower: Customer) -> None:
    await bound(follower)
    (await follower.says("查我的保单")).hears("验证身份").hears_not(*WANG.policy_nos)
    assert follower.card("policy")["sum_insured"] is None
    await follower.presses("看保额、保费")
    (await follower.verifies(WANG)).hears(*WANG.policy_nos)


async def test_that_it_is_bound_is_said_once(follower: Customer) -> None:
    await bound(follower)
    await follower.says("我的保额是多少")
    (await follower.verifies(WANG)).hears("已确认是您本人").hears_not("绑定")


async def test_dues_are_told_by_day_and_their_sums_after_the_check(follower: Customer) -> None:
    await bound(follower)
    (await follower.says("下期保费什么时候交")).hears("验证身份").hears_not(*WANG.policy_nos)
    assert follower.card("renewal")["amount"] is None
    await follower.presses("看金额、去交费")
    (await follower.verifies(WANG)).hears(*WANG.policy_nos)


async def test_the_claims_state_is_told_without_a_check(follower: Customer) -> None:
    await bound(follower)
    (await follower.says("我的理赔到哪了")).hears(WANG.claim_nos[0], "核身后可见").is_asked(None)
    assert follower.card("claim")["amount_approved"] is None


async def test_a_change_takes_the_check(follower: Customer) -> None:
    await bound(follower)
    (await follower.says("我要改地址")).is_asked("phone")


@pytest.mark.parametrize(
    "words", ["解绑", "解除绑定", "我要取消绑定", "换绑", "怎么解绑微信", "解除微信绑定", "不想绑定了"]
)
async def test_unbinding_in_words(follower: Customer, words: str) -> None:
    await bound(follower)
    (await follower.says(words)).is_asked("confirm").hears("解除绑定吗")
    assert await level_of(follower) is Level.BOUND
    (await follower.presses("确认解绑")).hears("已经解除绑定")
    assert await level_of(follower) is Level.ANONYMOUS
    (await follower.says("查我的保单")).is_asked("phone")


async def test_confirmed_in_words(follower: Customer) -> None:
    await bound(follower)
    await follower.says("解绑")
    (await follower.says("好的")).hears("已经解除绑定")


@pytest.mark.parametrize("words", ["先不解了", "不用了", "不解绑了"])
async def test_who_thinks_better_of_it_stays_bound(follower: Customer, words: str) -> None:
    await bound(follower)
    await follower.says("解绑")
    await follower.says(words)
    assert await level_of(follower) is Level.BOUND


async def test_nothing_bound_is_said_so(follower: Customer) -> None:
    (await follower.says("解绑")).hears("没有和哪位客户绑定").is_asked(None)


@pytest.mark.parametrize("words", ["解绑旧手机", "解绑原来的卡 绑新的"])
async def test_other_bindings_are_not_meant(follower: Customer, words: str) -> None:
    await bound(follower)
    (await follower.says(words)).hears_not("解除绑定吗")


async def test_in_the_middle_of_a_task_unbinding_is_heard_and_the_task_waits(follower: Customer) -> None:
    await bound(follower)
    await follower.says("我要报案")
    (await follower.says("解绑")).hears("解除绑定吗")


async def test_on_the_web_nothing_is_bound(customer: Customer) -> None:
    await customer.says("查我的保单")
    (await customer.verifies(WANG)).hears_not("绑定")
    customer.world.clock.advance(IDLE)
    assert await level_of(customer) is Level.ANONYMOUS


async def test_a_second_customer_of_one_wechat_replaces_the_first(follower: Customer) -> None:
    await bound(follower)
    await follower.says("我要改地址")
    (await follower.verifies(CHEN)).hears("绑定")
    follower.world.clock.advance(IDLE)
    identity = await follower.world.services.identity.of(follower.conversation_id)
    assert (identity.level, identity.customer_no) == (Level.BOUND, CHEN.customer.customer_no)
