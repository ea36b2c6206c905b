"""What may still be sent to a follower, as far as we know."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.wechat.quota import Quota, QuotaUsed, Spent, Window
from bot.conversations.service import Conversations
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.signals import LocalSignals

WHO = "default:oCustomer"


@pytest.fixture
def quota(engine: AsyncEngine, clock: FrozenClock) -> Quota:
    return Quota(engine, clock)


@pytest.fixture
async def conversation_id(engine: AsyncEngine, keyring: Keyring, clock: FrozenClock) -> str:
    conversations = Conversations(engine, keyring, clock, LocalSignals())
    return (await conversations.open("wechat", external_id=WHO)).id


async def spend(quota: Quota, times: int) -> list[Spent]:
    return [await quota.spend(WHO) for _ in range(times)]


async def test_five_messages_answer_one(quota: Quota, conversation_id: str) -> None:
    await quota.opened(conversation_id, Window.MESSAGE, "1")

    assert [spent.left for spent in await spend(quota, 5)] == [4, 3, 2, 1, 0]
    with pytest.raises(QuotaUsed):
        await quota.spend(WHO)


async def test_three_messages_within_a_minute_answer_a_click(
    quota: Quota, conversation_id: str, clock: FrozenClock
) -> None:
    await quota.opened(conversation_id, Window.EVENT, "1")
    await spend(quota, 3)
    with pytest.raises(QuotaUsed):
        await quota.spend(WHO)

    clock.advance(timedelta(minutes=1))
    # No window is open that we know of: the platform decides.
    assert (await quota.spend(WHO)).window is None


async def test_the_window_that_ends_first_is_used_first(
    quota: Quota, conversation_id: str, clock: FrozenClock
) -> None:
    await quota.opened(conversation_id, Window.MESSAGE, "1")
    await quota.opened(conversation_id, Window.EVENT, "2")

    windows = [spent.window for spent in await spend(quota, 8)]

    assert windows == [Window.EVENT] * 3 + [Window.MESSAGE] * 5


async def test_a_new_message_begins_the_count_anew_and_a_repeat_does_not(
    quota: Quota, conversation_id: str
) -> None:
    await quota.opened(conversation_id, Window.MESSAGE, "1")
    await spend(quota, 5)
    await quota.opened(conversation_id, Window.MESSAGE, "1")
    with pytest.raises(QuotaUsed):
        await quota.spend(WHO)

    await quota.opened(conversation_id, Window.MESSAGE, "2")
    assert (await quota.spend(WHO)).left == 4


async def test_what_was_not_sent_is_given_back(quota: Quota, conversation_id: str) -> None:
    await quota.opened(conversation_id, Window.MESSAGE, "1")
    spent = await quota.spend(WHO)
    await quota.give_back(spent)

    assert (await quota.spend(WHO)).left == 4


async def test_the_platforms_count_goes_before_ours(quota: Quota, conversation_id: str) -> None:
    await quota.opened(conversation_id, Window.MESSAGE, "1")
    await quota.used_up(await quota.spend(WHO))

    with pytest.raises(QuotaUsed):
        await quota.spend(WHO)


async def test_of_who_is_unknown_the_platform_decides(quota: Quota) -> None:
    assert (await quota.spend("default:oNobody")).window is None


async def test_a_scene_is_kept_beside_the_count(quota: Quota, conversation_id: str) -> None:
    await quota.came_by(conversation_id, "branch7")
    await quota.opened(conversation_id, Window.EVENT, "1")

    assert (await quota.spend(WHO)).left == 2
