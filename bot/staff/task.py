"""One task 任务 and what happens to it; `bot/staff/tasks.py` keeps them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.staff.accounts import Staff


class TaskKind(StrEnum):
    PROMISE = "promise"  # 承诺: a date told to a customer
    CALL = "call"  # 回访
    BAD_RATING = "bad_rating"  # 差评跟进
    IMPROVEMENT = "improvement"  # 改进计划
    OTHER = "other"


class Act(StrEnum):
    OPENED = "opened"
    TAKEN = "taken"
    HANDED_OVER = "handed_over"
    MOVED = "moved"
    DONE = "done"
    REOPENED = "reopened"
    GIVEN_BACK = "given_back"  # its owner has left the house


@dataclass(frozen=True, repr=False)
class Task:
    """`owner`: username, None while nobody has it; `queue`: whose agents see it meanwhile, None: all.

    `about`: what it is about, as `conversation:ID`, `customer:NO`, `claim:NO`. `repeat_days`: so long after it is done, the
    next one is due.
    """

    id: str
    kind: TaskKind
    text: str
    due_at: datetime
    owner: str | None
    about: str | None
    opened_by: str
    opened_at: datetime
    done_at: datetime | None = None
    done_by: str | None = None
    result: str | None = None
    queue: str | None = None
    repeat_days: int | None = None

    def is_for(self, staff: Staff) -> bool:
        """Whether they may see it: their own, what nobody has in a queue they know, supervisors all."""
        return staff.sees_all or self.owner == staff.username or (self.owner is None and self.known_to(staff))

    def known_to(self, staff: Staff) -> bool:
        """Whether they may see it while nobody has it."""
        return self.queue is None or not staff.skills or self.queue in staff.skills


@dataclass(frozen=True, repr=False)
class Step:
    """What happened to a task; `owner` and `due_at` as they were afterwards."""

    act: Act
    by: str
    at: datetime
    owner: str | None
    due_at: datetime
    note: str | None


@dataclass(frozen=True)
class Counts:
    """Open tasks: `late` are past their time, `today` fall due before the day (Shanghai) ends, `later` after it."""

    late: int = 0
    today: int = 0
    later: int = 0


@dataclass(frozen=True)
class Figures:
    """Of one kind: open, of these late; of those done, done in time."""

    open: int = 0
    late: int = 0
    done: int = 0
    in_time: int = 0
