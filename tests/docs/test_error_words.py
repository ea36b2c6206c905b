"""Every error a customer may hear has its words in the domain."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from actions.turn import SPOKEN, SPOKEN_REASONS
from insurance.domain import errors

ROOT = Path(__file__).parents[2]
RESPONSES = YAML(typ="safe", pure=True).load((ROOT / "domain.yml").read_text("utf-8"))["responses"]


@pytest.mark.parametrize("code", sorted(SPOKEN | SPOKEN_REASONS | {errors.InsuranceError.code}))
def test_an_error_that_is_spoken_has_its_response(code: str) -> None:
    assert RESPONSES[f"utter_error_{code}"][0]["text"]


def test_no_response_waits_for_an_error_that_does_not_exist() -> None:
    codes = {each.code for each in vars(errors).values() if isinstance(each, type) and hasattr(each, "code")}
    worded = {name.removeprefix("utter_error_") for name in RESPONSES if name.startswith("utter_error_")}
    assert worded <= codes | SPOKEN_REASONS
    assert codes >= SPOKEN
