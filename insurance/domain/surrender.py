"""Surrender 退保: what the holder gets and loses by ending a policy. Facts for a free choice; no sum is made up here.

The contract decides the figures. The bot neither talks into it nor out of it (保险法 15: the holder may end the contract).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from insurance.domain.policies import Policy, PolicyStatus
from insurance.domain.products import Line, Product, TermType
from insurance.domain.working_days import end_of_period

# 工本费, the most that is kept back in the cooling-off period, in yuan.
COOLING_OFF_FEE = Decimal(10)
PAYMENT_DAYS = 30  # 保险法 47: from the day the insurer receives the notice


class SurrenderRight(StrEnum):
    """On what footing the policy may be ended now."""

    COOLING_OFF = "cooling_off"  # the premium, less the fee
    CASH_VALUE = "cash_value"  # by the table in the contract (保险法 47)
    UNEARNED_PREMIUM = "unearned_premium"  # short term: as the contract says
    PREMIUM_LESS_EARNED = "premium_less_earned"  # commercial auto (保险法 54)
    ON_GROUNDS_ONLY = "on_grounds_only"  # 交强险条例 16
    ENDED = "ended"  # there is nothing left to end


class Ground(StrEnum):
    """交强险 is ended for these alone (交强险条例 16)."""

    DEREGISTERED = "deregistered"  # 注销登记
    OFF_THE_ROAD = "off_the_road"  # 办理停驶
    LOST = "lost"  # 公安机关证实丢失


class Loss(StrEnum):
    """What goes with the policy."""

    COVER_ENDS = "cover_ends"
    LESS_THAN_PAID = "less_than_paid"
    WAITING_AGAIN = "waiting_again"
    HEALTH_CHECK_AGAIN = "health_check_again"
    PRICE_BY_AGE_AGAIN = "price_by_age_again"


LAW: dict[SurrenderRight, str | None] = {
    SurrenderRight.COOLING_OFF: None,
    SurrenderRight.CASH_VALUE: "保险法第四十七条",
    SurrenderRight.UNEARNED_PREMIUM: None,
    SurrenderRight.PREMIUM_LESS_EARNED: "保险法第五十四条",
    SurrenderRight.ON_GROUNDS_ONLY: "机动车交通事故责任强制保险条例第十六条",
    SurrenderRight.ENDED: None,
}


@dataclass(frozen=True)
class SurrenderFacts:
    """`cooling_off_until`: its last day reckoned from the first day of cover, for the day of the receipt 签收, which
    decides, is not on record; None where the product has none. `fee_at_most` in yuan, `paid_within_days` natural days,
    both None where they do not apply. `law`: None where the contract alone says so.
    """

    right: SurrenderRight
    law: str | None
    cooling_off_until: date | None
    fee_at_most: Decimal | None
    paid_within_days: int | None
    grounds: tuple[Ground, ...]
    losses: tuple[Loss, ...]


def surrender_facts(policy: Policy, product: Product, on: date) -> SurrenderFacts:
    """What ending this policy on that day means."""
    until = None
    if product.cooling_off_days is not None:
        until = end_of_period(policy.effective_on, product.cooling_off_days)
    right = _right(policy, product, on, until)
    return SurrenderFacts(
        right=right,
        law=LAW[right],
        cooling_off_until=until,
        fee_at_most=COOLING_OFF_FEE if right is SurrenderRight.COOLING_OFF else None,
        paid_within_days=PAYMENT_DAYS if right is SurrenderRight.CASH_VALUE else None,
        grounds=tuple(Ground) if right is SurrenderRight.ON_GROUNDS_ONLY else (),
        losses=_losses(product, right),
    )


def _right(policy: Policy, product: Product, on: date, cooling_off_until: date | None) -> SurrenderRight:
    over = policy.expires_on is not None and on >= policy.expires_on
    if over or policy.status not in (PolicyStatus.IN_FORCE, PolicyStatus.SUSPENDED):
        return SurrenderRight.ENDED
    if product.line is Line.AUTO_COMPULSORY:
        return SurrenderRight.ON_GROUNDS_ONLY
    if cooling_off_until is not None and on <= cooling_off_until:
        return SurrenderRight.COOLING_OFF
    if product.line is Line.AUTO_COMMERCIAL:
        return SurrenderRight.PREMIUM_LESS_EARNED
    return (
        SurrenderRight.CASH_VALUE if product.term_type is TermType.LONG else SurrenderRight.UNEARNED_PREMIUM
    )


def _losses(product: Product, right: SurrenderRight) -> tuple[Loss, ...]:
    if right is SurrenderRight.ENDED:
        return ()
    losses = [Loss.COVER_ENDS]
    if right is SurrenderRight.CASH_VALUE:
        losses.append(Loss.LESS_THAN_PAID)
    if product.waiting_days:
        losses.append(Loss.WAITING_AGAIN)
    if product.line.is_health or product.line is Line.LIFE:
        losses.append(Loss.HEALTH_CHECK_AGAIN)
    if product.line.is_health or product.line in (Line.LIFE, Line.ANNUITY):
        losses.append(Loss.PRICE_BY_AGE_AGAIN)
    return tuple(losses)
