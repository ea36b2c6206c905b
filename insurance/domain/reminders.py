"""Reminders 提醒: which steps there are, and what a customer's "off" stops.

Notices about an existing contract are service messages and need no consent; still the customer may have them stopped at
once and on every channel. What the contract itself has to tell (the last warning, that cover has stopped) goes on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from insurance.domain.cadence import (
    CADENCE,
    DEFAULT_CADENCE,
    Cadence,
    CadenceError,
    Notice,
    ReminderCase,
    Step,
    read_cadence,
)
from insurance.domain.consents import Wording
from insurance.domain.policies import PayMode, PolicyStatus
from insurance.domain.products import Product
from insurance.domain.renewals import DueState, Instalment, Payable, Renewal, due_of, renewal_window
from insurance.domain.terms import DEFAULT_TERMS, Terms

__all__ = [
    "CADENCE",
    "CAUGHT_UP",
    "DEFAULT_CADENCE",
    "WORDING",
    "Cadence",
    "CadenceError",
    "DuePolicy",
    "Falling",
    "Notice",
    "Preference",
    "ReminderCase",
    "ReminderChannel",
    "Step",
    "case_of",
    "current",
    "due_days",
    "falling",
    "may_send",
    "read_cadence",
]

# A step missed by so many days is caught up; an older one is skipped.
CAUGHT_UP = 3


class ReminderChannel(StrEnum):
    """Ways a reminder may go out."""

    SMS = "sms"
    EMAIL = "email"
    WECHAT = "wechat"
    WEB = "web"  # the inbox of the chat page


@dataclass(frozen=True)
class DuePolicy:
    """What reminders need of a policy; nothing personal. Fields as of `Policy`."""

    policy_no: str
    product_code: str
    customer_no: str
    premium: Decimal
    pay_mode: PayMode
    expires_on: date | None
    next_due_on: date | None
    status: PolicyStatus


@dataclass(frozen=True)
class Falling:
    """A step that falls due. `name`: its day as the cadence has it; `on`: the day it fell due; `state`: on the day asked."""

    step: Step
    name: int
    on: date
    due: Instalment | Renewal
    state: DueState

    @property
    def arrears(self) -> bool:
        """It asks for money that is late."""
        return isinstance(self.due, Instalment) and self.state in (DueState.IN_GRACE, DueState.SUSPENDED)


def case_of(policy: Payable, product: Product, on: date) -> ReminderCase | None:
    """Which steps apply to the policy on that day; None where nothing is due."""
    due = due_of(policy, product, on)
    return None if due is None else _case(due, product)


def _case(due: Instalment | Renewal, product: Product) -> ReminderCase:
    if isinstance(due, Instalment):
        return ReminderCase.INSTALMENT
    return ReminderCase.AUTO if product.line.is_auto else ReminderCase.RENEWAL


def falling(
    policy: Payable,
    product: Product,
    on: date,
    cadence: Cadence = DEFAULT_CADENCE,
    terms: Terms = DEFAULT_TERMS,
) -> Falling | None:
    """The latest step that fell due on that day or within `CAUGHT_UP` days before it.

    None where there is none, and where the policy's state has left it behind: a suspended policy is not warned of suspension.
    """
    due = due_of(policy, product, on)
    if due is None:
        return None
    last = min((on - due.due_on).days, _reinstatement_ends(due))
    found: tuple[int, int, Step] | None = None
    for step in cadence.steps(_case(due, product), product.code):
        for name, day in step.days(product.grace_days, last):
            if day < (on - due.due_on).days - CAUGHT_UP or (found is not None and day < found[0]):
                continue
            if not step.in_window or _window_open(policy, product, due.due_on + timedelta(day), terms):
                found = day, name, step
    if found is None:
        return None
    day, name, step = found
    state = due.state(on)
    if isinstance(due, Instalment) and not _still_true(step, day, state):
        return None
    return Falling(step, name, due.due_on + timedelta(day), due, state)


def due_days(on: date, products: Iterable[Product], cadence: Cadence) -> tuple[set[date], set[date]]:
    """Due days of instalments, and ends of cover, for which a step may fall due on that day or be caught up."""
    instalments: set[date] = set()
    ends: set[date] = set()
    for product in products:
        for case in ReminderCase:
            days = instalments if case is ReminderCase.INSTALMENT else ends
            for step in cadence.steps(case, product.code):
                for _, day in step.days(product.grace_days, _reinstatement_ends(None)):
                    days.update(on - timedelta(day + late) for late in range(CAUGHT_UP + 1))
    return instalments, ends


def _reinstatement_ends(due: Instalment | Renewal | None) -> int:
    """The day, counted from the due day, up to which steps repeat at the most."""
    if not isinstance(due, Instalment):
        return 1000
    # Without a grace period of its own the law's counts (保险法 36).
    until = (due if due.grace_days is not None else replace(due, grace_days=60)).reinstatement_until
    return 1000 if until is None else (until - due.due_on).days


def _window_open(policy: Payable, product: Product, on: date, terms: Terms) -> bool:
    window = renewal_window(policy, product, on, terms)
    return window is not None and window.open


def _still_true(step: Step, day: int, state: DueState) -> bool:
    if step.repeat_days is not None or state is DueState.SUSPENDED:
        return step.repeat_days is not None and state is DueState.SUSPENDED
    return day <= 0 or state in (DueState.DUE, DueState.IN_GRACE)


# Read to the customer before the choice is recorded.
WORDING = Wording(
    "reminders-1",
    "关闭后，缴费和到期前的提醒在所有渠道都不再发送。宽限期快结束、保障中止或终止时，合同要求告诉您的通知仍会发给您。想恢复时说一声就行。",
)


@dataclass(frozen=True)
class Preference:
    """One choice on one channel. `subject` is the conversation it was made in, `wording` the version shown there."""

    customer_no: str
    channel: ReminderChannel
    on: bool
    at: datetime
    subject: str
    wording: str


def current(history: Iterable[Preference]) -> dict[ReminderChannel, Preference]:
    """The last choice on each channel, of a history with the oldest first."""
    return {preference.channel: preference for preference in history}


def may_send(preference: Preference | None, step: Step) -> bool:
    """Whether the step may go out on the channel of that choice; None: the customer never chose."""
    return step.notice is Notice.CONTRACT or preference is None or preference.on
