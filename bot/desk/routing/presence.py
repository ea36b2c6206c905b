"""Presence: who is at the desk, ready or not, and who has gone without a word."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.routing.models import PresenceRow
from kernel.clock import Clock
from kernel.database import readonly

GONE_AFTER = timedelta(seconds=60)
TOUCH_EVERY = timedelta(seconds=10)


class State(StrEnum):
    READY = "ready"
    NOT_READY = "not_ready"


@dataclass(frozen=True)
class Presence:
    """`capacity` None: the account's own; `here`: a request or desk socket within the last minute."""

    state: State
    reason: str | None
    capacity: int | None
    here: bool


NEVER_SEEN = Presence(State.NOT_READY, None, None, here=False)


class PresenceBoard:
    """One row per person, so that all gateways agree."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def of(self, username: str) -> Presence:
        return (await self.all()).get(username, NEVER_SEEN)

    async def all(self) -> dict[str, Presence]:
        """By username; whoever was never seen is missing."""
        since = self._clock.now() - GONE_AFTER
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(select(PresenceRow.__table__))
            return {
                row.username: Presence(
                    State(row.state), row.reason, row.capacity, row.here and row.seen_at >= since
                )
                for row in rows
            }

    async def set(self, username: str, state: State, reason: str | None, capacity: int | None) -> Presence:
        """`capacity` None leaves it as it is."""
        await self.touch(username)
        values = {"state": state.value, "reason": reason}
        async with self._engine.begin() as connection:
            await connection.execute(
                update(PresenceRow)
                .where(PresenceRow.username == username)
                .values(values if capacity is None else values | {"capacity": capacity})
            )
        return await self.of(username)

    async def touch(self, username: str) -> None:
        """They are here. Written at most every `TOUCH_EVERY`."""
        now = self._clock.now()
        async with readonly(self._engine).connect() as connection:
            found = await connection.execute(
                select(PresenceRow.here, PresenceRow.seen_at).where(PresenceRow.username == username)
            )
            row = found.one_or_none()
        if row is not None and row.here and now - row.seen_at < TOUCH_EVERY:
            return
        seen = {"here": True, "seen_at": now}
        try:
            async with self._engine.begin() as connection:
                if row is None:
                    absent = {"username": username, "state": State.NOT_READY.value}
                    await connection.execute(insert(PresenceRow).values(absent | seen))
                else:
                    await connection.execute(
                        update(PresenceRow).where(PresenceRow.username == username).values(seen)
                    )
        except IntegrityError:
            pass  # two first requests at once: the other one wrote the same

    async def gone(self) -> list[str]:
        """Who is believed here and was not seen for `GONE_AFTER`."""
        limit = self._clock.now() - GONE_AFTER
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(
                select(PresenceRow.username).where(PresenceRow.here, PresenceRow.seen_at < limit)
            )
            return list(rows.scalars())

    async def mark_gone(self, username: str) -> None:
        """Unless they came back meanwhile."""
        limit = self._clock.now() - GONE_AFTER
        async with self._engine.begin() as connection:
            await connection.execute(
                update(PresenceRow)
                .where(PresenceRow.username == username, PresenceRow.seen_at < limit)
                .values(here=False, state=State.NOT_READY.value, reason="gone")
            )
