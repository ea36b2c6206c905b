"""What a channel says by itself."""

from datetime import timedelta

from bot.conversations.message import Content, Incoming, Sender
from bot.conversations.service import Conversations
from bot.conversations.turns import Handoff

WELCOME = Content("您好")


async def opened(chats: Conversations) -> str:
    return (await chats.open("wechat", external_id="default:o1")).id


async def with_people(chats: Conversations) -> str:
    conversation_id = await opened(chats)
    await chats.receive(conversation_id, Incoming("1", text="转人工"))
    turn = await chats.turns.claim("test")
    assert turn is not None and await chats.turns.commit(turn, [], handoff=Handoff("general", "asked"))
    return conversation_id


async def said(chats: Conversations, conversation_id: str) -> list[tuple[Sender, str]]:
    return [(each.sender, each.content.text) for each in await chats.messages(conversation_id)]


async def test_it_is_said_once_and_answers_in_the_reply(chats: Conversations) -> None:
    conversation_id = await opened(chats)
    within = timedelta(seconds=4)

    assert await chats.asides.say(conversation_id, "e1", WELCOME, reply_within=within)
    assert not await chats.asides.say(conversation_id, "e1", WELCOME, reply_within=within)

    delivery = await chats.replies.take(conversation_id, 1)
    assert delivery is not None and delivery.contents == (WELCOME,)
    assert await said(chats, conversation_id) == [(Sender.SYSTEM, "您好")]


async def test_what_could_not_be_taken_stands_in_the_record_for_what_the_customer_sent(
    chats: Conversations,
) -> None:
    conversation_id = await opened(chats)
    await chats.asides.say(conversation_id, "v1", Content("麻烦您打字"), heard="[语音]")
    assert not await chats.asides.say(conversation_id, "v1", Content("麻烦您打字"), heard="[语音]")

    assert await said(chats, conversation_id) == [(Sender.CUSTOMER, "[语音]"), (Sender.SYSTEM, "麻烦您打字")]
    assert await chats.turns.claim("test") is None


async def test_while_people_have_the_customer_it_is_recorded_and_nothing_said(chats: Conversations) -> None:
    conversation_id = await with_people(chats)
    before = await said(chats, conversation_id)

    assert await chats.asides.say(conversation_id, "v1", Content("麻烦您打字"), heard="[语音]")

    assert await said(chats, conversation_id) == [*before, (Sender.CUSTOMER, "[语音]")]
    await chats.asides.say(conversation_id, "p1", Content("照片没有收到"), to_anybody=True)
    assert (await said(chats, conversation_id))[-1] == (Sender.SYSTEM, "照片没有收到")
