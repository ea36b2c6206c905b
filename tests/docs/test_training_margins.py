"""The page on training prints the margins as they are."""

from pathlib import Path

from bot.studio.training.margins import table
from bot.studio.training.order import STAGES

PAGE = (Path(__file__).parents[2] / "docs" / "studio" / "training.md").read_text("utf-8")


def test_the_margins_on_the_page_are_those_of_the_gate() -> None:
    assert table() in PAGE


def test_the_stages_on_the_page_are_those_of_a_job() -> None:
    rows = [line.split("`")[1] for line in PAGE.splitlines() if line.startswith("| `")]
    assert rows == list(STAGES)
