"""The identity check: its limits, what it never tells, and repeats that do nothing twice."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from insurance.bootstrap import Services, bootstrap
from insurance.domain.identity import CodeSent, Counter, Identity, Level
from insurance.domain.terms import DEFAULT_TERMS, Terms
from insurance.services.identity import CodeExpired, CodeLimit, CodeTooSoon, IdentityLocked, WrongCode
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from tests.insurance.conftest import RememberingSms
from tests.insurance.samples import a_customer, a_policy, fill, id_number

PHONE = "19900000001"
LAST4 = id_number(1)[-4:]
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
async def records(store: SqlStore) -> None:
    await fill(store)


def wrong(code: str) -> str:
    return "000000" if code != "000000" else "111111"


async def test_the_right_code_verifies_the_customer(services: Services, sms: RememberingSms) -> None:
    sent = await services.identity.start("talk", PHONE, LAST4, "1")
    assert sent == CodeSent(resend_after_s=60, expires_in_s=300)
    assert [phone for phone, _ in sms.sent] == [PHONE]
    identity = await services.identity.verify("talk", sms.last_code, "2")
    assert (identity.level, identity.customer_no) == (Level.VERIFIED, "C1")
    assert await services.identity.of("talk") == identity


@pytest.mark.parametrize(
    "handle", [" 199 0000-0001", "+8619900000001", "１９９０００００００１", "pol-1", "POL-1 "]
)
async def test_phone_and_policy_number_are_read_as_people_write_them(
    services: Services, sms: RememberingSms, handle: str
) -> None:
    await services.identity.start("talk", handle, LAST4.lower(), "1")
    assert len(sms.sent) == 1


async def test_a_code_is_good_once(services: Services, sms: RememberingSms) -> None:
    await services.identity.start("talk", PHONE, LAST4, "1")
    await services.identity.verify("talk", sms.last_code, "2")
    with pytest.raises(CodeExpired):
        await services.identity.verify("talk", sms.last_code, "3")


async def test_a_code_belongs_to_its_conversation(services: Services, sms: RememberingSms) -> None:
    await services.identity.start("talk", PHONE, LAST4, "1")
    with pytest.raises(CodeExpired):
        await services.identity.verify("other", sms.last_code, "1")


async def test_a_code_lives_five_minutes(services: Services, sms: RememberingSms, clock: FrozenClock) -> None:
    await services.identity.start("talk", PHONE, LAST4, "1")
    clock.advance(5 * MINUTE)
    with pytest.raises(CodeExpired):
        await services.identity.verify("talk", sms.last_code, "2")


async def test_an_identity_ends_after_15_idle_minutes(
    services: Services, sms: RememberingSms, clock: FrozenClock
) -> None:
    await services.identity.start("talk", PHONE, LAST4, "1")
    await services.identity.verify("talk", sms.last_code, "2")
    for _ in range(3):
        clock.advance(14 * MINUTE)
        assert (await services.identity.of("talk")).level is Level.VERIFIED
    clock.advance(15 * MINUTE)
    assert await services.identity.of("talk") == Identity("talk", Level.ANONYMOUS, None, None)


async def test_forgetting_ends_the_identity(services: Services, sms: RememberingSms) -> None:
    await services.identity.start("talk", PHONE, LAST4, "1")
    await services.identity.verify("talk", sms.last_code, "2")
    await services.identity.forget("talk")
    assert (await services.identity.of("talk")).level is Level.ANONYMOUS
    # Not even a repeat of the step that had verified it brings it back.
    assert (await services.identity.verify("talk", sms.last_code, "2")).level is Level.ANONYMOUS


async def test_staff_finds_the_conversations_of_a_customer_until_they_are_erased(
    services: Services, sms: RememberingSms, clock: FrozenClock
) -> None:
    for number, talk in enumerate(("first", "second")):
        clock.advance(timedelta(minutes=2))
        await services.identity.start(talk, PHONE, LAST4, "1")
        assert await services.identity.conversations_of("C1", 10) == ["first"][:number]
        await services.identity.verify(talk, sms.last_code, "2")
    clock.advance(timedelta(days=30))
    await services.identity.sweep()
    assert (await services.identity.of("first")).level is Level.ANONYMOUS

    assert await services.identity.conversations_of("C1", 10) == ["second", "first"]
    assert await services.identity.conversations_of("C1", 1) == ["second"]
    assert await services.identity.conversations_of("C2", 10) == []
    await services.identity.erase("second")
    assert await services.identity.conversations_of("C1", 10) == ["first"]


async def outcomes(
    services: Services, clock: FrozenClock, sms: RememberingSms, handle: str, last4: str, talk: str
) -> list[str]:
    """Everything a customer could see of one stubborn attempt that never has the right code."""
    seen: list[str] = []

    async def step(what: str, key: str) -> None:
        try:
            match what:
                case "start":
                    seen.append(repr(await services.identity.start(talk, handle, last4, key)))
                case "resend":
                    seen.append(repr(await services.identity.resend(talk, key)))
                case _:
                    code = wrong(sms.last_code) if sms.sent else "123456"
                    seen.append(repr(await services.identity.verify(talk, code, key)))
        except (WrongCode, CodeExpired, CodeTooSoon, CodeLimit, IdentityLocked) as error:
            seen.append(str(error))

    await step("start", "1")
    await step("resend", "2")
    for number in range(7):
        await step("verify", f"3{number}")
    await step("start", "4")
    clock.advance(31 * MINUTE)
    for number in range(6):
        await step("start", f"5{number}")
        await step("verify", f"6{number}")
        clock.advance(2 * MINUTE)
    await step("resend", "7")
    return seen


@pytest.mark.parametrize(
    ("handle", "last4"),
    [
        ("19900009999", LAST4),  # no such phone
        (PHONE, "0000"),  # wrong last four
        ("NO-SUCH-1", LAST4),  # no such policy
        ("POL-2", LAST4),  # somebody else's policy
    ],
)
async def test_an_attempt_that_matches_nobody_looks_like_one_that_matches(
    services: Services, clock: FrozenClock, sms: RememberingSms, handle: str, last4: str
) -> None:
    began = clock.now()
    unmatched = await outcomes(services, clock, sms, handle, last4, "stranger")
    assert sms.sent == []
    clock.set(began + timedelta(days=2))
    matched = await outcomes(services, clock, sms, "POL-1", LAST4, "customer")
    assert sms.sent

    def without_days(seen: list[str]) -> list[str]:
        return [entry.replace("2026-11-18", "2026-11-16") for entry in seen]

    assert without_days(matched) == unmatched
    assert any("identity_locked" in entry for entry in unmatched)
    assert any("code_limit" in entry for entry in unmatched)


async def test_five_wrong_tries_lock_for_30_minutes(
    services: Services, sms: RememberingSms, clock: FrozenClock
) -> None:
    await services.identity.start("talk", PHONE, LAST4, "0")
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongCode) as refused:
            await services.identity.verify("talk", wrong(sms.last_code), str(left))
        assert refused.value.tries_left == left
    with pytest.raises(IdentityLocked) as locked:
        await services.identity.verify("talk", wrong(sms.last_code), "last")
    assert locked.value.wait_s == 1800
    with pytest.raises(IdentityLocked):
        await services.identity.verify("talk", sms.last_code, "right, but late")
    with pytest.raises(IdentityLocked):
        await services.identity.start("talk", PHONE, LAST4, "again")
    clock.advance(30 * MINUTE)
    await services.identity.start("talk", PHONE, LAST4, "later")
    assert (await services.identity.verify("talk", sms.last_code, "now")).level is Level.VERIFIED


async def lock(services: Services, sms: RememberingSms, talk: str, handle: str) -> None:
    await services.identity.start(talk, handle, LAST4, "s")
    for number in range(5):
        with pytest.raises((WrongCode, IdentityLocked)):
            await services.identity.verify(talk, wrong(sms.last_code), f"v{number}")


async def test_a_lock_follows_the_phone_into_another_conversation(
    services: Services, sms: RememberingSms
) -> None:
    await lock(services, sms, "talk", PHONE)
    with pytest.raises(IdentityLocked):
        await services.identity.start("other", PHONE, LAST4, "1")


async def test_a_lock_follows_the_customer_without_telling(services: Services, sms: RememberingSms) -> None:
    await lock(services, sms, "talk", PHONE)
    sent = len(sms.sent)
    await services.identity.start("other", "POL-1", LAST4, "1")
    assert len(sms.sent) == sent
    with pytest.raises(WrongCode):
        await services.identity.verify("other", sms.last_code, "2")


async def test_a_lock_does_not_reach_other_customers(services: Services, sms: RememberingSms) -> None:
    await lock(services, sms, "talk", PHONE)
    await services.identity.start("other", "19900000002", id_number(2)[-4:], "1")
    assert (await services.identity.verify("other", sms.last_code, "2")).customer_no == "C2"


async def test_a_new_code_takes_a_minute_and_replaces_the_old_one(
    services: Services, sms: RememberingSms, clock: FrozenClock
) -> None:
    await services.identity.start("talk", PHONE, LAST4, "1")
    old = sms.last_code
    clock.advance(timedelta(seconds=59))
    with pytest.raises(CodeTooSoon) as refused:
        await services.identity.resend("talk", "2")
    assert refused.value.wait_s == 1
    clock.advance(timedelta(seconds=1))
    await services.identity.resend("talk", "3")
    assert len(sms.sent) == 2
    if old != sms.last_code:
        with pytest.raises(WrongCode):
            await services.identity.verify("talk", old, "4")
    assert (await services.identity.verify("talk", sms.last_code, "5")).level is Level.VERIFIED


async def test_a_resend_needs_an_attempt(services: Services) -> None:
    with pytest.raises(CodeExpired):
        await services.identity.resend("talk", "1")


async def test_five_codes_a_day(services: Services, sms: RememberingSms, clock: FrozenClock) -> None:
    for number in range(5):
        await services.identity.start(f"talk{number}", PHONE, LAST4, "1")
        clock.advance(2 * MINUTE)
    with pytest.raises(CodeLimit):
        await services.identity.start("talk6", PHONE, LAST4, "1")
    assert len(sms.sent) == 5
    clock.advance(timedelta(days=1))
    await services.identity.start("talk7", PHONE, LAST4, "1")
    assert len(sms.sent) == 6


async def test_a_repeat_of_a_step_does_nothing_twice(
    services: Services, sms: RememberingSms, clock: FrozenClock
) -> None:
    first = await services.identity.start("talk", PHONE, LAST4, "1")
    clock.advance(2 * MINUTE)
    assert await services.identity.start("talk", PHONE, LAST4, "1") == first
    assert len(sms.sent) == 1
    for _ in range(9):
        with pytest.raises(WrongCode) as refused:
            await services.identity.verify("talk", wrong(sms.last_code), "2")
        assert refused.value.tries_left == 4
    await services.identity.verify("talk", sms.last_code, "3")
    assert (await services.identity.verify("talk", sms.last_code, "3")).customer_no == "C1"


async def test_the_last_four_choose_between_customers_who_share_a_phone(
    services: Services, store: SqlStore, sms: RememberingSms
) -> None:
    async with store.begin() as work:
        await work.customers.put([a_customer(2, phone=PHONE)])
        await work.commit()
    await services.identity.start("talk", PHONE, id_number(2)[-4:], "1")
    assert (await services.identity.verify("talk", sms.last_code, "2")).customer_no == "C2"


async def test_two_customers_with_phone_and_last_four_in_common_are_nobody(
    services: Services, store: SqlStore, sms: RememberingSms
) -> None:
    async with store.begin() as work:
        await work.customers.put([a_customer(2, phone=PHONE, id_number="X" + id_number(1)[1:])])
        await work.commit()
    await services.identity.start("talk", PHONE, LAST4, "1")
    assert sms.sent == []


async def test_two_requests_at_once_send_one_code(services: Services, sms: RememberingSms) -> None:
    results = await asyncio.gather(
        *(services.identity.start(f"talk{number}", PHONE, LAST4, "1") for number in range(4)),
        return_exceptions=True,
    )
    assert len(sms.sent) == 1
    assert sorted(type(result).__name__ for result in results) == ["CodeSent"] + ["CodeTooSoon"] * 3


async def test_tries_at_once_are_all_counted(services: Services, sms: RememberingSms) -> None:
    await services.identity.start("talk", PHONE, LAST4, "1")
    results = await asyncio.gather(
        *(services.identity.verify("talk", wrong(sms.last_code), f"{number}") for number in range(8)),
        return_exceptions=True,
    )
    kinds = sorted(type(result).__name__ for result in results)
    assert kinds == ["IdentityLocked"] * 4 + ["WrongCode"] * 4


async def test_a_failing_provider_tells_nothing(
    engine: AsyncEngine,
    keyring: Keyring,
    clock: FrozenClock,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Broken:
        async def send(self, phone: str, text: str, code: str | None = None, key: str | None = None) -> None:
            raise ConnectionError(phone)

    services = bootstrap(engine=engine, keyring=keyring, clock=clock, sms=Broken(), faq_folder=tmp_path)
    assert isinstance(await services.identity.start("talk", PHONE, LAST4, "1"), CodeSent)
    assert PHONE not in caplog.text


async def test_no_code_and_no_phone_lies_open_in_the_database(
    services: Services, engine: AsyncEngine, sms: RememberingSms
) -> None:
    await services.identity.start("talk", PHONE, LAST4, "1")
    async with engine.connect() as connection:
        for table in ("customers", "identity_challenges", "identity_counters", "identity_outcomes"):
            rows = str((await connection.exec_driver_sql(f"SELECT * FROM {table}")).all())
            assert sms.last_code not in rows
            assert PHONE not in rows
            assert LAST4 not in rows or table == "identity_outcomes"


async def test_rotated_keys_keep_limits_and_codes(
    engine: AsyncEngine, clock: FrozenClock, sms: RememberingSms, keyring: Keyring, tmp_path: Path
) -> None:
    def wired(keys: list[bytes]) -> Services:
        return bootstrap(engine=engine, keyring=Keyring(keys), clock=clock, sms=sms, faq_folder=tmp_path)

    await wired([b"k" * 32]).identity.start("talk", PHONE, LAST4, "1")
    rotated = wired([b"n" * 32, b"k" * 32])
    with pytest.raises(CodeTooSoon):
        await rotated.identity.start("other", PHONE, LAST4, "1")
    assert (await rotated.identity.verify("talk", sms.last_code, "2")).customer_no == "C1"


async def test_a_policy_of_an_unreachable_customer_matches_nobody(
    services: Services, store: SqlStore, sms: RememberingSms
) -> None:
    async with store.begin() as work:
        await work.customers.put([a_customer(3, phone=None)])
        await work.policies.put([a_policy(3)])
        await work.commit()
    assert isinstance(await services.identity.start("talk", "POL-3", id_number(3)[-4:], "1"), CodeSent)
    assert sms.sent == []


async def test_sweeping_keeps_what_still_counts(
    services: Services, sms: RememberingSms, clock: FrozenClock, engine: AsyncEngine
) -> None:
    await services.identity.start("old", PHONE, LAST4, "1")
    clock.advance(timedelta(days=3))
    await lock(services, sms, "talk", PHONE)
    await services.identity.sweep()
    async with engine.connect() as connection:
        left = (await connection.exec_driver_sql("SELECT DISTINCT subject FROM identity_outcomes")).all()
    assert [row[0] for row in left] == ["talk"]
    with pytest.raises(IdentityLocked):
        await services.identity.start("other", PHONE, LAST4, "1")


NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
STEPS = st.lists(
    st.tuples(st.sampled_from(["send", "fail", "succeed"]), st.integers(0, 4000)), min_size=1, max_size=60
)


@given(STEPS)
def test_no_way_of_trying_gets_round_the_limits(steps: list[tuple[str, int]]) -> None:
    terms: Terms = DEFAULT_TERMS
    counter, now = Counter("x"), NOON
    sent: list[datetime] = []
    failed: list[datetime] = []
    for what, wait in steps:
        now += timedelta(seconds=wait)
        if what == "send" and counter.may_send(now, terms):
            counter = counter.after_sending(now)
            sent.append(now)
        elif what == "fail" and counter.lock_at(now) is None:
            counter = counter.after_failing(now, terms)
            failed.append(now)
        elif what == "succeed" and counter.lock_at(now) is None:
            counter = counter.after_success()
            failed.clear()
    shanghai_days = [(at + timedelta(hours=8)).date() for at in sent]
    assert all(shanghai_days.count(day) <= terms.codes_a_day for day in shanghai_days)
    assert all(after - before >= terms.code_pause for before, after in pairwise(sent))
    # Within any half hour without a success there are never more than five wrong tries.
    for at in failed:
        window = [other for other in failed if at <= other < at + terms.code_lock]
        assert len(window) <= terms.code_tries
