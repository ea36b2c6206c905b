"""What the waiting line asks of the desk: whether a queue is served now, and how many places there are."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.queues import Queue
from bot.desk.routing.hours import Hours, hours_of
from bot.staff.models import PresenceRow, StaffRow
from bot.staff.presence import GONE_AFTER, State
from kernel.clock import Clock


class DeskPeople:
    """`bot.conversations.queues.People`; `house`: the hours of queues that have none of their own."""

    def __init__(self, clock: Clock, house: Hours) -> None:
        self._clock = clock
        self._house = house

    async def closed(self, connection: AsyncConnection, queue: Queue) -> str | None:
        hours = hours_of(queue, self._house)
        return None if hours.is_open(self._clock.now()) else hours.text

    async def places(self, connection: AsyncConnection, queue: str) -> int:
        since = self._clock.now() - GONE_AFTER
        ready = await connection.execute(
            select(StaffRow.skills, StaffRow.capacity, PresenceRow.capacity.label("today"))
            .join(PresenceRow, PresenceRow.username == StaffRow.username)
            .where(PresenceRow.state == State.READY.value, PresenceRow.here, PresenceRow.seen_at >= since)
        )
        return sum(row.today or row.capacity for row in ready if knows(row.skills, queue))


def knows(skills: Iterable[str], queue: str) -> bool:
    """Whether an account with these skills serves `queue`: one without any serves all."""
    skills = tuple(skills)
    return not skills or queue in skills
