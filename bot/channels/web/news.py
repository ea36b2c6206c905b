"""Waiting for news of a conversation: woken by its signal, and looking by itself lest one got lost."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.web import wire
from bot.conversations.inbox import Status
from bot.conversations.service import Conversations

_FIRST_LOOK_S = 1.0
_SLOWEST_LOOK_S = 4.0


@dataclass
class Reader:
    """Reads one conversation forward from `after`; not shared between tasks."""

    conversations: Conversations
    conversation_id: str
    after: int
    _told: Status | None = None

    async def read(self) -> tuple[dict[str, Any], bool]:
        """What stands after the cursor, and whether that is news to who read before."""
        status = await self.conversations.status(self.conversation_id)
        messages = []
        if status.last_seq > self.after:
            messages = await self.conversations.messages(self.conversation_id, self.after)
            self.after = messages[-1].seq
        changed = self._told is not None and replace(status, last_seq=0) != replace(self._told, last_seq=0)
        self._told = status
        return wire.frame(messages, status), changed or bool(messages)

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
