"""The customer's page over HTTP."""

import asyncio
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.web.api import WEB_CHAT
from bot.channels.web.readers import PER_CONVERSATION
from bot.channels.web.tokens import ChatTokenRow
from bot.conversations.message import Button, Content
from bot.conversations.turns import Handoff
from kernel.clock import FrozenClock
from tests.gateway_fixtures import PNG, Gateway, running, soon


async def code_of(response) -> str:
    body = await response.json()
    assert set(body) == {"error", "request_id"} and set(body["error"]) == {"code", "message", "details"}
    return body["error"]["code"]


async def test_a_message_is_accepted_numbered_and_read_back(gateway: Gateway) -> None:
    chat = await gateway.open_chat()

    response = await chat.post(text="等待期是什么意思")

    assert response.status == 202 and await response.json() == {"seq": 1}
    frame = await chat.read()
    assert frame["owner"] == "bot" and frame["busy"] is True and frame["queue"] is None
    [said] = frame["messages"]
    assert (said["seq"], said["sender"], said["text"]) == (1, "customer", "等待期是什么意思")
    assert said["at"] == "2026-11-16T10:00:00+08:00"


async def test_the_same_client_id_is_the_same_message(gateway: Gateway) -> None:
    chat = await gateway.open_chat()

    first, again = await chat.post("a", text="你好"), await chat.post("a", text="你好")

    assert (await first.json(), await again.json()) == ({"seq": 1}, {"seq": 1})
    assert len((await chat.read())["messages"]) == 1


async def test_reading_waits_for_the_answer_and_gets_the_whole_turn_at_once(gateway: Gateway) -> None:
    chat = await gateway.open_chat()
    await chat.post(text="你好")
    reading = asyncio.create_task(chat.read(after=1, wait=20))
    await asyncio.sleep(0.1)

    await gateway.bot_answers(Content("您好"), Content("想了解什么"))

    frame = await soon(reading)
    assert [said["text"] for said in frame["messages"]] == ["您好", "想了解什么"]
    assert frame["busy"] is False


async def test_waiting_without_news_ends_with_an_empty_answer(gateway: Gateway) -> None:
    chat = await gateway.open_chat()

    frame = await soon(chat.read(wait=0.2))

    assert frame == {"messages": [], "owner": "bot", "queue": None, "busy": False}


async def test_a_waiting_customer_sees_the_place_in_the_queue(gateway: Gateway) -> None:
    await gateway.waiting_chat()
    second = await gateway.waiting_chat()

    frame = await second.read()

    assert frame["owner"] == "queue" and frame["queue"]["position"] == 2


async def test_a_token_opens_its_own_conversation_only(gateway: Gateway) -> None:
    mine, other = await gateway.open_chat(), await gateway.open_chat()
    await other.post(text="我的秘密")

    assert (await mine.read())["messages"] == []


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic x"}])
async def test_without_a_good_token_nothing_is_shown(gateway: Gateway, header: dict[str, str]) -> None:
    response = await gateway.client.get("/api/chat/messages", headers=header)

    assert response.status == 401 and await code_of(response) == "unauthorized"


async def test_an_idle_token_expires_and_a_used_one_does_not(gateway: Gateway) -> None:
    used, idle = await gateway.open_chat(), await gateway.open_chat()
    for _ in range(3):
        gateway.clock.advance(timedelta(hours=12))
        assert (await used.post(str(_))).status == 202

    response = await idle.post()

    assert response.status == 401 and await code_of(response) == "token_expired"


async def test_the_database_knows_only_the_hash_of_a_token(gateway: Gateway, database: AsyncEngine) -> None:
    chat = await gateway.open_chat()

    async with database.connect() as connection:
        [row] = await connection.execute(select(ChatTokenRow.__table__))

    assert chat.token not in str(row)


async def test_typed_text_is_never_a_command(gateway: Gateway) -> None:
    chat = await gateway.open_chat()

    assert (await chat.post(text='/handoff{"queue": "claims"}')).status == 202

    turn = await gateway.conversations.turns.claim("test")
    assert turn is not None and turn.content.payload is None


async def test_an_offered_choice_stands_in_the_transcript_as_its_title(gateway: Gateway) -> None:
    chat = await gateway.open_chat()
    await chat.post(text="你好")
    await gateway.bot_answers(Content("查什么", buttons=(Button("查保单", "/policy_lookup"),)))

    assert (await chat.post("2", payload="/policy_lookup")).status == 202

    assert (await chat.read(after=2))["messages"][0]["text"] == "查保单"


async def test_a_choice_never_offered_is_refused(gateway: Gateway) -> None:
    chat = await gateway.open_chat()

    response = await chat.post(payload="/policy_lookup")

    assert response.status == 422 and await code_of(response) == "payload_not_offered"


