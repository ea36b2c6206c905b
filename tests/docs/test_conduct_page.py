"""The page on conduct names every guard, and what cures it."""

from pathlib import Path

from insurance.domain.conduct import GUARDS
from insurance.domain.manners import FOR_PEOPLE, MANNERS

PAGE = (Path(__file__).parents[2] / "docs" / "conduct.md").read_text("utf-8")
ROWS = {line.split("`")[1]: line for line in PAGE.splitlines() if line.startswith("| `")}


def test_the_page_names_every_guard_and_no_other() -> None:
    assert list(ROWS) == list(dict.fromkeys(guard.id for guard in FOR_PEOPLE))


def test_the_page_says_what_a_negation_cures() -> None:
    for guard in FOR_PEOPLE:
        assert ROWS[guard.id].rstrip(" |").endswith("cures it" if guard.curable else "does not")


def test_the_page_says_what_only_warns() -> None:
    for guard in MANNERS:
        assert f"| {guard.severity}s |".replace("blocks", "stops") in ROWS[guard.id]
    assert all(guard.severity == "block" for guard in GUARDS)
