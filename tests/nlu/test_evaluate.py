"""What the report of an evaluation counts, and validation on a small project."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.nlu.evaluate import calibration_error, score
from bot.nlu.parse import Parser
from bot.nlu.validation import (
    Pipeline,
    class_of,
    cross_validate,
    learning_curve,
    read_examples,
    sample,
)

ROWS = [
    {"text": "退", "intent": "surrender", "kind": "plain"},
    {"text": "推", "intent": "surrender", "kind": "typo"},
    {"text": "天气", "intent": "out_of_scope", "kind": "plain"},
    {"text": "股票", "intent": "out_of_scope", "kind": "plain"},
    {"text": "犹豫期", "intent": "faq", "topic": "#16", "kind": "plain"},
    {"text": "宽限期", "intent": "faq", "topic": "payment.grace", "kind": "plain"},
]
TOLD: dict[str, tuple[str, list[str]]] = {
    "退": ("surrender", []),
    "推": ("out_of_scope", []),
    "天气": ("out_of_scope", []),
    "股票": ("nlu_fallback", []),
    "犹豫期": ("faq", ["cooling_off.days", "payment.grace"]),
    "宽限期": ("faq", ["a", "b", "payment.grace", "c"]),
}


class Told:
    """Understands what it is told to, nine times in ten as it thinks."""

    def understand(self, text: str) -> dict[str, Any]:
        name, topics = TOLD[text]
        topic = {"id": topics[0], "candidates": [{"id": each} for each in topics]} if topics else None
        ranking = [{"name": "nlu_fallback", "confidence": 0.6}, {"name": name, "confidence": 0.9}]
        return {"intent": {"name": name}, "intent_ranking": ranking, "topic": topic}


@pytest.fixture
def report() -> dict[str, Any]:
    return score(Told(), ROWS, {"#16": "cooling_off.days"})


def test_intents_are_counted_one_by_one_and_by_kind(report: dict[str, Any]) -> None:
    assert report["accuracy"] == pytest.approx(4 / 6)
    assert report["intents"]["surrender"] == {
        "precision": 1.0,
        "recall": 0.5,
        "f1": pytest.approx(2 / 3),
        "support": 2,
    }
    assert report["kinds"]["typo"] == {"rows": 1, "accuracy": 0.0}
    assert report["kinds"]["plain"] == {"rows": 5, "accuracy": 0.8}
    assert ["surrender", "out_of_scope", 1] in report["confusion"]


def test_being_unsure_is_not_finding_what_is_out_of_scope(report: dict[str, Any]) -> None:
    assert report["out_of_scope"] == {"recall": 0.5, "false_rate": 0.25}
    assert report["unsure_rate"] == pytest.approx(1 / 6)


def test_a_topic_counts_first_and_among_three(report: dict[str, Any]) -> None:
    assert report["faq"] == {"hit_1": 0.5, "hit_3": 1.0, "answered_right": 0.5}


def test_calibration_is_of_the_likeliest_intent_not_of_the_fallback(report: dict[str, Any]) -> None:
    # The unsure row has no intent beside the fallback: five are left, four of them right.
    assert report["calibration_error"] == pytest.approx(abs(4 / 5 - 0.9))


def test_the_calibration_error_weighs_bins_by_their_size() -> None:
    assert calibration_error([(0.75, True), (0.75, True), (0.75, True), (0.75, False)]) == 0
    assert calibration_error([(1.0, False), (0.05, False)]) == pytest.approx((1.0 + 0.05) / 2)
    assert calibration_error([]) == 0


def test_what_was_not_measured_is_not_nought() -> None:
    report = score(Told(), ROWS[:2])
    assert report["faq"] == {"hit_1": None, "hit_3": None, "answered_right": None}
    assert report["out_of_scope"] == {"recall": None, "false_rate": 0.5}


def test_latency_is_told_in_milliseconds(report: dict[str, Any]) -> None:
    assert 0 <= report["latency_ms"]["p50"] <= report["latency_ms"]["p95"] < 1000


@pytest.fixture
def pipeline(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    monkeypatch.chdir(project)
    with Pipeline.opened() as opened:
        yield opened


def test_a_pipeline_in_memory_understands_as_the_model_does(
    pipeline: Pipeline, project: Path, parser: Parser
) -> None:
    examples = read_examples(project)
    pipeline.prepare(examples)
    pipeline.train(examples)
    for text in ("我要退保", "犹豫期有几天", "今天天气怎么样", "13800138000"):
        theirs, ours = parser.understand(text), pipeline.understand(text)
        assert ours["intent"]["name"] == theirs["intent"]["name"]
        assert ours["intent"]["confidence"] == pytest.approx(theirs["intent"]["confidence"], abs=1e-3)
        assert ours["topic"] and ours["topic"]["id"] == theirs["topic"]["id"]


def test_every_example_is_judged_once_in_cross_validation(pipeline: Pipeline, project: Path) -> None:
    examples = read_examples(project)
    pipeline.prepare(examples)
    report = cross_validate(pipeline, examples)
    assert report["rows"] == len(examples)
    assert report["accuracy"] > 0.3  # chance, over five intents, is below


def test_the_learning_curve_goes_up_to_all_examples(pipeline: Pipeline, project: Path) -> None:
    examples = read_examples(project)
    pipeline.prepare(examples)
    rows = [
        {"text": "我要退保", "intent": "surrender"},
        {"text": "犹豫期有几天", "intent": "faq", "topic": "#16"},
    ]
    curve = learning_curve(pipeline, examples, rows, {"#16": "cooling_off.days"})
    assert [point["examples"] for point in curve] == sorted(point["examples"] for point in curve)
    assert curve[-1]["examples"] == len(examples)
    assert curve[-1]["accuracy"] == curve[-1]["faq_first"] == 1.0


def test_a_part_of_the_pipeline_can_be_left_out(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    with Pipeline.opened(change=lambda part: None if "thesaurus" in part["name"] else part) as opened:
        assert "MeaningFinder" not in [type(component).__name__ for component in opened.components]


def test_a_sample_holds_something_of_every_class_and_grows(project: Path) -> None:
    examples = read_examples(project)
    small, great = sample(examples, 0.1), sample(examples, 0.5)
    assert {class_of(example) for example in small} == {class_of(example) for example in examples}
    assert {id(example) for example in small} < {id(example) for example in great}
