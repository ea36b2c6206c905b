"""Engagements: each stay with people, written in the same lock as owner and messages."""

from datetime import timedelta

import pytest

from bot.conversations.engagements import Ending, Engagement
from bot.conversations.message import Content, Incoming
from bot.conversations.owner import Owner
from bot.conversations.service import Conversations
from bot.conversations.turns import Handoff
from kernel.clock import FrozenClock

pytestmark = pytest.mark.asyncio


async def queued(chats: Conversations, queue: str = "claims", priority: int = 0) -> str:
    chat = (await chats.open("web")).id
    await asks_for_a_person(chats, chat, queue, priority)
    return chat


async def asks_for_a_person(
    chats: Conversations, chat: str, queue: str = "claims", priority: int = 0
) -> None:
    await chats.receive(chat, Incoming(f"转{len(await chats.messages(chat))}", text="转人工"))
    turn = await chats.turns.claim("w")
    assert turn is not None and turn.conversation_id == chat
    assert await chats.turns.commit(turn, [Content("好的")], handoff=Handoff(queue, "asked", priority))


async def only(chats: Conversations, chat: str) -> Engagement:
    (engagement,) = await chats.engagements.of(chat)
    return engagement


async def test_what_only_the_bot_answered_is_no_engagement(chats: Conversations) -> None:
    chat = (await chats.open("web")).id
    await chats.receive(chat, Incoming("1", text="你好"))
    turn = await chats.turns.claim("w")
    assert turn is not None and await chats.turns.commit(turn, [Content("您好")])

    assert await chats.engagements.of(chat) == []


async def test_it_begins_with_the_queue_and_the_customer_waits_from_then(
    chats: Conversations, clock: FrozenClock
) -> None:
    chat = await queued(chats, "complaints", priority=2)

    begun = await only(chats, chat)

    assert (begun.channel, begun.queue, begun.priority) == ("web", "complaints", 2)
    assert begun.queued_at == begun.awaiting_since == clock.now()
    assert (begun.agent, begun.accepted_at, begun.ended_at) == (None, None, None)
    assert await chats.engagements.open() == [begun]


async def test_the_first_reply_and_the_longest_of_the_later_ones_are_measured(
    chats: Conversations, clock: FrozenClock
) -> None:
    chat = await queued(chats)
    clock.advance(timedelta(seconds=40))
    await chats.agents.accept(chat, "wang", "小王")
    accepted = clock.now()
    clock.advance(timedelta(seconds=20))
    await chats.agents.say(chat, "wang", "小王", "您好", "a1")
    first_reply = clock.now()
    for asked, wait in (("2", 30), ("3", 90), ("4", 10)):
        clock.advance(timedelta(minutes=1))
        await chats.receive(chat, Incoming(asked, text="那什么时候到账"))
        clock.advance(timedelta(seconds=wait))
        await chats.agents.say(chat, "wang", "小王", "我看一下", f"a{asked}")

    measured = await only(chats, chat)

    assert (measured.agent, measured.accepted_at, measured.engaged_at) == ("wang", accepted, accepted)
    assert measured.first_reply_at == first_reply
    assert (measured.longest_reply_s, measured.replies, measured.awaiting_since) == (90, 4, None)


async def test_of_several_messages_the_oldest_without_an_answer_counts(
    chats: Conversations, clock: FrozenClock
) -> None:
    chat = await queued(chats)
    await chats.agents.accept(chat, "wang", "小王")
    await chats.agents.say(chat, "wang", "小王", "您好", "a1")
    clock.advance(timedelta(seconds=5))
    await chats.receive(chat, Incoming("2", text="在吗"))
    asked = clock.now()
    clock.advance(timedelta(seconds=50))
    await chats.receive(chat, Incoming("3", text="还在吗"))

    assert (await only(chats, chat)).awaiting_since == asked


async def test_the_same_message_again_is_neither_a_reply_nor_a_question(
    chats: Conversations, clock: FrozenClock
) -> None:
    chat = await queued(chats)
    await chats.agents.accept(chat, "wang", "小王")
    await chats.receive(chat, Incoming("2", text="在吗"))
    await chats.agents.say(chat, "wang", "小王", "您好", "a1")
    clock.advance(timedelta(seconds=5))

    await chats.agents.say(chat, "wang", "小王", "您好", "a1")
    await chats.receive(chat, Incoming("2", text="在吗"))

    measured = await only(chats, chat)
    assert (measured.replies, measured.awaiting_since) == (1, None)


