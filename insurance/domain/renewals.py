"""续保 `Renewal`, a new term after a short policy ends, and 续期 `Instalment`, the next premium of a running one."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from insurance.domain.policies import PayMode, Policy, PolicyStatus
from insurance.domain.products import Product, TermType

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


def due_of(policy: Policy, product: Product, on: date) -> Instalment | Renewal | None:
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
