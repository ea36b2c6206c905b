"""Tasks to look at entries again because something changed: a law, a tariff, a clause."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.studio.errors import ItemNotFound
from bot.studio.knowledge.due import regulation_due_on
from bot.studio.knowledge.models import ReviewTaskEntryRow, ReviewTaskRow
from kernel.clock import Clock, today
from kernel.database import readonly


@dataclass(frozen=True)
class ReviewTask:
    """`open`, `done`: ids of entries; `by`: a username."""

    id: str
    reason: str
    due_on: date
    by: str
    open: tuple[str, ...]
    done: tuple[str, ...]


class ReviewTasks:
    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def unfinished(self) -> list[ReviewTask]:
        """Those with an open entry, the most urgent first."""
        return [task for task in await self._tasks() if task.open]

    async def begin(
        self, reason: str, entries: Iterable[str], by: str, due_on: date | None = None
    ) -> ReviewTask:
        """`due_on` none: as for a change of regulation that was announced today."""
        task = ReviewTask(
            uuid4().hex,
            reason,
            due_on or regulation_due_on(today(self._clock)),
            by,
            tuple(dict.fromkeys(entries)),
            (),
        )
        row = {"id": task.id, "reason": reason, "due_on": task.due_on, "by": by, "at": self._clock.now()}
        async with self._engine.begin() as connection:
            await connection.execute(insert(ReviewTaskRow).values(row))
            await connection.execute(
                insert(ReviewTaskEntryRow),
                [
                    {"task_id": task.id, "entry_id": entry, "done_by": None, "done_at": None}
                    for entry in task.open
                ],
            )
        return task

    async def get(self, task_id: str) -> ReviewTask:
        """`ItemNotFound`."""
        found = await self._tasks(task_id)
        if not found:
            raise ItemNotFound(kind="review_task", id=task_id)
        return found[0]

    async def looked_at(self, entry_id: str, by: str) -> None:
        """Whoever has looked at an entry has done so for every task that asks for it; the first look counts."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(ReviewTaskEntryRow)
                .where(ReviewTaskEntryRow.entry_id == entry_id, ReviewTaskEntryRow.done_at.is_(None))
                .values(done_by=by, done_at=self._clock.now())
            )

    async def _tasks(self, task_id: str | None = None) -> list[ReviewTask]:
        tasks = select(ReviewTaskRow.__table__).order_by(ReviewTaskRow.due_on, ReviewTaskRow.at)
        entries = select(ReviewTaskEntryRow.__table__).order_by(ReviewTaskEntryRow.entry_id)
        if task_id is not None:
            tasks = tasks.where(ReviewTaskRow.id == task_id)
            entries = entries.where(ReviewTaskEntryRow.task_id == task_id)
        async with readonly(self._engine).connect() as connection:
            rows = (await connection.execute(tasks)).all()
            by_task: dict[str, list[tuple[str, bool]]] = {}
            for entry in await connection.execute(entries):
                by_task.setdefault(entry.task_id, []).append((entry.entry_id, entry.done_at is not None))
        return [
            ReviewTask(row.id, row.reason, row.due_on, row.by, *_parted(by_task.get(row.id, [])))
            for row in rows
        ]


def _parted(entries: Sequence[tuple[str, bool]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Open ones, done ones."""
    return tuple(id for id, done in entries if not done), tuple(id for id, done in entries if done)
