"""Payment 缴费: handed over to the insurer's own page; and why a charge fails, with what helps.

Nobody is asked in the chat for a card number, a password or a payment code.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from insurance.domain.errors import NothingDue, NotPayable
from insurance.domain.policies import Policy
from insurance.domain.products import Product
from insurance.domain.renewals import DueState, Instalment, Renewal, due_of, renewal_window
from insurance.domain.terms import DEFAULT_TERMS, Terms


@dataclass(frozen=True)
class PaymentOrder:
    """What the link says to the insurer's page. `amount` in yuan, None for a new term: its price is the page's to tell."""

    policy_no: str
    amount: Decimal | None
    due_on: date
    expires_at: datetime


def payable(policy: Policy, product: Product, on: date, terms: Terms = DEFAULT_TERMS) -> Instalment | Renewal:
    """What may be paid for this policy on that day; `NothingDue`, `NotPayable`."""
    due = due_of(policy, product, on)
    if due is None:
        raise NothingDue()
    state = due.state(on)
    if state is DueState.SUSPENDED:
        raise NotPayable("suspended")
    if state is DueState.EXPIRED:
        raise NotPayable("ended")
    window = renewal_window(policy, product, on, terms)
    if isinstance(due, Renewal) and window is not None and not window.open:
        raise NotPayable("too_early", window.opens_on)
    return due


class FailureReason(StrEnum):
    """Why a bank most often refuses a charge; which one it was, the bank tells."""

    BALANCE = "balance"
    CARD_EXPIRED = "card_expired"
    CARD_CHANGED = "card_changed"
    LIMIT = "limit"
    ACCOUNT_CLOSED = "account_closed"


class PaymentStep(StrEnum):
    """What the customer can do."""

    TOP_UP = "top_up"
    ASK_BANK = "ask_bank"
    CHANGE_ACCOUNT = "change_account"  # a servicing request of kind payment_account
    PAY_BY_LINK = "pay_by_link"


FAILURES: dict[FailureReason, tuple[PaymentStep, ...]] = {
    FailureReason.BALANCE: (PaymentStep.TOP_UP, PaymentStep.PAY_BY_LINK),
    FailureReason.CARD_EXPIRED: (PaymentStep.CHANGE_ACCOUNT, PaymentStep.PAY_BY_LINK),
    FailureReason.CARD_CHANGED: (PaymentStep.CHANGE_ACCOUNT, PaymentStep.PAY_BY_LINK),
    FailureReason.LIMIT: (PaymentStep.ASK_BANK, PaymentStep.PAY_BY_LINK),
    FailureReason.ACCOUNT_CLOSED: (PaymentStep.CHANGE_ACCOUNT, PaymentStep.PAY_BY_LINK),
}
