"""Simulated customers: what they say, that they end, and what a practice is worth."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.studio.coaching.cases import Case, faults, says_any, shipped
from bot.studio.coaching.ledger import plan, quarter_of
from bot.studio.coaching.play import Ending, answer, begin, broken_off
from bot.studio.coaching.quizzes import quizzes
from bot.studio.coaching.scoring import score

CASES = {case.id: case for case in shipped()}
ACCIDENT = CASES["accident_hurt"]
WELL_DONE = (
    "您人没事吧？伤者怎么样，先打120和122",
    "车开双闪，放三角牌，人到护栏外面",
    "我现在帮您报案，请告诉我地点和时间",
    "请拍照，留好病历和发票，查勘员稍后联系您",
)


def played(case: Case, *lines: str):
    state, said = begin(case), []
    for line in lines:
        state, says = answer(case, state, line)
        said += says
    return state, said


@pytest.mark.parametrize("case", shipped(), ids=lambda case: case.id)
def test_every_case_that_is_shipped_can_be_played(case: Case) -> None:
    assert faults(case) == []


@pytest.mark.parametrize("case", shipped(), ids=lambda case: case.id)
def test_whoever_does_every_step_satisfies_the_customer(case: Case) -> None:
    state, _ = played(case, "，".join(step.words.split("|")[0] for step in case.steps))

    assert state.ending is Ending.SATISFIED
    assert state.steps == {step.id for step in case.steps}


def test_the_plan_and_the_quizzes_name_what_there_is() -> None:
    known = {("case", id) for id in CASES} | {("quiz", quiz.id) for quiz in quizzes().quizzes}

    assert {(item.kind, item.id) for item in plan().plan} <= known
    assert all(len({*each.wrong, each.right}) == 4 for quiz in quizzes().quizzes for each in quiz.questions)


def test_a_fact_is_told_when_asked_for_and_once() -> None:
    state, said = played(ACCIDENT, "您在哪里")
    assert "在中山路快到解放路口" in said

    _, again = answer(ACCIDENT, state, "您在哪里")
    assert "在中山路快到解放路口" not in again


def test_what_was_meant_is_heard_though_it_is_mistyped() -> None:
    assert says_any("我帮您抱案", "报案")
    assert says_any("先打一二零", "一二零|120")
    assert not says_any("请问保单号", "报案")


def test_paperwork_first_costs_patience_and_the_points_of_the_first_word() -> None:
    state, said = played(ACCIDENT, "您好，请提供保单号", *WELL_DONE)

    assert said[0] == "我现在哪找得到这个啊，人还疼着呢"
    assert state.patience == ACCIDENT.patience - 1
    assert "people_first" not in state.steps
    worth = score(ACCIDENT, state, done_at={}, breaches=(), first_response_s=3)
    assert worth.total == 75
    assert not worth.passed


def test_a_customer_of_whom_nothing_is_understood_leaves_or_complains() -> None:
    quiet, _ = played(ACCIDENT, *["嗯嗯"] * ACCIDENT.patience)
    angry, said = played(CASES["denied_claim"], *["嗯嗯"] * CASES["denied_claim"].patience)

    assert quiet.ending is Ending.GAVE_UP
    assert angry.ending is Ending.COMPLAINED
    assert said[-1] == CASES["denied_claim"].gives_up


def test_a_perfect_practice_is_worth_a_hundred_and_a_breach_of_conduct_costs() -> None:
    state, _ = played(ACCIDENT, *WELL_DONE)
    perfect = score(ACCIDENT, state, done_at={}, breaches=(), first_response_s=5)
    careless = score(ACCIDENT, state, done_at={}, breaches=[(2, "以审核结果为准")], first_response_s=90)

    assert (perfect.total, perfect.passed) == (100, True)
    assert careless.total == 100 - 15 - 5


@given(st.sampled_from(shipped()), st.lists(st.text(max_size=30), min_size=60, max_size=60))
def test_every_practice_ends_whatever_is_written(case: Case, lines: list[str]) -> None:
    finite = len(case.steps) + len(case.facts) + len(case.reactions) + case.patience

    state, _ = played(case, *lines[:finite])

    assert state.ending is not None or finite > len(lines)
    after, says = answer(case, state, "还有吗")
    assert state.ending is None or (after == state and says == ())


@given(st.sampled_from(shipped()), st.lists(st.sampled_from(["嗯", "您好", "好的", "稍等"]), max_size=10))
def test_nothing_is_told_that_was_not_asked_for(case: Case, lines: list[str]) -> None:
    state, said = played(case, *lines)

    assert state.facts == frozenset()
    assert not {fact.says for fact in case.facts} & set(said)


def test_whoever_breaks_off_after_the_end_changes_nothing() -> None:
    state, _ = played(ACCIDENT, *WELL_DONE)
    assert broken_off(state) == state
    assert broken_off(begin(ACCIDENT)).ending is Ending.BROKEN_OFF


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_every_day_lies_in_one_quarter(day: date) -> None:
    first, after = quarter_of(day)
    assert first <= day < after
    assert 90 <= (after - first).days <= 92
