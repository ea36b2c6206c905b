"""A scripted bot at the clock of the machine, for stages of push channels."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.conversations.message import Content
from bot.conversations.service import Conversations
from bot.conversations.turns import Handoff, Turn
from kernel.clock import FrozenClock

Answer = Callable[[Turn], Sequence[Content]]


class RunningClock(FrozenClock):
    """The machine's time, ahead by what it was moved: signatures of a stand-in tell the machine's."""

    def __init__(self) -> None:
        super().__init__(datetime.now(UTC))
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def advance(self, by: timedelta) -> None:
        self._ahead += by


@dataclass
class Bot:
    """Plays the dialogue worker: claims turns and answers them, `delay` seconds later."""

    conversations: Conversations
    answer: Answer = lambda turn: [Content(f"答：{turn.content.text}")]
    delay: float = 0.0
    heard: list[Turn] = field(default_factory=list)
    stopped: bool = False

    @asynccontextmanager
    async def at_work(self) -> "AsyncIterator[Bot]":
        working = asyncio.create_task(self._work())
        try:
            yield self
        finally:
            # Not cancelled: a connection at work would be cut off.
            self.stopped = True
            await working

    async def _work(self) -> None:
        with self.conversations.signals.listen("turns") as news:
            while not self.stopped:
                news.clear()
                turn = await self.conversations.turns.claim("scripted")
                if turn is None:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(news.wait(), 0.1)
                    continue
                await asyncio.sleep(self.delay)
                handoff = Handoff("general", "asked") if turn.content.text == "转人工" else None
                answers = [Content("好的，给您转人工。")] if handoff else self.answer(turn)
                self.heard.append(turn)
                await self.conversations.turns.commit(turn, answers, handoff=handoff)
