"""Queues: what is set for each, and the head start a priority gives.

One in a queue is served by its place: the time it began to wait, less the head start of its priority. So a priority
goes before whoever came up to that much earlier and nobody waits for ever behind urgent ones; places change only when
somebody ahead leaves or a more urgent one comes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.conversations.models import QueueRow
from kernel.database import readonly


@dataclass(frozen=True)
class Queue:
    """`openings`: `[{"days", "from", "to"}]`, or None for the hours of the house; `always_open` goes before them.

    `offer_s`: how long an agent has to answer an offer. `age_every_s`: how long a wait weighs as much as one priority more.
    After `overflow_after_s` of waiting (None: never) agents of `overflow_to` may take it too. Seconds throughout;
    the limits of the service levels count open hours.
    """

    code: str
    always_open: bool = False
    openings: list[dict[str, str]] | None = None
    overflow_to: str | None = "general"
    overflow_after_s: int | None = 600
    offer_s: int = 30
    age_every_s: int = 300
    first_response_s: int = 60
    reply_s: int = 180
    resolution_s: int = 86_400
    warn_at_percent: int = 80

    def head_start(self, priority: int) -> timedelta:
        return timedelta(seconds=priority * self.age_every_s)


class People(Protocol):
    """What the waiting line must know of those who answer. `connection`: the caller's, for it may hold a lock."""

    async def closed(self, connection: AsyncConnection, queue: Queue) -> str | None:
        """None while `queue` is served, else its hours in words."""
        ...

    async def places(self, connection: AsyncConnection, queue: str) -> int:
        """How many conversations those who are ready may hold of this queue at once."""
        ...


class AlwaysThere:
    """One person with one place, day and night: where nobody tells of a desk."""

    async def closed(self, connection: AsyncConnection, queue: Queue) -> str | None:
        return None

    async def places(self, connection: AsyncConnection, queue: str) -> int:
        return 1


class Queues:
    """What is set; a queue nothing was set for has the defaults."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, code: str) -> Queue:
        async with readonly(self._engine).connect() as connection:
            return await queue_of(connection, code)

    async def all(self) -> dict[str, Queue]:
        """By code, those only for which something was set."""
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(select(QueueRow.__table__))
            return {row.code: Queue(**row._asdict()) for row in rows}

    async def change(self, code: str, values: Mapping[str, Any]) -> Queue:
        """Set `values`, by the names of `Queue`'s fields; the queue as it is then."""
        try:
            async with self._engine.begin() as connection:
                await self._write(connection, code, values)
        except IntegrityError:  # set for the first time by two at once
            async with self._engine.begin() as connection:
                await self._write(connection, code, values)
        return await self.of(code)

    @staticmethod
    async def _write(connection: AsyncConnection, code: str, values: Mapping[str, Any]) -> None:
        mine = QueueRow.code == code
        if (await connection.execute(select(QueueRow.code).where(mine))).one_or_none():
            await connection.execute(update(QueueRow).where(mine).values(values))
        else:
            default = {each.name: getattr(Queue(code), each.name) for each in fields(Queue)}
            await connection.execute(insert(QueueRow).values(default | dict(values)))


async def queue_of(connection: AsyncConnection, code: str) -> Queue:
    found = await connection.execute(select(QueueRow.__table__).where(QueueRow.code == code))
    row = found.one_or_none()
    return Queue(**row._asdict()) if row else Queue(code)
