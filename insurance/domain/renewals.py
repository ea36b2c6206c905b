"""续保 `Renewal`, a new term after a short policy ends, and 续期 `Instalment`, the next premium of a running one."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from insurance.domain.policies import PayMode, PolicyStatus
from insurance.domain.products import Product, TermType
from insurance.domain.terms import DEFAULT_TERMS, Terms

# An expired policy is worth a word this long; after that it is history.
RECENT = timedelta(days=90)


class DueState(StrEnum):
    UPCOMING = "upcoming"
    DUE = "due"
    IN_GRACE = "in_grace"
    SUSPENDED = "suspended"
    EXPIRED = "expired"


class Consequence(StrEnum):
    """What a state means for the customer."""

    COVERED = "covered"
    COVERED_LESS_PREMIUM = "covered_less_premium"  # 保险法 36: the unpaid premium may be deducted
    NO_COVER_REINSTATEMENT = "no_cover_reinstatement"  # 保险法 36, 37
    NO_COVER_NEW_POLICY = "no_cover_new_policy"


CONSEQUENCES: dict[DueState, Consequence] = {
    DueState.UPCOMING: Consequence.COVERED,
    DueState.DUE: Consequence.COVERED,
    DueState.IN_GRACE: Consequence.COVERED_LESS_PREMIUM,
    DueState.SUSPENDED: Consequence.NO_COVER_REINSTATEMENT,
    DueState.EXPIRED: Consequence.NO_COVER_NEW_POLICY,
}


class Payable(Protocol):
    """What of a policy says what is to be paid for it: a `Policy`, or less."""

    @property
    def policy_no(self) -> str: ...
    @property
    def premium(self) -> Decimal: ...
    @property
    def pay_mode(self) -> PayMode: ...
    @property
    def expires_on(self) -> date | None: ...
    @property
    def next_due_on(self) -> date | None: ...
    @property
    def status(self) -> PolicyStatus: ...


@dataclass(frozen=True)
class Instalment:
    """续期. The grace period's days are counted from the day after `due_on`; its last day is still covered."""

    policy_no: str
    due_on: date
    amount: Decimal
    grace_days: int | None
    suspended: bool = False

    @property
    def grace_until(self) -> date | None:
        return None if self.grace_days is None else self.due_on + timedelta(days=self.grace_days)

    @property
    def reinstatement_until(self) -> date | None:
        """Two years from suspension; after that the insurer may, not must, rescind (保险法 37)."""
        if self.grace_until is None:
            return None
        lapsed_on = self.grace_until + timedelta(days=1)
        try:
            return lapsed_on.replace(year=lapsed_on.year + 2)
        except ValueError:  # 29 February
            return lapsed_on.replace(year=lapsed_on.year + 2, day=28)

    def state(self, on: date) -> DueState:
        if self.suspended:
            return DueState.SUSPENDED
        if on < self.due_on:
            return DueState.UPCOMING
        # Without a grace period only the core system knows when cover stops: it then says "suspended".
        if on == self.due_on or self.grace_until is None:
            return DueState.DUE
        return DueState.IN_GRACE if on <= self.grace_until else DueState.SUSPENDED


@dataclass(frozen=True)
class Renewal:
    """续保. `due_on` is the end of cover: on that day the old term covers nothing any more."""

    policy_no: str
    due_on: date
    amount: Decimal
    grace_until: None = None

    def state(self, on: date) -> DueState:
        return DueState.UPCOMING if on < self.due_on else DueState.EXPIRED


def due_of(policy: Payable, product: Product, on: date) -> Instalment | Renewal | None:
    """What the customer has to pay next for this policy, None where nothing is to be paid."""
    if policy.status in (PolicyStatus.SURRENDERED, PolicyStatus.TERMINATED):
        return None
    ended = policy.status is PolicyStatus.EXPIRED or (
        policy.expires_on is not None and on >= policy.expires_on
    )
    if policy.next_due_on is not None and policy.pay_mode is not PayMode.SINGLE and not ended:
        # A short policy's instalment past the end of cover is in truth the next term.
        within = policy.expires_on is None or policy.next_due_on < policy.expires_on
        if within:
            suspended = policy.status is PolicyStatus.SUSPENDED
            return Instalment(
                policy.policy_no, policy.next_due_on, policy.premium, product.grace_days, suspended
            )
    if (
        product.term_type is TermType.SHORT
        and policy.expires_on is not None
        and on - policy.expires_on <= RECENT
    ):
        return Renewal(policy.policy_no, policy.expires_on, policy.premium)
    return None


@dataclass(frozen=True)
class RenewalWindow:
    """Renewal is taken from `opens_on` up to, not on, `ends_on`, the end of cover: nothing is covered from then on."""

    opens_on: date
    ends_on: date
    open: bool


def renewal_window(
    policy: Payable, product: Product, on: date, terms: Terms = DEFAULT_TERMS
) -> RenewalWindow | None:
    """When auto cover may be renewed; None for all other lines, whose windows are not known.

    How early differs from region to region: the house's figure, not the law's.
    """
    if not product.line.is_auto or policy.expires_on is None:
        return None
    opens_on = policy.expires_on - timedelta(days=terms.auto_renew_open_days)
    return RenewalWindow(opens_on, policy.expires_on, opens_on <= on < policy.expires_on)


@dataclass(frozen=True)
class Condition:
    """`law` None: the contract decides."""

    text: str
    law: str | None


REINSTATEMENT: tuple[Condition, ...] = (
    Condition("您和保险公司就复效达成一致，并补交欠下的保费", "保险法第三十七条"),
    Condition("补交保费时可能要付利息", "保险法司法解释三第八条"),
    Condition("只有中止期间被保险人的风险明显增加，保险公司才可以不同意", "保险法司法解释三第八条"),
    Condition("保险公司收到申请后三十天内没有明确拒绝的，视为同意", "保险法司法解释三第八条"),
    Condition("保障从补交保费的那天恢复，中止期间发生的事故不赔", "保险法司法解释三第八条"),
    Condition(
        "中止满两年还没谈成的，保险公司可以解除合同，退还现金价值；没有解除的，仍可以商量", "保险法第三十七条"
    ),
    Condition("复效后，自杀的两年期间重新计算", "保险法第四十四条"),
    Condition("等待期是否重新计算，看合同怎么写", None),
)
