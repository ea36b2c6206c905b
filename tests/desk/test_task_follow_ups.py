"""Calls after cases: where one has ended and nobody answered the survey, once, and not for ever."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.tasks.follow_ups import FollowUps, shipped
from bot.staff.accounts import Role, Staff
from bot.staff.tasks import Task, TaskKind, Tasks
from insurance.domain.claims import ClaimStatus
from insurance.domain.products import Line
from insurance.services.changes import Case, Change, ClaimCourse, ComplaintCourse
from kernel.clock import FrozenClock
from kernel.crypto import Keyring

CHIEF = Staff("chief", "周敏", Role.SUPERVISOR, (), 5)


def claim(number: str, *changes: tuple[datetime, str]) -> ClaimCourse:
    return ClaimCourse(
        number,
        "C1",
        "P1",
        "医疗险",
        next(iter(Line)),
        ClaimStatus(changes[-1][1]),
        changes[0][0],
        tuple(Change(seq, at, what, "step") for seq, (at, what) in enumerate(changes, start=1)),
        (),
        (),
        False,
    )


@dataclass
class Cases:
    """Claims and complaints that changed, as the insurer's services tell of them."""

    of: dict[tuple[Case, str], ClaimCourse | ComplaintCourse] = field(default_factory=dict)
    asked: list[datetime] = field(default_factory=list)

    async def since(self, at: datetime) -> dict[tuple[Case, str], int]:
        changed = {each: course.changes[-1] for each, course in self.of.items()}
        return {each: last.seq for each, last in changed.items() if last.at >= at}

    async def claims(self, numbers: Collection[str]) -> dict[str, ClaimCourse]:
        found = {number: self.of[Case.CLAIM, number] for number in numbers}
        return {number: each for number, each in found.items() if isinstance(each, ClaimCourse)}

    async def complaints(self, numbers: Collection[str]) -> dict[str, ComplaintCourse]:
        found = {number: self.of[Case.COMPLAINT, number] for number in numbers}
        return {number: each for number, each in found.items() if isinstance(each, ComplaintCourse)}


@dataclass
class Answers:
    of: set[tuple[str, str]] = field(default_factory=set)

    async def answered(self, occasion: str, numbers: Collection[str]) -> set[str]:
        return {number for number in numbers if (occasion, number) in self.of}


@dataclass
class House:
    tasks: Tasks
    follow_ups: FollowUps
    cases: Cases
    answers: Answers
    clock: FrozenClock

    async def calls(self) -> list[Task]:
        await self.follow_ups.open_due()
        return await self.tasks.listed(CHIEF)


@pytest.fixture
def house(database: AsyncEngine, keyring: Keyring, clock: FrozenClock) -> House:
    tasks, cases, answers = Tasks(database, keyring, clock), Cases(), Answers()
    return House(tasks, FollowUps(tasks, cases, answers, clock), cases, answers, clock)


async def test_a_week_after_a_claim_was_closed_a_call_is_opened_once(house: House) -> None:
    closed = house.clock.now()
    house.cases.of[Case.CLAIM, "L1"] = claim("L1", (closed, "paid"), (closed, "closed"))
    house.clock.advance(timedelta(days=6, hours=23))
    assert await house.calls() == []

    house.clock.advance(timedelta(hours=1))
    [call] = await house.calls()

    assert (call.kind, call.about, call.queue, call.owner) == (TaskKind.CALL, "claim:L1", "claims", None)
    assert "L1" in call.text and call.due_at == house.clock.now() + timedelta(days=3)
    house.clock.advance(timedelta(days=1))
    assert await house.calls() == [call]
    await house.tasks.done(CHIEF, call.id, "客户满意")
    assert await house.calls() == []


async def test_who_answered_who_mourns_and_what_is_long_ago_is_left_alone(house: House) -> None:
    closed = house.clock.now()
    one = claim("L1", (closed, "closed"))
    house.cases.of[Case.CLAIM, "L1"] = one
    house.cases.of[Case.CLAIM, "L2"] = replace(one, number="L2", of_death=True)
    house.cases.of[Case.CLAIM, "L3"] = claim("L3", (closed, "closed"), (closed, "disputed"))
    house.cases.of[Case.CLAIM, "L4"] = claim("L4", (closed - timedelta(days=20), "closed"))
    house.answers.of.add(("claim", "L1"))
    house.clock.advance(timedelta(days=8))
    assert await house.calls() == []


async def test_a_complaint_that_ended_again_is_asked_about_again(house: House) -> None:
    archived = house.clock.now()
    course = ComplaintCourse(
        "T1", "C1", "c1", (Change(1, archived, "archived", "step"),), None, None, date(2026, 12, 1)
    )
    house.cases.of[Case.COMPLAINT, "T1"] = course
    house.clock.advance(timedelta(days=7))
    [first] = await house.calls()
    again = (
        *course.changes,
        Change(2, house.clock.now(), "registered", "step"),
        Change(3, house.clock.now(), "archived", "step"),
    )
    house.cases.of[Case.COMPLAINT, "T1"] = replace(course, changes=again)
    house.clock.advance(timedelta(days=7))
    assert len(await house.calls()) == 2
    reopened = (*again, Change(4, house.clock.now(), "registered", "step"))
    house.cases.of[Case.COMPLAINT, "T3"] = replace(course, number="T3", changes=reopened)
    # Nobody can be called where nobody knows who complained.
    house.cases.of[Case.COMPLAINT, "T2"] = replace(course, number="T2", customer_no=None, changes=again)
    assert len(await house.calls()) == 2
    assert first.about == "complaint:T1"


def test_the_rules_name_states_that_end_a_case() -> None:
    assert [(rule.after.value, rule.state, rule.wait_days) for rule in shipped()] == [
        ("claim", "closed", 7),
        ("complaint", "archived", 7),
    ]
    assert all("{number}" in rule.text and rule.within_days > rule.wait_days for rule in shipped())
