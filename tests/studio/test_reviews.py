"""Reviews: a quarter after the last one, and fifteen days after the rules have changed."""

from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

import bot.studio.knowledge.models  # noqa: F401 (registers the tables)
from bot.studio.errors import ItemNotFound
from bot.studio.knowledge.due import is_due, regulation_due_on, review_by
from bot.studio.knowledge.reviews import ReviewTasks
from kernel.clock import FrozenClock


@pytest.fixture
def tasks(engine: AsyncEngine, clock: FrozenClock) -> ReviewTasks:
    return ReviewTasks(engine, clock)


@pytest.mark.parametrize(
    ("reviewed_on", "by"),
    [
        (date(2026, 8, 1), date(2026, 11, 1)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 10, 31), date(2027, 1, 31)),
    ],
)
def test_a_quarter_later_on_the_same_day_of_the_month_or_its_last(reviewed_on: date, by: date) -> None:
    assert review_by(reviewed_on) == by
    assert not is_due(reviewed_on, by - timedelta(days=1))
    assert is_due(reviewed_on, by)


async def test_a_change_of_the_rules_leaves_fifteen_days(tasks: ReviewTasks) -> None:
    task = await tasks.begin("条例修订", ["a.b"], "li")
    assert task.due_on == regulation_due_on(date(2026, 11, 16)) == date(2026, 12, 1)


async def test_the_most_urgent_task_comes_first(tasks: ReviewTasks) -> None:
    await tasks.begin("换费率", ["a.b"], "li", date(2026, 11, 30))
    await tasks.begin("改条款", ["a.c"], "li", date(2026, 11, 20))
    assert [task.reason for task in await tasks.unfinished()] == ["改条款", "换费率"]


async def test_an_entry_is_asked_for_once(tasks: ReviewTasks) -> None:
    task = await tasks.begin("条例修订", ["a.b", "a.c", "a.b"], "li")
    assert (await tasks.get(task.id)).open == ("a.b", "a.c")


async def test_a_look_counts_for_every_task(tasks: ReviewTasks) -> None:
    first = await tasks.begin("条例修订", ["a.b", "a.c"], "li")
    await tasks.begin("换费率", ["a.b"], "li")
    await tasks.looked_at("a.b", "wang")
    assert [(task.id, task.open, task.done) for task in await tasks.unfinished()] == [
        (first.id, ("a.c",), ("a.b",))
    ]


async def test_a_task_is_done_when_all_of_it_is(tasks: ReviewTasks) -> None:
    task = await tasks.begin("条例修订", ["a.b"], "li")
    await tasks.looked_at("a.b", "wang")
    assert await tasks.unfinished() == []
    assert (await tasks.get(task.id)).done == ("a.b",)


async def test_an_unknown_task_is_named(tasks: ReviewTasks) -> None:
    with pytest.raises(ItemNotFound):
        await tasks.get("nothing")
