"""The page of states is what the tables say."""

from pathlib import Path

from docs.print_states import page

ROOT = Path(__file__).parents[2]


def test_the_page_of_states_is_what_the_tables_say() -> None:
    assert (ROOT / "docs" / "states.md").read_text("utf-8") == page()
