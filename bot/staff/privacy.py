"""Tasks about a customer: a copy of them, and their erasure. Work that is open on what stays has to be done first."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.staff.task_models import TaskRow, TaskStepRow
from kernel.crypto import Keyring
from kernel.database import readonly
from kernel.privacy import Basis, Entry, entries

Copy = dict[str, Any]


class TaskPrivacy:
    """`abouts`: as `Task.about`, `claim:NO`."""

    def __init__(self, engine: AsyncEngine, keyring: Keyring) -> None:
        self._engine = engine
        self._keyring = keyring

    async def export(self, abouts: Collection[str]) -> list[Copy]:
        """Who does it is not in it."""
        query = select(TaskRow.__table__).where(TaskRow.about.in_(abouts))
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(query.order_by(TaskRow.opened_at, TaskRow.id))
            return [
                {
                    "about": row.about,
                    "kind": row.kind,
                    "text": self._opened(row.text),
                    "opened_at": row.opened_at,
                    "due_at": row.due_at,
                    "done_at": row.done_at,
                    "result": self._opened(row.result),
                }
                for row in rows
            ]

    async def erase(self, abouts: Collection[str], kept: Collection[str]) -> tuple[list[Entry], list[Entry]]:
        """What went, what stays: of tasks about `kept` only those that are open. One transaction."""
        async with self._engine.begin() as connection:
            found = (
                await connection.execute(
                    select(TaskRow.id, TaskRow.about, TaskRow.done_at).where(TaskRow.about.in_(abouts))
                )
            ).all()
            to_do = {row.id for row in found if row.about in kept and row.done_at is None}
            over = [row.id for row in found if row.id not in to_do]
            await _drop(connection, over)
            # What colleagues noted on the way is no more needed than what is done.
            await connection.execute(
                update(TaskStepRow).where(TaskStepRow.task_id.in_(to_do)).values(note=None)
            )
        return (
            entries(Entry("task", len(over), Basis.ASKED)),
            entries(Entry("task", len(to_do), Basis.TO_DO)),
        )

    def _opened(self, token: str | None) -> str | None:
        return self._keyring.decrypt(token) if token else None


async def _drop(connection: AsyncConnection, ids: Collection[str]) -> None:
    await connection.execute(delete(TaskStepRow).where(TaskStepRow.task_id.in_(ids)))
    await connection.execute(delete(TaskRow).where(TaskRow.id.in_(ids)))
