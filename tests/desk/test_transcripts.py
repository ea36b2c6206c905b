"""Search over transcripts."""

from datetime import timedelta
from typing import Any

import pytest

from bot.conversations.message import Content
from bot.conversations.transcripts import Window
from bot.staff.accounts import Role
from tests.desk.test_notes import held
from tests.gateway_fixtures import Chat, Gateway, Seat

PATH = "/api/desk/transcripts"


@pytest.fixture
async def lili(gateway: Gateway) -> Seat:
    return await gateway.sign_in("lili")


@pytest.fixture
async def boss(gateway: Gateway) -> Seat:
    return await gateway.sign_in("boss", Role.SUPERVISOR)


async def page(seat: Seat, **query: Any) -> dict:
    response = await seat.get(PATH, **query)
    assert response.status == 200, await response.text()
    return await response.json()


async def texts(seat: Seat, **query: Any) -> list[str]:
    return [each["text"] for each in (await page(seat, **query))["found"]]


async def says(gateway: Gateway, chat: Chat, text: str) -> None:
    gateway.clock.advance(timedelta(seconds=1))
    assert (await chat.post(text, text=text)).status == 202


async def test_what_was_said_is_found_newest_first_with_who_had_the_conversation(
    gateway: Gateway, lili: Seat, boss: Seat
) -> None:
    chat = await held(gateway, lili)
    await says(gateway, chat, "玻璃碎了能赔吗")
    await says(gateway, chat, "天窗玻璃也算吗")

    found = (await page(boss, q="玻璃"))["found"]

    assert [each["text"] for each in found] == ["天窗玻璃也算吗", "玻璃碎了能赔吗"]
    first = found[0]
    assert (first["conversation_id"], first["sender"]) == (chat.conversation_id, "customer")
    assert (first["agent"], first["queue"]) == ("lili", "claims") and first["at"].endswith("+08:00")
    assert await texts(boss, q="海鲜") == []


async def test_agents_find_only_what_they_may_see_supervisors_everything(
    gateway: Gateway, lili: Seat, boss: Seat
) -> None:
    wei = await gateway.sign_in("wei")
    for name, seat in (("甲", lili), ("乙", wei), ("丙", lili)):
        await says(gateway, await held(gateway, seat), f"玻璃{name}")
    closed = await held(gateway, lili)
    await says(gateway, closed, "玻璃丁")
    await lili.act(closed.conversation_id, "close")
    await says(gateway, await gateway.waiting_chat(), "玻璃戊")
    await says(gateway, await gateway.open_chat(), "玻璃己")

    assert await texts(lili, q="玻璃") == ["玻璃戊", "玻璃丁", "玻璃丙", "玻璃甲"]
    assert await texts(wei, q="玻璃") == ["玻璃戊", "玻璃乙"]
    assert len(await texts(boss, q="玻璃")) == 6


async def test_by_agent_queue_and_time(gateway: Gateway, lili: Seat) -> None:
    await says(gateway, await held(gateway, lili), "玻璃甲")
    begin = gateway.clock.now()
    gateway.clock.advance(timedelta(days=40))
    other = await gateway.waiting_chat("complaints")
    mei = await gateway.sign_in("mei")
    await mei.act(other.conversation_id, "accept")
    await says(gateway, other, "玻璃乙")
    boss = await gateway.sign_in("chief", Role.SUPERVISOR)

    assert await texts(boss, q="玻璃") == ["玻璃乙"]
    since = (begin - timedelta(days=1)).isoformat()
    assert await texts(boss, q="玻璃", since=since) == ["玻璃乙", "玻璃甲"]
    assert await texts(boss, q="玻璃", since=since, agent="lili") == ["玻璃甲"]
    assert await texts(boss, q="玻璃", since=since, queue="complaints") == ["玻璃乙"]
    assert await texts(boss, q="玻璃", since=since, until=(begin + timedelta(1)).isoformat()) == ["玻璃甲"]
    assert (await boss.get(PATH, q="玻璃", since="2024-01-01T00:00:00+08:00")).status == 422
    assert (await boss.get(PATH, q="玻璃", since="2026-11-16T00:00:00")).status == 422


async def test_of_a_customer_whatever_the_channel(gateway: Gateway, lili: Seat, boss: Seat) -> None:
    await says(gateway, await held(gateway, lili), "玻璃甲")

    assert await texts(boss, q="玻璃", customer_no="C404") == []


async def test_numbers_and_proofs_are_neither_shown_nor_found(gateway: Gateway, boss: Seat) -> None:
    chat = await gateway.open_chat()
    await says(gateway, chat, "我的手机13812345678，玻璃碎了")
    await gateway.bot_answers(Content("请输入验证码", ask={"slot": "otp", "input": "text"}))
    await says(gateway, chat, "验证码 482913")

    assert await texts(boss, q="玻璃") == ["我的手机138****5678,玻璃碎了"]
    assert await texts(boss, q="13812345678") == await texts(boss, q="482913") == []
    assert await texts(boss, q="验证码") == ["验证码 ******", "请输入验证码"]


async def test_a_long_search_goes_on_where_it_stopped(gateway: Gateway, boss: Seat) -> None:
    chat = await gateway.open_chat()
    for number in range(30):
        await says(gateway, chat, f"玻璃{number}")
    window = Window(gateway.clock.now() - timedelta(days=1), gateway.clock.now() + timedelta(seconds=1))

    async def pages(**most: int) -> list[list[int]]:
        seen, place = [], None
        while True:
            found = await gateway.conversations.transcripts.search(
                lambda text: text.endswith(("0", "5")), window, after=place, **most
            )
            seen.append([hit.message.seq for hit in found.hits])
            place = found.rest
            if place is None:
                return seen

    assert await pages(most_hits=4) == [[26, 21, 16, 11], [6, 1]]
    assert await pages(most_searched=12) == [[26, 21], [16, 11], [6, 1]]


async def test_a_page_of_hits_says_where_the_next_begins(gateway: Gateway, boss: Seat) -> None:
    chat = await gateway.open_chat()
    for number in range(29):
        await says(gateway, chat, f"玻璃{number}")
    gateway.clock.advance(timedelta(minutes=2))
    other = await gateway.open_chat()
    for number in range(29):
        await says(gateway, other, f"玻璃{number}")

    first = await page(boss, q="玻璃")
    second = await page(boss, q="玻璃", cursor=first["cursor"])

    assert (len(first["found"]), len(second["found"])) == (50, 8)
    assert (first["searched"], second["searched"], second["cursor"]) == (50, 8, None)
    assert (await boss.get(PATH, q="玻璃", cursor="nonsense")).status == 422


async def test_a_search_is_in_the_trail_without_its_words(gateway: Gateway, boss: Seat) -> None:
    await page(boss, q="王小明的玻璃", queue="claims")

    [entry] = [each for each in await gateway.services.audit.entries() if each.what == "transcripts.search"]
    assert entry.who == "boss" and entry.data == {"queue": "claims"}
