"""The same conversation over WebSocket."""

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.acceptance.house import House
from tests.acceptance.visitor import Visitor


def _connect(session: aiohttp.ClientSession, visitor: Visitor, after: int = 0, *protocols: str) -> Any:
    offered = protocols or ("baowen.v1", f"bearer.{visitor.token}")
    return session.ws_connect(f"{visitor.house.url}/api/chat/ws?after={after}", protocols=offered)


async def _until(socket: Any, enough: Any) -> list[dict[str, Any]]:
    """Frames until `enough` says so of one."""
    frames: list[dict[str, Any]] = []
    while not (frames and enough(frames[-1])):
        frames.append(await socket.receive_json(timeout=20))
    return frames


def _messages(frames: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [message for frame in frames for message in frame.get("messages", ())]


def _answered(frame: dict[str, Any]) -> bool:
    return any(message["sender"] == "bot" for message in frame.get("messages", ()))


async def test_messages_go_in_with_an_ack_and_answers_come_out(visitor: Visitor) -> None:
    async with aiohttp.ClientSession() as session, _connect(session, visitor) as socket:
        assert socket.protocol == "baowen.v1"
        first = await socket.receive_json(timeout=10)
        assert (first["messages"], first["owner"], first["queue"]) == ([], "bot", None)
        await socket.send_json({"client_id": "w1", "text": "你好"})
        frames = await _until(socket, _answered)
        assert {"ack": "w1", "seq": 1} in frames
        assert [m["seq"] for m in _messages(frames)] == [1, 2]
        await socket.send_json({"client_id": "w1", "text": "你好"})
        assert (await _until(socket, lambda frame: "ack" in frame))[-1] == {"ack": "w1", "seq": 1}


async def test_refusals_come_with_the_client_id(visitor: Visitor) -> None:
    async with aiohttp.ClientSession() as session, _connect(session, visitor) as socket:
        for sent, code in (
            ({"client_id": "a", "text": "好" * 2001}, "message_too_long"),
            ({"client_id": "b", "payload": "/handoff"}, "payload_not_offered"),
            ({"client_id": "c"}, "invalid"),
        ):
            await socket.send_json(sent)
            refused = (await _until(socket, lambda frame: "error" in frame))[-1]
            assert refused["client_id"] == sent["client_id"] and refused["error"]["code"] == code
        await socket.send_str("not json")
        refused = (await _until(socket, lambda frame: "error" in frame))[-1]
        assert refused["error"]["code"] == "invalid"


async def test_a_page_that_comes_back_misses_nothing(visitor: Visitor) -> None:
    async with aiohttp.ClientSession() as session:
        async with _connect(session, visitor) as socket:
            await socket.send_json({"client_id": "1", "text": "你好"})
            seen = _messages(await _until(socket, _answered))
        await asyncio.to_thread(visitor.says, "理赔要多久")
        async with _connect(session, visitor, seen[-1]["seq"]) as socket:
            missed = (await socket.receive_json(timeout=10))["messages"]
        everything = (await asyncio.to_thread(visitor.read))["messages"]
        assert seen + missed == everything
        assert [message["seq"] for message in everything] == list(range(1, len(everything) + 1))


@pytest.mark.parametrize("protocols", [("baowen.v1",), ("baowen.v1", "bearer.forged"), ("bearer.{token}",)])
async def test_a_socket_needs_protocol_and_token(visitor: Visitor, protocols: tuple[str, ...]) -> None:
    offered = tuple(each.format(token=visitor.token) for each in protocols)
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await _connect(session, visitor, 0, *offered)
    assert refused.value.status == 401


async def test_pages_of_other_sites_cannot_connect(visitor: Visitor, house: House) -> None:
    async with aiohttp.ClientSession(headers={"Origin": "https://evil.example"}) as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await _connect(session, visitor)
    assert refused.value.status == 403
