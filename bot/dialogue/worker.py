"""The worker: claims turns, has the engine answer them, commits. It may die at any point; another one repeats the turn."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
import uuid

import structlog
from prometheus_client import Counter, Histogram

from bot.conversations.service import Conversations
from bot.conversations.turns import Turn
from bot.dialogue.engine import Engine, TurnFailed
from bot.dialogue.guard import ConductGuard, Judge

log = structlog.get_logger()
TURNS = Counter("baowen_turns_total", "Turns by outcome", ["outcome"])
SECONDS = Histogram("baowen_turn_seconds", "Seconds from claim to commit")
_BEAT_S = 3.0


class Worker:
    """Runs up to `concurrency` turns at once, each of another conversation."""

    def __init__(
        self,
        conversations: Conversations,
        engine: Engine,
        judge: Judge,
        *,
        concurrency: int = 4,
        poll: float = 1.0,
    ) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}"
        self._conversations = conversations
        self._engine = engine
        self._guard = ConductGuard(judge)
        self._concurrency = concurrency
        self._poll = poll

    async def run_once(self) -> bool:
        """Work on one turn; False when none was waiting."""
        turn = await self._conversations.turns.claim(self.name)
        if turn is None:
            return False
        await self._work(turn)
        return True

    async def _work(self, turn: Turn) -> None:
        began = time.perf_counter()
        conversation_id = turn.conversation_id
        store = self._engine.store
        try:
            reply = await self._engine.answer(turn)
            answers = [await self._guard.passed(answer) for answer in reply.answers]
            committed = await self._conversations.turns.commit(
                turn,
                answers,
                handoff=reply.handoff,
                model=self._engine.model,
                also=lambda connection: store.write(connection, conversation_id),
            )
        except Exception as error:
            store.drop(conversation_id)
            cause = error.data["error"] if isinstance(error, TurnFailed) else type(error).__name__
            log.warning("turn failed", conversation=conversation_id, seq=turn.seq, error=cause)
            log.debug("turn failed", exc_info=True)
            TURNS.labels("failed").inc()
            await self._conversations.turns.fail(turn, cause)
            return
        if committed:
            store.written(conversation_id)
        else:
            store.drop(conversation_id)
        TURNS.labels("committed" if committed else "overtaken").inc()
        SECONDS.observe(time.perf_counter() - began)

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._heartbeat())
                await self._dispatch(tasks)
        finally:
            with contextlib.suppress(Exception):
                await self._conversations.turns.leave(self.name)

    async def _dispatch(self, tasks: asyncio.TaskGroup) -> None:
        """Claim turn after turn while there is room; one look at the store per piece of news, however much room."""
        room = asyncio.Semaphore(self._concurrency)
        with self._conversations.signals.listen("turns") as news:
            while True:
                await room.acquire()
                news.clear()
                try:
                    turn = await self._conversations.turns.claim(self.name)
                except Exception as error:
                    # The database is away: keep trying, nothing is lost meanwhile.
                    log.error("worker cannot reach the store", error=type(error).__name__)
                    turn = None
                if turn is None:
                    room.release()
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(news.wait(), self._poll)
                    continue
                tasks.create_task(self._work_in(room, news, turn))

    async def _work_in(self, room: asyncio.Semaphore, news: asyncio.Event, turn: Turn) -> None:
        try:
            await self._work(turn)
        except Exception as error:
            log.error("worker cannot reach the store", error=type(error).__name__)
        finally:
            room.release()
            # The conversation may have another turn, which only now can be claimed.
            news.set()

    async def _heartbeat(self) -> None:
        while True:
            try:
                await self._conversations.turns.beat(self.name, self._engine.model)
            except Exception as error:
                log.error("no heartbeat", error=type(error).__name__)
            await asyncio.sleep(_BEAT_S)
