"""Figures per day are not kept for ever either: behind `KEPT` nobody can ask for them."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.insights.facts import KEPT
from bot.insights.models import ComputedDayRow, FactRow
from kernel.clock import Clock, today
from kernel.pruning import prune


class FactsRetention:
    """`kept`: longer than `KEPT`, so that no day that may be asked for or made again is touched."""

    def __init__(self, engine: AsyncEngine, clock: Clock, kept: timedelta) -> None:
        if kept <= KEPT:
            raise ValueError(f"figures are asked for over {KEPT.days} days")
        self._engine = engine
        self._clock = clock
        self._kept = kept

    async def prune(self) -> int:
        """How many rows went."""
        first = today(self._clock) - self._kept
        gone = await prune(self._engine, FactRow, FactRow.day < first)
        return gone + await prune(self._engine, ComputedDayRow, ComputedDayRow.day < first)