@pytest.mark.parametrize("to", [Owner.BOT, Owner.CLOSED, Owner.QUEUE])
async def test_it_ends_as_the_conversation_leaves_people(
    chats: Conversations, clock: FrozenClock, to: Owner
) -> None:
    chat = await queued(chats)
    await chats.agents.accept(chat, "wang", "小王")
    await chats.agents.say(chat, "wang", "小王", "您好", "a1")
    clock.advance(timedelta(minutes=4))
    if to is Owner.CLOSED:
        await chats.agents.close(chat, "wang", wrap_up="claims_progress")
    else:
        await chats.agents.give_back(chat, "wang", to)

    left = await only(chats, chat)

    if to is Owner.QUEUE:
        assert (left.ended_at, left.agent, left.engaged_at) == (None, None, None)
        assert left.awaiting_since == clock.now()
        return
    assert left.ended_at == clock.now() and left.agent == "wang"
    closed = to is Owner.CLOSED
    assert left.ending is (Ending.CLOSED if closed else Ending.RETURNED)
    assert left.wrap_up == ("claims_progress" if closed else None)
    assert await chats.engagements.open() == []


async def test_a_customer_who_stops_waiting_cancels_it(chats: Conversations) -> None:
    chat = await queued(chats)

    await chats.receive(chat, Incoming("不等", payload="/queue_cancel"))

    cancelled = await only(chats, chat)
    assert (cancelled.ending, cancelled.agent) == (Ending.CANCELLED, None)


async def test_a_transfer_is_the_same_engagement_and_counts(chats: Conversations, clock: FrozenClock) -> None:
    chat = await queued(chats)
    await chats.agents.accept(chat, "wang", "小王")
    accepted = clock.now()
    await chats.agents.say(chat, "wang", "小王", "帮您转一下", "a1")
    clock.advance(timedelta(minutes=1))
    await chats.agents.transfer(chat, "wang", to_agent="zhao", to_name="小赵")
    taken_over = await only(chats, chat)
    await chats.agents.transfer(chat, "zhao", to_queue="servicing", to_name="保单服务")

    moved = await only(chats, chat)

    assert (taken_over.agent, taken_over.accepted_at) == ("zhao", accepted)
    assert taken_over.engaged_at == taken_over.awaiting_since == clock.now()
    assert (moved.agent, moved.queue, moved.transfers) == (None, "servicing", 2)


async def test_an_agent_lost_and_another_found_is_the_same_engagement_without_a_transfer(
    chats: Conversations, clock: FrozenClock
) -> None:
    chat = await queued(chats)
    await chats.agents.accept(chat, "wang", "小王")
    accepted = clock.now()
    clock.advance(timedelta(minutes=1))
    await chats.agents.requeue_of("wang")
    clock.advance(timedelta(minutes=1))
    await chats.agents.accept(chat, "zhao", "小赵")

    again = await only(chats, chat)

    assert (again.agent, again.transfers) == ("zhao", 0)
    assert (again.accepted_at, again.engaged_at) == (accepted, clock.now())


async def test_coming_back_another_time_is_another_engagement(chats: Conversations) -> None:
    chat = await queued(chats)
    await chats.agents.accept(chat, "wang", "小王")
    await chats.agents.close(chat, "wang")
    await asks_for_a_person(chats, chat, "sales")

    first, second = await chats.engagements.of(chat)

    assert (first.ending, second.ending, second.queue) == (Ending.CLOSED, None, "sales")


async def test_those_that_ended_between_two_times_are_read_by_agent_queue_and_page(
    chats: Conversations, clock: FrozenClock
) -> None:
    start, chosen = clock.now(), []
    for number in range(4):
        chat = await queued(chats, "claims" if number < 3 else "sales")
        await chats.agents.accept(chat, "wang" if number else "zhao", "小王")
        clock.advance(timedelta(minutes=1))
        await chats.agents.close(chat, "wang" if number else "zhao")
        chosen.append(chat)
    await queued(chats)
    end = clock.now() + timedelta(seconds=1)
    ended = chats.engagements.ended

    assert [each.conversation_id for each in await ended(start, end)] == chosen
    assert [each.conversation_id for each in await ended(start, end, agent="wang", queue="claims")] == [
        chosen[1],
        chosen[2],
    ]
    assert await ended(start, start + timedelta(minutes=1)) == []
    (first,) = await ended(start, end, limit=1)
    assert [each.conversation_id for each in await ended(start, end, after=first.id)] == chosen[1:]


async def test_handling_is_the_mean_from_taking_to_the_end_per_queue(
    chats: Conversations, clock: FrozenClock
) -> None:
    assert await chats.engagements.handling_s("claims") is None
    for minutes in (2, 6):
        chat = await queued(chats)
        clock.advance(timedelta(minutes=9))
        await chats.agents.accept(chat, "wang", "小王")
        clock.advance(timedelta(minutes=minutes))
        await chats.agents.close(chat, "wang")

    assert await chats.engagements.handling_s("claims") == 240
    assert await chats.engagements.handling_s("sales") is None


async def test_erasing_a_conversation_erases_its_engagements(chats: Conversations) -> None:
    chat = await queued(chats)

    await chats.erase(chat)

    assert await chats.engagements.open() == []
