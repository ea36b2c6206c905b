"""The outbox: order, retries, refusals, and a crash between delivering and noting it."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.conversations.message import Content, Incoming
from bot.conversations.outbox import MAX_ATTEMPTS, Delivery, Refused
from bot.conversations.service import Conversations
from kernel.clock import FrozenClock

pytestmark = pytest.mark.asyncio


class Channel:
    """A push channel whose far side does what `answer` says."""

    def __init__(self, answer: Callable[[Delivery], str] = lambda delivery: "ok") -> None:
        self.answer = answer
        self.taken: list[str] = []

    async def deliver(self, delivery: Delivery) -> str:
        reference = self.answer(delivery)
        self.taken.append(delivery.content.text)
        return reference


def away(delivery: Delivery) -> str:
    raise ConnectionError("far side is away")


async def answered(chats: Conversations, *texts: str, channel: str = "wechat", who: str = "openid") -> str:
    chat = (await chats.open(channel, external_id=who)).id
    await chats.receive(chat, Incoming(f"问{texts[0]}", text="问"))
    turn = await chats.turns.claim("w")
    assert turn is not None
    assert await chats.turns.commit(turn, [Content(text) for text in texts])
    return chat


async def test_answers_are_delivered_once_and_in_order(chats: Conversations) -> None:
    await answered(chats, "一", "二", "三")
    channel = Channel()
    outbox = chats.outbox({"wechat": channel})

    assert await outbox.run_once() == 3
    assert await outbox.run_once() == 0

    assert channel.taken == ["一", "二", "三"]


async def test_the_channel_learns_whom_to_reach(chats: Conversations) -> None:
    seen: list[Delivery] = []
    chat = await answered(chats, "一", who="openid-7")

    def note(delivery: Delivery) -> str:
        seen.append(delivery)
        return "ok"

    await chats.outbox({"wechat": Channel(note)}).run_once()

    assert [(delivery.conversation_id, delivery.external_id, delivery.seq) for delivery in seen] == [
        (chat, "openid-7", 2)
    ]


async def test_what_customers_wrote_and_web_answers_are_not_delivered(chats: Conversations) -> None:
    await answered(chats, "网页自己来取", channel="web", who="visitor")
    channel = Channel()

    assert await chats.outbox({"web": channel, "wechat": channel}).run_once() == 0


async def test_a_failed_delivery_is_retried_with_growing_pauses_and_nothing_overtakes_it(
    chats: Conversations, clock: FrozenClock
) -> None:
    await answered(chats, "一", "二")
    tries: list[str] = []

    def fail(delivery: Delivery) -> str:
        tries.append(delivery.content.text)
        raise ConnectionError

    channel = Channel(fail)
    outbox = chats.outbox({"wechat": channel})
    for pause in (2, 4, 8):
        assert await outbox.run_once() == 0
        clock.advance(timedelta(seconds=pause - 1))
        assert await outbox.run_once() == 0
        clock.advance(timedelta(seconds=1))
    assert tries == ["一"] * 3

    channel.answer = lambda delivery: "ok"
    await outbox.run_once()

    assert channel.taken == ["一", "二"]


async def test_a_refused_message_is_settled_and_lets_the_next_pass(chats: Conversations) -> None:
    await answered(chats, "一", "二")

    def refuse_first(delivery: Delivery) -> str:
        if delivery.content.text == "一":
            raise Refused("outside the window")
        return "ok"

    channel = Channel(refuse_first)
    outbox = chats.outbox({"wechat": channel})

    assert await outbox.run_once() == 2
    assert await outbox.run_once() == 0
    assert channel.taken == ["二"]


async def test_a_message_that_never_gets_through_is_given_up(
    chats: Conversations, clock: FrozenClock
) -> None:
    await answered(chats, "一")
    outbox = chats.outbox({"wechat": Channel(away)})

    settled = 0
    for _ in range(MAX_ATTEMPTS):
        settled += await outbox.run_once()
        clock.advance(timedelta(minutes=5))

    assert settled == 1
    assert await chats.outbox({"wechat": Channel()}).run_once() == 0


async def test_one_customer_out_of_reach_does_not_hold_up_another(chats: Conversations) -> None:
    await answered(chats, "甲", who="gone")
    await answered(chats, "乙", who="here")

    def reach(delivery: Delivery) -> str:
        return "ok" if delivery.external_id == "here" else away(delivery)

    channel = Channel(reach)
    await chats.outbox({"wechat": channel}).run_once()

    assert channel.taken == ["乙"]


async def test_a_long_backlog_of_one_channel_does_not_hold_up_another(chats: Conversations) -> None:
    await answered(chats, *(f"积压{n}" for n in range(60)))
    working, broken = Channel(), Channel(away)
    outbox = chats.outbox({"wechat": broken, "wecom": working})
    await outbox.run_once()
    await answered(chats, "别的渠道", channel="wecom")

    await outbox.run_once()

    assert working.taken == ["别的渠道"]


async def test_a_crash_between_delivering_and_noting_it_repeats_rather_than_loses(
    chats: Conversations,
) -> None:
    await answered(chats, "一", "二")

    def crash_after(delivery: Delivery) -> str:
        channel.taken.append(delivery.content.text)
        raise asyncio.CancelledError

    channel = Channel(crash_after)
    with pytest.raises(asyncio.CancelledError):
        await chats.outbox({"wechat": channel}).run_once()

    after_restart = Channel()
    await chats.outbox({"wechat": after_restart}).run_once()

    assert channel.taken == ["一"]
    assert after_restart.taken == ["一", "二"]


async def test_a_running_outbox_delivers_what_is_answered_meanwhile(chats: Conversations) -> None:
    channel = Channel()
    task = asyncio.create_task(chats.outbox({"wechat": channel}).run(poll=5))
    try:
        await asyncio.sleep(0.05)
        await answered(chats, "一")
        async with asyncio.timeout(2):
            while not channel.taken:
                await asyncio.sleep(0.01)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert channel.taken == ["一"]
