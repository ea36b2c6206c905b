"""What is counted: one thing that was seen, and where such things come from.

Facts are sums of them, and the records behind a figure are they themselves, so the two cannot disagree.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Protocol

from kernel.clock import SHANGHAI, local


@dataclass(frozen=True, slots=True)
class Seen:
    """`at`: the moment that says which day it belongs to. `n`: 1 where it is counted, 0 where it only adds to the total.

    `value`: 1 or 0 of a share, seconds of a time, stars of a rating. `dims`: dimension → which part of it this is.
    `number`: of the record, in full; `text` is fit for staff: no names, no numbers of people.
    """

    measure: str
    at: datetime
    value: float = 1
    n: int = 1
    dims: Mapping[str, str] = field(default_factory=dict)
    number: str = ""
    text: str = ""


class Source(Protocol):
    """`settles`: how long after a day's end what was seen on it may still change by itself, as limits run out."""

    @property
    def id(self) -> str: ...

    @property
    def measures(self) -> Collection[str]: ...

    @property
    def settles(self) -> timedelta: ...

    async def begins(self) -> datetime | None:
        """When the first thing was seen; None: nothing yet."""
        ...

    async def touched(self, since: datetime) -> Collection[date]:
        """Days on which something was written at `since` or later, if they are not young (`settles`) anyway."""
        ...

    def seen(self, since: datetime, until: datetime, now: datetime) -> AsyncIterator[Seen]:
        """All whose `at` lies in [since, until), in no order, as it stands at `now`."""
        ...


def in_time(asked: datetime, answered: datetime | None, limit: timedelta, now: datetime) -> bool | None:
    """Whether the answer came within the limit; None while there is time, whether it has come or not.

    Were quick answers counted before slow ones can be late, the newest days would always look best.
    """
    if now <= asked + limit:
        return None
    return answered is not None and answered <= asked + limit


def day_of(at: datetime) -> date:
    """Its day in Shanghai."""
    return local(at).date()


def morning(day: date) -> datetime:
    """When the day begins in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)
