"""The demo data: complete, fictional, repeatable, never old."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

from insurance.bootstrap import Services
from insurance.demo.service import DEMO_CUSTOMERS
from insurance.domain import id_numbers
from insurance.domain.claims import NEXT_STEPS, TRANSITIONS, ClaimStatus, EventKind
from insurance.domain.identity import Identity, Level
from insurance.domain.renewals import DueState
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock, today


def known(clock: FrozenClock, number: int) -> Identity:
    customer_no = DEMO_CUSTOMERS[number].customer.customer_no
    return Identity("talk", Level.VERIFIED, customer_no, clock.now() + timedelta(minutes=15))


async def test_the_demo_is_big_enough_and_a_second_load_changes_nothing(services: Services) -> None:
    first = await services.demo.load()
    assert first.changed
    assert (first.customers >= 300, first.policies >= 500, first.claims >= 150) == (True, True, True)
    again = await services.demo.load()
    assert not again.changed


async def test_the_three_known_customers_have_their_stories(services: Services, clock: FrozenClock) -> None:
    await services.demo.load()
    wang, chen, lin = (known(clock, number) for number in range(3))
    dues = await services.renewals.due_for(wang, today(clock))
    assert dues[0].state is DueState.IN_GRACE
    assert [claim.status for claim in await services.claims.list_for(wang)] == [ClaimStatus.PAID]
    [claim] = await services.claims.list_for(chen)
    assert claim.status is ClaimStatus.DOCS_PENDING
    assert claim.missing_documents
    [due] = await services.renewals.due_for(lin, today(clock))
    assert (due.renewal_type, (due.due_on - today(clock)).days) == ("renewal", 12)


async def test_the_demo_does_not_age(services: Services, clock: FrozenClock) -> None:
    await services.demo.load()
    clock.advance(timedelta(days=200))
    assert (await services.demo.load()).changed
    assert (await services.renewals.due_for(known(clock, 0), today(clock)))[0].state is DueState.IN_GRACE
    [due] = await services.renewals.due_for(known(clock, 2), today(clock))
    assert (due.due_on - today(clock)).days == 12


async def test_what_a_visitor_did_to_a_demo_claim_ends_with_the_day(
    services: Services, clock: FrozenClock
) -> None:
    await services.demo.load()
    for _ in range(2):
        handed = await services.claims.hand_in(
            "talk", known(clock, 1), "LP0000000002", [("行驶证", "file")], "1"
        )
        assert handed.missing == ("维修清单", "发票")
        clock.advance(timedelta(days=1))
        await services.demo.load()
        [claim] = await services.claims.list_for(known(clock, 1))
        assert claim.missing_documents == ["行驶证", "维修清单和发票"]


async def test_the_demos_claims_are_plausible(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await services.demo.load()
    async with store.read() as work:
        claims = [
            claim
            for customer_no in sorted(await work.customers.keys())
            for claim in await work.claims.of_customer(customer_no)
        ]
        policies = {claim.policy_no: await work.policies.get(claim.policy_no) for claim in claims}
    states = Counter(claim.status for claim in claims)
    assert set(states) == set(ClaimStatus) == set(NEXT_STEPS)
    for claim in claims:
        steps = [event for event in claim.events if event.kind is EventKind.STATUS]
        for before, after in pairwise(steps):
            assert after.status in TRANSITIONS[before.status]
            assert before.at <= after.at
        assert steps[-1].at <= clock.now()
        policy = policies[claim.policy_no]
        assert policy is not None and policy.effective_on <= claim.date_of_loss
        assert policy.expires_on is None or claim.date_of_loss < policy.expires_on


async def test_the_demos_people_cannot_exist(services: Services, store: SqlStore, clock: FrozenClock) -> None:
    await services.demo.load()
    async with store.read() as work:
        customers = [await work.customers.get(number) for number in await work.customers.keys()]
    for customer in customers:
        assert customer is not None and customer.phone is not None
        assert customer.id_number.startswith("99")
        assert id_numbers.is_valid(customer.id_number, today(clock))
        assert customer.phone.startswith("1990000")
    assert len({customer.phone for customer in customers if customer}) < len(customers)
