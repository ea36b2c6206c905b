"""A small bot, trained once: four intents, two FAQ entries."""

from pathlib import Path
from shutil import copytree

import pytest
import yaml

from bot.nlu.parse import Parser
from bot.nlu.train import train

ROOT = Path(__file__).parents[2]
PROJECT = Path(__file__).parent / "project"


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixture project with our own pipeline and look-up tables."""
    root = tmp_path_factory.mktemp("nlu") / "project"
    copytree(PROJECT, root)
    copytree(ROOT / "data" / "lookup", root / "data" / "lookup")
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    del config["policies"]  # understanding only
    # Of two entries one is always near: that tells nothing here.
    config["pipeline"][-1]["faq_near"] = 1.01
    (root / "config.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def model(project: Path) -> Path:
    return train(project)


@pytest.fixture(scope="session")
def parser(model: Path) -> Parser:
    return Parser(model)
