"""Which rules a turn went by, told from the files and from what happened."""

from pathlib import Path

import pytest

from bot.nlu.environment import importing_rasa

with importing_rasa():
    from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered

from bot.laboratory.rules import rules_in, rules_of

RULES = """
rules:
- rule: 问好
  condition: [{active_loop: null}]
  steps: [{intent: greet}, {action: action_greet}]
- rule: 填表时问好
  condition: [{active_loop: form}]
  steps: [{intent: greet}, {action: action_greet}, {action: form}, {active_loop: form}]
- rule: 又问好
  condition: [{active_loop: null}, {slot_was_set: [{met: true}]}]
  steps: [{intent: greet}, {action: action_greet}]
- rule: 填完了
  condition: [{active_loop: form}]
  steps: [{action: form}, {active_loop: null}, {action: action_done}]
"""


def said(intent: str) -> Event:
    return UserUttered("…", intent={"name": intent, "confidence": 1.0})


def done(*actions: str) -> list[Event]:
    return [ActionExecuted(action) for action in actions]


GREETED = [said("greet"), *done("action_extract_slots", "action_greet", "action_listen")]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "data" / "rules").mkdir(parents=True)
    (tmp_path / "data" / "rules" / "a.yml").write_text(RULES, "utf-8")
    return tmp_path


def test_a_rule_without_a_form_is_named(project: Path) -> None:
    assert rules_of(rules_in(project), GREETED, None, {}) == ["问好"]


def test_a_rule_that_asks_more_of_the_state_goes_first(project: Path) -> None:
    assert rules_of(rules_in(project), GREETED, None, {"met": True}) == ["又问好"]


def test_what_the_message_itself_says_counts(project: Path) -> None:
    news = [said("greet"), SlotSet("met", True), *done("action_greet")]
    assert rules_of(rules_in(project), news, None, {}) == ["又问好"]


def test_a_rule_within_a_form_needs_the_form(project: Path) -> None:
    news = [said("greet"), *done("action_greet", "form")]
    assert rules_of(rules_in(project), news, "form", {}) == ["填表时问好"]


def test_a_rule_that_begins_with_an_action_is_found_where_the_turn_comes_to_it(project: Path) -> None:
    news = [said("inform"), *done("form"), ActiveLoop(None), *done("action_done")]
    assert rules_of(rules_in(project), news, "form", {}) == ["填完了"]


def test_a_turn_that_went_otherwise_names_none(project: Path) -> None:
    assert rules_of(rules_in(project), [said("greet"), *done("action_fallback")], None, {}) == []


def test_a_file_that_is_no_yaml_names_none(project: Path) -> None:
    (project / "data" / "rules" / "a.yml").write_text("rules: [", "utf-8")
    assert rules_in(project) == []
