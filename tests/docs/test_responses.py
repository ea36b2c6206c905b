"""What actions say stands in the domain, and what stands in the domain is said by somebody."""

import re
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
RESPONSES = set(YAML(typ="safe", pure=True).load((ROOT / "domain.yml").read_text("utf-8"))["responses"])
_NAME = re.compile(r"\butter_[a-z0-9_]+")
# A question's words are `utter_ask_` and its slot.
_SLOT = re.compile(r"slot(?:=|: str = )\"([a-z_0-9]+)\"")


def _read(folder: str, pattern: str) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted((ROOT / folder).rglob(pattern)))


CODE = _read("actions", "*.py")
SAID = set(_NAME.findall(CODE + _read("data/rules", "*.yml")))


def test_every_response_that_is_said_exists() -> None:
    assert SAID - {"utter_ask_", "utter_error_", "utter_message", "utter_action"} <= RESPONSES


def test_every_response_is_said() -> None:
    built = ("utter_error_", "utter_ask_identity_form_", "utter_ask_complaint_form_")
    asked = {f"utter_ask_{slot}" for slot in _SLOT.findall(CODE)}
    assert {name for name in RESPONSES if not name.startswith(built)} <= SAID | asked