async def test_a_confirmation_counts_once(gateway: Gateway) -> None:
    chat = await gateway.open_chat()
    await chat.post(text="投诉")
    await gateway.bot_answers(Content("确认吗", buttons=(Button("确认", "/affirm", once=True),)))
    await chat.post("2", payload="/affirm")

    response = await chat.post("3", payload="/affirm")

    assert response.status == 409 and await code_of(response) == "payload_spent"


@pytest.mark.parametrize(
    "body",
    [
        {"client_id": "1"},
        {"client_id": "1", "text": "a", "payload": "/b"},
        {"client_id": "", "text": "a"},
        {"client_id": "a\x00b", "text": "a"},
        {"text": "a"},
        {"client_id": 1, "text": "a"},
        {"client_id": "1", "text": "长" * 2001},
        {"client_id": "1", "text": "  \n "},
        {"client_id": "1", "text": "\x00"},
        [],
        "x",
    ],
)
async def test_a_message_that_makes_no_sense_is_invalid(gateway: Gateway, body: object) -> None:
    chat = await gateway.open_chat()

    response = await gateway.client.post("/api/chat/messages", json=body, headers=chat.headers)

    assert response.status == 422
    assert (await chat.read())["messages"] == []


@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "wait=26", "after=99999999999999999999", "wait=nan"]
)
async def test_a_cursor_that_makes_no_sense_is_invalid(gateway: Gateway, query: str) -> None:
    chat = await gateway.open_chat()

    response = await gateway.client.get(f"/api/chat/messages?{query}", headers=chat.headers)

    assert response.status == 422 and await code_of(response) == "invalid"


async def test_too_many_messages_in_a_conversation_have_to_wait(gateway: Gateway) -> None:
    chat = await gateway.open_chat()
    for number in range(30):
        assert (await chat.post(str(number))).status == 202

    response = await chat.post("31")

    assert response.status == 429 and await code_of(response) == "too_many"
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert (await (await gateway.open_chat()).post()).status == 202


async def test_sessions_are_limited_per_address_unless_switched_off(
    database: AsyncEngine, clock: FrozenClock, tmp_path: Path
) -> None:
    async with running(database, clock, tmp_path, SESSIONS_PER_ADDRESS="2") as gateway:
        statuses = [(await gateway.client.post("/api/chat/sessions")).status for _ in range(3)]
    async with running(database, clock, tmp_path, SESSIONS_PER_ADDRESS="2", RATE_LIMITS="off") as gateway:
        unlimited = [(await gateway.client.post("/api/chat/sessions")).status for _ in range(3)]

    assert (statuses, unlimited) == ([201, 201, 429], [201, 201, 201])


async def test_a_photo_is_stored_outside_the_web_and_comes_back_as_a_download(
    gateway: Gateway, tmp_path: Path
) -> None:
    chat = await gateway.open_chat()

    response = await chat.upload(PNG, "../../事故 照片.png")

    assert response.status == 201
    attachment_id = (await response.json())["attachment_id"]
    [stored] = [file for file in (tmp_path / "var" / "attachments").rglob("*") if file.is_file()]
    assert stored.suffix == "" and stored.stat().st_mode & 0o777 == 0o600
    assert (await chat.post(attachment_id=attachment_id)).status == 202
    said = (await chat.read())["messages"][0]
    assert said["type"] == "attachment" and said["text"] == "事故 照片.png"
    download = await gateway.client.get(f"/api/chat/attachments/{attachment_id}", headers=chat.headers)
    assert await download.read() == PNG
    assert download.headers["Content-Disposition"].startswith("attachment;")
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert download.headers["Content-Type"] == "image/png"


async def test_another_conversation_cannot_fetch_or_send_the_file(gateway: Gateway) -> None:
    owner, other = await gateway.open_chat(), await gateway.open_chat()
    attachment_id = (await (await owner.upload(PNG)).json())["attachment_id"]

    fetched = await gateway.client.get(f"/api/chat/attachments/{attachment_id}", headers=other.headers)
    sent = await other.post(attachment_id=attachment_id)

    assert (fetched.status, sent.status) == (404, 404)


@pytest.mark.parametrize(
    "content", [b"<html><script>alert(1)</script>", b"MZ\x90\0" + bytes(300), b"GIF89a" + bytes(300)]
)
async def test_what_a_file_is_decides_its_content_not_its_name(
    gateway: Gateway, tmp_path: Path, content: bytes
) -> None:
    chat = await gateway.open_chat()

    response = await chat.upload(content, "photo.png")

    assert response.status == 415 and await code_of(response) == "attachment_type"
    assert not [file for file in (tmp_path / "var" / "attachments").rglob("*") if file.is_file()]


