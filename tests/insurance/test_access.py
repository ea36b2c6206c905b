"""The one door: who may see which record."""

import ast
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import insurance
from insurance.bootstrap import Services
from insurance.domain.claims import ClaimStatus, Party
from insurance.domain.errors import IdentityRequired, RecordNotFound
from insurance.domain.identity import Identity, Level
from insurance.domain.products import Line
from insurance.services.access import customer_of
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from tests.insurance.samples import a_claim, a_policy, a_product, fill

ON = date(2026, 11, 16)


@pytest.fixture(autouse=True)
async def records(store: SqlStore) -> None:
    await fill(store)


def known(clock: FrozenClock, customer_no: str = "C1", level: Level = Level.VERIFIED) -> Identity:
    return Identity("talk", level, customer_no, clock.now() + timedelta(minutes=15))


GUARDED: dict[str, tuple[Level, Callable[[Services, Identity], Awaitable[Any]]]] = {
    "policies.list_for": (Level.BOUND, lambda services, who: services.policies.list_for(who)),
    "policies.get": (Level.VERIFIED, lambda services, who: services.policies.get(who, "POL-1")),
    "claims.list_for": (Level.BOUND, lambda services, who: services.claims.list_for(who)),
    "claims.get": (Level.BOUND, lambda services, who: services.claims.get(who, "CLM-1")),
    "renewals.due_for": (Level.BOUND, lambda services, who: services.renewals.due_for(who, ON)),
}


@pytest.mark.parametrize("name", GUARDED)
@pytest.mark.parametrize("level", Level)
async def test_every_read_asks_for_its_level(
    services: Services, clock: FrozenClock, name: str, level: Level
) -> None:
    needed, read = GUARDED[name]
    if level >= needed:
        assert await read(services, known(clock, level=level))
        return
    with pytest.raises(IdentityRequired) as refused:
        await read(services, known(clock, level=level))
    assert refused.value.data == {"level": int(needed)}


@pytest.mark.parametrize("name", GUARDED)
async def test_an_identity_past_its_end_opens_nothing(
    services: Services, clock: FrozenClock, name: str
) -> None:
    identity = known(clock)
    clock.advance(timedelta(minutes=15))
    with pytest.raises(IdentityRequired):
        await GUARDED[name][1](services, identity)


async def test_not_yours_and_not_there_are_the_same_answer(services: Services, clock: FrozenClock) -> None:
    answers = []
    for read in (services.policies.get, services.claims.get):
        for number in ("POL-2", "CLM-2", "NOTHING"):
            with pytest.raises(RecordNotFound) as refused:
                await read(known(clock), number)
            answers.append(str(refused.value))
    assert len(set(answers)) == 1


async def test_a_list_holds_only_the_customers_own(services: Services, clock: FrozenClock) -> None:
    identity = known(clock, "C2")
    assert [policy.policy_no for policy in await services.policies.list_for(identity)] == ["POL-2"]
    assert [claim.claim_no for claim in await services.claims.list_for(identity)] == ["CLM-2"]
    assert [due.policy_no for due in await services.renewals.due_for(identity, ON)] == ["POL-2"]


async def test_below_verified_numbers_are_masked_and_sums_unseen(
    services: Services, clock: FrozenClock
) -> None:
    bound = known(clock, level=Level.BOUND)
    [policy] = await services.policies.list_for(bound)
    [claim] = await services.claims.list_for(bound)
    [due] = await services.renewals.due_for(bound, ON)
    assert {policy.policy_no, claim.policy_no, due.policy_no} == {"***-1"}
    assert (policy.premium, policy.sum_insured, claim.amount_approved, due.amount) == (None,) * 4
    assert all(entry.note is None for entry in claim.timeline)


@pytest.mark.parametrize(
    ("insured", "line", "told"),
    [
        ("演示客户", Line.CRITICAL_ILLNESS, True),
        ("别的人", Line.CRITICAL_ILLNESS, False),
        ("别的人", Line.AUTO_COMMERCIAL, True),
    ],
)
async def test_who_pays_does_not_read_anothers_medical_notes(
    services: Services, store: SqlStore, clock: FrozenClock, insured: str, line: Line, told: bool
) -> None:
    claim = a_claim(line=line)
    claim.submit(at=clock.now(), by=Party.CLAIMANT, note="病理报告已收到")
    async with store.begin() as work:
        await work.products.put([a_product(line=line)])
        await work.policies.put([a_policy(insured_name=insured)])
        await work.claims.put([claim])
        await work.commit()

    one = await services.claims.get(known(clock), "CLM-1")
    [listed] = await services.claims.list_for(known(clock))

    for view in (one, listed):
        assert view.status is ClaimStatus.SUBMITTED
        assert ("病理报告已收到" in [entry.note for entry in view.timeline]) is told


def test_an_anonymous_identity_is_nobody() -> None:
    with pytest.raises(IdentityRequired):
        customer_of(Identity("talk", Level.ANONYMOUS, None, None), Level.ANONYMOUS)


def test_only_the_identity_service_and_its_store_make_an_identity() -> None:
    root = Path(insurance.__file__).parent
    makers = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Identity"
    }
    assert makers == {"services/identity.py", "store/identity.py"}
