"""Everything a customer may read keeps the reply style and the conduct rules."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.turn import SPOKEN
from bot.conversations import wording
from insurance.domain.conduct import breaches
from insurance.domain.journey import INTENT_STAGES
from insurance.services.faq import load

ROOT = Path(__file__).parents[2]
DOMAIN: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text())
SMALL_TALK = {
    "greet",
    "goodbye",
    "thanks",
    "affirm",
    "deny",
    "cancel",
    "inform",
    "bot_challenge",
    "out_of_scope",
    "nlu_fallback",
    "otp_missing",
    "restart_identity",
}
BUTTONS = 3
LONGEST = 160


def _said() -> Iterator[tuple[str, str]]:
    for name, variants in DOMAIN["responses"].items():
        for variant in variants:
            yield name, variant["text"]
            for button in variant.get("buttons", ()):
                yield name, button["title"]
    for name, text in vars(wording).items():
        if name.isupper() and not text.startswith("/"):
            yield name, text
    for entry in load(ROOT / "data" / "faq"):
        yield entry.id, entry.answer
        if entry.details:
            yield f"{entry.id} details", entry.details


SAID = list(_said())


def test_there_is_something_to_check() -> None:
    assert len(SAID) > 200


@pytest.mark.parametrize("mark", ["！", "!", "亲，", "敬请", "尊敬的"])
def test_no_shouting_and_no_officialese(mark: str) -> None:
    assert not [name for name, text in SAID if mark in text]


def test_the_conduct_guard_finds_nothing() -> None:
    hits = [(name, breach.guard.id, text) for name, text in SAID for breach in breaches(text)]
    assert not hits


def test_responses_are_short_and_offer_at_most_three_buttons() -> None:
    for name, variants in DOMAIN["responses"].items():
        for variant in variants:
            assert len(variant["text"]) <= LONGEST, name
            assert len(variant.get("buttons", ())) <= BUTTONS, name


def test_every_spoken_error_has_a_response() -> None:
    assert {f"utter_error_{code}" for code in SPOKEN} | {"utter_error_insurance_error"} <= set(
        DOMAIN["responses"]
    )


def test_every_wish_has_a_stage() -> None:
    assert set(DOMAIN["intents"]) - SMALL_TALK == set(INTENT_STAGES)


@pytest.mark.parametrize(
    ("text", "guard"),
    [
        ("这款产品保本，稳赚不赔", "yield"),
        ("这种情况一定能赔", "claim_sure"),
        ("两年后都赔", "disclose"),
        ("您不用如实告知", "disclose"),
        ("先别投诉", "complaint"),
        ("系统判定不予赔付", "auto_deny"),
        ("不但保证收益，还送保费", "rebate"),
    ],
)
def test_the_guard_catches_what_it_is_for(text: str, guard: str) -> None:
    assert guard in {breach.guard.id for breach in breaches(text)}


@pytest.mark.parametrize("text", ["红利不保证，没有保证收益", "谨防有人说包赔", "分红水平不确定"])
def test_a_warning_is_not_a_promise(text: str) -> None:
    assert not breaches(text)
