"""What was done of a checklist in a conversation, and how checklists stood when their conversations were closed."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.desk.assist.checklists import Checklist
from bot.desk.assist.models import ChecklistLeftRow, ChecklistTickRow
from kernel.clock import Clock
from kernel.database import readonly


@dataclass(frozen=True)
class Tick:
    """`by`: a username."""

    by: str
    at: datetime


@dataclass(frozen=True)
class Completion:
    """Of the required items of `closed` conversations' checklists so many were `done`."""

    closed: int
    required: int
    done: int

    @property
    def rate(self) -> float | None:
        """0 to 1, None where nothing was required."""
        return self.done / self.required if self.required else None


class Ticks:
    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def of(self, conversation_id: str) -> dict[str, Tick]:
        """By item, also of topics the conversation has left since."""
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(
                select(ChecklistTickRow.__table__).where(ChecklistTickRow.conversation_id == conversation_id)
            )
            return {row.item: Tick(row.by, row.at) for row in rows}

    async def set(self, conversation_id: str, item: str, by: str, done: bool) -> None:
        """Who ticks a second time changes nothing: the first tick stays."""
        mine = (ChecklistTickRow.conversation_id == conversation_id, ChecklistTickRow.item == item)
        values = {"conversation_id": conversation_id, "item": item, "by": by, "at": self._clock.now()}
        with suppress(IntegrityError):  # ticked already
            async with self._engine.begin() as connection:
                if done:
                    await connection.execute(insert(ChecklistTickRow).values(values))
                else:
                    await connection.execute(delete(ChecklistTickRow).where(*mine))

    async def leave(self, conversation_id: str, username: str, checklist: Checklist) -> None:
        """The conversation is closed: count what stands."""
        ticked = await self.of(conversation_id)
        required = checklist.required
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(ChecklistLeftRow).values(
                    at=self._clock.now(),
                    username=username,
                    conversation_id=conversation_id,
                    topic=checklist.topic,
                    required=len(required),
                    done=sum(item.id in ticked for item in required),
                )
            )

    async def by_topic(self, since: datetime, until: datetime) -> dict[str, Completion]:
        return await self._completion(ChecklistLeftRow.topic, since, until)

    async def by_staff(self, since: datetime, until: datetime) -> dict[str, Completion]:
        """By the username of who closed."""
        return await self._completion(ChecklistLeftRow.username, since, until)

    async def _completion(self, column: Any, since: datetime, until: datetime) -> dict[str, Completion]:
        """Per value of `column`, the most conversations first; `since` included, `until` not."""
        count = func.count()
        query = (
            select(column, count, func.sum(ChecklistLeftRow.required), func.sum(ChecklistLeftRow.done))
            .where(ChecklistLeftRow.at >= since, ChecklistLeftRow.at < until)
            .group_by(column)
            .order_by(count.desc(), column)
        )
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(query)
            return {value: Completion(int(n), int(required), int(done)) for value, n, required, done in rows}


async def erase(connection: AsyncConnection, conversation_id: str) -> None:
    """Of an erased conversation; the counts stay and name nobody but staff."""
    await connection.execute(
        delete(ChecklistTickRow).where(ChecklistTickRow.conversation_id == conversation_id)
    )
