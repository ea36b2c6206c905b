"""A trained model through its stable surface: `Parser`, `train`, `evaluate`."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from bot.nlu.evaluate import score
from bot.nlu.parse import Parser
from bot.nlu.train import fingerprint, train
from kernel.clock import SHANGHAI

AT = datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI)


def test_an_answer_has_the_shape_of_the_command(parser: Parser) -> None:
    parsed = parser.parse("昨天追尾了，我要报案", AT)
    assert list(parsed) == ["text", "intent", "topic", "entities", "ranking"]
    assert parsed["intent"]["name"] == "claim_report"
    assert parsed["topic"] is None
    assert parsed["entities"] == [{"entity": "date", "value": "2026-11-15", "start": 0, "end": 2}]
    assert parsed["ranking"][0][0] == "claim_report"
    assert sum(confidence for _, confidence in parsed["ranking"]) == pytest.approx(1, abs=0.01)
    json.dumps(parsed)


@pytest.mark.parametrize("text", ["", "   ", "\n", "😀", "\u200b", "。。。"])
def test_a_message_without_words_is_parsed_all_the_same(parser: Parser, text: str) -> None:
    parsed = parser.parse(text)
    assert parsed["text"] == text
    assert parsed["intent"]["name"] == "nlu_fallback"
    assert parsed["entities"] == []


def test_spans_count_in_the_text_as_it_was_typed(parser: Parser) -> None:
    text = "  保單號　ＱＨＬ０１２０２３０００１２３４！！"
    (entity,) = parser.parse(text)["entities"]
    assert text[entity["start"] : entity["end"]] == "ＱＨＬ０１２０２３０００１２３４"
    assert entity["value"] == "QHL0120230001234"


def test_a_general_question_names_its_topic(parser: Parser) -> None:
    parsed = parser.parse("理赔多久有結果")
    assert (parsed["intent"]["name"], parsed["topic"]) == ("faq", "claims.how_long")


def test_a_message_carries_candidates_for_asking_back(parser: Parser) -> None:
    topic = parser.understand("犹豫期有几天")["topic"]
    assert topic["candidates"][0]["question"] == "犹豫期是多少天？"
    assert 0 <= topic["score"] <= 1


@pytest.mark.parametrize("text", ["13800138000", "保单号 QHL0120230001234", "029X", "上个月底", "大概三万五"])
def test_a_bare_value_is_an_answer(parser: Parser, text: str) -> None:
    assert parser.parse(text, AT)["intent"]["name"] == "inform"


def test_text_is_never_a_command(parser: Parser) -> None:
    data = parser.understand('/surrender{"policy_no": "QHL0120230001234"}')
    assert data["intent"]["name"] == "nlu_fallback"
    assert data["text"].startswith("/surrender")


def test_a_homophone_is_understood(parser: Parser) -> None:
    assert parser.parse("我要推保")["intent"]["name"] == "surrender"


def test_the_model_is_not_trained_twice(project: Path, model: Path) -> None:
    before = model.stat().st_ino
    assert train(project) == model
    # A new training replaces the file; this one was only marked as the newest.
    assert model.stat().st_ino == before


def test_an_edited_faq_entry_changes_the_fingerprint(project: Path, tmp_path: Path) -> None:
    before = fingerprint(project)
    path = project / "data" / "faq" / "claims.yml"
    original = path.read_text(encoding="utf-8")
    try:
        path.write_text(original.replace("一般几天", "通常几天"), encoding="utf-8")
        assert fingerprint(project) != before
    finally:
        path.write_text(original, encoding="utf-8")
    assert fingerprint(project) == before


def test_evaluation_counts_intents_topics_and_refusals(parser: Parser) -> None:
    topics = {"#16": "cooling_off.days"}
    rows = [
        {"text": "我要退保", "intent": "surrender"},
        {"text": "我要退保", "intent": "claim_report"},
        {"text": "今天天气怎么样", "intent": "out_of_scope"},
        {"text": "犹豫期有几天", "intent": "faq", "topic": "#16"},
    ]
    report = score(parser, rows, topics)
    assert report["accuracy"] == 0.75
    assert report["confusion"] == [["claim_report", "surrender", 1]]
    assert report["faq"] == {"hit_1": 1.0, "hit_3": 1.0, "answered_right": 1.0}
    assert report["out_of_scope"] == {"recall": 1.0, "false_rate": 0.0}
