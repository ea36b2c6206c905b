"""Not collected: policy numbers of mixed case cannot be typed in another case, nor stand in for the phone.

`SqlPolicies.get` knows a number as written, in capitals and in small letters; the identity check and the entity carry
it in capitals. To be done with an index over the folded number (a migration), the same for claims.
"""

from tests.acceptance.records import GUESTS
from tests.acceptance.visitor import Visitor


def test_a_number_of_mixed_case_serves_in_place_of_the_phone(visitor: Visitor) -> None:
    guest = next(guest for guest in GUESTS if guest.policy_no == "Mixed-Case-01")
    visitor.says("查一下我的保单").verifies(guest, handle=guest.policy_no)
    assert visitor.card("policy")["policy_no"] == guest.policy_no
