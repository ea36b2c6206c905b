"""Waits 等待: when customers queue for people, how long they wait and how many give up, by weekday and hour of Shanghai.

Every stay in the queue counts at the hour it began. What is counted is what the figures of the service count
(`bot.insights.sources.inquiries`): a wait ends with a person's first word; who left before a person had it gave up.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import case, or_, select
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
_AT_ONCE = 1_000


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
        # A year is hundreds of thousands of stays: only what is needed of each is made into a time.
        decided = or_(row.accepted_at.is_not(None), row.ended_at.is_not(None))
        gave_up = case((row.ending == Ending.CANCELLED.value, 1), else_=0)
        query = select(row.queued_at, row.first_reply_at, case((decided, 1), else_=0), gave_up).where(
            row.queued_at >= morning(span.since), row.queued_at < morning(span.until + _DAY)
        )
        whole, hours = _Tally(), defaultdict[tuple[int, int], _Tally](_Tally)
        async with self._reading.connect() as connection:
            stays = await connection.stream(query.execution_options(yield_per=_AT_ONCE))
            async for some in stays.partitions():
                for queued_at, said_at, settled, left in some:
                    at = local(queued_at)
                    waited_s = None if said_at is None else int((said_at - queued_at).total_seconds())
                    for tally in (whole, hours[at.isoweekday(), at.hour]):
                        tally.count(waited_s, settled, left)
        return Waiting(whole.wait(), {hour: tally.wait() for hour, tally in sorted(hours.items())})


@dataclass
class _Tally:
    queued: int = 0
    decided: int = 0
    gave_up: int = 0
    waited_s: list[int] = field(default_factory=list)

    def count(self, waited_s: int | None, decided: int, gave_up: int) -> None:
        self.queued += 1
        self.decided += decided
        self.gave_up += gave_up
        if waited_s is not None:
            self.waited_s.append(waited_s)

    def wait(self) -> Wait:
        answered = len(self.waited_s)
        return Wait(
            self.queued,
            answered,
            self.decided,
            sorted(self.waited_s)[(answered + 1) // 2 - 1] if answered >= FEWEST else None,
            round(100 * self.gave_up / self.decided, 1) if self.decided >= FEWEST else None,
        )
