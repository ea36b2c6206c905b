"""Presence: who is at the desk, ready or not, and who has gone without a word."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.staff.models import PresenceRow
from kernel.clock import Clock
from kernel.database import readonly

# Why somebody is not ready, by their own choice.
REASONS = frozenset({"break", "meal", "training", "meeting", "wrap_up", "other"})
GONE_AFTER = timedelta(seconds=60)
TOUCH_EVERY = timedelta(seconds=10)
# So many offers in a row without a word, and the desk believes nobody is at the page.
_MISSES = 3


class State(StrEnum):
    READY = "ready"
    NOT_READY = "not_ready"


@dataclass(frozen=True)
class Presence:
    """`capacity` None: the account's own; `here`: a request or desk socket within the last minute.

    `reason`: one of `REASONS`, or `gone`, `no_answer` where the desk set them not ready. `since`: when they came into this
    state. `passed_at`: when they last let an offer pass; `missed`: how many in a row they let pass without a word.
    """

    state: State
    reason: str | None
    capacity: int | None
    here: bool
    since: datetime | None = None
    passed_at: datetime | None = None
    missed: int = 0


NEVER_SEEN = Presence(State.NOT_READY, None, None, here=False)


class PresenceBoard:
    """One row per person, so that all gateways agree."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def of(self, username: str) -> Presence:
        return (await self._where(PresenceRow.username == username)).get(username, NEVER_SEEN)

    async def all(self) -> dict[str, Presence]:
        """By username; whoever was never seen is missing."""
        return await self._where()

    async def _where(self, *conditions: Any) -> dict[str, Presence]:
        since = self._clock.now() - GONE_AFTER
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(select(PresenceRow.__table__).where(*conditions))
            return {
                row.username: Presence(
                    State(row.state),
                    row.reason,
                    row.capacity,
                    row.here and row.seen_at >= since,
                    row.since,
                    row.passed_at,
                    row.missed,
                )
                for row in rows
            }

    async def set(self, username: str, state: State, reason: str | None, capacity: int | None) -> Presence:
        """Their own word. `capacity` None leaves it as it is; who is ready has no reason, one not known is `other`."""
        await self.touch(username)
        if reason is not None:
            reason = None if state is State.READY else reason if reason in REASONS else "other"
        before = await self.of(username)
        values: dict[str, Any] = {"state": state.value, "reason": reason, "missed": 0}
        if (before.state, before.reason) != (state, reason):
            values["since"] = self._clock.now()
        if capacity is not None:
            values["capacity"] = capacity
        await self._write(username, values)
        return await self.of(username)

    async def answered(self, username: str) -> None:
        """They took a conversation."""
        await self._write(username, {"missed": 0})

    async def passed(self, username: str, *, missed: bool) -> bool:
        """They let an offer pass; `missed`: without a word. True when that made them not ready."""
        values: dict[str, Any] = {"passed_at": self._clock.now()}
        if not missed:
            await self._write(username, values | {"missed": 0})
            return False
        await self._write(username, values | {"missed": PresenceRow.missed + 1})
        absent = {
            "state": State.NOT_READY.value,
            "reason": "no_answer",
            "since": self._clock.now(),
            "missed": 0,
        }
        return await self._write(username, absent, PresenceRow.missed >= _MISSES)

    async def _write(self, username: str, values: dict[str, Any], *conditions: Any) -> bool:
        async with self._engine.begin() as connection:
            changed = await connection.execute(
                update(PresenceRow).where(PresenceRow.username == username, *conditions).values(values)
            )
            return bool(changed.rowcount)

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
                    absent = {"username": username, "state": State.NOT_READY.value, "since": now, "missed": 0}
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

    async def dismiss(self, username: str) -> None:
        """Whoever has left the house: not ready, and as if not seen for long, so that the sweep also gives back
        what they may still be taking at this moment."""
        limit = self._clock.now() - 2 * GONE_AFTER
        await self._write(username, {"state": State.NOT_READY.value, "reason": "gone", "seen_at": limit})

    async def mark_gone(self, username: str) -> None:
        """Unless they came back meanwhile."""
        limit = self._clock.now() - GONE_AFTER
        async with self._engine.begin() as connection:
            await connection.execute(
                update(PresenceRow)
                .where(PresenceRow.username == username, PresenceRow.seen_at < limit)
                .values(here=False, state=State.NOT_READY.value, reason="gone", since=self._clock.now())
            )
