"""The shapes of `/api/desk/tasks`. Times are ISO 8601 with the offset of Shanghai; personal numbers are masked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from bot.desk.cases.request_wire import RequestListed
from bot.desk.conversations.wire import Queue
from bot.desk.supervision.wire import Moment, time_of
from bot.staff.tasks import Figures, Step, Task, TaskKind
from bot.staff.wire import Username
from kernel.masking import show_text

Kind = Literal["promise", "call", "bad_rating", "improvement", "other"]
Id = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
Words = Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")]
About = Annotated[str, Meta(pattern=r"^[a-z_]{1,20}:[\w.@-]{1,59}$")]


class ListTasks(Struct):
    """`owner`: one's own, what nobody has, or all one may see. `after`: the last of the page before."""

    owner: Literal["mine", "open", "all"] = "all"
    kind: Kind | None = None
    done: bool = False
    after: Id | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class TaskShown(Struct, kw_only=True):
    """`overdue`: open and past its time. `about`: `conversation:ID`, `customer:NO`, `claim:NO`, …"""

    id: str
    kind: Kind
    text: str
    due_at: str
    overdue: bool
    owner: str | None
    owner_name: str | None
    queue: str | None
    about: str | None
    repeat_days: int | None
    opened_by: str
    opened_by_name: str
    opened_at: str
    done_at: str | None
    done_by_name: str | None
    result: str | None


class CountsShown(Struct):
    """One's own that are open, by when they are due."""

    late: int
    today: int
    later: int


class TaskPage(Struct):
    """Due first at the front, what is done newest first. `callbacks`: call-backs customers asked for that wait on the work
    list, with the first page of what is open; `next`: the `after` of the following page.
    """

    tasks: list[TaskShown]
    callbacks: list[RequestListed]
    counts: CountsShown
    next: str | None


class StepShown(Struct):
    """`owner_name` and `due_at` as they were afterwards."""

    act: str
    by: str
    at: str
    owner_name: str | None
    due_at: str
    note: str | None


class TaskDetail(Struct):
    """`conversation_id`, `transcript` and `customer` for its owner and supervisors, where it is about such."""

    task: TaskShown
    steps: list[StepShown]
    conversation_id: str | None
    transcript: list[dict[str, Any]]
    customer: dict[str, Any] | None


class Contact(Struct):
    phone: str | None


class OpenTask(Struct, kw_only=True):
    """`key`: the page's own, so that pressing twice opens one. `owner` None: nobody yet. `queue`: whose agents see it then."""

    key: Annotated[str, Meta(pattern=r"^[\w-]{1,64}$")]
    kind: Kind
    text: Words
    due_at: Moment
    owner: Username | None = None
    queue: Queue | None = None
    about: About | None = None
    repeat_days: Annotated[int, Meta(ge=1, le=400)] | None = None


class HandOver(Struct):
    """`to` None: to whoever takes it."""

    to: Username | None = None
    note: Annotated[str, Meta(max_length=500)] = ""


class Move(Struct):
    due_at: Moment
    reason: Words


class Done(Struct):
    """`last`: of one that comes round, none follows."""

    result: Words
    last: bool = False


class Reopen(Struct):
    reason: Words


class FiguresShown(Struct):
    kind: Kind
    open: int
    late: int
    done: int
    in_time: int


class TaskFigures(Struct):
    """What is open and late now; what was done in the last `days`, and of that in time."""

    days: int
    figures: list[FiguresShown]


class Promise(Struct):
    """What the agent last told the customer with a time in it, and until when that is, if the words say so.

    `due_at` None: they promise without a time. `key`: the one to open its task with.
    """

    key: str
    text: str
    due_at: str | None


class Promised(Struct):
    promise: Promise | None


def task_of(task: Task, names: Mapping[str, str], now: datetime) -> TaskShown:
    return TaskShown(
        id=task.id,
        kind=task.kind.value,
        text=show_text(task.text),
        due_at=time_of(task.due_at),
        overdue=task.done_at is None and task.due_at < now,
        owner=task.owner,
        owner_name=names.get(task.owner, task.owner) if task.owner else None,
        queue=task.queue,
        about=task.about,
        repeat_days=task.repeat_days,
        opened_by=task.opened_by,
        opened_by_name=names.get(task.opened_by, "系统"),
        opened_at=time_of(task.opened_at),
        done_at=time_of(task.done_at) if task.done_at else None,
        done_by_name=names.get(task.done_by, task.done_by) if task.done_by else None,
        result=show_text(task.result) if task.result else None,
    )


def step_of(step: Step, names: Mapping[str, str]) -> StepShown:
    return StepShown(
        step.act.value,
        names.get(step.by, "系统"),
        time_of(step.at),
        names.get(step.owner, step.owner) if step.owner else None,
        time_of(step.due_at),
        show_text(step.note) if step.note else None,
    )


def figures_of(kind: TaskKind, figures: Figures) -> FiguresShown:
    return FiguresShown(kind.value, figures.open, figures.late, figures.done, figures.in_time)
