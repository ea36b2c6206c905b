"""The page on understanding names the defaults the components have."""

import importlib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PIPELINE = [item["name"] for item in yaml.safe_load((ROOT / "config.yml").read_text("utf-8"))["pipeline"]]
ROWS = {
    line.split("`")[1]: line
    for line in (ROOT / "docs" / "nlu.md").read_text("utf-8").splitlines()
    if line.startswith("| `")
}
NOT_OF_OURS = {"intent_tokenization_flag", "intent_split_symbol"}  # Rasa's, for cutting intents


@pytest.mark.parametrize("name", PIPELINE)
def test_the_page_names_every_component_with_its_defaults(name: str) -> None:
    module, _, component = name.rpartition(".")
    defaults = getattr(importlib.import_module(module), component).get_default_config()
    wanted = [f"`{key}: {value}`" for key, value in defaults.items() if key not in NOT_OF_OURS]
    assert [each for each in wanted if each not in ROWS[component]] == []
