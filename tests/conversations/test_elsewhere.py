"""People who answer in the channel's own tool: recorded, never sent twice, and the bot silent meanwhile."""

import pytest

from bot.conversations.message import Content, Incoming
from bot.conversations.service import Conversations
from bot.conversations.turns import Handoff
from tests.conversations.test_replies import Channel

pytestmark = pytest.mark.asyncio
PERSON = "wecom:wu"


async def waiting(chats: Conversations) -> str:
    chat = (await chats.open("wecom", external_id="customer")).id
    await chats.receive(chat, Incoming("1", text="转人工"))
    turn = await chats.turns.claim("w")
    assert turn is not None and await chats.turns.commit(turn, [], handoff=Handoff("general", "asked"))
    return chat


async def test_a_person_takes_it_answers_and_the_bot_wakes_up_after(chats: Conversations) -> None:
    chat, channel = await waiting(chats), Channel()
    outbox = chats.outbox({"wecom": channel})
    await outbox.run_once()
    said_by_us = list(channel.taken)

    await chats.elsewhere.taken(chat, PERSON)
    await chats.elsewhere.taken(chat, PERSON)
    await chats.receive(chat, Incoming("2", text="在吗"))
    assert await chats.turns.claim("w") is None
    first = await chats.elsewhere.said(chat, PERSON, "小吴", "您好", "m1")
    again = await chats.elsewhere.said(chat, PERSON, "小吴", "您好", "m1")
    assert again.duplicate and again.seq == first.seq
    await chats.elsewhere.ended(chat, PERSON)
    await outbox.run_once()
    assert channel.taken == said_by_us

    await chats.receive(chat, Incoming("3", text="还有一事"))
    assert await chats.turns.claim("w") is not None


async def test_a_person_who_comes_unasked_silences_the_bot(chats: Conversations) -> None:
    chat = (await chats.open("wecom", external_id="customer")).id
    await chats.receive(chat, Incoming("1", text="问"))
    turn = await chats.turns.claim("w")
    assert turn is not None

    await chats.elsewhere.taken(chat, PERSON)

    assert not await chats.turns.commit(turn, [Content("迟到的回答")])
    assert (await chats.get(chat)).agent == PERSON


async def test_nobody_came_and_the_bot_goes_on(chats: Conversations) -> None:
    chat = await waiting(chats)
    await chats.elsewhere.ended(chat, "wecom")
    await chats.receive(chat, Incoming("2", text="那算了"))
    assert await chats.turns.claim("w") is not None
