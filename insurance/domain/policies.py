"""Policy 保单."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class PolicyStatus(StrEnum):
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    SURRENDERED = "surrendered"
    TERMINATED = "terminated"


class PayMode(StrEnum):
    ANNUAL = "annual"
    MONTHLY = "monthly"
    SINGLE = "single"


@dataclass(frozen=True, repr=False)
class Policy:
    """Cover is half-open: from `effective_on` up to, not on, `expires_on` (None = for life). Money in yuan.

    `next_due_on` is the next instalment's due day, None where nothing more is to be paid.
    """

    policy_no: str
    product_code: str
    customer_no: str
    insured_name: str
    beneficiary: str | None
    sum_insured: Decimal | None
    premium: Decimal
    pay_mode: PayMode
    effective_on: date
    expires_on: date | None
    next_due_on: date | None
    status: PolicyStatus
    plate_no: str | None

    def __repr__(self) -> str:
        return f"Policy({self.policy_no})"

    def covers(self, on: date) -> bool:
        """Whether cover runs on that day; a suspended policy covers nothing (保险法 36)."""
        started = self.effective_on <= on
        ended = self.expires_on is not None and on >= self.expires_on
        return self.status is PolicyStatus.IN_FORCE and started and not ended
