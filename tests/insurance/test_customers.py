"""The desk's card is masked, every look is audited, and the audit chain shows any change."""

from datetime import date

import pytest

from insurance.bootstrap import Services
from insurance.domain.customers import plain_phone, show_address
from insurance.domain.errors import ReasonRequired, RecordNotFound
from insurance.store.unit_of_work import SqlStore
from tests.insurance.samples import a_customer, fill, id_number


@pytest.fixture(autouse=True)
async def records(store: SqlStore) -> None:
    await fill(store)


async def test_the_card_shows_everything_and_masks_the_person(services: Services) -> None:
    card = await services.customers.card("ann", "C1")
    assert (card.name, card.phone, card.address) == ("演***", "199****0001", "广东省深圳市南山区***")
    assert card.id_number == "990***************"
    assert [policy.policy_no for policy in card.policies] == ["POL-1"]
    assert [claim.claim_no for claim in card.claims] == ["CLM-1"]
    assert [due.due_on for due in card.dues] == [date(2026, 11, 1)]


async def test_a_look_at_the_card_is_audited(services: Services) -> None:
    await services.customers.card("ann", "C1")
    [entry] = await services.audit.entries("C1")
    assert (entry.who, entry.what, entry.whom) == ("ann", "customer.card", "C1")


async def test_a_field_is_revealed_for_a_reason_and_audited(services: Services) -> None:
    assert await services.customers.reveal("ann", "C1", "id_number", "核对证件") == id_number(1)
    [entry] = await services.audit.entries("C1")
    assert entry.data == {"field": "id_number", "reason": "核对证件"}
    with pytest.raises(ReasonRequired):
        await services.customers.reveal("ann", "C1", "phone", " ")
    with pytest.raises(RecordNotFound):
        await services.customers.reveal("ann", "C9", "phone", "回电")


async def test_an_unknown_customer_has_no_card(services: Services) -> None:
    with pytest.raises(RecordNotFound):
        await services.customers.card("ann", "C9")


def test_a_customer_never_prints_a_person() -> None:
    assert repr(a_customer()) == "Customer(C1)"


@pytest.mark.parametrize(
    "typed", ["19900000001", "+86 199-0000-0001", "8619900000001", "199 0000 0001", "１９９００００００01"]
)
def test_a_phone_is_one_number_in_every_spelling(typed: str) -> None:
    assert plain_phone(typed) == "19900000001"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("北京市朝阳区某路1号", "北京市朝阳区***"),
        ("内蒙古自治区呼和浩特市新城区2号", "内蒙古自治区呼和浩特市新城区***"),
        ("Some Street 5", "***"),
    ],
)
def test_an_address_is_shown_down_to_the_district(address: str, shown: str) -> None:
    assert show_address(address) == shown
