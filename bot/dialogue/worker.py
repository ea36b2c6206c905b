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
from bot.dialogue.engines import Answering, Engines, Loaded, OneEngine
from bot.dialogue.guard import ConductGuard, Judge
from bot.dialogue.shadow import Shadow
from kernel import tracing
from kernel.errors import BaowenError

log = structlog.get_logger("worker")
TURNS = Counter("baowen_turns_total", "Turns by outcome", ["outcome"])
SECONDS = Histogram("baowen_turn_seconds", "Seconds from claim to commit")
_BEAT_S = 3.0


class Worker:
    """Runs up to `concurrency` turns at once, each of another conversation, and each to its end with one model."""

    def __init__(
        self,
        conversations: Conversations,
        engine: Engine | Engines,
        judge: Judge,
        *,
        shadow: Shadow | None = None,
        concurrency: int = 4,
        poll: float = 1.0,
    ) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}"
        self._conversations = conversations
        self._engines: Answering = engine if isinstance(engine, Engines) else OneEngine(engine)
        self._shadow = shadow
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
        whose = (turn.conversation_id, turn.seq)
        with tracing.step("turn", *whose, channel=turn.channel, attempts=turn.attempts):
            await self._take(turn)

    async def _take(self, turn: Turn) -> None:
        try:
            loaded = await self._engines.take(turn)
        except BaowenError as error:
            log.error("turn failed", conversation=turn.conversation_id, seq=turn.seq, error=error.code)
            await self._conversations.turns.fail(turn, error.code)
            return
        with loaded.during():
            await self._work_with(loaded, turn)

    async def _work_with(self, loaded: Loaded, turn: Turn) -> None:
        began = time.perf_counter()
        conversation_id, engine, store = turn.conversation_id, loaded.engine, loaded.engine.store
        try:
            reply = await engine.answer(turn)
            answers = [await self._guard.passed(answer) for answer in reply.answers]
            shadow = self._engines.shadow_of(turn) if self._shadow is not None else None
            seen = (engine.before(turn), engine.step(turn)) if shadow is not None else None
            with tracing.part("commit"):
                committed = await self._conversations.turns.commit(
                    turn,
                    answers,
                    handoff=reply.handoff,
                    model=engine.model,
                    understood=reply.understood,
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
        outcome, seconds = "committed" if committed else "overtaken", time.perf_counter() - began
        TURNS.labels(outcome).inc()
        SECONDS.observe(seconds)
        log.info(
            "turn",
            conversation=conversation_id,
            seq=turn.seq,
            outcome=outcome,
            answers=len(answers),
            handoff=reply.handoff is not None,
            model=engine.model,
            ms=round(seconds * 1000, 1),
        )
        if committed and self._shadow is not None and shadow is not None and seen is not None:
            self._shadow.offer(turn, loaded, shadow, *seen)

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._heartbeat())
                tasks.create_task(self._engines.run())
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
                await self._conversations.turns.beat(self.name, self._engines.model)
            except Exception as error:
                log.error("no heartbeat", error=type(error).__name__)
            await asyncio.sleep(_BEAT_S)
