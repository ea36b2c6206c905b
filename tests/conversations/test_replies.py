"""Answers in the reply to the customer's own message: once, in time, or else through the outbox."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.conversations.deliveries import Delivery
from bot.conversations.message import Content, Incoming
from bot.conversations.service import Conversations
from bot.conversations.turns import Handoff
from kernel.clock import FrozenClock

pytestmark = pytest.mark.asyncio
WINDOW = timedelta(seconds=5)


class Channel:
    def __init__(self) -> None:
        self.taken: list[str] = []

    def render(self, contents: Sequence[Content]) -> list[str]:
        return [part for content in contents for part in content.text.split("|")]

    async def send(self, external_id: str, message: str, key: str) -> str:
        self.taken.append(message)
        return "ok"


async def asked(chats: Conversations, client_id: str = "1") -> str:
    chat = (await chats.open("wechat", external_id="openid")).id
    await chats.receive(chat, Incoming(client_id, text="问"), reply_within=WINDOW)
    return chat


async def answer(chats: Conversations, *texts: str) -> None:
    turn = await chats.turns.claim("w")
    assert turn is not None and await chats.turns.commit(turn, [Content(text) for text in texts])


def texts(delivery: Delivery | None) -> list[str]:
    return [content.text for content in delivery.contents] if delivery else []


async def test_an_answer_in_time_is_the_reply_and_nothing_else(
    chats: Conversations, clock: FrozenClock
) -> None:
    chat, channel = await asked(chats), Channel()
    waiting = asyncio.create_task(chats.replies.take(chat, 3))
    await answer(chats, "一", "二")
    assert await chats.outbox({"wechat": channel}).run_once() == 0

    delivery = await waiting
    assert delivery is not None and texts(delivery) == ["一", "二"]
    await chats.replies.replied(delivery, parts=1)

    clock.advance(timedelta(hours=1))
    assert await chats.outbox({"wechat": channel}).run_once() == 0
    assert await chats.replies.take(chat, 0) is None


async def test_what_the_reply_had_no_room_for_follows_through_the_outbox(chats: Conversations) -> None:
    chat, channel = await asked(chats), Channel()
    await answer(chats, "一|二|三")
    delivery = await chats.replies.take(chat, 3)
    assert delivery is not None

    await chats.replies.replied(delivery, parts=3)
    await chats.outbox({"wechat": channel}).run_once()

    assert channel.taken == ["二", "三"]


async def test_an_answer_too_late_goes_through_the_outbox_at_once(chats: Conversations) -> None:
    chat, channel = await asked(chats), Channel()
    assert await chats.replies.take(chat, 0.05) is None

    await answer(chats, "一")
    await chats.outbox({"wechat": channel}).run_once()

    assert channel.taken == ["一"]


async def test_an_answer_in_time_that_nobody_came_for_goes_through_the_outbox(
    chats: Conversations, clock: FrozenClock
) -> None:
    await asked(chats)
    await answer(chats, "一")
    channel = Channel()
    outbox = chats.outbox({"wechat": channel})
    assert await outbox.run_once() == 0

    clock.advance(WINDOW)
    await outbox.run_once()

    assert channel.taken == ["一"]


async def test_a_reply_that_did_not_arrive_goes_through_the_outbox(chats: Conversations) -> None:
    chat, channel = await asked(chats), Channel()
    await answer(chats, "一")
    delivery = await chats.replies.take(chat, 3)
    assert delivery is not None

    await chats.replies.given_back(delivery)
    await chats.outbox({"wechat": channel}).run_once()

    assert channel.taken == ["一"]


@pytest.mark.parametrize("steps", range(12))
async def test_a_reply_broken_off_at_any_moment_loses_nothing(
    chats: Conversations, clock: FrozenClock, steps: int
) -> None:
    chat, channel = await asked(chats), Channel()
    await answer(chats, "一")
    coming = asyncio.create_task(chats.replies.take(chat, 3))
    for _ in range(steps):
        await asyncio.sleep(0.001)
    coming.cancel()
    (delivery,) = await asyncio.gather(coming, return_exceptions=True)
    if isinstance(delivery, Delivery):
        await chats.replies.given_back(delivery)

    clock.advance(WINDOW)
    await chats.outbox({"wechat": channel}).run_once()

    assert channel.taken == ["一"]


async def test_of_two_who_come_for_the_answer_one_gets_it(chats: Conversations) -> None:
    chat = await asked(chats)
    await answer(chats, "一")

    found = await asyncio.gather(*(chats.replies.take(chat, 3) for _ in range(2)))

    assert sorted(texts(each) for each in found) == [[], ["一"]]


async def test_a_reply_never_overtakes_what_is_still_on_its_way(chats: Conversations) -> None:
    chat, channel = await asked(chats), Channel()
    await answer(chats, "前一句")
    assert await chats.replies.take(chat, 3) is not None  # neither there nor given back yet
    await chats.receive(chat, Incoming("2", text="再问"), reply_within=WINDOW)
    await answer(chats, "后一句")
    assert await chats.replies.take(chat, 0.3) is None
    assert await chats.outbox({"wechat": channel}).run_once() == 0 and channel.taken == []


async def test_a_reply_waits_for_what_is_just_going_out(chats: Conversations) -> None:
    chat = await asked(chats)
    await answer(chats, "前一句")
    before = await chats.replies.take(chat, 3)
    assert before is not None
    await chats.receive(chat, Incoming("2", text="再问"), reply_within=WINDOW)
    await answer(chats, "后一句")
    coming = asyncio.create_task(chats.replies.take(chat, 3))
    await asyncio.sleep(0.3)
    assert not coming.done()

    await chats.replies.replied(before, parts=1)

    assert texts(await coming) == ["后一句"]


async def test_a_person_who_answers_is_not_held_up(chats: Conversations) -> None:
    chat, channel = await asked(chats), Channel()
    turn = await chats.turns.claim("w")
    assert turn is not None
    await chats.turns.commit(turn, [], handoff=Handoff("general", "asked"))
    await chats.agents.accept(chat, "wu", "小吴")
    delivery = await chats.replies.take(chat, 3)
    assert delivery is not None
    await chats.replies.replied(delivery, parts=1)

    await chats.agents.say(chat, "wu", "小吴", "您好", "c1")
    await chats.outbox({"wechat": channel}).run_once()

    assert channel.taken == ["您好"]
