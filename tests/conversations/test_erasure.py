"""An erased conversation leaves nothing, and whoever comes back begins anew."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations import models
from bot.conversations.errors import ConversationNotFound
from bot.conversations.message import Button, Content, Incoming
from bot.conversations.service import Conversations

pytestmark = pytest.mark.asyncio
ROWS = [
    each for each in vars(models).values() if isinstance(each, type) and each.__module__ == models.__name__
]
TABLES = [row.__table__ for row in ROWS if "conversation_id" in row.__table__.c]


async def talk(chats: Conversations, who: str) -> str:
    chat = (await chats.open("wechat", external_id=who)).id
    file = await chats.add_attachment(chat, "发票.jpg", "image/jpeg", 3, f"{who}.jpg")
    await chats.receive(chat, Incoming("1", attachment_id=file))
    turn = await chats.turns.claim("w")
    assert turn is not None
    await chats.turns.commit(turn, [Content("收到。", buttons=[Button("好", "/ok")])])
    await chats.rate(chat, 5)
    return chat


async def test_nothing_of_it_is_left_and_nothing_of_others_is_gone(chats: Conversations) -> None:
    gone, kept = await talk(chats, "gone"), await talk(chats, "kept")

    assert await chats.erase(gone) == ["gone.jpg"]

    with pytest.raises(ConversationNotFound):
        await chats.get(gone)
    async with chats._ledger.engine.connect() as connection:
        for table in TABLES:
            mine = select(func.count()).where(table.c.conversation_id == gone)
            assert await connection.scalar(mine) == 0, table.name
    assert len(await chats.messages(kept)) == 2
    assert (await chats.open("wechat", external_id="gone")).id != gone


async def test_a_worker_in_the_middle_of_a_turn_finds_it_gone(chats: Conversations) -> None:
    chat = (await chats.open("wechat", external_id="o")).id
    await chats.receive(chat, Incoming("1", text="问"))
    turn = await chats.turns.claim("w")
    assert turn is not None
    await chats.erase(chat)

    with pytest.raises(ConversationNotFound):
        await chats.turns.commit(turn, [Content("答")])
    assert await chats.turns.claim("w") is None


async def test_other_rooms_erase_in_the_same_transaction(chats: Conversations) -> None:
    chat = await talk(chats, "gone")
    seen: list[str] = []

    async def fail(connection: AsyncConnection, conversation_id: str) -> None:
        seen.append(conversation_id)
        raise RuntimeError

    chats._erases = [fail]
    with pytest.raises(RuntimeError):
        await chats.erase(chat)

    assert seen == [chat] and len(await chats.messages(chat)) == 2
