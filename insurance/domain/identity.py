"""Identity: who a conversation is known to be, and the counting rules of one-time codes. Pure; time is handed in."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum
from math import ceil

from insurance.domain.terms import Terms
from kernel.clock import local


class Level(IntEnum):
    ANONYMOUS = 0
    BOUND = 1
    VERIFIED = 2
    STEPPED_UP = 3


@dataclass(frozen=True)
class Identity:
    """Who `subject` (a conversation id) is. Made by `IdentityService` alone, from the database alone.

    `until`: when the level falls back unless the conversation goes on; None for ANONYMOUS.
    """

    subject: str
    level: Level
    customer_no: str | None
    until: datetime | None


@dataclass(frozen=True)
class Binding:
    """Ties `subject`, a conversation that is one person's every time (a WeChat), to the customer a check has proven.

    `key`: of that check. `used_at` is exact to the day.
    """

    subject: str
    customer_no: str
    key: str
    bound_at: datetime
    used_at: datetime

    def ends(self, terms: Terms) -> datetime:
        """When it is over unless it is used before."""
        return self.used_at + terms.binding_lives


@dataclass(frozen=True)
class CodeSent:
    """The same whether or not a customer matched and a text really went out."""

    resend_after_s: int
    expires_in_s: int


@dataclass(frozen=True)
class Challenge:
    """The one code that waits for a conversation. `customer_no` None: nobody matched, so no code is ever right."""

    subject: str
    handle: str
    customer_no: str | None
    code_digest: str
    expires_at: datetime


@dataclass(frozen=True)
class Counter:
    """Codes sent and wrong tries of one phone, policy number, customer or conversation (`name`)."""

    name: str
    sent: int = 0
    sent_at: datetime | None = None
    tries: int = 0
    failed_at: datetime | None = None
    locked_until: datetime | None = None

    def lock_at(self, now: datetime) -> datetime | None:
        """When the running lock ends; None where nothing is locked."""
        return self.locked_until if self.locked_until is not None and now < self.locked_until else None

    def pause_s(self, now: datetime, terms: Terms) -> int:
        """Whole seconds until another code may be sent."""
        if self.sent_at is None:
            return 0
        return max(0, ceil((self.sent_at + terms.code_pause - now).total_seconds()))

    def sent_on(self, day: date) -> int:
        return self.sent if self.sent_at is not None and local(self.sent_at).date() == day else 0

    def tries_at(self, now: datetime, terms: Terms) -> int:
        """Wrong tries that still count: they are forgotten after a lock's length without another one."""
        forgotten = self.failed_at is None or now >= self.failed_at + terms.code_lock
        return 0 if forgotten else self.tries

    def may_send(self, now: datetime, terms: Terms) -> bool:
        return (
            self.lock_at(now) is None
            and self.pause_s(now, terms) == 0
            and self.sent_on(local(now).date()) < terms.codes_a_day
        )

    def after_sending(self, now: datetime) -> "Counter":
        return replace(self, sent=self.sent_on(local(now).date()) + 1, sent_at=now)

    def after_failing(self, now: datetime, terms: Terms) -> "Counter":
        tries = self.tries_at(now, terms) + 1
        locked = now + terms.code_lock if tries >= terms.code_tries else None
        return replace(self, tries=tries, failed_at=now, locked_until=locked)

    def after_success(self) -> "Counter":
        return replace(self, tries=0, failed_at=None, locked_until=None)


def seconds(span: timedelta) -> int:
    return ceil(span.total_seconds())
