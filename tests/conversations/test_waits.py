"""Waits: each time a customer waited for a person's word and got it."""

from datetime import timedelta

from bot.conversations.message import Incoming
from bot.conversations.service import Conversations
from kernel.clock import FrozenClock
from tests.conversations.test_engagements import only, queued


async def test_each_word_a_customer_waited_for_is_one_wait(chats: Conversations, clock: FrozenClock) -> None:
    chat = await queued(chats)
    clock.advance(timedelta(seconds=20))
    await chats.agents.accept(chat, "lili", "李丽")
    clock.advance(timedelta(seconds=25))
    await chats.agents.say(chat, "lili", "李丽", "您好", "1")
    await chats.agents.say(chat, "lili", "李丽", "请讲", "2")
    clock.advance(timedelta(seconds=60))
    await chats.receive(chat, Incoming("问", text="什么时候到账"))
    clock.advance(timedelta(seconds=10))
    await chats.receive(chat, Incoming("催", text="在吗"))
    clock.advance(timedelta(seconds=30))
    await chats.agents.say(chat, "lili", "李丽", "在查", "3")

    engagement = await only(chats, chat)
    waits = await chats.waits.of([engagement.id])

    assert [(each.first, each.waited_s, each.agent) for each in waits] == [
        (True, 45, "lili"),
        (False, 40, "lili"),
    ]
    assert waits[0].asked_at == engagement.queued_at
    assert (engagement.replies, engagement.longest_reply_s) == (3, 40)


async def test_long_waits_are_read_by_when_they_ended_and_by_page(
    chats: Conversations, clock: FrozenClock
) -> None:
    began = clock.now()
    for seconds in (30, 90, 120):
        chat = await queued(chats)
        await chats.agents.accept(chat, "lili", "李丽")
        clock.advance(timedelta(seconds=seconds))
        await chats.agents.say(chat, "lili", "李丽", "您好", "1")
        await chats.agents.close(chat, "lili")

    end = clock.now() + timedelta(seconds=1)
    long = await chats.waits.answered(began, end, over_s=60)
    rest = await chats.waits.answered(began, end, over_s=60, after=long[0].id, limit=5)

    assert [each.waited_s for each in long] == [90, 120] and rest == long[1:]
    assert await chats.waits.answered(began, clock.now(), over_s=100) == []
