"""Signals wake sleepers up across processes. They carry no state: whoever waits also polls, so a lost signal costs a
moment, never a message.

Topics: `turns` (a turn is waiting), `conversation:ID` (something of this conversation changed), `queue` (the agents'
queue changed).
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Protocol

from redis import asyncio as aioredis
from redis.exceptions import RedisError


class Signals(Protocol):
    """Publishes a topic to every process; `listen` hands out an event that is set whenever the topic fires."""

    async def publish(self, topic: str) -> None: ...

    def listen(self, topic: str) -> contextlib.AbstractContextManager[asyncio.Event]: ...

    def run(self) -> contextlib.AbstractAsyncContextManager[None]: ...


class LocalSignals:
    """Signals inside one process."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Event]] = defaultdict(set)

    async def publish(self, topic: str) -> None:
        self.fire(topic)

    def fire(self, topic: str) -> None:
        for listener in tuple(self._listeners.get(topic, ())):
            listener.set()

    @contextlib.contextmanager
    def listen(self, topic: str) -> Iterator[asyncio.Event]:
        listener = asyncio.Event()
        self._listeners[topic].add(listener)
        try:
            yield listener
        finally:
            self._listeners[topic].discard(listener)
            if not self._listeners[topic]:
                del self._listeners[topic]

    @contextlib.asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        yield


class SocketSignals(LocalSignals):
    """Signals between the processes of one machine through a Unix socket; no server needed for a try.

    The gateway serves the socket (`hub=True`) and passes every line on to all other processes.
    """

    def __init__(self, path: Path, *, hub: bool) -> None:
        super().__init__()
        self._path = path
        self._hub = hub
        self._writers: set[asyncio.StreamWriter] = set()

    async def publish(self, topic: str) -> None:
        self.fire(topic)
        self._send(topic)

    def _send(self, topic: str, *, but: asyncio.StreamWriter | None = None) -> None:
        for writer in tuple(self._writers):
            if writer is not but:
                writer.write(f"{topic}\n".encode())

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while line := await reader.readline():
                topic = line.decode().strip()
                self.fire(topic)
                if self._hub:
                    self._send(topic, but=writer)
        except ConnectionError:
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _connect(self) -> None:
        while True:
            with contextlib.suppress(OSError):
                await self._read(*await asyncio.open_unix_connection(str(self._path)))
            await asyncio.sleep(0.2)

    @contextlib.asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        if not self._hub:
            task = asyncio.create_task(self._connect())
            try:
                yield
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(self._read, str(self._path))
        self._path.chmod(0o600)
        try:
            yield
        finally:
            server.close()
            for writer in tuple(self._writers):
                writer.close()
            self._path.unlink(missing_ok=True)


class RedisSignals(LocalSignals):
    """Signals between machines through Redis publish/subscribe; silent while Redis is away (pollers go on)."""

    CHANNEL = "baowen:signals"

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis = aioredis.Redis.from_url(url)

    async def publish(self, topic: str) -> None:
        self.fire(topic)
        with contextlib.suppress(RedisError):
            await self._redis.publish(self.CHANNEL, topic)

    async def _subscribe(self) -> None:
        while True:
            with contextlib.suppress(RedisError):
                async with self._redis.pubsub() as pubsub:
                    await pubsub.subscribe(self.CHANNEL)
                    async for message in pubsub.listen():
                        if message["type"] == "message":
                            self.fire(message["data"].decode())
            await asyncio.sleep(0.5)

    @contextlib.asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._subscribe())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await self._redis.close(close_connection_pool=True)
