"""Waiting for news of a conversation: woken by its signal, and looking by itself lest one got lost."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.channels.web import wire
from bot.conversations.inbox import Status
from bot.conversations.owner import Owner
from bot.conversations.service import Conversations

# What every customer should know now. Asked at every look, so it has to be cheap.
Notices = Callable[[], Awaitable[Sequence[wire.Notice]]]

_FIRST_LOOK_S = 1.0
_SLOWEST_LOOK_S = 4.0


@dataclass
class Reader:
    """Reads one conversation forward from `after`; not shared between tasks.

    `arrived`: up to where the page is known to have it; at first that is where it asks to go on from.
    """

    conversations: Conversations
    conversation_id: str
    after: int
    notices: Notices
    arrived: int = field(init=False)
    _told: Status | None = None
    _noticed: Sequence[wire.Notice] = ()
    _settled: int = 0
    _marked: int = 0
    _typing: bool = False

    def __post_init__(self) -> None:
        self.arrived = self.after

    async def read(self) -> tuple[dict[str, Any], bool]:
        """What stands after the cursor, and whether that is news to who read before."""
        status = await self.conversations.status(self.conversation_id)
        if status.on_page and self.arrived > self._settled:
            await self.conversations.deliveries.seen_on_page(self.conversation_id, self.arrived)
            self._settled = self.arrived
        typing = False
        if status.owner is Owner.AGENT:
            typing = await self._beside_an_agent()
        messages = []
        if status.last_seq > self.after:
            messages = await self.conversations.messages(self.conversation_id, self.after)
            self.after = messages[-1].seq
        notices = list(await self.notices())
        changed = self._told is not None and (
            replace(status, last_seq=0) != replace(self._told, last_seq=0)
            or notices != self._noticed
            or typing != self._typing
        )
        self._told, self._noticed, self._typing = status, notices, typing
        return wire.frame(messages, status, notices, typing=typing), changed or bool(messages)

    async def _beside_an_agent(self) -> bool:
        """Let the agent know what has arrived; whether he or she is writing."""
        if self.arrived > self._marked:
            await self.conversations.reading.mark(self.conversation_id, arrived=self.arrived)
            self._marked = self.arrived
        return await self.conversations.typing.agent_writes(self.conversation_id)

    async def wait(self, seconds: float) -> tuple[dict[str, Any], bool]:
        """The first news within `seconds`, or the unchanged state when they are over."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        pause = _FIRST_LOOK_S
        with self.conversations.signals.listen(f"conversation:{self.conversation_id}") as signal:
            frame, news = await self.read()
            while not news and (left := until - loop.time()) > 0:
                try:
                    await asyncio.wait_for(signal.wait(), min(pause, left))
                    signal.clear()
                    pause = _FIRST_LOOK_S
                except TimeoutError:
                    pause = min(pause * 1.5, _SLOWEST_LOOK_S)
                frame, news = await self.read()
        return frame, news
