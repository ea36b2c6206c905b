"""Surrender: the right one has on a day, what it means, and nothing made up."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from insurance.bootstrap import Services
from insurance.domain.errors import RecordNotFound
from insurance.domain.identity import Identity, Level
from insurance.domain.policies import Policy, PolicyStatus
from insurance.domain.products import Line, Product, TermType
from insurance.domain.surrender import Ground, Loss, SurrenderRight, surrender_facts
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from tests.insurance.samples import a_policy, a_product, fill

R = SurrenderRight
LONG = a_product()
SHORT = a_product(
    line=Line.ACCIDENT, term_type=TermType.SHORT, cooling_off_days=None, grace_days=None, waiting_days=None
)


def auto(line: Line) -> Product:
    return a_product(
        line=line, term_type=TermType.SHORT, cooling_off_days=None, grace_days=None, waiting_days=None
    )


def begun(effective_on: date, **changes: Any) -> Policy:
    return a_policy(**({"effective_on": effective_on} | changes))


@pytest.mark.parametrize(
    ("effective_on", "last_day"),
    [
        (date(2026, 11, 2), date(2026, 11, 17)),  # fifteen days, the first not counted
        (
            date(2026, 10, 30),
            date(2026, 11, 16),
        ),  # the fifteenth is a Saturday: it ends on Monday (民法典 203)
        (date(2026, 9, 17), date(2026, 10, 8)),  # within the national holiday
    ],
)
def test_in_the_cooling_off_period_the_premium_comes_back_less_a_small_fee(
    effective_on: date, last_day: date
) -> None:
    facts = surrender_facts(begun(effective_on), LONG, last_day)
    assert (facts.right, facts.cooling_off_until) == (R.COOLING_OFF, last_day)
    assert facts.fee_at_most == Decimal(10)
    assert Loss.LESS_THAN_PAID not in facts.losses


def test_after_it_the_cash_value_is_paid_within_30_days() -> None:
    facts = surrender_facts(begun(date(2026, 11, 2)), LONG, date(2026, 11, 18))
    assert (facts.right, facts.paid_within_days, facts.law) == (R.CASH_VALUE, 30, "保险法第四十七条")
    assert facts.fee_at_most is None
    assert facts.losses == (
        Loss.COVER_ENDS,
        Loss.LESS_THAN_PAID,
        Loss.WAITING_AGAIN,
        Loss.HEALTH_CHECK_AGAIN,
        Loss.PRICE_BY_AGE_AGAIN,
    )


@pytest.mark.parametrize(
    ("product", "right", "losses"),
    [
        (SHORT, R.UNEARNED_PREMIUM, (Loss.COVER_ENDS,)),
        (auto(Line.HOME), R.UNEARNED_PREMIUM, (Loss.COVER_ENDS,)),
        (auto(Line.AUTO_COMMERCIAL), R.PREMIUM_LESS_EARNED, (Loss.COVER_ENDS,)),
        (auto(Line.AUTO_COMPULSORY), R.ON_GROUNDS_ONLY, (Loss.COVER_ENDS,)),
    ],
)
def test_a_one_year_policy_follows_its_own_rule(
    product: Product, right: SurrenderRight, losses: tuple[Loss, ...]
) -> None:
    policy = begun(date(2026, 1, 1), expires_on=date(2027, 1, 1))
    facts = surrender_facts(policy, product, date(2026, 11, 16))
    assert (facts.right, facts.losses) == (right, losses)
    assert (facts.cooling_off_until, facts.paid_within_days) == (None, None)
    assert facts.grounds == (tuple(Ground) if right is R.ON_GROUNDS_ONLY else ())


@pytest.mark.parametrize(
    "changes",
    [
        {"status": PolicyStatus.SURRENDERED},
        {"status": PolicyStatus.TERMINATED},
        {"status": PolicyStatus.EXPIRED},
        {"expires_on": date(2026, 11, 16)},
    ],
)
def test_what_is_over_cannot_be_ended(changes: dict[str, Any]) -> None:
    facts = surrender_facts(a_policy(**changes), LONG, date(2026, 11, 16))
    assert (facts.right, facts.losses) == (R.ENDED, ())


def test_a_suspended_policy_still_has_its_cash_value() -> None:
    facts = surrender_facts(a_policy(status=PolicyStatus.SUSPENDED), LONG, date(2026, 11, 16))
    assert facts.right is R.CASH_VALUE


async def test_the_facts_are_told_of_ones_own_policy_only(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await fill(store)
    identity = Identity("talk", Level.VERIFIED, "C1", None)
    assert (await services.servicing.surrender_facts(identity, "POL-1")).right is R.CASH_VALUE
    with pytest.raises(RecordNotFound):
        await services.servicing.surrender_facts(identity, "POL-2")
