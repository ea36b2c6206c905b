"""When a queue is served: opening hours by the working calendar, with 调休."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.conversations.queues import Queue
from insurance.domain.working_days import is_working_day
from kernel.clock import SHANGHAI, local

_DAY_MINUTES = 24 * 60


class Days(StrEnum):
    WORKDAYS = "workdays"
    RESTDAYS = "restdays"
    EVERYDAY = "everyday"

    def hold(self, day: date) -> bool:
        return self is Days.EVERYDAY or (self is Days.WORKDAYS) == is_working_day(day)


_NAMES = {Days.WORKDAYS: "工作日", Days.RESTDAYS: "休息日", Days.EVERYDAY: "每天"}


@dataclass(frozen=True)
class Opening:
    """From `opens` until before `closes`, in minutes of the day in Shanghai; `closes` may be 24:00."""

    days: Days
    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= _DAY_MINUTES:
            raise ValueError("the end comes after the beginning, within a day")

    @classmethod
    def from_json(cls, stored: dict[str, str]) -> "Opening":
        return cls(Days(stored["days"]), _minutes(stored["from"]), _minutes(stored["to"]))

    def as_json(self) -> dict[str, str]:
        return {"days": self.days.value, "from": _clock(self.opens), "to": _clock(self.closes)}

    def on(self, day: date) -> tuple[datetime, datetime]:
        midnight = datetime.combine(day, time(), SHANGHAI)
        return midnight + timedelta(minutes=self.opens), midnight + timedelta(minutes=self.closes)


def _minutes(text: str) -> int:
    if text == "24:00":
        return _DAY_MINUTES
    found = time.fromisoformat(text)
    return found.hour * 60 + found.minute


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@dataclass(frozen=True)
class Hours:
    """`openings` None: always open; none of them: never."""

    openings: Sequence[Opening] | None = None

    @property
    def text(self) -> str:
        if self.openings is None:
            return "全天"
        if not self.openings:
            return "暂不开放"
        return "，".join(
            f"{_NAMES[each.days]} {_clock(each.opens)} 至 {_clock(each.closes)}" for each in self.openings
        )

    def on(self, day: date) -> list[tuple[datetime, datetime]]:
        """The open spans of a day in Shanghai, in order, those that touch in one. Only where `openings` is not None."""
        found: list[tuple[datetime, datetime]] = []
        for opens, closes in sorted(each.on(day) for each in self.openings or () if each.days.hold(day)):
            if found and opens <= found[-1][1]:
                found[-1] = (found[-1][0], max(closes, found[-1][1]))
            else:
                found.append((opens, closes))
        return found

    def as_json(self) -> list[dict[str, str]]:
        """Empty where always open, or never."""
        return [each.as_json() for each in self.openings or ()]

    def is_open(self, at: datetime) -> bool:
        if self.openings is None:
            return True
        return any(opens <= at < closes for opens, closes in self.on(local(at).date()))


def hours_of(queue: Queue, house: Hours) -> Hours:
    """The queue's own hours where they were set, else those of the house."""
    if queue.always_open:
        return Hours()
    if queue.openings is None:
        return house
    return Hours([Opening.from_json(each) for each in queue.openings])
