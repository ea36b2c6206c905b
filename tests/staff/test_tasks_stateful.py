"""The life of tasks in any order of acts: one owner at a time, done once, a history that tells how it came."""

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from bot.staff.accounts import Role, Staff
from bot.staff.errors import StaffError, TaskNotFound, TaskOver, TaskTaken
from bot.staff.task_models import TaskRow, TaskStepRow
from bot.staff.tasks import Act, Task, TaskKind, Tasks
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.database import create_engine

NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
CHIEF = Staff("chief", "周敏", Role.SUPERVISOR, (), 5)
PEOPLE = {
    "lili": Staff("lili", "李丽", Role.AGENT, ("claims",), 5),
    "wang": Staff("wang", "王强", Role.AGENT, ("sales",), 5),
    "chief": CHIEF,
}
WHO = st.sampled_from(sorted(PEOPLE))


class LifeOfTasks(RuleBasedStateMachine):
    """Beside the store, what a person with a notebook would know: owner and whether it is done."""

    opened = Bundle("opened")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.loop = asyncio.new_event_loop()
        self.engine = create_engine(f"sqlite:///{Path(self.folder.name) / 'tasks.db'}")
        self.clock = FrozenClock(NOW)
        self.tasks = Tasks(self.engine, Keyring([b"k" * 32]), self.clock)
        self.owner: dict[str, str | None] = {}
        self.queue: dict[str, str | None] = {}
        self.is_done: dict[str, bool] = {}
        self.steps: dict[str, list[Act]] = {}
        self.ids: dict[str, str] = {}
        self.run(self.make())

    async def make(self) -> None:
        async with self.engine.begin() as connection:
            for table in (TaskRow.__table__, TaskStepRow.__table__):
                await connection.run_sync(table.create)  # type: ignore[attr-defined]

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        self.run(self.engine.dispose())
        self.loop.close()
        self.folder.cleanup()

    def sees(self, who: str, task: str) -> bool:
        person, owner, queue = PEOPLE[who], self.owner[task], self.queue[task]
        return person.sees_all or owner == who or (owner is None and queue in (None, *person.skills))

    def act(self, who: str, task: str, act: Act, work: Any, *, expected: type[StaffError] | None) -> bool:
        """Whether it was done; what is refused, is refused as expected and changes nothing."""
        try:
            self.run(work)
        except StaffError as error:
            assert type(error) is expected, (who, act, error)
            return False
        assert expected is None, (who, act)
        return True

    def refusal(self, who: str, task: str) -> type[StaffError] | None:
        if not self.sees(who, task):
            return TaskNotFound
        return TaskOver if self.is_done[task] else None

    @rule(
        target=opened,
        key=st.sampled_from("abc"),
        owner=st.none() | st.sampled_from(["lili", "wang"]),
        queue=st.none() | st.sampled_from(["claims", "sales"]),
    )
    def opens(self, key: str, owner: str | None, queue: str | None) -> str:
        due = self.clock.now() + timedelta(days=1)
        found: Task = self.run(
            self.tasks.open(TaskKind.OTHER, "x", due, key, by="chief", owner=owner, queue=queue)
        )
        if key in self.ids:
            assert found.id == self.ids[key]
        else:
            self.ids[key] = found.id
            self.owner[found.id], self.queue[found.id] = owner, queue
            self.is_done[found.id], self.steps[found.id] = False, [Act.OPENED]
        return found.id

    @rule(who=WHO, task=opened)
    def takes(self, who: str, task: str) -> None:
        expected = self.refusal(who, task)
        person = PEOPLE[who]
        slower = self.owner[task] not in (None, who)
        if (
            slower
            and not self.is_done[task]
            and (person.sees_all or self.queue[task] in (None, *person.skills))
        ):
            expected = TaskTaken
        if self.act(who, task, Act.TAKEN, self.tasks.take(PEOPLE[who], task), expected=expected):
            if self.owner[task] is None:
                self.steps[task].append(Act.TAKEN)
            self.owner[task] = who

    @rule(who=WHO, task=opened, to=st.none() | WHO)
    def hands_over(self, who: str, task: str, to: str | None) -> None:
        work = self.tasks.hand_over(PEOPLE[who], task, to)
        if self.act(who, task, Act.HANDED_OVER, work, expected=self.refusal(who, task)):
            if self.owner[task] != to:
                self.steps[task].append(Act.HANDED_OVER)
            self.owner[task] = to

    @rule(who=WHO, task=opened)
    def does(self, who: str, task: str) -> None:
        work = self.tasks.done(PEOPLE[who], task, "好了")
        if self.act(who, task, Act.DONE, work, expected=self.refusal(who, task)):
            self.steps[task].append(Act.DONE)
            self.is_done[task], self.owner[task] = True, self.owner[task] or who

    @rule(who=WHO, task=opened)
    def opens_again(self, who: str, task: str) -> None:
        expected = None if self.sees(who, task) else TaskNotFound
        work = self.tasks.reopen(PEOPLE[who], task, "还差一点")
        if self.act(who, task, Act.REOPENED, work, expected=expected) and self.is_done[task]:
            self.steps[task].append(Act.REOPENED)
            self.is_done[task] = False

    @invariant()
    def lists_and_history_say_so(self) -> None:
        for who, person in PEOPLE.items():
            for done in (False, True):
                shown = {each.id for each in self.run(self.tasks.listed(person, done=done))}
                assert shown == {
                    each for each in self.owner if self.is_done[each] is done and self.sees(who, each)
                }
        for task in self.owner:
            found: Task = self.run(self.tasks.get(CHIEF, task))
            assert (found.owner, found.done_at is not None) == (self.owner[task], self.is_done[task])
            history = self.run(self.tasks.history(task))
            assert [step.act for step in history] == self.steps[task]
            assert history[-1].owner == self.owner[task]


TestLifeOfTasks = LifeOfTasks.TestCase
TestLifeOfTasks.settings = settings(max_examples=8, stateful_step_count=15, deadline=None)
