"""The customer's side, one sentence per rule."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.conversations.errors import (
    AttachmentNotFound,
    ConversationNotFound,
    EmptyMessage,
    MessageTooLong,
    PayloadNotOffered,
    PayloadSpent,
)
from bot.conversations.message import Button, Content, Incoming, Message, MessageType, Sender
from bot.conversations.owner import Owner
from bot.conversations.service import Conversations
from bot.conversations.turns import Handoff, Turn
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.database import async_url
from kernel.signals import LocalSignals

pytestmark = pytest.mark.asyncio


async def ask(chats: Conversations, chat: str, client_id: str, text: str) -> Turn:
    await chats.receive(chat, Incoming(client_id, text=text))
    turn = await chats.turns.claim("w")
    assert turn is not None and turn.conversation_id == chat
    return turn


async def offered(chats: Conversations, *buttons: Button) -> str:
    """A conversation in which the bot has offered `buttons`."""
    chat = (await chats.open("web")).id
    turn = await ask(chats, chat, "问", "有哪些选择")
    assert await chats.turns.commit(turn, [Content("请选", buttons=buttons)])
    return chat


async def last(chats: Conversations, chat: str) -> Message:
    return (await chats.messages(chat))[-1]


async def test_the_same_client_id_again_is_the_same_message(chats: Conversations) -> None:
    chat = (await chats.open("web")).id

    first = await chats.receive(chat, Incoming("a", text="你好"))
    again = await chats.receive(chat, Incoming("a", text="换了字也一样"))

    assert (first.seq, first.duplicate) == (1, False)
    assert (again.seq, again.duplicate) == (1, True)
    assert [message.content.text for message in await chats.messages(chat)] == ["你好"]


async def test_the_same_client_id_in_another_conversation_is_another_message(chats: Conversations) -> None:
    one, other = (await chats.open("web")).id, (await chats.open("web")).id

    await chats.receive(one, Incoming("a", text="一"))
    await chats.receive(other, Incoming("a", text="二"))

    assert (await last(chats, one)).content.text == "一"
    assert (await last(chats, other)).content.text == "二"


async def test_a_refused_message_can_be_sent_again_under_its_client_id(chats: Conversations) -> None:
    chat = (await chats.open("web")).id
    with pytest.raises(EmptyMessage):
        await chats.receive(chat, Incoming("a", text=" "))

    assert not (await chats.receive(chat, Incoming("a", text="这次有字"))).duplicate


async def test_two_thousand_characters_are_taken_and_one_more_is_refused(chats: Conversations) -> None:
    chat = (await chats.open("web")).id

    await chats.receive(chat, Incoming("a", text="保" * 2_000))
    with pytest.raises(MessageTooLong) as refusal:
        await chats.receive(chat, Incoming("b", text="保" * 2_001))

    assert refusal.value.data == {"limit": 2_000, "length": 2_001}
    assert len(await chats.messages(chat)) == 1


async def test_control_characters_are_dropped_and_line_breaks_stay(chats: Conversations) -> None:
    chat = (await chats.open("web")).id

    await chats.receive(chat, Incoming("a", text="\x00报\x1b[31m案\r\n第二行\t完\x7f\ud800"))

    assert (await last(chats, chat)).content.text == "报[31m案\n第二行\t完"


@pytest.mark.parametrize("text", ["", "  \n\t", "\x00\x01", "\u200b\ufeff"])
async def test_a_message_with_nothing_readable_is_refused(chats: Conversations, text: str) -> None:
    chat = (await chats.open("web")).id

    with pytest.raises(EmptyMessage):
        await chats.receive(chat, Incoming("a", text=text))


async def test_a_message_without_any_content_is_refused(chats: Conversations) -> None:
    chat = (await chats.open("web")).id

    with pytest.raises(EmptyMessage):
        await chats.receive(chat, Incoming("a"))


async def test_a_typed_command_is_plain_text(chats: Conversations) -> None:
    chat = await offered(chats, Button("转人工", "/handoff"))

    turn = await ask(chats, chat, "b", "/handoff")

    assert (turn.content.text, turn.content.payload) == ("/handoff", None)
    assert (await chats.get(chat)).owner is Owner.BOT


async def test_an_offered_choice_stands_in_the_transcript_as_its_title(chats: Conversations) -> None:
    chat = await offered(chats, Button("查我的保单", '/policy_lookup{"policy_no":"QHL0120230001234"}'))

    await chats.receive(chat, Incoming("b", payload='/policy_lookup{"policy_no":"QHL0120230001234"}'))

    message = await last(chats, chat)
    assert message.content.text == "查我的保单"
    assert "QHL0120230001234" not in str(message.as_wire())


async def test_a_payload_the_bot_did_not_offer_here_is_refused(chats: Conversations) -> None:
    await offered(chats, Button("转人工", "/handoff"))
    elsewhere = (await chats.open("web")).id

    with pytest.raises(PayloadNotOffered):
        await chats.receive(elsewhere, Incoming("b", payload="/handoff"))


async def test_an_offer_counts_for_twenty_four_hours(chats: Conversations, clock: FrozenClock) -> None:
    chat = await offered(chats, Button("转人工", "/handoff"))

    clock.advance(timedelta(hours=24))
    await chats.receive(chat, Incoming("b", payload="/handoff"))
    clock.advance(timedelta(seconds=1))
    with pytest.raises(PayloadNotOffered):
        await chats.receive(chat, Incoming("c", payload="/handoff"))


async def test_an_offer_made_again_counts_for_another_day(chats: Conversations, clock: FrozenClock) -> None:
    button = Button("转人工", "/handoff")
    chat = await offered(chats, button)
    clock.advance(timedelta(hours=20))
    await chats.turns.commit(await ask(chats, chat, "b", "再说一遍"), [Content("请选", buttons=(button,))])

    clock.advance(timedelta(hours=20))

    assert not (await chats.receive(chat, Incoming("c", payload="/handoff"))).duplicate


async def test_a_confirmation_counts_once(chats: Conversations) -> None:
    chat = await offered(chats, Button("确认提交", "/affirm", once=True))

    first = await chats.receive(chat, Incoming("b", payload="/affirm"))
    with pytest.raises(PayloadSpent):
        await chats.receive(chat, Incoming("c", payload="/affirm"))
    again = await chats.receive(chat, Incoming("b", payload="/affirm"))

    assert (again.seq, again.duplicate) == (first.seq, True)


async def test_a_confirmation_asked_again_counts_again(chats: Conversations) -> None:
    button = Button("确认提交", "/affirm", once=True)
    chat = await offered(chats, button)
    await chats.receive(chat, Incoming("b", payload="/affirm"))
    turn = await chats.turns.claim("w")
    assert turn is not None
    await chats.turns.commit(turn, [Content("再确认一件事", buttons=(button,))])

    assert not (await chats.receive(chat, Incoming("c", payload="/affirm"))).duplicate


async def test_offers_survive_a_change_of_keys(
    chats: Conversations, chat_engine: AsyncEngine, keyring: Keyring, clock: FrozenClock
) -> None:
    button = Button("确认提交", "/affirm", once=True)
    chat = await offered(chats, button)
    rotated = Conversations(chat_engine, Keyring([b"n" * 32, b"k" * 32]), clock, LocalSignals())

    await rotated.turns.commit(
        await ask(rotated, chat, "b", "再问一次"), [Content("请确认", buttons=(button,))]
    )
    await rotated.receive(chat, Incoming("c", payload="/affirm"))

    with pytest.raises(PayloadSpent):
        await rotated.receive(chat, Incoming("d", payload="/affirm"))


async def test_an_attachment_stands_in_the_transcript_with_its_name(chats: Conversations) -> None:
    chat = (await chats.open("web")).id
    attachment_id = await chats.add_attachment(chat, "诊断证明.pdf", "application/pdf", 1_234, "ab/cd")

    await chats.receive(chat, Incoming("a", attachment_id=attachment_id))

    wire = (await last(chats, chat)).as_wire()
    assert (wire["type"], wire["text"]) == ("attachment", "诊断证明.pdf")
    assert wire["attachment"] == {
        "id": attachment_id,
        "name": "诊断证明.pdf",
        "media_type": "application/pdf",
        "size": 1_234,
    }


async def test_an_attachment_of_another_conversation_is_not_found(chats: Conversations) -> None:
    mine, other = (await chats.open("web")).id, (await chats.open("web")).id
    attachment_id = await chats.add_attachment(other, "照片.jpg", "image/jpeg", 10, "x")

    with pytest.raises(AttachmentNotFound):
        await chats.receive(mine, Incoming("a", attachment_id=attachment_id))
    with pytest.raises(AttachmentNotFound):
        await chats.attachment(mine, attachment_id)
    assert await chats.messages(mine) == []


async def test_receiving_a_file_needs_one_connection_only(
    chats: Conversations, chat_url: str, keyring: Keyring, clock: FrozenClock
) -> None:
    """Else as many files at once as the pool has connections would wait for each other."""
    chat = (await chats.open("web")).id
    attachment_id = await chats.add_attachment(chat, "照片.jpg", "image/jpeg", 10, "x")
    engine = create_async_engine(async_url(chat_url), pool_size=1, max_overflow=0, pool_timeout=1)
    try:
        narrow = Conversations(engine, keyring, clock, LocalSignals())
        await narrow.receive(chat, Incoming("a", attachment_id=attachment_id))
    finally:
        await engine.dispose()

    assert (await last(chats, chat)).content.type is MessageType.ATTACHMENT


async def test_messages_are_read_by_cursor(chats: Conversations) -> None:
    chat = (await chats.open("web")).id
    for n in range(1, 6):
        await chats.receive(chat, Incoming(f"{n}", text=f"第{n}条"))

    assert [message.seq for message in await chats.messages(chat, after=3)] == [4, 5]
    assert [message.seq for message in await chats.messages(chat, after=1, limit=2)] == [2, 3]


async def test_the_conversation_is_busy_until_the_bot_has_answered(chats: Conversations) -> None:
    chat = (await chats.open("web")).id
    turn = await ask(chats, chat, "a", "你好")
    assert (await chats.status(chat)).busy

    await chats.turns.commit(turn, [Content("您好")])

    assert not (await chats.status(chat)).busy


async def test_an_external_id_has_one_conversation_per_channel(chats: Conversations) -> None:
    first = await chats.open("wechat", external_id="openid")

    assert (await chats.open("wechat", external_id="openid")).id == first.id
    assert (await chats.open("wecom", external_id="openid")).id != first.id


async def test_an_unknown_conversation_is_not_found(chats: Conversations) -> None:
    for call in (
        chats.get("0" * 32),
        chats.status("0" * 32),
        chats.receive("0" * 32, Incoming("a", text="在吗")),
        chats.rate("0" * 32, 5),
    ):
        with pytest.raises(ConversationNotFound):
            await call


async def test_a_closed_conversation_reopens_for_the_bot_when_the_customer_writes(
    chats: Conversations,
) -> None:
    chat = (await chats.open("web")).id
    await chats.turns.commit(await ask(chats, chat, "a", "转人工"), [], handoff=Handoff("general", "asked"))
    await chats.agents.accept(chat, "wang", "小王")
    await chats.agents.close(chat, "wang", wrap_up="solved", summary="已说明")
    assert (await last(chats, chat)).as_wire()["ask"] == {"slot": "rating", "input": "number"}

    turn = await ask(chats, chat, "b", "还有一个问题")

    assert (await chats.get(chat)).owner is Owner.BOT
    assert await chats.turns.commit(turn, [Content("您说")])


async def test_the_last_rating_counts(chats: Conversations) -> None:
    chat = (await chats.open("web")).id
    assert await chats.rating(chat) is None

    await chats.rate(chat, 2, comment="等太久")
    await chats.rate(chat, 5, recommend=9)

    rating = await chats.rating(chat)
    assert rating is not None
    assert (rating.score, rating.recommend, rating.comment) == (5, 9, None)


@pytest.mark.parametrize("chat_url", ["sqlite"], indirect=True)
async def test_nothing_a_person_wrote_stands_in_the_file_as_plain_text(
    chats: Conversations, chat_file: Path
) -> None:
    chat = (await chats.open("web")).id
    secrets = [
        "甲状腺结节客户原话",
        "按钮标题乙",
        "/affirm{秘密载荷丙}",
        "病历丁.pdf",
        "坐席的话戊",
        "评语己",
        "摘要庚",
        "备注辛",
        "缘由壬",
    ]
    said, title, payload, name, agents, comment, summary, note, reason = secrets
    turn = await ask(chats, chat, "a", said)
    button = Button(title, payload)
    handoff = Handoff("general", "asked", details={"dossier": reason})
    await chats.turns.commit(turn, [Content("请选", buttons=(button,))], handoff=handoff)
    await chats.receive(chat, Incoming("b", payload=payload))
    attachment_id = await chats.add_attachment(chat, name, "application/pdf", 1, "p")
    await chats.receive(chat, Incoming("c", attachment_id=attachment_id))
    await chats.agents.accept(chat, "wang", "小王")
    await chats.agents.say(chat, "wang", "小王", agents, "d")
    await chats.agents.transfer(chat, "wang", to_agent="zhao", to_name="小赵", note=note)
    await chats.agents.close(chat, "zhao", summary=summary)
    await chats.rate(chat, 5, comment=comment)

    raw = b"".join(file.read_bytes() for file in chat_file.parent.glob(f"{chat_file.name}*"))

    assert chat.encode() in raw
    assert [secret for secret in secrets if secret.encode() in raw] == []
    told = [message.content.text for message in await chats.messages(chat)]
    assert {said, title, name, agents} <= set(told)


async def test_a_message_does_not_show_its_words_when_it_is_logged(chats: Conversations) -> None:
    chat = (await chats.open("web")).id
    turn = await ask(chats, chat, "a", "我得了肺炎")

    assert "肺炎" not in repr(turn) + repr(await last(chats, chat))


async def test_a_stored_message_comes_back_as_it_was_said(chats: Conversations) -> None:
    answer = Content(
        "您的保单",
        MessageType.CARD,
        buttons=(Button("看详情", "/detail"), Button("确认", "/affirm", once=True)),
        ask={"slot": "policy_no", "input": "choice", "options": [{"title": "第一张", "payload": "/one"}]},
        card={"kind": "policy", "premium": "1200.00"},
        source={"faq": "cooling_off", "clause": "3.2", "version": "2024-01"},
    )
    chat = (await chats.open("web")).id

    await chats.turns.commit(await ask(chats, chat, "a", "查保单"), [answer])

    message = await last(chats, chat)
    assert (message.sender, message.content) == (Sender.BOT, replace(answer))
    assert message.as_wire()["buttons"] == [
        {"title": "看详情", "payload": "/detail"},
        {"title": "确认", "payload": "/affirm"},
    ]
