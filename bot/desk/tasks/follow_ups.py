"""A call after each case 回访: opened where a claim or complaint has ended and the customer has not answered a survey."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Protocol

import msgspec
from msgspec import Meta
from ruamel.yaml import YAML

from bot.desk.tasks.about import Courses
from bot.staff.tasks import SYSTEM, TaskKind, Tasks
from insurance.domain.claims import ClaimStatus
from insurance.domain.complaint_states import ComplaintStatus
from insurance.services.changes import Case, Change, ClaimCourse, ComplaintCourse
from kernel.clock import Clock

_PIECE = 500
_Days = Annotated[int, Meta(ge=1, le=90)]


class FollowUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule of `follow_ups.yml`."""

    after: Case
    state: str
    wait_days: _Days
    within_days: _Days
    due_days: _Days
    queue: str
    text: str


class Changes(Courses, Protocol):
    """`insurance.services.changes`."""

    async def since(self, at: Any) -> Mapping[tuple[Case, str], int]: ...


class Answers(Protocol):
    """Surveys."""

    async def answered(self, occasion: str, numbers: Collection[str]) -> set[str]:
        """Of these claims or complaints those whose customer has answered."""
        ...


@cache
def shipped() -> tuple[FollowUp, ...]:
    source = files("bot.desk.tasks").joinpath("follow_ups.yml").read_text("utf-8")
    table: Any = YAML(typ="safe", pure=True).load(source)
    return tuple(msgspec.convert(table["follow_ups"], list[FollowUp]))


class FollowUps:
    def __init__(self, tasks: Tasks, changes: Changes, answers: Answers, clock: Clock) -> None:
        self._tasks = tasks
        self._changes = changes
        self._answers = answers
        self._clock = clock

    async def open_due(self, rules: Iterable[FollowUp] | None = None) -> int:
        """Opens the calls that are due, each once however often it is asked; how many cases got one or had it."""
        return sum([await self._of(rule) for rule in (shipped() if rules is None else rules)])

    async def _of(self, rule: FollowUp) -> int:
        now = self._clock.now()
        begins, ends = now - timedelta(days=rule.within_days), now - timedelta(days=rule.wait_days)
        changed = await self._changes.since(begins)
        numbers = sorted(number for case, number in changed if case is rule.after)
        opened = 0
        for start in range(0, len(numbers), _PIECE):
            read = self._changes.claims if rule.after is Case.CLAIM else self._changes.complaints
            courses: Mapping[str, ClaimCourse | ComplaintCourse] = await read(numbers[start : start + _PIECE])
            ended = {
                number: last
                for number, course in courses.items()
                if (last := _ending(course, rule.state)) and begins <= last.at <= ends
            }
            answered = await self._answers.answered(rule.after.value, list(ended))
            for number in ended.keys() - answered:
                await self._tasks.open(
                    TaskKind.CALL,
                    rule.text.format(number=number),
                    now + timedelta(days=rule.due_days),
                    # Opened again and ended again, it is another case to ask about.
                    f"follow-up:{rule.after.value}:{number}:{ended[number].seq}",
                    by=SYSTEM,
                    about=f"{rule.after.value}:{number}",
                    queue=rule.queue,
                )
                opened += 1
        return opened


def _ending(course: ClaimCourse | ComplaintCourse, state: str) -> Change | None:
    """The change by which it ended, if it is ended so now and somebody can be asked how it was."""
    if isinstance(course, ClaimCourse) and (course.of_death or course.status != state):
        return None  # the bereaved are not asked how they liked it
    if course.customer_no is None:
        return None
    states = ClaimStatus if isinstance(course, ClaimCourse) else ComplaintStatus
    last = next((each for each in reversed(course.changes) if each.what in set(states)), None)
    return last if last and last.what == state else None
