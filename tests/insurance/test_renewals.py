"""What is due: instalments with their grace period, renewals with their end of cover."""

from datetime import date, timedelta
from typing import Any

import pytest

from insurance.domain.identity import Level
from insurance.domain.policies import PayMode, Policy, PolicyStatus
from insurance.domain.products import TermType
from insurance.domain.renewals import Consequence, DueState, Instalment, Renewal, due_of
from insurance.domain.working_days import add_working_days
from insurance.services.renewals import due_view
from tests.insurance.samples import a_policy, a_product

DUE = date(2026, 11, 1)
SHORT = a_product(term_type=TermType.SHORT, grace_days=None)


def short(**changes: Any) -> Policy:
    facts = {"effective_on": date(2025, 11, 20), "expires_on": date(2026, 11, 20), "next_due_on": None}
    return a_policy(**(facts | changes))


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2026, 10, 31), DueState.UPCOMING),
        (date(2026, 11, 1), DueState.DUE),
        (date(2026, 11, 2), DueState.IN_GRACE),
        (date(2026, 12, 31), DueState.IN_GRACE),  # the 60th day after the due day
        (date(2027, 1, 1), DueState.SUSPENDED),
    ],
)
def test_grace_runs_60_days_from_the_day_after_the_due_day(on: date, state: DueState) -> None:
    due = due_of(a_policy(), a_product(), on)
    assert isinstance(due, Instalment)
    assert due.grace_until == date(2026, 12, 31)
    assert due.state(on) is state


def test_a_policy_the_core_system_suspended_is_suspended() -> None:
    due = due_of(a_policy(status=PolicyStatus.SUSPENDED), a_product(), DUE)
    assert due is not None and due.state(DUE) is DueState.SUSPENDED


def test_a_suspended_policy_has_two_years_for_reinstatement() -> None:
    due = due_view(a_policy(), a_product(), date(2027, 1, 5), Level.VERIFIED)
    assert due is not None
    assert due.consequence is Consequence.NO_COVER_REINSTATEMENT
    assert due.reinstatement_until == date(2029, 1, 1)


def test_a_renewal_is_due_at_the_end_of_cover() -> None:
    due = due_of(short(), SHORT, date(2026, 11, 19))
    assert due == Renewal("POL-1", date(2026, 11, 20), a_policy().premium)
    assert due.state(date(2026, 11, 19)) is DueState.UPCOMING
    assert due.state(date(2026, 11, 20)) is DueState.EXPIRED


def test_a_long_expired_policy_is_not_mentioned() -> None:
    assert due_of(short(), SHORT, date(2026, 11, 20) + timedelta(days=91)) is None


def test_a_monthly_short_policy_has_instalments_until_its_last_month() -> None:
    monthly = short(pay_mode=PayMode.MONTHLY, next_due_on=date(2026, 10, 20))
    assert isinstance(due_of(monthly, SHORT, date(2026, 10, 1)), Instalment)
    last = short(pay_mode=PayMode.MONTHLY, next_due_on=date(2026, 11, 20))
    assert isinstance(due_of(last, SHORT, date(2026, 10, 21)), Renewal)


@pytest.mark.parametrize("status", [PolicyStatus.SURRENDERED, PolicyStatus.TERMINATED])
def test_nothing_is_due_for_an_ended_policy(status: PolicyStatus) -> None:
    assert due_of(a_policy(status=status), a_product(), DUE) is None


def test_a_paid_up_long_policy_owes_nothing() -> None:
    assert due_of(a_policy(next_due_on=None), a_product(), DUE) is None


def test_cover_is_half_open() -> None:
    policy = short()
    assert not policy.covers(date(2025, 11, 19))
    assert policy.covers(date(2025, 11, 20))
    assert policy.covers(date(2026, 11, 19))
    assert not policy.covers(date(2026, 11, 20))
    assert not short(status=PolicyStatus.SUSPENDED).covers(date(2026, 1, 1))


def test_working_days_know_holidays_and_working_weekends() -> None:
    assert add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert add_working_days(date(2026, 10, 9), 1) == date(2026, 10, 10)  # a Saturday worked for the holiday
    assert add_working_days(date(2026, 12, 31), 1) is None
