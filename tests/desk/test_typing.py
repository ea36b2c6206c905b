"""Who is writing, what was written so far, and how far the customer's page is."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.message import Content
from bot.conversations.models import TypingRow
from bot.staff.accounts import Role
from tests.desk.test_notes import detail, held
from tests.gateway_fixtures import Chat, Gateway, Seat, soon


@pytest.fixture
async def lili(gateway: Gateway) -> Seat:
    return await gateway.sign_in("lili")


async def active(chat: Chat, **activity: Any) -> int:
    response = await chat.client.post("/api/chat/activity", json=activity, headers=chat.headers)
    return response.status


async def frame_of(socket: Any, kind: str) -> dict:
    while (frame := await soon(socket.receive_json()))["type"] != kind:
        pass
    return frame


async def test_the_agent_sees_what_the_customer_is_writing_until_it_is_given_up(
    gateway: Gateway, lili: Seat
) -> None:
    chat = await held(gateway, lili)

    async with lili.socket() as desk, chat.socket() as page:
        await page.send_json({"typing": "我的理赔"})
        first = await frame_of(desk, "typing")
        shown = (await detail(lili, chat))["typing"]
        await page.send_json({"typing": ""})
        over = await frame_of(desk, "typing")

    assert first == {"type": "typing", "conversation_id": chat.conversation_id, "text": "我的理赔"}
    assert shown["text"] == "我的理赔" and over["text"] == ""


async def test_what_was_written_is_forgotten_after_ten_seconds_and_swept(
    gateway: Gateway, lili: Seat, database: AsyncEngine
) -> None:
    chat = await held(gateway, lili)
    assert await active(chat, typing="我想投诉你们") == 204

    gateway.clock.advance(timedelta(seconds=11))
    await gateway.conversations.typing.forget()

    assert (await detail(lili, chat))["typing"] is None
    async with database.connect() as connection:
        assert (await connection.execute(select(TypingRow.body))).all() == []


async def test_what_is_being_written_is_in_no_transcript_and_goes_when_it_is_sent(
    gateway: Gateway, lili: Seat, database: AsyncEngine
) -> None:
    chat = await held(gateway, lili)
    await active(chat, typing="算了不说了")
    async with database.connect() as connection:
        [stored] = (await connection.execute(select(TypingRow.body))).scalars().all()
    before = await detail(lili, chat)
    await chat.post("2", text="好的")
    after = await detail(lili, chat)

    assert "算了" not in stored and "算了" not in str(before["transcript"])
    assert before["typing"]["text"] == "算了不说了" and after["typing"] is None


async def test_numbers_are_masked_already_while_they_are_half_written(gateway: Gateway, lili: Seat) -> None:
    chat = await held(gateway, lili)

    for written in ("手机1381234", "手机13812345678", "手机 138 1234 567", "身份证１１０１０１１９９００１"):
        await active(chat, typing=written)
        shown = (await detail(lili, chat))["typing"]["text"]
        assert sum(letter.isdigit() for letter in shown) <= 7, shown
        assert "1234" not in shown and "0101" not in shown


async def test_only_who_holds_the_conversation_reads_what_is_being_written(
    gateway: Gateway, lili: Seat
) -> None:
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)
    chat = await held(gateway, lili)
    await boss.act(chat.conversation_id, "join", mode="whisper")
    await active(chat, typing="我再想想")

    assert (await detail(boss, chat))["typing"] is None


async def test_to_the_bot_nobody_sees_anybody_writing(gateway: Gateway, database: AsyncEngine) -> None:
    chat = await gateway.open_chat()

    assert await active(chat, typing="你好") == 204

    async with database.connect() as connection:
        assert (await connection.execute(select(TypingRow.body))).all() == []


async def test_the_customers_page_is_told_that_the_agent_writes(gateway: Gateway, lili: Seat) -> None:
    chat = await held(gateway, lili)

    async with chat.socket() as page:
        first = await soon(page.receive_json())
        assert (await lili.act(chat.conversation_id, "typing", typing=True)).status == 204
        writing = await soon(page.receive_json())
        await lili.act(chat.conversation_id, "messages", text="您好", client_id="1")
        said = await soon(page.receive_json())

    assert "typing" not in first and writing["typing"] is True
    assert "typing" not in said and said["messages"][0]["text"] == "您好"


async def test_an_agent_writes_only_in_conversations_held(gateway: Gateway, lili: Seat) -> None:
    wei = await gateway.sign_in("wei")
    chat = await held(gateway, lili)

    assert (await wei.act(chat.conversation_id, "typing", typing=True)).status == 403
    assert "typing" not in await chat.read()


async def test_a_message_is_sent_then_delivered_then_read(gateway: Gateway, lili: Seat) -> None:
    chat = await held(gateway, lili)
    said = await (await lili.act(chat.conversation_id, "messages", text="您好", client_id="1")).json()

    async def state() -> str:
        return (await detail(lili, chat))["transcript"][-1]["state"]

    assert await state() == "sent"
    async with lili.socket() as desk:
        async with chat.socket() as page:
            await soon(page.receive_json())
            arrived = await frame_of(desk, "reading")
        assert arrived["arrived_seq"] == said["seq"] and await state() == "delivered"
        assert await active(chat, read=said["seq"]) == 204
        read = await frame_of(desk, "reading")

    assert read["read_seq"] == said["seq"] and await state() == "read"


async def test_what_a_page_claims_to_have_shown_beyond_the_last_message_counts_for_nothing(
    gateway: Gateway, lili: Seat
) -> None:
    chat = await held(gateway, lili)
    await active(chat, read=1_000_000)
    await lili.act(chat.conversation_id, "messages", text="您好", client_id="1")

    assert (await detail(lili, chat))["transcript"][-1]["state"] == "sent"


async def test_the_transcript_can_be_read_on_from_a_number(gateway: Gateway, lili: Seat) -> None:
    chat = await gateway.open_chat()
    await chat.post(text="查保单")
    await gateway.bot_answers(Content("请输入验证码", ask={"slot": "otp", "input": "text"}))
    await chat.post("2", text="482913")
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)

    path = f"/api/desk/conversations/{chat.conversation_id}"
    rest = (await (await boss.get(path, after=2)).json())["transcript"]

    assert [(each["seq"], each["text"]) for each in rest] == [(3, "******")]
