"""Which model answers whom."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.release.choice import STAYS, Verdict, check_approval, choose, in_share
from bot.release.errors import GateMissing, GateRed, OwnModel
from bot.release.states import ReleaseState

A_MOMENT = timedelta(seconds=20)
CONVERSATIONS = [f"c{number:032}" for number in range(2_000)]
CANARY = ReleaseState(live="old", canary="new", canary_share=10)


def test_a_new_conversation_is_answered_by_the_live_model() -> None:
    assert choose(ReleaseState(live="old"), "c1", None, None) == "old"


def test_a_canary_answers_about_its_share_of_new_conversations() -> None:
    chosen = [choose(CANARY, id, None, None) for id in CONVERSATIONS]

    assert 160 < chosen.count("new") < 240


def test_a_conversation_stays_with_its_model_when_another_becomes_live() -> None:
    assert choose(ReleaseState(live="new", previous="old"), "c1", "old", A_MOMENT) == "old"


def test_a_conversation_stays_with_its_model_when_a_canary_begins() -> None:
    everybody = ReleaseState(live="old", canary="new", canary_share=100)

    assert choose(everybody, "c1", "old", A_MOMENT) == "old"


def test_a_conversation_silent_for_long_is_a_new_one() -> None:
    assert choose(ReleaseState(live="new", previous="old"), "c1", "old", STAYS) == "new"


def test_a_withdrawn_model_loses_its_conversations_at_once() -> None:
    state = ReleaseState(live="old", withdrawn=frozenset({"new"}))

    assert choose(state, "c1", "new", A_MOMENT) == "old"


def test_a_stopped_canary_loses_its_conversations_at_once() -> None:
    assert choose(ReleaseState(live="old"), "c1", "new", A_MOMENT) == "old"


@given(st.text("0123456789abcdef", min_size=32, max_size=32), st.integers(1, 99))
def test_who_is_among_few_is_among_more(conversation_id: str, share: int) -> None:
    assert in_share(conversation_id, "m", share + 1) or not in_share(conversation_id, "m", share)


def test_each_canary_meets_others() -> None:
    first, second = ({id for id in CONVERSATIONS if in_share(id, model, 10)} for model in ("m1", "m2"))

    assert len(first & second) < len(first) / 2


def test_everybody_and_nobody_are_shares() -> None:
    assert in_share("c1", "m", 100) and not in_share("c1", "m", 0)


@pytest.mark.parametrize(("verdict", "error"), [("red", GateRed), ("missing", GateMissing)])
def test_only_a_green_gate_is_approved(verdict: Verdict, error: type[Exception]) -> None:
    with pytest.raises(error):
        check_approval("zhou", "wu", {"wu"}, verdict)


@pytest.mark.parametrize(("trained_by", "authors"), [("zhou", set()), ("wu", {"zhou", "wu"})])
def test_nobody_approves_what_is_their_own(trained_by: str, authors: set[str]) -> None:
    with pytest.raises(OwnModel):
        check_approval("zhou", trained_by, authors, "green")


def test_a_colleague_approves_a_green_model() -> None:
    check_approval("zhou", "wu", {"wu", "editor"}, "green")
