"""Reminders 提醒: which steps there are, and what a customer's "off" stops.

Notices about an existing contract are service messages and need no consent; still the customer may have them stopped at
once and on every channel. What the contract itself has to tell (the last warning, that cover has stopped) goes on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from insurance.domain.consents import Wording
from insurance.domain.policies import Policy
from insurance.domain.products import Product
from insurance.domain.renewals import Instalment, due_of


class ReminderChannel(StrEnum):
    """Ways a reminder may go out."""

    SMS = "sms"
    EMAIL = "email"
    WECHAT = "wechat"


class ReminderCase(StrEnum):
    INSTALMENT = "instalment"  # 续期
    RENEWAL = "renewal"  # 续保 of medical, accident and other one-year cover
    AUTO = "auto"


class Notice(StrEnum):
    """ADVANCE may be switched off, CONTRACT not."""

    ADVANCE = "advance"
    CONTRACT = "contract"


@dataclass(frozen=True)
class Step:
    """`day` relative to the due day of an instalment or the end of cover of a renewal. `repeat_days`: again every so
    many days until two years after suspension (保险法 37). `in_window`: only if renewal is open on that day already.
    """

    case: ReminderCase
    day: int
    notice: Notice = Notice.ADVANCE
    repeat_days: int | None = None
    in_window: bool = False


def _advance(case: ReminderCase, *days: int) -> tuple[Step, ...]:
    return tuple(Step(case, day) for day in days)


CADENCE: dict[ReminderCase, tuple[Step, ...]] = {
    ReminderCase.INSTALMENT: (
        *_advance(ReminderCase.INSTALMENT, -30, -15, -7, -1, 0, 7, 30, 45),
        Step(ReminderCase.INSTALMENT, 55, Notice.CONTRACT),  # the grace period is about to end
        Step(ReminderCase.INSTALMENT, 61, Notice.CONTRACT, repeat_days=180),  # suspended; how to reinstate
    ),
    ReminderCase.RENEWAL: (
        *_advance(ReminderCase.RENEWAL, -30, -15, -7, -1),
        Step(ReminderCase.RENEWAL, 0, Notice.CONTRACT),  # cover has ended
    ),
    ReminderCase.AUTO: (
        Step(ReminderCase.AUTO, -60, in_window=True),
        *_advance(ReminderCase.AUTO, -30, -15, -7, -3, -1),
        Step(ReminderCase.AUTO, 0, Notice.CONTRACT),  # cover has ended: do not drive without 交强险
    ),
}


def case_of(policy: Policy, product: Product, on: date) -> ReminderCase | None:
    """Which steps apply to the policy on that day; None where nothing is due."""
    due = due_of(policy, product, on)
    if due is None:
        return None
    if isinstance(due, Instalment):
        return ReminderCase.INSTALMENT
    return ReminderCase.AUTO if product.line.is_auto else ReminderCase.RENEWAL


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
