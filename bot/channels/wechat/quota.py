"""How many messages may be sent to a follower, counted before each call.

The platform's rule for service accounts: five within 48 hours of a customer's message; three within a minute of a
click on the menu, a scan, or following. A new one of a kind begins its count anew. What is answered in the reply to
the push itself does not count.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.channels.wechat.models import FollowerRow, conversation_of
from kernel.clock import Clock


class Window(Enum):
    """What opened it: (messages, how long)."""

    MESSAGE = (5, timedelta(hours=48))
    EVENT = (3, timedelta(minutes=1))


@dataclass(frozen=True)
class Spent:
    """One message taken off a window, and what is left in all; None: the platform has to know."""

    conversation_id: str
    window: Window | None
    left: int | None = None


class QuotaUsed(Exception):
    """Windows are open, and nothing is left in them."""


class Quota:
    """One account's followers."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def opened(self, conversation_id: str, window: Window, key: str) -> None:
        """The customer did something; the same `key` again opens nothing."""
        left, lasts = window.value
        values = _values(window, left, self._clock.now() + lasts) | {"last_key": key}
        async with self._engine.begin() as connection:
            row = await _of(connection, conversation_id)
            if row is not None and row.last_key == key:
                return
            await _write(connection, conversation_id, row is not None, values)

    async def came_by(self, conversation_id: str, scene: str) -> None:
        """The customer scanned a QR code of the account."""
        async with self._engine.begin() as connection:
            row = await _of(connection, conversation_id)
            await _write(connection, conversation_id, row is not None, {"scene": scene[:128]})

    async def spend(self, external_id: str) -> Spent:
        """Take one message off the window that ends first; `QuotaUsed`."""
        now = self._clock.now()
        async with self._engine.begin() as connection:
            conversation_id = await conversation_of(connection, external_id) or ""
            row = await _of(connection, conversation_id)
            if row is None:
                return Spent(conversation_id, None)
            windows = (
                (row.event_until, row.event_left, Window.EVENT),
                (row.message_until, row.message_left, Window.MESSAGE),
            )
            open_ = sorted(
                ((until, left, window) for until, left, window in windows if until and until > now),
                key=lambda each: each[0],
            )
            if not open_:
                return Spent(conversation_id, None)
            for until, left, window in open_:
                if left > 0:
                    await _write(connection, conversation_id, True, _values(window, left - 1, until))
                    return Spent(conversation_id, window, sum(each for _, each, _ in open_) - 1)
        raise QuotaUsed

    async def give_back(self, spent: Spent) -> None:
        """It was not sent after all."""
        if spent.window is None:
            return
        column = FollowerRow.event_left if spent.window is Window.EVENT else FollowerRow.message_left
        async with self._engine.begin() as connection:
            await connection.execute(
                update(FollowerRow)
                .where(FollowerRow.conversation_id == spent.conversation_id)
                .values({column: column + 1})
            )

    async def used_up(self, spent: Spent) -> None:
        """The platform says that nothing is left."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(FollowerRow)
                .where(FollowerRow.conversation_id == spent.conversation_id)
                .values(event_left=0, message_left=0)
            )


def _values(window: Window, left: int, until: datetime) -> dict[str, object]:
    name = window.name.lower()
    return {f"{name}_left": left, f"{name}_until": until}


async def _of(connection: AsyncConnection, conversation_id: str) -> FollowerRow | None:
    found = await connection.execute(
        select(FollowerRow.__table__).where(FollowerRow.conversation_id == conversation_id).with_for_update()
    )
    row: FollowerRow | None = found.one_or_none()  # type: ignore[assignment]
    return row


async def _write(
    connection: AsyncConnection, conversation_id: str, there: bool, values: dict[str, object]
) -> None:
    if there:
        statement = update(FollowerRow).where(FollowerRow.conversation_id == conversation_id)
        await connection.execute(statement.values(values))
        return
    try:
        async with connection.begin_nested():
            await connection.execute(
                insert(FollowerRow).values(
                    {"conversation_id": conversation_id, "message_left": 0, "event_left": 0} | values
                )
            )
    except IntegrityError:
        # Another push of the same customer was there first: the newer one counts.
        statement = update(FollowerRow).where(FollowerRow.conversation_id == conversation_id)
        await connection.execute(statement.values(values))
