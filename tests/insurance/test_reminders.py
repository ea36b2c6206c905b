"""Reminders: the steps, what "off" stops and what it does not, and the proof of the choice."""

import asyncio
from datetime import date, timedelta

import pytest

from insurance.bootstrap import Services
from insurance.domain.errors import IdentityRequired
from insurance.domain.identity import Identity, Level
from insurance.domain.products import Line, TermType
from insurance.domain.reminders import (
    CADENCE,
    WORDING,
    Notice,
    Preference,
    ReminderCase,
    ReminderChannel,
    Step,
    case_of,
    may_send,
)
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from tests.insurance.samples import a_policy, a_product, fill

# Spelled out a second time on purpose: the days as they were agreed.
AGREED = {
    ReminderCase.INSTALMENT: [-30, -15, -7, -1, 0, 7, 30, 45, 55, 61],
    ReminderCase.RENEWAL: [-30, -15, -7, -1, 0],
    ReminderCase.AUTO: [-60, -30, -15, -7, -3, -1, 0],
}
# Before suspension, after it, and when cover has ended.
GO_ON = {ReminderCase.INSTALMENT: {55, 61}, ReminderCase.RENEWAL: {0}, ReminderCase.AUTO: {0}}


def known(clock: FrozenClock, customer_no: str = "C1", level: Level = Level.VERIFIED) -> Identity:
    return Identity("talk", level, customer_no, clock.now() + timedelta(minutes=15))


@pytest.mark.parametrize("case", ReminderCase)
def test_the_steps_are_those_agreed(case: ReminderCase) -> None:
    assert [step.day for step in CADENCE[case]] == AGREED[case]
    assert {step.case for step in CADENCE[case]} == {case}


def test_a_suspended_policy_is_recalled_every_half_year_and_auto_early_only_in_its_window() -> None:
    steps = [step for case in CADENCE.values() for step in case]
    assert [step.day for step in steps if step.repeat_days == 180] == [61]
    assert [step.day for step in steps if step.in_window] == [-60]


@pytest.mark.parametrize("step", [step for case in CADENCE.values() for step in case], ids=str)
def test_off_stops_advance_reminders_and_nothing_the_contract_has_to_tell(
    step: Step, clock: FrozenClock
) -> None:
    off = Preference("C1", ReminderChannel.SMS, False, clock.now(), "talk", WORDING.version)
    on = Preference("C1", ReminderChannel.SMS, True, clock.now(), "talk", WORDING.version)
    assert may_send(off, step) is (step.day in GO_ON[step.case])
    assert may_send(on, step) and may_send(None, step)
    assert (step.notice is Notice.CONTRACT) is (step.day in GO_ON[step.case])


def test_the_case_follows_what_is_due() -> None:
    on = date(2026, 10, 1)
    short = a_product(term_type=TermType.SHORT, grace_days=None, line=Line.MEDICAL)
    car = a_product(term_type=TermType.SHORT, grace_days=None, line=Line.AUTO_COMPULSORY)
    year = a_policy(effective_on=date(2025, 11, 1), expires_on=date(2026, 11, 1), next_due_on=None)
    assert case_of(a_policy(), a_product(), on) is ReminderCase.INSTALMENT
    assert case_of(year, short, on) is ReminderCase.RENEWAL
    assert case_of(year, car, on) is ReminderCase.AUTO
    assert case_of(a_policy(next_due_on=None), a_product(), on) is None


@pytest.mark.parametrize("level", Level)
async def test_a_choice_asks_for_its_level(
    services: Services, store: SqlStore, clock: FrozenClock, level: Level
) -> None:
    await fill(store)
    if level >= Level.BOUND:
        await services.reminders.set("talk", known(clock, level=level), False, "1")
        assert not (await services.reminders.state(known(clock))).on
    else:
        with pytest.raises(IdentityRequired):
            await services.reminders.set("talk", known(clock, level=level), False, "1")
    if level < Level.VERIFIED:
        with pytest.raises(IdentityRequired):
            await services.reminders.state(known(clock, level=level))


async def test_reminders_are_on_until_somebody_chooses(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await fill(store)
    state = await services.reminders.state(known(clock))
    assert state.on and state.changed_at is None and state.history == []


async def test_off_holds_on_every_channel_and_for_this_customer_alone(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await fill(store)
    choice = await services.reminders.set("talk", known(clock), False, "1")
    assert not choice.on and set(choice.channels) == set(ReminderChannel)
    state = await services.reminders.state(known(clock))
    assert not state.on and not any(state.channels.values())
    assert (await services.reminders.state(known(clock, "C2"))).on


async def test_one_channel_may_be_chosen_by_itself(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await fill(store)
    await services.reminders.set("talk", known(clock), False, "1")
    await services.reminders.set("talk", known(clock), True, "2", ReminderChannel.WECHAT)
    state = await services.reminders.state(known(clock))
    assert state.on
    assert [channel for channel, on in state.channels.items() if on] == [ReminderChannel.WECHAT]


async def test_the_history_proves_who_chose_what_when_where_and_on_which_wording(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await fill(store)
    first = clock.now()
    await services.reminders.set("talk", known(clock), False, "1", ReminderChannel.SMS)
    # At the same instant: the order of the choices counts, not the clock alone.
    await services.reminders.set("other", known(clock), True, "1", ReminderChannel.SMS)
    state = await services.reminders.state(known(clock))
    assert [(p.on, p.at, p.subject, p.wording, p.customer_no) for p in state.history] == [
        (False, first, "talk", WORDING.version, "C1"),
        (True, first, "other", WORDING.version, "C1"),
    ]
    assert state.on


async def test_the_same_key_is_one_choice_also_after_another(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await fill(store)
    first = await services.reminders.set("talk", known(clock), False, "1")
    clock.advance(timedelta(minutes=1))
    await services.reminders.set("talk", known(clock), True, "2")
    assert await services.reminders.set("talk", known(clock), False, "1") == first
    state = await services.reminders.state(known(clock))
    assert state.on and len(state.history) == 2 * len(ReminderChannel)


async def test_choices_at_once_are_all_kept_and_repeats_are_one(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await fill(store)
    await asyncio.gather(
        *(services.reminders.set("talk", known(clock), False, key) for key in ("1", "1", "2", "2", "3"))
    )
    state = await services.reminders.state(known(clock))
    assert len(state.history) == 3 * len(ReminderChannel) and not state.on
