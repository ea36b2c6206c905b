"""The customer's page over a WebSocket."""

import json
from datetime import timedelta

import aiohttp
import pytest

from bot.conversations.message import Content
from tests.gateway_fixtures import Gateway, soon


async def test_a_page_sends_and_reads_over_one_connection(gateway: Gateway) -> None:
    chat = await gateway.open_chat()

    async with chat.socket() as socket:
        assert socket.protocol == "baowen.v1"
        first = await soon(socket.receive_json())
        await socket.send_json({"client_id": "a", "text": "你好"})
        seen = [await soon(socket.receive_json()) for _ in range(2)]
        await gateway.bot_answers(Content("您好"))
        answer = await soon(socket.receive_json())

    assert first == {"messages": [], "owner": "bot", "queue": None, "busy": False}
    assert {"ack": "a", "seq": 1} in seen
    [news] = [frame for frame in seen if "messages" in frame]
    assert [said["text"] for said in news["messages"]] == ["你好"] and news["busy"] is True
    assert [said["text"] for said in answer["messages"]] == ["您好"] and answer["busy"] is False


async def test_a_page_that_comes_back_with_its_last_number_misses_nothing(gateway: Gateway) -> None:
    chat = await gateway.open_chat()
    async with chat.socket() as socket:
        await soon(socket.receive_json())
        await socket.send_json({"client_id": "a", "text": "你好"})
        await soon(socket.receive_json())
    await gateway.bot_answers(Content("一"), Content("二"))

    async with chat.socket(after=1) as socket:
        frame = await soon(socket.receive_json())

    assert [said["seq"] for said in frame["messages"]] == [2, 3]


async def test_two_open_pages_see_the_same(gateway: Gateway) -> None:
    chat = await gateway.open_chat()
    async with chat.socket() as left, chat.socket() as right:
        await soon(left.receive_json())
        await soon(right.receive_json())
        await chat.post(text="你好")

        frames = [await soon(left.receive_json()), await soon(right.receive_json())]

    assert [frame["messages"][0]["text"] for frame in frames] == ["你好", "你好"]


@pytest.mark.parametrize(
    ("sent", "code", "client_id"),
    [
        ("not json", "invalid", None),
        ("[]", "invalid", None),
        ('{"client_id": "a"}', "invalid", "a"),
        ('{"client_id": "a", "text": " "}', "empty_message", "a"),
        ('{"client_id": "a", "payload": "/affirm"}', "payload_not_offered", "a"),
    ],
)
async def test_a_bad_frame_is_answered_and_the_connection_stays(
    gateway: Gateway, sent: str, code: str, client_id: str | None
) -> None:
    chat = await gateway.open_chat()

    async with chat.socket() as socket:
        await soon(socket.receive_json())
        await socket.send_str(sent)
        answer = await soon(socket.receive_json())
        await socket.send_json({"ping": 7})
        pong = await soon(socket.receive_json())

    assert (answer["error"]["code"], answer["client_id"]) == (code, client_id)
    assert pong == {"pong": 7}


async def test_the_limit_of_a_conversation_counts_http_and_socket_together(gateway: Gateway) -> None:
    chat = await gateway.open_chat()
    for number in range(30):
        await chat.post(str(number))

    async with chat.socket(after=30) as socket:
        await soon(socket.receive_json())
        await socket.send_json({"client_id": "x", "text": "还有"})
        answer = await soon(socket.receive_json())

    assert answer["error"]["code"] == "too_many" and answer["error"]["details"]["retry_after_s"] >= 1


async def test_a_page_of_another_site_may_not_connect(gateway: Gateway) -> None:
    chat = await gateway.open_chat()

    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await chat.socket(headers={"Origin": "https://evil.example"})
    own = f"http://{gateway.client.server.host}:{gateway.client.server.port}"
    async with chat.socket(headers={"Origin": own}) as socket:
        await soon(socket.receive_json())

    assert refused.value.status == 403


@pytest.mark.parametrize(
    "protocols", [(), ("baowen.v1",), ("baowen.v1", "bearer.nonsense"), ("bearer.nonsense",)]
)
async def test_without_a_good_token_there_is_no_socket(gateway: Gateway, protocols: tuple[str, ...]) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await gateway.client.ws_connect("/api/chat/ws", protocols=protocols)

    assert refused.value.status == 401


async def test_a_token_that_expired_meanwhile_takes_no_more_messages(gateway: Gateway) -> None:
    chat = await gateway.open_chat()

    async with chat.socket() as socket:
        await soon(socket.receive_json())
        gateway.clock.advance(timedelta(hours=25))
        await socket.send_json({"client_id": "a", "text": "在吗"})
        answer = await soon(socket.receive_json())

    assert answer["error"]["code"] == "token_expired"


async def test_a_frame_beyond_all_measure_ends_the_connection_not_the_server(gateway: Gateway) -> None:
    chat = await gateway.open_chat()

    async with chat.socket() as socket:
        await soon(socket.receive_json())
        await socket.send_str(json.dumps({"client_id": "a", "text": "长" * 100_000}))
        ended = await soon(socket.receive())

    assert ended.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
    assert (await chat.post()).status == 202
