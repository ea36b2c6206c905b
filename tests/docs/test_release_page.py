"""The page of releases shows the states as the table has them."""

from docs.print_release import diagram
from tests.docs.test_states import ROOT


def test_the_page_of_releases_has_the_states_of_the_table() -> None:
    assert diagram() in (ROOT / "docs" / "studio" / "release.md").read_text("utf-8")
