"""Service levels: until when a customer must have a person's word, a reply, an end, and how late it is.

A clock runs in the queue's open hours alone. Nothing of it is stored while it runs: where it stands is computed from
its start at the moment of reading, so it cannot drift and a new limit holds at once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from bot.conversations.engagements import Engagement
from bot.conversations.waits import Wait
from kernel.clock import local

# A queue that never opens must not keep anybody counting.
_FARTHEST_DAYS = 60
_EVER = datetime.max.replace(tzinfo=UTC)

# The open spans of a day in Asia/Shanghai, in order and apart; none: closed. Aware datetimes.
Openings = Callable[[date], Sequence[tuple[datetime, datetime]]]


class Measure(StrEnum):
    """What a clock measures."""

    FIRST_RESPONSE = "first_response"
    REPLY = "reply"
    RESOLUTION = "resolution"


class Level(StrEnum):
    WARNING = "warning"
    BREACH = "breach"


@dataclass(frozen=True)
class Limits:
    """A queue's limits in seconds of open hours; `warn_at_percent` of a limit is when a warning begins.

    Tiers of a first word by a person: 5 minutes is basic, 2 good, 1 excellent; the default is the last.
    """

    first_response_s: int = 60
    reply_s: int = 180
    resolution_s: int = 86_400
    warn_at_percent: int = 80

    def of(self, measure: Measure) -> int:
        return {
            Measure.FIRST_RESPONSE: self.first_response_s,
            Measure.REPLY: self.reply_s,
            Measure.RESOLUTION: self.resolution_s,
        }[measure]


@dataclass(frozen=True)
class Reading:
    """A clock as it stands: `due` None where the queue will not open in time for there to be an end."""

    measure: Measure
    started_at: datetime
    due: datetime | None
    over_s: int
    level: Level | None


def _spans(start: datetime, openings: Openings | None) -> Iterator[tuple[datetime, datetime]]:
    """Open time from `start` on, oldest first."""
    if openings is None:
        yield start, _EVER
        return
    first = local(start).date()
    # From the day before: a span may run over midnight.
    for number in range(-1, _FARTHEST_DAYS):
        for opens, closes in openings(first + timedelta(days=number)):
            if closes > start:
                yield max(opens, start), closes


def due_at(start: datetime, limit_s: float, openings: Openings | None) -> datetime | None:
    """When `limit_s` seconds of open hours have passed since `start`; `openings` None: always open."""
    left = timedelta(seconds=limit_s)
    for opens, closes in _spans(start, openings):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    return None


def open_seconds(start: datetime, end: datetime, openings: Openings | None) -> int:
    """Whole seconds of open hours between the two; 0 if `end` is not later."""
    passed = timedelta()
    for opens, closes in _spans(start, openings):
        if opens >= end:
            break
        passed += min(closes, end) - opens
    return int(passed.total_seconds())


def read(
    measure: Measure,
    started_at: datetime,
    at: datetime,
    limits: Limits,
    openings: Openings | None,
) -> Reading:
    """Where a clock that began at `started_at` stands at `at`; `over_s` counts open hours beyond `due`."""
    limit_s = limits.of(measure)
    due = due_at(started_at, limit_s, openings)
    if due is not None and at > due:
        return Reading(measure, started_at, due, open_seconds(due, at, openings), Level.BREACH)
    warns = due_at(started_at, limit_s * limits.warn_at_percent / 100, openings)
    level = Level.WARNING if warns is not None and at >= warns else None
    return Reading(measure, started_at, due, 0, level)


@dataclass(frozen=True)
class QueueLevels:
    """What a queue promises; `openings` None: always open."""

    code: str
    name: str
    limits: Limits
    openings: Openings | None

    def is_open(self, at: datetime) -> bool:
        if self.openings is None:
            return True
        return any(opens <= at < closes for opens, closes in self.openings(local(at).date()))

    def read(self, measure: Measure, started_at: datetime, at: datetime) -> Reading:
        return read(measure, started_at, at, self.limits, self.openings)

    def clocks(self, engagement: Engagement, at: datetime) -> list[Reading]:
        """Those that run for an open engagement, or ran to the end of an ended one, as they stand at `at`."""
        at = engagement.ended_at or at
        found = [self.read(Measure.RESOLUTION, engagement.queued_at, at)]
        if engagement.first_reply_at is None:
            found.append(self.read(Measure.FIRST_RESPONSE, engagement.queued_at, at))
        elif engagement.awaiting_since is not None:
            found.append(self.read(Measure.REPLY, engagement.awaiting_since, at))
        return found

    def of_wait(self, wait: Wait) -> Reading:
        """The clock of a wait that is over."""
        measure = Measure.FIRST_RESPONSE if wait.first else Measure.REPLY
        return self.read(measure, wait.asked_at, wait.answered_at)
