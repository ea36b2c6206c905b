"""Not collected: an 18-digit policy number said alone is taken for a mistyped id number.

`identifiers._looks_personal` asks for a century at the seventh digit and a month up to 12; month 00 passes, too. A known
customer who types the number the bot has just shown hears 「记下了。您想用它办什么？」.
"""

from collections.abc import Callable

from tests.acceptance.visitor import Visitor


def test_a_bare_number_of_digits_is_enough_once_the_customer_is_known(
    known: Callable[[str], Visitor],
) -> None:
    card = known("c-0001").says("860512202400012345").card("policy")
    assert card["policy_no"] == "860512202400012345"


def test_asking_how_the_claim_is_means_the_claim(visitor: Visitor) -> None:
    """「理赔怎么样了」 is answered with the FAQ entry on late payment."""
    assert visitor.says("理赔怎么样了").asked == "phone"
