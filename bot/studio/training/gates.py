"""Verdicts on models: given at the end of a job, and given anew where another model has become live since."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.studio.training.evaluation import Evaluation, Known
from bot.studio.training.evaluations import Evaluations
from bot.studio.training.gate import NOTHING, Gate, Verdict, gate
from bot.studio.training.models import GateRow
from kernel.clock import Clock
from kernel.database import readonly

# The id of the model customers talk to, None where there is none.
Live = Callable[[], Awaitable[str | None]]


@dataclass(frozen=True)
class Judgement:
    """A gate and what it was made of; `at` is when the figures were taken."""

    id: str
    model: str
    against: str | None
    at: datetime
    gate: Gate
    live: Evaluation | None
    candidate: Evaluation | None
    known: Known | None


@dataclass(frozen=True)
class _Compared:
    gate: Gate
    live: Evaluation | None
    candidate: Evaluation | None
    known: Known | None


class Gates:
    def __init__(self, engine: AsyncEngine, clock: Clock, evaluations: Evaluations, live: Live) -> None:
        self._engine = engine
        self._clock = clock
        self._evaluations = evaluations
        self._live = live
        # Verdicts against a later live model; both sides' figures stay as they are.
        self._later: dict[tuple[int, str], Verdict] = {}

    async def judge(self, model: str, data: str) -> Verdict:
        """Against the model that is live now; both must have been measured on `data`."""
        against = _other(await self._live(), model)
        made = (await self._compared(model, against, data)).gate
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(GateRow).values(
                    model=model,
                    against=against,
                    data=data,
                    at=self._clock.now(),
                    verdict=made.verdict,
                    figures=json.dumps({each.name: each.candidate for each in made.figures}),
                )
            )
        return made.verdict

    async def verdict(self, model: str) -> Verdict:
        """May it be approved now? "missing" where nothing was measured, or the live model not on the same files."""
        row = await self._newest(model)
        if row is None:
            return "missing"
        against = await self._against(row)
        if against == row.against:
            return _verdict(row.verdict)
        if (row.no, against or "") not in self._later:
            judged = await self._made(row, against)
            if judged.gate.verdict == "missing":  # may come yet
                return "missing"
            self._later[row.no, against or ""] = judged.gate.verdict
        return self._later[row.no, against or ""]

    async def of(self, model: str) -> Judgement | None:
        """The whole gate; None where no job has measured the model."""
        row = await self._newest(model)
        return None if row is None else await self._made(row, await self._against(row))

    async def figures(self) -> Mapping[str, Mapping[str, float | None]]:
        """Every model's figures by name, from its newest gate."""
        query = select(GateRow.model, GateRow.figures).order_by(GateRow.no)
        async with readonly(self._engine).connect() as connection:
            return {row.model: json.loads(row.figures) for row in await connection.execute(query)}

    async def _newest(self, model: str) -> Row[Any] | None:
        query = select(GateRow.__table__).where(GateRow.model == model).order_by(GateRow.no.desc()).limit(1)
        async with readonly(self._engine).connect() as connection:
            return (await connection.execute(query)).one_or_none()

    async def _against(self, row: Row[Any]) -> str | None:
        """The present live model; a model that is live itself keeps the one it was let through against."""
        live = await self._live()
        against: str | None = row.against if live in (None, row.model) else live
        return against

    async def _made(self, row: Row[Any], against: str | None) -> Judgement:
        compared = await self._compared(row.model, against, row.data)
        return Judgement(str(row.no), row.model, against, row.at, **vars(compared))

    async def _compared(self, model: str, against: str | None, data: str) -> "_Compared":
        candidate = await self._evaluations.of(model, data)
        live = await self._evaluations.of(against, data) if against else None
        if candidate is None or (live is None and against is not None):
            return _Compared(NOTHING, live, candidate, None)
        known = await self._evaluations.known(model, against) if against else None
        return _Compared(gate(live, candidate, known=known), live, candidate, known)


def _other(live: str | None, model: str) -> str | None:
    return None if live == model else live


def _verdict(text: str) -> Verdict:
    return "green" if text == "green" else "red" if text == "red" else "missing"