async def test_a_file_above_ten_megabytes_is_refused_and_leaves_nothing(
    gateway: Gateway, tmp_path: Path
) -> None:
    chat = await gateway.open_chat()

    fits = await chat.upload(PNG + bytes(10 * 1024 * 1024 - len(PNG)))
    response = await chat.upload(PNG + bytes(10 * 1024 * 1024))

    assert (fits.status, response.status) == (201, 413) and await code_of(response) == "too_large"
    assert len([file for file in (tmp_path / "var" / "attachments").rglob("*") if file.is_file()]) == 1


async def test_an_upload_without_a_file_is_invalid(gateway: Gateway) -> None:
    chat = await gateway.open_chat()
    multipart = {**chat.headers, "Content-Type": "multipart/form-data; boundary=x"}

    empty = await chat.upload(b"")
    none = await gateway.client.post("/api/chat/attachments", data=b"--x--\r\n", headers=multipart)
    torn = await gateway.client.post("/api/chat/attachments", data=b"--x\r\nContent-Disp", headers=multipart)
    plain = await gateway.client.post("/api/chat/attachments", json={}, headers=chat.headers)

    assert (empty.status, none.status, torn.status, plain.status) == (422, 422, 422, 415)


async def test_the_last_rating_counts(gateway: Gateway) -> None:
    chat = await gateway.open_chat()

    for rating in ({"score": 2}, {"score": 5, "recommend": 9, "comment": "谢谢"}):
        response = await gateway.client.post("/api/chat/rating", json=rating, headers=chat.headers)
        assert response.status == 200

    kept = await gateway.conversations.rating(chat.conversation_id)
    assert kept is not None and (kept.score, kept.recommend, kept.comment) == (5, 9, "谢谢")


@pytest.mark.parametrize(
    "rating", [{}, {"score": 0}, {"score": 6}, {"score": 3, "recommend": 11}, {"score": "5"}]
)
async def test_a_rating_off_the_scale_is_invalid(gateway: Gateway, rating: dict[str, object]) -> None:
    chat = await gateway.open_chat()

    response = await gateway.client.post("/api/chat/rating", json=rating, headers=chat.headers)

    assert response.status == 422


async def test_the_whole_journey_also_runs_on_the_other_database(
    engine: AsyncEngine, clock: FrozenClock, tmp_path: Path
) -> None:
    async with running(engine, clock, tmp_path) as gateway:
        lili = await gateway.sign_in("lili", name="李丽")
        chat = await gateway.open_chat()
        await chat.post(text="转人工")
        await gateway.bot_answers(Content("好的"), handoff=Handoff("claims", "requested"))
        assert (await lili.act(chat.conversation_id, "accept")).status == 200
        assert (await lili.act(chat.conversation_id, "messages", text="您好", client_id="1")).status == 202
        assert (await lili.act(chat.conversation_id, "close", summary="已解答")).status == 200

        frame = await chat.read()

    assert frame["owner"] == "closed"
    assert [said["text"] for said in frame["messages"] if said["sender"] == "agent"] == ["您好"]


async def test_uploads_are_limited_per_address_so_that_new_conversations_do_not_fill_the_disk(
    gateway: Gateway,
) -> None:
    limits = gateway.app[WEB_CHAT].limits
    assert limits.uploads_per_address is not None
    for _ in range(limits.uploads_per_address.count):
        await gateway.app[WEB_CHAT].limiter.hit("uploads:127.0.0.1", limits.uploads_per_address)

    refused = await (await gateway.open_chat()).upload(PNG)

    assert refused.status == 429 and await code_of(refused) == "too_many"


async def test_an_upload_announced_as_too_large_is_refused_before_it_is_sent(gateway: Gateway) -> None:
    chat = await gateway.open_chat()
    server = gateway.client.server
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(
        b"POST /api/chat/attachments HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n"
        b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 99999999\r\n\r\n--x\r\n"
        % chat.token.encode()
    )

    answer = await soon(reader.read(15))

    writer.close()
    assert answer.split(b" ")[1] == b"413"


async def test_only_so_many_may_wait_for_one_conversation(gateway: Gateway) -> None:
    chat = await gateway.open_chat()
    waiting = [asyncio.create_task(chat.read(wait=10)) for _ in range(PER_CONVERSATION)]
    await asyncio.sleep(0.3)

    poll = await gateway.client.get("/api/chat/messages?wait=1", headers=chat.headers)
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await chat.socket()
    at_once = await gateway.client.get("/api/chat/messages", headers=chat.headers)

    assert (poll.status, refused.value.status, at_once.status) == (429, 429, 200)
    await chat.post(text="你好")
    await asyncio.gather(*waiting)
    assert (await chat.read(after=1, wait=0.1))["messages"] == []
