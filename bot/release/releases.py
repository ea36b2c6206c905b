"""Releases, kept: every act is a row, and what holds now follows from all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.release.errors import ModelNotFound
from bot.release.models import ReleaseRow
from bot.release.registry import ModelRegistry
from bot.release.states import Act, Course, ReleaseState
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.database import readonly
from kernel.signals import Signals

log = structlog.get_logger()
TOPIC = "release"
# So old may be what a process believes of the release; a signal makes it look at once.
_FRESH = timedelta(seconds=1)


@dataclass(frozen=True)
class Release:
    """One act. `by`: a username; `share`: percent, of a canary or a shadow."""

    no: int
    at: datetime
    by: str
    act: Act
    model: str
    share: int
    note: str


class Releases:
    """Reads and writes them; one writer at a time, on whatever machine."""

    def __init__(
        self,
        engine: AsyncEngine,
        keyring: Keyring,
        clock: Clock,
        signals: Signals,
        registry: ModelRegistry,
    ) -> None:
        self.registry = registry
        self.signals = signals
        self._engine = engine
        self._keyring = keyring
        self._clock = clock
        self._seen: tuple[datetime, ReleaseState] | None = None

    async def state(self, *, fresh: bool = False) -> ReleaseState:
        """Who answers whom; at most a second old, unless `fresh`. Models whose files are gone are left out."""
        now = self._clock.now()
        if fresh or self._seen is None or now - self._seen[0] >= _FRESH:
            newest = await self.registry.newest()
            self._seen = now, self._existing((await self._read(newest)).release(), newest)
        return self._seen[1]

    async def live(self) -> str | None:
        """The model most customers are answered by; at most a second old."""
        return (await self.state()).live

    async def course(self) -> Course:
        return await self._read(await self.registry.newest())

    async def _read(self, newest: str | None) -> Course:
        async with readonly(self._engine).connect() as connection:
            return await self._course(connection, newest)

    async def all(self, limit: int = 500) -> list[Release]:
        """Newest first."""
        query = select(ReleaseRow.__table__).order_by(ReleaseRow.no.desc()).limit(limit)
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(query)
            return [
                Release(
                    row.no,
                    row.at,
                    row.by,
                    Act(row.act),
                    row.model,
                    row.share,
                    self._keyring.decrypt(row.note) if row.note else "",
                )
                for row in rows
            ]

    async def act(self, act: Act, model: str, by: str, *, share: int = 0, note: str = "") -> ReleaseState:
        """Do it and tell every process; what holds then. `ModelNotFound` and what `Course.after` refuses.

        Whether it may be approved is asked before: `bot.release.choice.check_approval`.
        """
        if self.registry.path(model) is None:
            raise ModelNotFound(model=model)
        newest = await self.registry.newest()
        async with self._engine.begin() as connection:
            await self._alone(connection)
            course = await self._course(connection, newest)
            made = course.after(act, model, share)
            if act is Act.ROLLBACK and (back := made.release().live) and self.registry.path(back) is None:
                raise ModelNotFound(model=back)
            await connection.execute(
                insert(ReleaseRow).values(
                    at=self._clock.now(),
                    by=by,
                    act=act.value,
                    model=model,
                    share=share,
                    live=course.release().live,
                    note=self._keyring.encrypt(note) if note else "",
                )
            )
        log.info("release", act=act.value, model=model, by=by, share=share)
        state = await self.state(fresh=True)
        await self.signals.publish(TOPIC)
        return state

    async def _course(self, connection: AsyncConnection, newest: str | None) -> Course:
        rows: Sequence[Any] = (
            await connection.execute(
                select(ReleaseRow.act, ReleaseRow.model, ReleaseRow.share, ReleaseRow.live).order_by(
                    ReleaseRow.no
                )
            )
        ).all()
        # The first act fixes the model that was live then; until then it is the newest.
        course = Course.beginning(rows[0].live if rows else newest)
        for row in rows:
            course = course.after(Act(row.act), row.model, row.share)
        return course

    def _existing(self, state: ReleaseState, newest: str | None) -> ReleaseState:
        there = {model: self.registry.path(model) is not None for model in state.answering}
        kept = replace(
            state,
            canary=state.canary if there.get(state.canary or "") else None,
            previous=state.previous if there.get(state.previous or "") else None,
        )
        if state.live is None or there[state.live]:
            return kept
        log.error("live_model_gone", model=state.live)
        return replace(kept, live=kept.previous or newest, previous=None)

    @staticmethod
    async def _alone(connection: AsyncConnection) -> None:
        """SQLite has one writer anyway."""
        if connection.dialect.name == "postgresql":
            await connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(TOPIC))))
