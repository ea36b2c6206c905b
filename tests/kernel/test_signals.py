"""Signals: wake sleepers in this process, in others of this machine, and on other machines."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from redis import asyncio as aioredis
from redis.exceptions import RedisError

from kernel.signals import LocalSignals, RedisSignals, Signals, SocketSignals

REDIS = os.environ.get("BAOWEN_TEST_REDIS_URL", "redis://127.0.0.1:6379/0")


async def reaches(sender: Signals, receiver: Signals, topic: str = "turns", within: float = 8.0) -> bool:
    """Whether `receiver` hears `sender` before long; signals may be lost while a connection is made, so repeat."""
    with receiver.listen(topic) as heard:
        try:
            async with asyncio.timeout(within):
                while not heard.is_set():
                    await sender.publish(topic)
                    await asyncio.sleep(0.02)
        except TimeoutError:
            return False
    return True


async def test_a_listener_hears_its_own_topic_only() -> None:
    signals = LocalSignals()
    with signals.listen("turns") as turns, signals.listen("queue") as queue:
        await signals.publish("turns")

        assert turns.is_set() and not queue.is_set()


async def test_every_listener_of_a_topic_is_woken_and_none_after_it_left() -> None:
    signals = LocalSignals()
    with signals.listen("turns") as first:
        with signals.listen("turns") as second:
            await signals.publish("turns")
        assert first.is_set() and second.is_set()
        second.clear()
        await signals.publish("turns")

        assert not second.is_set()


async def test_a_signal_nobody_listens_to_is_no_error() -> None:
    await LocalSignals().publish("conversation:1")


@pytest.fixture
def socket(tmp_path: Path) -> Path:
    return tmp_path / "signals.sock"


async def test_processes_hear_each_other_through_the_hub(socket: Path) -> None:
    hub, one, other = (SocketSignals(socket, hub=n == 0) for n in range(3))
    async with hub.run(), one.run(), other.run():
        assert await reaches(one, hub)
        assert await reaches(hub, one)
        assert await reaches(one, other)
        assert await reaches(other, one, "conversation:5")
        assert await reaches(one, one)


async def test_other_users_of_the_machine_do_not_reach_the_socket(socket: Path) -> None:
    async with SocketSignals(socket, hub=True).run():
        assert socket.stat().st_mode & 0o077 == 0
    assert not socket.exists()


async def test_a_hub_that_comes_back_is_found_again(socket: Path) -> None:
    one, other = SocketSignals(socket, hub=False), SocketSignals(socket, hub=False)
    async with one.run(), other.run():
        async with SocketSignals(socket, hub=True).run():
            assert await reaches(one, other)
        await one.publish("turns")
        assert await reaches(one, one)

        async with SocketSignals(socket, hub=True).run():
            assert await reaches(one, other)


async def test_a_hub_starts_over_a_socket_left_by_a_crash(socket: Path) -> None:
    server = await asyncio.start_unix_server(lambda reader, writer: writer.close(), str(socket))
    server.close()
    await server.wait_closed()
    assert socket.exists()
    hub, one = SocketSignals(socket, hub=True), SocketSignals(socket, hub=False)

    async with hub.run(), one.run():
        assert await reaches(hub, one)


async def test_a_connected_process_stops_at_once(socket: Path) -> None:
    hub, one = SocketSignals(socket, hub=True), SocketSignals(socket, hub=False)
    async with hub.run(), AsyncExitStack() as stack:
        await stack.enter_async_context(one.run())
        assert await reaches(hub, one)
        async with asyncio.timeout(2):
            await stack.aclose()


async def test_a_process_without_a_hub_starts_and_stops(socket: Path) -> None:
    one = SocketSignals(socket, hub=False)
    async with asyncio.timeout(2), one.run():
        await one.publish("turns")


@pytest.fixture
async def redis_url() -> str:
    client = aioredis.Redis.from_url(REDIS)
    try:
        await client.ping()
    except RedisError as error:
        if os.environ.get("BAOWEN_REQUIRE_SERVICES") == "1":
            raise
        pytest.skip(f"no Redis at {REDIS}: {type(error).__name__}")
    finally:
        await client.close(close_connection_pool=True)
    return REDIS


class Cable:
    """A TCP line to Redis that can be cut and mended."""

    def __init__(self, host: str, port: int) -> None:
        self._far = (host, port)
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.Task[None]] = set()
        self.port = 0

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._line, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        if self._server is not None:
            self._server.close()
        for line in tuple(self._lines):
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        far_reader, far_writer = await asyncio.open_connection(*self._far)
        try:
            await asyncio.gather(self._carry(reader, far_writer), self._carry(far_reader, writer))
        except (asyncio.CancelledError, ConnectionError):
            pass
        finally:
            writer.close()
            far_writer.close()
            self._lines.discard(task)

    @staticmethod
    async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(4096):
            writer.write(data)
        writer.close()


@asynccontextmanager
async def redis_behind_cable(url: str) -> AsyncIterator[tuple[Cable, str]]:
    parts = urlsplit(url)
    cable = Cable(parts.hostname or "127.0.0.1", parts.port or 6379)
    await cable.mend()
    try:
        yield cable, parts._replace(netloc=f"127.0.0.1:{cable.port}").geturl()
    finally:
        await cable.cut()


async def test_machines_hear_each_other_through_redis(redis_url: str) -> None:
    one, other = RedisSignals(redis_url), RedisSignals(redis_url)
    async with one.run(), other.run():
        assert await reaches(one, other, "conversation:42")
        assert await reaches(other, one)


async def test_a_lost_redis_is_silent_and_a_returned_one_is_used_again(redis_url: str) -> None:
    async with redis_behind_cable(redis_url) as (cable, url):
        far, near = RedisSignals(url), RedisSignals(redis_url)
        async with far.run(), near.run():
            assert await reaches(near, far)

            await cable.cut()
            await far.publish("turns")
            assert await reaches(far, far)
            assert not await reaches(near, far, within=0.3)

            await cable.mend()
            assert await reaches(near, far)
            assert await reaches(far, near)


async def test_a_machine_starts_and_stops_while_redis_is_away() -> None:
    signals = RedisSignals("redis://127.0.0.1:1/0")
    async with asyncio.timeout(5), signals.run():
        await signals.publish("turns")
        assert await reaches(signals, signals)
