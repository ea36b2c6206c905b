"""Tasks: opened once, one owner at a time, with a history; who left has none."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.staff.accounts import Role, Staff, StaffAccounts
from bot.staff.errors import TaskNotFound, TaskOver, TaskTaken
from bot.staff.models import StaffRow
from bot.staff.tasks import Act, Counts, Figures, Task, TaskKind, Tasks
from kernel.clock import FrozenClock
from kernel.crypto import Keyring

NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
DUE = NOW + timedelta(days=1)
LILI = Staff("lili", "李丽", Role.AGENT, ("claims",), 5)
WANG = Staff("wang", "王强", Role.AGENT, (), 5)
CHEN = Staff("chen", "陈晨", Role.AGENT, ("renewals",), 5)
ZHAO = Staff("zhao", "赵主管", Role.SUPERVISOR, (), 5)


@pytest.fixture
def tasks(engine: AsyncEngine, keyring: Keyring, clock: FrozenClock) -> Tasks:
    return Tasks(engine, keyring, clock)


async def promise(tasks: Tasks, key: str = "a", **more: str | None) -> Task:
    values = {"by": "lili", "about": "conversation:c1", "queue": "claims"} | more
    return await tasks.open(TaskKind.PROMISE, "周五前回电 13812345678", DUE, key, **values)  # type: ignore[arg-type]


async def test_the_same_key_is_the_same_task_also_at_once_and_when_done(tasks: Tasks) -> None:
    opened = await asyncio.gather(*(promise(tasks) for _ in range(4)))
    assert len({each.id for each in opened}) == 1
    done = await tasks.done(LILI, opened[0].id, "已回电")
    assert await promise(tasks) == done
    assert [step.act for step in await tasks.history(done.id)] == [Act.OPENED, Act.DONE]


async def test_of_all_who_take_at_once_one_gets_it(tasks: Tasks) -> None:
    task = await promise(tasks)
    takers = (LILI, WANG, ZHAO)
    got = await asyncio.gather(*(tasks.take(each, task.id) for each in takers), return_exceptions=True)
    taken = [each for each in got if isinstance(each, Task)]
    assert len(taken) == 1
    assert [type(each) for each in got if not isinstance(each, Task)] == [TaskTaken, TaskTaken]
    assert (await tasks.get(ZHAO, task.id)).owner == taken[0].owner
    assert [step.by for step in await tasks.history(task.id) if step.act is Act.TAKEN] == [taken[0].owner]


async def test_agents_see_their_own_and_what_nobody_has_in_their_queues(tasks: Tasks) -> None:
    task = await promise(tasks)
    assert [len(await tasks.listed(each)) for each in (LILI, WANG, CHEN, ZHAO)] == [1, 1, 0, 1]
    with pytest.raises(TaskNotFound):
        await tasks.get(CHEN, task.id)
    await tasks.take(LILI, task.id)
    assert [len(await tasks.listed(each)) for each in (LILI, WANG, CHEN, ZHAO)] == [1, 0, 0, 1]
    for step in (tasks.done(WANG, task.id, "x"), tasks.move(WANG, task.id, DUE, "x")):
        with pytest.raises(TaskNotFound):
            await step
    await tasks.hand_over(ZHAO, task.id, "chen", "您来")
    assert [len(await tasks.listed(each)) for each in (LILI, WANG, CHEN, ZHAO)] == [0, 0, 1, 1]


async def test_what_is_done_is_done_until_it_is_opened_again(tasks: Tasks, clock: FrozenClock) -> None:
    task = await promise(tasks, owner="lili")
    clock.advance(timedelta(hours=1))
    done = await tasks.done(LILI, task.id, "客户已收到")
    assert (done.done_by, done.result, done.done_at) == ("lili", "客户已收到", clock.now())
    for step in (
        tasks.done(LILI, task.id, "x"),
        tasks.take(ZHAO, task.id),
        tasks.hand_over(ZHAO, task.id, "wang"),
    ):
        with pytest.raises(TaskOver):
            await step
    again = await tasks.reopen(LILI, task.id, "还差一份")
    assert (again.done_at, again.result, again.owner) == (None, None, "lili")


async def test_what_comes_round_opens_the_next_once_until_the_last(tasks: Tasks, clock: FrozenClock) -> None:
    task = await tasks.open(TaskKind.CALL, "每季度回访", DUE, "care", by="zhao", owner="lili", repeat_days=90)
    await tasks.done(LILI, task.id, "一切都好")
    await tasks.reopen(LILI, task.id, "记错了")
    await tasks.done(LILI, task.id, "一切都好")
    [following] = await tasks.listed(LILI)
    assert (following.text, following.owner, following.repeat_days) == ("每季度回访", "lili", 90)
    assert following.due_at == clock.now() + timedelta(days=90)

    await tasks.done(LILI, following.id, "客户不需要了", last=True)

    assert await tasks.listed(LILI) == []


async def test_counts_are_ones_own_by_the_day_in_shanghai(tasks: Tasks) -> None:
    midnight = datetime(2026, 11, 16, 16, 0, tzinfo=UTC)
    for number, due in enumerate((NOW - timedelta(hours=1), NOW, midnight - timedelta(seconds=1), midnight)):
        await tasks.open(TaskKind.CALL, "回访", due, f"k{number}", by="zhao", owner="lili")
    await promise(tasks, owner="wang")
    assert await tasks.counts(LILI) == Counts(late=1, today=2, later=1)
    assert await tasks.counts(CHEN) == Counts()


async def test_figures_tell_what_is_open_late_done_and_in_time(tasks: Tasks, clock: FrozenClock) -> None:
    for key, due in (("a", NOW - timedelta(days=1)), ("b", DUE), ("c", DUE), ("d", NOW - timedelta(days=1))):
        await tasks.open(TaskKind.IMPROVEMENT, "把话术改短", due, key, by="zhao", owner="lili")
    for task in (await tasks.listed(LILI))[1:3]:
        await tasks.done(LILI, task.id, "改了")
    span = (NOW, NOW + timedelta(days=1))
    assert await tasks.figures(*span) == {TaskKind.IMPROVEMENT: Figures(open=2, late=1, done=2, in_time=1)}
    assert (await tasks.figures(span[1], span[1] + timedelta(days=1)))[TaskKind.IMPROVEMENT].done == 0


async def test_pages_follow_one_another_without_a_gap(tasks: Tasks, clock: FrozenClock) -> None:
    for number in range(5):
        due = NOW + timedelta(hours=number // 2)
        await tasks.open(TaskKind.CALL, f"回访 {number}", due, f"k{number}", by="zhao")
    for done in (False, True):
        seen: list[str] = []
        while page := await tasks.listed(ZHAO, done=done, after=seen[-1] if seen else None, limit=2):
            seen += [each.id for each in page]
        assert len(seen) == len(set(seen)) == 5
        if not done:
            assert [each.due_at for each in await tasks.listed(ZHAO)] == sorted(
                each.due_at for each in await tasks.listed(ZHAO)
            )
            for id in seen:
                clock.advance(timedelta(minutes=1))
                await tasks.done(ZHAO, id, "好")


async def test_who_left_the_house_has_no_open_tasks(
    engine: AsyncEngine, tasks: Tasks, clock: FrozenClock
) -> None:
    accounts = StaffAccounts(engine, clock)
    for username in ("lili", "wang"):
        await accounts.add(username, "a long enough word", Role.AGENT)
    for key, owner in (("a", "lili"), ("b", "wang"), ("c", None)):
        await promise(tasks, key, owner=owner)
    over = await promise(tasks, "d", owner="lili")
    await tasks.done(LILI, over.id, "好")
    assert await tasks.give_back() == []
    async with engine.begin() as connection:
        await connection.execute(update(StaffRow).where(StaffRow.username == "lili").values(active=False))

    [back] = await tasks.give_back()

    assert (await tasks.get(ZHAO, back)).owner is None
    assert (await tasks.history(back))[-1].act is Act.GIVEN_BACK
    assert [each.owner for each in await tasks.listed(ZHAO, done=True)] == ["lili"]
    assert {each.owner for each in await tasks.listed(ZHAO)} == {None, "wang"}


async def test_no_word_of_a_task_lies_open_in_the_database(engine: AsyncEngine, tasks: Tasks) -> None:
    task = await promise(tasks, owner="lili")
    await tasks.move(LILI, task.id, DUE, "13812345678 没接")
    await tasks.move(LILI, task.id, DUE + timedelta(hours=1), "13812345678 没接")
    await tasks.done(LILI, task.id, "13812345678 已接")
    async with engine.connect() as connection:
        for table in ("staff_tasks", "staff_task_steps"):
            assert "13812345678" not in str((await connection.execute(text(f"SELECT * FROM {table}"))).all())
