"""Numbers said alone: of policies as much as of people."""

from collections.abc import Callable

from tests.acceptance.visitor import Visitor


def test_a_bare_number_of_digits_is_enough_once_the_customer_is_known(
    known: Callable[[str], Visitor],
) -> None:
    card = known("c-0001").says("860512202400012345").card("policy")
    assert card["policy_no"] == "860512202400012345"
