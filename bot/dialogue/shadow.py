"""A model on trial reads along: what it would have made of a turn that another model answered.

It runs after the turn is committed, one turn at a time, and not at all while turns are waiting for the processor: what is
skipped is missing in a figure, nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import structlog

from bot.conversations.turns import Turn
from bot.dialogue.engine import Engine, Step
from bot.release.comparisons import Comparisons

if TYPE_CHECKING:
    from rasa.shared.core.events import Event

    from bot.dialogue.engines import Loaded

log = structlog.get_logger()
# The event loop is late by more than this: there is work enough.
_BUSY_S = 0.05
_PAUSE_S = 0.05


class Shadow:
    def __init__(self, comparisons: Comparisons) -> None:
        self._comparisons = comparisons
        self._task: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        return self._task is not None and not self._task.done()

    def offer(
        self, turn: Turn, live: Loaded, candidate: Loaded, before: Sequence[Event], step: Step | None
    ) -> None:
        """Compare the two on an answered turn, in the background; skipped while one is being compared."""
        same = live.engine is candidate.engine
        if not self.busy and not same and step is not None and turn.content.payload is None:
            self._task = asyncio.create_task(self._compare(turn, live, candidate, before, step))

    async def settled(self) -> None:
        """When what was taken on is done."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _compare(
        self, turn: Turn, live: Loaded, candidate: Loaded, before: Sequence[Event], step: Step
    ) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        await asyncio.sleep(_PAUSE_S)
        if loop.time() - began > _PAUSE_S + _BUSY_S:
            return
        try:
            foreseen = await candidate.engine.foresee(turn, before)
            await self._comparisons.add(
                candidate.engine.model,
                live.engine.model,
                turn.conversation_id,
                turn.seq,
                turn.at,
                turn.content.text,
                _shown(step, live),
                _shown(foreseen, candidate),
            )
        except Exception as error:
            log.warning("shadow_failed", model=candidate.engine.model, error=type(error).__name__)
            log.debug("shadow_failed", exc_info=True)


def _shown(step: Step, loaded: Loaded) -> dict[str, Any]:
    return {
        "intent": step.intent,
        "topic": step.topic,
        "action": step.action,
        "answer": _answer(step, loaded.engine, loaded),
    }


def _answer(step: Step, engine: Engine, loaded: Loaded) -> str | None:
    """Its words where they can be known without acting."""
    if step.topic is not None and loaded.knowledge is not None:
        return loaded.knowledge.answer(step.topic)
    return engine.words(step.action)
