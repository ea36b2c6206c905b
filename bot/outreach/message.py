"""Outgoing message: what the house says first, to whom, about what, and until when it still makes sense.

One message goes out once, ever: its `key` names it. Whoever plans it may plan it again after a fall; it stays one.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    REMINDER = "reminder"  # 续期、续保
    NOTICE = "notice"  # claim and complaint progress
    SURVEY = "survey"  # 满意度


class Noun(StrEnum):
    """What kind of record a message is about."""

    POLICY = "policy"
    CLAIM = "claim"
    COMPLAINT = "complaint"
    CONVERSATION = "conversation"
    SURVEY = "survey"


@dataclass(frozen=True)
class About:
    """The record: `number` is a policy number, a claim number, a complaint's receipt number, or the id of a conversation
    or a survey."""

    noun: Noun
    number: str


@dataclass(frozen=True, repr=False)
class Outgoing:
    """`text` stands alone and is what web inbox and e-mail carry; `sms` is the short one, signed.

    `key`: at most 128 characters. `template` with `values`: the WeChat notice (names of `BAOWEN_WECHAT_TEMPLATES`) and what it
    says: `product`, `policy_no` (whole), `due_on` (ISO day), `amount` (yuan, as `1200.00`), `claim_no`, `status`, `at` (ISO time
    with its zone); None: not for WeChat. `essential`: what
    the contract or the law has to tell goes out whatever was switched off, and caps do not hold it back. Sent between `due_at`
    and `expires_at` inside sending hours, or not at all. `arrears`: asks for money that is late: never on 除夕.
    """

    key: str
    kind: Kind
    customer_no: str
    about: About
    subject: str
    text: str
    sms: str
    due_at: datetime
    expires_at: datetime
    template: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    essential: bool = False
    arrears: bool = False

    def __repr__(self) -> str:
        return f"Outgoing({self.key})"


# Asked just before sending: key → why it is not to go out any more (`paid`, `surrendered`, …); keys not named go out.
Recheck = Callable[[Sequence[Outgoing]], Awaitable[Mapping[str, str]]]
