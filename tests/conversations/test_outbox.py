"""The outbox: order, retries, refusals, and a crash between delivering and noting it."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from bot.conversations.deliveries import LEASE
from bot.conversations.message import Content, Incoming
from bot.conversations.outbox import MAX_ATTEMPTS, Refused
from bot.conversations.service import Conversations
from kernel.clock import FrozenClock

pytestmark = pytest.mark.asyncio


Answer = Callable[[str, str], str]


class Channel:
    """A push channel whose far side does what `answer` says; each text is one message, `|` parts it."""

    def __init__(self, answer: Answer = lambda who, text: "ok") -> None:
        self.answer = answer
        self.taken: list[str] = []
        self.keys: list[str] = []

    def render(self, contents: Sequence[Content]) -> list[str]:
        return [part for content in contents for part in content.text.split("|")]

    async def send(self, external_id: str, message: str, key: str) -> str:
        self.keys.append(key)
        reference = self.answer(external_id, message)
        self.taken.append(message)
        return reference


def away(who: str, text: str) -> str:
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
    seen: list[tuple[str, str]] = []
    await answered(chats, "一", who="openid-7")

    def note(who: str, text: str) -> str:
        seen.append((who, text))
        return "ok"

    await chats.outbox({"wechat": Channel(note)}).run_once()

    assert seen == [("openid-7", "一")]


async def test_what_customers_wrote_and_web_answers_are_not_delivered(chats: Conversations) -> None:
    await answered(chats, "网页自己来取", channel="web", who="visitor")
    channel = Channel()

    assert await chats.outbox({"web": channel, "wechat": channel}).run_once() == 0


async def test_a_failed_delivery_is_retried_with_growing_pauses_and_nothing_overtakes_it(
    chats: Conversations, clock: FrozenClock
) -> None:
    await answered(chats, "一", "二")
    tries: list[str] = []

    def fail(who: str, text: str) -> str:
        tries.append(text)
        raise ConnectionError

    channel = Channel(fail)
    outbox = chats.outbox({"wechat": channel})
    for pause in (2, 4, 8):
        assert await outbox.run_once() == 0
        clock.advance(timedelta(seconds=pause - 1))
        assert await outbox.run_once() == 0
        clock.advance(timedelta(seconds=1))
    assert tries == ["一"] * 3

    channel.answer = lambda who, text: "ok"
    await outbox.run_once()

    assert channel.taken == ["一", "二"]


async def test_what_is_refused_is_settled_and_lets_later_answers_pass(chats: Conversations) -> None:
    chat = await answered(chats, "一")

    def refuse(who: str, text: str) -> str:
        if text == "一":
            raise Refused("blocked")
        return "ok"

    channel = Channel(refuse)
    outbox = chats.outbox({"wechat": channel})

    assert await outbox.run_once() == 1
    await answered(chats, "二")
    assert await outbox.run_once() == 1
    assert channel.taken == ["二"]
    fared = await chats.deliveries.undelivered(chat)
    assert [(each.seq, each.state, each.answer) for each in fared] == [(2, "refused", "blocked")]


async def test_what_the_channel_keeps_for_later_goes_out_when_the_customer_writes(
    chats: Conversations,
) -> None:
    chat = await answered(chats, "一|二")

    def full(who: str, text: str) -> str:
        if text == "二":
            raise Refused("quota", keep=True)
        return "ok"

    channel = Channel(full)
    outbox = chats.outbox({"wechat": channel})
    await outbox.run_once()
    assert [each.state for each in await chats.deliveries.undelivered(chat)] == ["held"]
    channel.answer = lambda who, text: "ok"
    await outbox.run_once()
    assert channel.taken == ["一"]

    await answered(chats, "三")
    while await outbox.run_once():
        pass

    assert channel.taken == ["一", "二", "三"]
    assert await chats.deliveries.undelivered(chat) == []


async def test_a_retry_sends_only_what_had_not_gone_out_and_under_the_same_key(
    chats: Conversations, clock: FrozenClock
) -> None:
    await answered(chats, "一|二", "三")
    broken = True

    def break_once(who: str, text: str) -> str:
        if text == "二" and broken:
            raise ConnectionError
        return "ok"

    channel = Channel(break_once)
    outbox = chats.outbox({"wechat": channel})
    await outbox.run_once()
    broken = False
    clock.advance(timedelta(seconds=2))
    await outbox.run_once()

    assert channel.taken == ["一", "二", "三"]
    first, failed, again, last = channel.keys
    assert failed == again and len({first, failed, last}) == 3


async def test_two_outboxes_deliver_once(chats: Conversations) -> None:
    for number in range(8):
        await answered(chats, f"{number}", who=f"w{number}")
    channel = Channel()

    await asyncio.gather(*(chats.outbox({"wechat": channel}).run_once() for _ in range(2)))

    assert sorted(channel.taken) == [f"{number}" for number in range(8)]


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

    def reach(who: str, text: str) -> str:
        return "ok" if who == "here" else away(who, text)

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
    chats: Conversations, clock: FrozenClock
) -> None:
    await answered(chats, "一", "二")

    def crash_after(who: str, text: str) -> str:
        channel.taken.append(text)
        raise asyncio.CancelledError

    channel = Channel(crash_after)
    with pytest.raises(asyncio.CancelledError):
        await chats.outbox({"wechat": channel}).run_once()

    after_restart = Channel()
    clock.advance(LEASE)
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
