"""States of models: every pair of state and act, and that any course of acts leaves one live model."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.release.errors import NotApproved, NothingBefore, NotPossible, PlaceTaken, ReleaseError
from bot.release.states import TRANSITIONS, Act, Course, ModelState

S, A = ModelState, Act
# Ways to bring `b` into each state, from a start where `a` is live.
WAYS: dict[ModelState, list[tuple[Act, str]]] = {
    S.CANDIDATE: [],
    S.APPROVED: [(A.APPROVE, "b")],
    S.SHADOW: [(A.APPROVE, "b"), (A.SHADOW, "b")],
    S.CANARY: [(A.APPROVE, "b"), (A.CANARY, "b")],
    S.LIVE: [(A.APPROVE, "b"), (A.LIVE, "b")],
    S.RETIRED: [(A.APPROVE, "b"), (A.LIVE, "b"), (A.LIVE, "a")],
    S.WITHDRAWN: [(A.APPROVE, "b"), (A.LIVE, "b"), (A.ROLLBACK, "b")],
}


def after(*acts: tuple[Act, str]) -> Course:
    course = Course.beginning("a")
    for act, model in acts:
        course = course.after(act, model, 10)
    return course


@pytest.mark.parametrize(("state", "act"), itertools.product(S, A))
def test_a_model_goes_where_the_table_says_and_nowhere_else(state: ModelState, act: Act) -> None:
    course = after(*WAYS[state])
    assert course.state_of("b") is state

    if (state, act) in TRANSITIONS:
        assert course.after(act, "b", 20).state_of("b") is TRANSITIONS[state, act]
    else:
        with pytest.raises((NotApproved, NotPossible)):
            course.after(act, "b", 20)


def test_a_rollback_brings_back_the_model_before() -> None:
    release = after(*WAYS[S.WITHDRAWN]).release()

    assert (release.live, release.previous, release.withdrawn) == ("a", None, frozenset({"b"}))


def test_a_second_rollback_goes_one_further() -> None:
    course = after((A.APPROVE, "b"), (A.LIVE, "b"), (A.APPROVE, "c"), (A.LIVE, "c"))

    assert course.after(A.ROLLBACK, "c").after(A.ROLLBACK, "b").release().live == "a"


def test_the_first_model_has_none_to_go_back_to() -> None:
    with pytest.raises(NothingBefore):
        after().after(A.ROLLBACK, "a")


@pytest.mark.parametrize("act", [A.SHADOW, A.CANARY, A.LIVE])
def test_nobody_meets_a_model_that_was_not_approved(act: Act) -> None:
    with pytest.raises(NotApproved):
        after().after(act, "b", 10)


@pytest.mark.parametrize("act", [A.SHADOW, A.CANARY])
def test_there_is_one_trial_at_a_time(act: Act) -> None:
    course = after((A.APPROVE, "b"), (act, "b"), (A.APPROVE, "c"))

    with pytest.raises(PlaceTaken) as refused:
        course.after(act, "c", 10)
    assert refused.value.data["model"] == "b"


def test_a_canary_grows() -> None:
    course = after(*WAYS[S.CANARY])

    assert course.after(A.CANARY, "b", 50).release().canary_share == 50


class AnyCourse(RuleBasedStateMachine):
    """Whatever people do, in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        self.course = Course.beginning("a")

    @rule(act=st.sampled_from(Act), model=st.sampled_from("abcd"), share=st.integers(1, 100))
    def somebody_acts(self, act: Act, model: str, share: int) -> None:
        before = self.course
        try:
            self.course = self.course.after(act, model, share)
        except ReleaseError:
            self.course = before

    @invariant()
    def one_model_is_live_and_at_most_one_is_on_trial(self) -> None:
        held = list(self.course.states.values())
        assert held.count(S.LIVE) == 1
        assert held.count(S.CANARY) <= 1 and held.count(S.SHADOW) <= 1

    @invariant()
    def a_withdrawn_model_answers_nobody(self) -> None:
        release = self.course.release()
        assert not release.withdrawn & {*release.answering, release.shadow}

    @invariant()
    def the_way_back_leads_elsewhere(self) -> None:
        release = self.course.release()
        assert release.previous is None or release.previous != release.live


TestAnyCourse = AnyCourse.TestCase


@given(st.lists(st.tuples(st.sampled_from(Act), st.sampled_from("abc")), max_size=30))
def test_what_is_approved_was_approved_by_an_act(acts: list[tuple[Act, str]]) -> None:
    """No model but the first is ever released without an approval since it was withdrawn."""
    course, approved = Course.beginning("a"), {"a"}
    for act, model in acts:
        try:
            course = course.after(act, model, 10)
        except ReleaseError:
            continue
        if act is A.APPROVE:
            approved.add(model)
        if act is A.ROLLBACK:
            approved.discard(model)
        assert set(course.release().answering) <= approved
