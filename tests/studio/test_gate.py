"""A candidate beside the live model: what is let through, what is stopped."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.evaluate import report_of
from bot.studio.training.evaluation import Deviation, Evaluation, Golden, Judged, Known
from bot.studio.training.gate import gate
from bot.studio.training.margins import MARGINS

_INTENTS = ("claim_status", "surrender", "goodbye", "faq", "out_of_scope")
_TOPICS = ("claims.how_long", "cooling_off.days")
Row = tuple[str, str, str | None, str | None]  # truth, judged, topic, judged topic


def evaluation(rows: list[Row], model: str = "m", **more: Any) -> Evaluation:
    """Measured as the job does it, of what a model made of rows."""
    judged = [Judged(f"说法 {n}", row[0], row[2], row[1], row[3]) for n, row in enumerate(rows)]
    report = report_of(
        [{"text": row.text, "intent": row.truth, "topic": row.topic or ""} for row in judged],
        [
            {
                "intent": {"name": row.judged},
                "intent_ranking": [{"name": row.judged, "confidence": 0.9}],
                "topic": {"id": row.judged_topic, "candidates": []} if row.judged_topic else None,
            }
            for row in judged
        ],
    )
    return Evaluation(model, "d", report, judged, {"p50": 1.0, "p95": 2.0}, **more)


def of_intents(**right: tuple[int, int]) -> Evaluation:
    """Intent → (rows, how many of them are right); the wrong ones go to `goodbye`."""
    rows: list[Row] = []
    for intent, (n, good) in right.items():
        rows += [(intent, intent if i < good else "goodbye", None, None) for i in range(n)]
    return evaluation(rows)


_row = st.one_of(
    st.tuples(st.sampled_from(_INTENTS), st.sampled_from((*_INTENTS, "nlu_fallback")), st.none(), st.none()),
    st.tuples(
        st.just("faq"), st.sampled_from(_INTENTS), st.sampled_from(_TOPICS), st.sampled_from((*_TOPICS, None))
    ),
)
_judgement = st.tuples(st.sampled_from((*_INTENTS, "nlu_fallback")), st.sampled_from((*_TOPICS, None)))


@st.composite
def two(draw: st.DrawFn) -> tuple[Evaluation, Evaluation]:
    """Two models on the same rows."""
    rows = draw(st.lists(_row, min_size=1, max_size=60))
    again = [
        (truth, *judged[:1], topic, judged[1] if topic else None)
        for (truth, _, topic, _), judged in zip(rows, [draw(_judgement) for _ in rows], strict=True)
    ]
    return evaluation(rows, "live"), evaluation(again, "candidate")


@given(two())
def test_a_model_is_as_good_as_itself(pair: tuple[Evaluation, Evaluation]) -> None:
    judged = gate(pair[0], pair[0])
    assert (judged.verdict, judged.reasons, judged.flipped) == ("green", [], [])
    assert {each.delta for each in judged.figures} <= {0.0, None}


@given(two())
def test_a_broken_margin_is_never_green(pair: tuple[Evaluation, Evaluation]) -> None:
    live, candidate = pair
    rows = len(live.rows)
    lost = sum(r.truth == r.judged for r in live.rows) - sum(r.truth == r.judged for r in candidate.rows)
    if lost > MARGINS["accuracy"].rows and lost / rows > MARGINS["accuracy"].worse_by:
        assert gate(live, candidate).verdict == "red"
    few = MARGINS["out_of_scope_false_rate"].rows
    false = [sum(r.judged == "out_of_scope" != r.truth for r in each.rows) for each in (candidate, live)]
    others = sum(r.truth != "out_of_scope" for r in live.rows)
    if (
        false[0] - false[1] > few
        and (false[0] - false[1]) / others > MARGINS["out_of_scope_false_rate"].worse_by
    ):
        assert "out_of_scope_false_rate" in [reason.code for reason in gate(live, candidate).reasons]


@given(two())
def test_seen_from_the_other_side_every_difference_is_its_opposite(
    pair: tuple[Evaluation, Evaluation],
) -> None:
    there, back = gate(*pair), gate(*reversed(pair))
    ahead = {each.name: each.delta for each in there.figures}
    behind = {each.name: each.delta for each in back.figures}
    assert {name: None if delta is None else -delta for name, delta in ahead.items()} == pytest.approx(behind)
    assert len(there.flipped) == len(back.flipped)


@given(two(), st.integers(0, 59))
def test_one_row_alone_stops_nobody(pair: tuple[Evaluation, Evaluation], at: int) -> None:
    """Whichever it is and however few there are, in accuracy and in F1."""
    rows = [(r.truth, r.judged, r.topic, r.judged_topic) for r in pair[0].rows]
    at %= len(rows)
    truth, _, topic, _ = rows[at]
    rows[at] = (truth, "nlu_fallback", topic, None)
    codes = {reason.code for reason in gate(pair[0], evaluation(rows)).reasons}
    assert codes & {"accuracy", "macro_f1", "intent", "faq_hit_1", "out_of_scope_recall"} == set()


def test_an_intent_that_fell_is_named_though_the_whole_got_better() -> None:
    live = of_intents(claim_status=(20, 18), surrender=(20, 12), goodbye=(20, 20))
    candidate = of_intents(claim_status=(20, 14), surrender=(20, 20), goodbye=(20, 20))
    judged = gate(live, candidate)
    assert judged.verdict == "red"
    (reason,) = judged.reasons
    assert (reason.code, reason.what) == ("intent", "claim_status")


def test_an_intent_of_few_rows_counts_only_in_the_whole() -> None:
    live = of_intents(claim_status=(9, 9), surrender=(400, 380))
    candidate = of_intents(claim_status=(9, 7), surrender=(400, 381))
    judged = gate(live, candidate)
    assert "intent" not in [reason.code for reason in judged.reasons]


def test_what_flipped_is_told_with_the_newly_wrong_first() -> None:
    live = evaluation([("faq", "faq", _TOPICS[0], _TOPICS[1]), ("surrender", "surrender", None, None)])
    candidate = evaluation([("faq", "faq", _TOPICS[0], _TOPICS[0]), ("surrender", "goodbye", None, None)])
    judged = gate(live, candidate)
    assert [(was.verdict, now.verdict) for was, now in judged.flipped] == [
        ("surrender", "goodbye"),
        ("faq/cooling_off.days", "faq/claims.how_long"),
    ]
    (topic,) = judged.topics
    assert (topic.id, topic.live, topic.candidate, topic.rows) == ("claims.how_long", 0, 1, 1)
    assert [(each.truth, each.judged) for each in judged.confusion] == [("surrender", "goodbye")]


def _golden(*failed: str) -> Golden:
    return Golden(4, 4 - len(failed), [Deviation(name, 1, "你好", ["no card"]) for name in failed])


def test_a_golden_conversation_may_not_newly_fail() -> None:
    whole = of_intents(surrender=(30, 30))
    live = msgspec.structs.replace(whole, golden=_golden("老问题"))
    same = gate(live, msgspec.structs.replace(whole, golden=_golden("老问题")))
    worse = gate(live, msgspec.structs.replace(whole, golden=_golden("老问题", "查保单")))
    assert same.verdict == "green"
    assert (worse.verdict, worse.newly_failed) == ("red", ["查保单"])


@pytest.mark.parametrize(
    ("live", "candidate", "verdict"),
    [(1.0, 5.9, "green"), (1.0, 6.1, "red"), (20, 29, "green"), (20, 31, "red")],
)
def test_time_may_grow_by_half_or_by_five_milliseconds(live: float, candidate: float, verdict: str) -> None:
    whole = of_intents(surrender=(30, 30))
    pair = [msgspec.structs.replace(whole, latency={"p50": 1, "p95": p95}) for p95 in (live, candidate)]
    assert gate(*pair).verdict == verdict


def test_without_a_live_model_the_floors_hold() -> None:
    good, bad = of_intents(surrender=(30, 30)), of_intents(surrender=(30, 10), goodbye=(30, 30))
    assert gate(None, good).verdict == "green"
    assert {reason.code for reason in gate(None, bad).reasons} >= {"accuracy"}
    assert gate(None, msgspec.structs.replace(good, golden=_golden("查保单"))).verdict == "red"


def test_nothing_to_compare_is_never_green() -> None:
    assert gate(None, evaluation([])).verdict == "missing"


def test_figures_of_different_rows_are_not_compared() -> None:
    whole = of_intents(surrender=(30, 30))
    with pytest.raises(ValueError, match="measured on"):
        gate(whole, msgspec.structs.replace(whole, data="other"))


def test_cross_validation_counts_where_both_have_it() -> None:
    whole = of_intents(surrender=(30, 30))
    better, worse = ({"accuracy": a, "macro_f1": a} for a in (0.9, 0.88))
    live = msgspec.structs.replace(whole, cross_validation=better)
    assert gate(live, whole).verdict == "green"
    assert gate(whole, msgspec.structs.replace(whole, cross_validation=worse)).verdict == "green"
    assert gate(live, msgspec.structs.replace(whole, cross_validation=worse)).verdict == "red"


def test_an_insurer_sets_its_own_margins() -> None:
    live, candidate = of_intents(surrender=(400, 400)), of_intents(surrender=(400, 394))
    lenient = MARGINS | {"accuracy": replace(MARGINS["accuracy"], worse_by=0.02)}
    assert "accuracy" in [reason.code for reason in gate(live, candidate).reasons]
    assert "accuracy" not in [reason.code for reason in gate(live, candidate, lenient).reasons]


@pytest.mark.parametrize(("lost", "verdict"), [(4, "green"), (5, "red")])
def test_five_rows_of_five_are_no_chance(lost: int, verdict: str) -> None:
    rows: list[Row] = [
        (intent, intent, None, None) for intent in ("surrender", "claim_status") for _ in range(100)
    ]
    worse = [
        ("surrender", "nlu_fallback", None, None)
        if n in range(lost // 2)
        else ("claim_status", "nlu_fallback", None, None)
        if n in range(100, 100 + lost - lost // 2)
        else row
        for n, row in enumerate(rows)
    ]
    assert gate(evaluation(rows), evaluation(worse)).verdict == verdict


@pytest.mark.parametrize(("kept", "verdict"), [(98, "green"), (97, "red")])
def test_what_the_live_model_learnt_is_not_forgotten(kept: int, verdict: str) -> None:
    """Thirty labels gone wrong hardly show among held-out rows, but the wordings beside them are misunderstood."""
    whole = of_intents(surrender=(30, 30))
    lost = [Judged("赔到哪一步了", "claim_status", None, "goodbye", None)]
    known = Known("live", {"claim_status": 100, "thanks": 5}, {"claim_status": kept, "thanks": 2}, lost)
    judged = gate(whole, whole, known=known)
    assert judged.verdict == verdict
    assert {(reason.code, reason.what) for reason in judged.reasons} <= {("known", "claim_status")}
