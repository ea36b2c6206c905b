"""Waits 等待: when customers queue for people, how long they wait and how many give up, by weekday and hour of Shanghai.

Every stay in the queue counts at the hour it began. What is counted is what the figures of the service count
(`bot.insights.sources.inquiries`): a wait ends with a person's first word; who left before a person had it gave up.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.engagements import Ending
from bot.conversations.models import EngagementRow
from bot.insights.dashboard import Span
from bot.insights.seen import morning
from kernel.clock import local
from kernel.database import readonly

# Of fewer cases a middle or a share says more about them than about the hour.
FEWEST = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wait:
    """`queued`: stays that began; `answered`: those with a person's word; `decided`: those a person had, or that ended.

    `median_s`: nearest rank, whole seconds; `gave_up`: per cent of `decided`. None of fewer than `FEWEST` cases.
    """

    queued: int
    answered: int
    decided: int
    median_s: int | None
    gave_up: float | None


@dataclass(frozen=True)
class Waiting:
    """`hours`: by weekday (1 is Monday) and hour (0 to 23), those alone in which somebody queued."""

    all: Wait
    hours: dict[tuple[int, int], Wait]


class Waits:
    def __init__(self, engine: AsyncEngine) -> None:
        self._reading = readonly(engine)

    async def of(self, span: Span) -> Waiting:
        row = EngagementRow
        query = select(row.queued_at, row.accepted_at, row.first_reply_at, row.ended_at, row.ending).where(
            row.queued_at >= morning(span.since), row.queued_at < morning(span.until + _DAY)
        )
        whole, hours = _Tally(), defaultdict[tuple[int, int], _Tally](_Tally)
        async with self._reading.connect() as connection:
            async for stay in await connection.stream(query):
                at = local(stay.queued_at)
                for tally in (whole, hours[at.isoweekday(), at.hour]):
                    tally.count(stay)
        return Waiting(whole.wait(), {hour: tally.wait() for hour, tally in sorted(hours.items())})


@dataclass
class _Tally:
    queued: int = 0
    decided: int = 0
    gave_up: int = 0
    waited_s: list[int] = field(default_factory=list)

    def count(self, stay: Any) -> None:
        self.queued += 1
        self.decided += stay.accepted_at is not None or stay.ended_at is not None
        self.gave_up += stay.ending == Ending.CANCELLED.value
        if stay.first_reply_at is not None:
            self.waited_s.append(int((stay.first_reply_at - stay.queued_at).total_seconds()))

    def wait(self) -> Wait:
        answered = len(self.waited_s)
        return Wait(
            self.queued,
            answered,
            self.decided,
            sorted(self.waited_s)[(answered + 1) // 2 - 1] if answered >= FEWEST else None,
            round(100 * self.gave_up / self.decided, 1) if self.decided >= FEWEST else None,
        )
