"""A channel's conversation stays bound to the customer a check has proven, and shows no more than its level."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from insurance.bootstrap import Services
from insurance.domain.errors import IdentityRequired, RecordNotFound
from insurance.domain.identity import Identity, Level
from insurance.domain.servicing import ServicingKind
from insurance.services.identity import WrongCode
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock, today
from tests.insurance.conftest import RememberingSms
from tests.insurance.samples import fill, id_number

TALK = "talk"
IDLE = timedelta(minutes=15)
PHONES = {serial: f"1990000{serial:04d}" for serial in (1, 2)}


@pytest.fixture(autouse=True)
async def records(store: SqlStore) -> None:
    await fill(store)


async def verify(
    services: Services, sms: RememberingSms, serial: int = 1, *, key: str = "1", binds: bool = True
) -> Identity:
    await services.identity.start(TALK, PHONES[serial], id_number(serial)[-4:], f"start {key}")
    return await services.identity.verify(TALK, sms.last_code, key, binds=binds)


async def trail(services: Services) -> list[tuple[str, str | None, str | None]]:
    entries = await services.audit.entries()
    return [(entry.what, entry.whom, entry.data.get("reason")) for entry in entries]


async def test_after_the_check_a_bound_conversation_stays_known(
    services: Services, sms: RememberingSms, clock: FrozenClock
) -> None:
    assert (await verify(services, sms)).level is Level.VERIFIED
    clock.advance(IDLE)
    identity = await services.identity.of(TALK)
    assert (identity.level, identity.customer_no) == (Level.BOUND, "C1")
    clock.advance(timedelta(days=30))
    assert (await services.identity.of(TALK)).level is Level.BOUND
    assert await trail(services) == [("identity.bind", "C1", None)]


async def test_without_being_told_the_check_binds_nothing(
    services: Services, sms: RememberingSms, clock: FrozenClock
) -> None:
    await verify(services, sms, binds=False)
    clock.advance(IDLE)
    assert (await services.identity.of(TALK)).level is Level.ANONYMOUS
    assert await services.identity.binding(TALK) is None


async def test_a_failed_check_binds_nothing(services: Services, sms: RememberingSms) -> None:
    await services.identity.start(TALK, PHONES[1], id_number(1)[-4:], "start")
    wrong = "000000" if sms.last_code != "000000" else "111111"
    with pytest.raises(WrongCode):
        await services.identity.verify(TALK, wrong, "1", binds=True)
    assert (await services.identity.of(TALK)).level is Level.ANONYMOUS


async def test_a_binding_is_its_conversations_alone(services: Services, sms: RememberingSms) -> None:
    await verify(services, sms)
    assert (await services.identity.of("other")).level is Level.ANONYMOUS


async def test_a_repeat_of_the_check_binds_once(services: Services, sms: RememberingSms) -> None:
    await verify(services, sms)
    await services.identity.verify(TALK, "any", "1", binds=True)
    assert await trail(services) == [("identity.bind", "C1", None)]


async def test_a_binding_remembers_the_check_it_began_with(
    services: Services, sms: RememberingSms, clock: FrozenClock
) -> None:
    await verify(services, sms, key="first")
    clock.advance(timedelta(minutes=2))
    await verify(services, sms, key="second")
    binding = await services.identity.binding(TALK)
    assert binding is not None and binding.key == "first"


async def test_another_customers_check_replaces_the_binding(
    services: Services, sms: RememberingSms, clock: FrozenClock
) -> None:
    await verify(services, sms, 1)
    clock.advance(timedelta(minutes=2))
    await verify(services, sms, 2, key="2")
    clock.advance(IDLE)
    assert (await services.identity.of(TALK)).customer_no == "C2"
    assert await trail(services) == [
        ("identity.bind", "C1", None),
        ("identity.unbind", "C1", "replaced"),
        ("identity.bind", "C2", None),
    ]
    assert (await services.audit.verify()).broken_at is None


async def test_unbinding_ends_it_at_once_also_while_verified(services: Services, sms: RememberingSms) -> None:
    await verify(services, sms)
    assert await services.identity.unbind(TALK)
    assert (await services.identity.of(TALK)).level is Level.ANONYMOUS
    assert not await services.identity.unbind(TALK)
    assert (await trail(services))[1:] == [("identity.unbind", "C1", "asked")]
    # Nor does a repeat of the step that had bound it bring it back.
    assert (await services.identity.verify(TALK, "any", "1", binds=True)).level is Level.ANONYMOUS


async def test_a_log_out_leaves_the_binding(services: Services, sms: RememberingSms) -> None:
    await verify(services, sms)
    await services.identity.forget(TALK)
    assert (await services.identity.of(TALK)).level is Level.BOUND


async def test_a_binding_ends_after_180_days_without_use(
    services: Services, sms: RememberingSms, clock: FrozenClock
) -> None:
    await verify(services, sms)
    for _ in range(3):
        clock.advance(timedelta(days=179))
        assert (await services.identity.of(TALK)).level is Level.BOUND
    clock.advance(timedelta(days=180))
    assert await services.identity.binding(TALK) is None
    assert (await services.identity.of(TALK)).level is Level.ANONYMOUS
    assert (await trail(services))[1:] == [("identity.unbind", "C1", "unused")]


async def test_unused_bindings_are_swept(services: Services, sms: RememberingSms, clock: FrozenClock) -> None:
    await verify(services, sms)
    clock.advance(timedelta(days=179))
    await services.identity.sweep()
    assert await services.identity.binding(TALK) is not None
    clock.advance(timedelta(days=2))
    await services.identity.sweep()
    assert (await trail(services))[1:] == [("identity.unbind", "C1", "unused")]


async def test_erasure_leaves_nothing_but_the_trail(services: Services, sms: RememberingSms) -> None:
    await verify(services, sms)
    await services.identity.erase(TALK)
    assert (await services.identity.of(TALK)).level is Level.ANONYMOUS
    assert await services.identity.binding(TALK) is None
    assert (await trail(services))[1:] == [("identity.unbind", "C1", "erased")]


async def test_asked_at_once_the_binding_is_used_and_ends_once(
    services: Services, sms: RememberingSms, clock: FrozenClock
) -> None:
    await verify(services, sms)
    clock.advance(timedelta(days=200))
    seen = await asyncio.gather(*(services.identity.of(TALK) for _ in range(5)))
    assert {identity.level for identity in seen} == {Level.ANONYMOUS}
    assert len(await trail(services)) == 2


# --- what a bound conversation opens: own policies masked, the day something is due, how far a claim is


async def bound(services: Services, sms: RememberingSms, clock: FrozenClock) -> Identity:
    await verify(services, sms)
    clock.advance(IDLE)
    return await services.identity.of(TALK)


async def test_a_bound_conversation_lists_policies_dues_and_claims_without_sums(
    services: Services, sms: RememberingSms, clock: FrozenClock
) -> None:
    who = await bound(services, sms, clock)
    [policy] = await services.policies.list_for(who)
    [due] = await services.renewals.due_for(who, today(clock))
    [claim] = await services.claims.list_for(who)
    assert {policy.policy_no, due.policy_no, claim.policy_no} == {"***-1"}
    assert (policy.sum_insured, policy.premium, due.amount) == (None, None, None)
    assert (claim.amount_claimed, claim.amount_approved) == (None, None)
    assert [entry.note for entry in claim.timeline] == [None] * len(claim.timeline)


BEYOND: dict[str, Callable[[Services, Identity], Awaitable[Any]]] = {
    "one policy in full": lambda s, who: s.policies.get(who, "POL-1"),
    "the payment link": lambda s, who: s.payments.link(who, "POL-1"),
    "when auto cover may be renewed": lambda s, who: s.payments.window(who, "POL-1"),
    "servicing requests": lambda s, who: s.servicing.list_for(who),
    "a new request": lambda s, who: s.servicing.open(TALK, who, ServicingKind.REISSUE, "POL-1", {}, "k"),
    "taking one back": lambda s, who: s.servicing.withdraw(who, "BQ1", "k"),
    "a change of contact": lambda s, who: s.servicing.change_contact(TALK, who, "email", "a@b.cn", "k"),
    "the policy by mail": lambda s, who: s.servicing.send_policy(TALK, who, "POL-1", "k"),
    "the invoice": lambda s, who: s.servicing.send_invoice(TALK, who, "POL-1", "k"),
    "what surrender means": lambda s, who: s.servicing.surrender_facts(who, "POL-1"),
    "agreeing to a result": lambda s, who: s.claims.agree(who, "CLM-1", "k"),
    "disputing it": lambda s, who: s.claims.dispute(who, "CLM-1", "算少了", "k"),
    "taking a claim back": lambda s, who: s.claims.withdraw(who, "CLM-1", "k"),
    "how reminders stand": lambda s, who: s.reminders.state(who),
}


@pytest.mark.parametrize("what", BEYOND)
async def test_what_is_more_asks_for_the_check(
    services: Services, sms: RememberingSms, clock: FrozenClock, what: str
) -> None:
    who = await bound(services, sms, clock)
    with pytest.raises(IdentityRequired) as refused:
        await BEYOND[what](services, who)
    assert refused.value.data == {"level": int(Level.VERIFIED)}


async def test_complaints_lodged_elsewhere_are_not_shown(
    services: Services, sms: RememberingSms, clock: FrozenClock
) -> None:
    verified = await verify(services, sms)
    said = {"category": "理赔", "target": None, "detail": "拖了很久", "demand": "尽快处理", "contact": None}
    lodged = await services.complaints.lodge("elsewhere", verified, key="k", **said)
    assert [each.receipt_no for each in await services.complaints.list_for(TALK, verified)] == [
        lodged.receipt_no
    ]
    clock.advance(IDLE)
    who = await services.identity.of(TALK)
    assert await services.complaints.list_for(TALK, who) == []
    with pytest.raises(RecordNotFound):
        await services.complaints.get(TALK, who, lodged.receipt_no)
