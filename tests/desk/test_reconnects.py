"""A thousand messages between customer and agent, over connections that are cut again and again."""

import asyncio
import contextlib
import os
import random
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.gateway_fixtures import Chat, Seat, running

EACH = 500
SEED = 20261116


@dataclass
class Line:
    """A connection that breaks without a word after some frames, and is made again."""

    connect: Callable[[], Any]
    chance: random.Random
    cuts: int = 0
    socket: Any = None

    async def frames(self) -> AsyncIterator[tuple[bool, Any]]:
        """(whether the connection is new, frame) for ever. Some frames are lost, some are the last to be answered."""
        while True:
            left = self.chance.randint(2, 25)
            with contextlib.suppress(aiohttp.ClientError, ConnectionError):
                async with self.connect() as self.socket:
                    fresh = True
                    async for message in self.socket:
                        left -= 1
                        if not left and self.chance.random() < 0.5:
                            self._cut()
                        if message.type is aiohttp.WSMsgType.TEXT:
                            yield fresh, message.json()
                            fresh = False
                        if not left:
                            self._cut()
            await asyncio.sleep(self.chance.uniform(0, 0.01))

    def _cut(self) -> None:
        below = self.socket.get_extra_info("socket")
        if below is not None:
            # A copy: uvloop's own sockets cannot be shut down.
            with contextlib.suppress(OSError), socket.socket(fileno=os.dup(below.fileno())) as copy:
                copy.shutdown(socket.SHUT_RDWR)
                self.cuts += 1


@dataclass
class CustomersPage:
    """Sends over its socket what is not acknowledged, reads by its cursor."""

    chat: Chat
    chance: random.Random
    read: list[dict[str, Any]] = field(default_factory=list)
    unsent: dict[str, str] = field(
        default_factory=lambda: {f"c{number}": f"客户{number}" for number in range(EACH)}
    )

    def __post_init__(self) -> None:
        self.line = Line(lambda: self.chat.socket(after=len(self.read)), self.chance)

    async def run(self) -> None:
        flying: set[str] = set()
        async for fresh, frame in self.line.frames():
            if fresh:
                flying.clear()  # whatever was under way may be lost, and is said again under its name
            self.unsent.pop(frame.get("ack", ""), None)
            for said in frame.get("messages", ()):
                if said["seq"] > len(self.read):
                    self.read.append(said)
            with contextlib.suppress(ConnectionError, aiohttp.ClientError):
                # One after the other, so that what is said again does not come behind what was said later.
                for client_id in [each for each in list(self.unsent)[:1] if each not in flying]:
                    flying.add(client_id)
                    message = {"client_id": client_id, "text": self.unsent[client_id]}
                    await self.line.socket.send_json(message)


@dataclass
class AgentsPage:
    """Is told by its socket that something is new, reads and writes by HTTP; an answer may be lost, so it asks again."""

    seat: Seat
    conversation_id: str
    chance: random.Random
    read: list[dict[str, Any]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    sent: int = 0

    def __post_init__(self) -> None:
        self.line = Line(self.seat.socket, self.chance)

    async def hear(self) -> None:
        async for _fresh, frame in self.line.frames():
            if frame.get("conversation_id") == self.conversation_id:
                self.news.set()

    async def look(self) -> None:
        path = f"/api/desk/conversations/{self.conversation_id}"
        while True:
            await self.news.wait()
            # As the page does: what comes in a burst is read at once.
            await asyncio.sleep(0.1)
            self.news.clear()
            try:
                shown = await (await self.seat.get(path, after=len(self.read))).json()
            except aiohttp.ClientError:
                self.news.set()  # reads once more
            else:
                self.read += shown["transcript"]

    async def write(self) -> None:
        while self.sent < EACH:
            body = {"client_id": f"a{self.sent}", "text": f"坐席{self.sent}"}
            said = asyncio.create_task(self.seat.act(self.conversation_id, "messages", **body))
            if self.chance.random() < 0.05:
                # The page gave up waiting; the message may have arrived or not.
                await asyncio.sleep(self.chance.uniform(0, 0.01))
                said.cancel()
            with contextlib.suppress(asyncio.CancelledError, aiohttp.ClientError):
                if (await said).status == 202:
                    self.sent += 1


async def test_a_thousand_messages_through_cut_connections_arrive_once_and_in_order(
    database, clock, tmp_path
) -> None:
    limits = {"MESSAGES_PER_CONVERSATION": "1000000", "RATE_LIMITS": "off"}
    async with running(database, clock, tmp_path, **limits) as gateway:
        lili = await gateway.sign_in("lili")
        chat = await gateway.waiting_chat()
        assert (await lili.act(chat.conversation_id, "accept")).status == 200
        before = (await chat.read())["messages"]
        customer = CustomersPage(chat, random.Random(SEED))
        agent = AgentsPage(lili, chat.conversation_id, random.Random(SEED + 1))
        total = len(before) + 2 * EACH

        async with asyncio.timeout(240), asyncio.TaskGroup() as pages:
            working = [customer.run(), agent.hear(), agent.look(), agent.write()]
            tasks = [pages.create_task(each) for each in working]
            while len(customer.read) < total or len(agent.read) < total:
                await asyncio.sleep(0.05)
            for task in tasks:
                task.cancel()

    for page in (customer, agent):
        assert [said["seq"] for said in page.read] == list(range(1, total + 1))
        texts = [said["text"] for said in page.read]
        for who in ("坐席", "客户"):
            assert [each for each in texts if each.startswith(who)] == [f"{who}{n}" for n in range(EACH)]
        assert page.line.cuts >= 10
