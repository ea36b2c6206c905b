"""ServicingRequest 保全申请: what the holder wants changed or handed out, and the states it goes through.

What moves money or hands a policy over is requested here and done by staff after a second factor (docs/identity.md, L3).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, get_args

from insurance.domain.customers import ContactField
from insurance.domain.errors import IllegalTransition, RuleBroken
from insurance.domain.terms import DEFAULT_TERMS, Terms
from insurance.domain.working_days import target_day


class ServicingKind(StrEnum):
    PHONE_CHANGE = "phone_change"
    ADDRESS_CHANGE = "address_change"
    EMAIL_CHANGE = "email_change"
    BENEFICIARY_CHANGE = "beneficiary_change"
    HOLDER_CHANGE = "holder_change"
    REISSUE = "reissue"
    LOAN = "loan"
    DIVIDEND = "dividend"
    SURRENDER = "surrender"
    INVOICE = "invoice"
    E_POLICY = "e_policy"
    REINSTATEMENT = "reinstatement"
    PAYMENT_ACCOUNT = "payment_account"
    NAME_CORRECTION = "name_correction"
    OCCUPATION_CHANGE = "occupation_change"
    PLATE_CHANGE = "plate_change"
    ADD_RIDER = "add_rider"
    OTHER = "other"


K = ServicingKind

KIND_NAMES: dict[ServicingKind, str] = {
    K.PHONE_CHANGE: "变更手机号",
    K.ADDRESS_CHANGE: "变更联系地址",
    K.EMAIL_CHANGE: "变更电子邮箱",
    K.BENEFICIARY_CHANGE: "变更受益人",
    K.HOLDER_CHANGE: "变更投保人",
    K.REISSUE: "补发保单",
    K.LOAN: "保单贷款",
    K.DIVIDEND: "领取红利",
    K.SURRENDER: "退保",
    K.INVOICE: "开具发票",
    K.E_POLICY: "电子保单",
    K.REINSTATEMENT: "申请复效",
    K.PAYMENT_ACCOUNT: "变更缴费账户",
    K.NAME_CORRECTION: "更正姓名",
    K.OCCUPATION_CHANGE: "变更职业",
    K.PLATE_CHANGE: "变更车牌",
    K.ADD_RIDER: "加保附加险",
    K.OTHER: "其他变更",
}

# Each writes one field of the customer's record, named so in `details`.
CONTACT_FIELDS: dict[ServicingKind, ContactField] = {
    K.PHONE_CHANGE: "phone",
    K.ADDRESS_CHANGE: "address",
    K.EMAIL_CHANGE: "email",
}

# L3 of docs/identity.md. A new holder could do all the others, so that change counts too.
SECOND_FACTOR_KINDS: frozenset[ServicingKind] = frozenset(
    {K.PHONE_CHANGE, K.BENEFICIARY_CHANGE, K.HOLDER_CHANGE, K.SURRENDER, K.LOAN, K.PAYMENT_ACCOUNT}
)

# Face recognition must not be the only way (人脸识别技术应用安全管理办法).
SecondFactor = Literal["face", "video", "branch"]


class ServicingStatus(StrEnum):
    RECEIVED = "received"
    ACCEPTED = "accepted"
    COMPLETED = "completed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


S = ServicingStatus

STATUS_NAMES: dict[ServicingStatus, str] = {
    S.RECEIVED: "已登记",
    S.ACCEPTED: "办理中",
    S.COMPLETED: "已办好",
    S.DECLINED: "未能办理",
    S.WITHDRAWN: "已撤回",
}

TRANSITIONS: dict[ServicingStatus, frozenset[ServicingStatus]] = {
    S.RECEIVED: frozenset({S.ACCEPTED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset({S.COMPLETED, S.DECLINED, S.WITHDRAWN}),
    S.COMPLETED: frozenset(),
    S.DECLINED: frozenset(),
    S.WITHDRAWN: frozenset(),
}


def due_on(received_at: datetime, terms: Terms = DEFAULT_TERMS) -> date:
    """The house's target; no figure of the law is verified."""
    return target_day(received_at, terms.servicing_days)


@dataclass(frozen=True)
class ServicingEvent:
    """`key` names the customer's step that made it, so that its repeat is known; None for staff."""

    at: datetime
    status: ServicingStatus
    by: str
    note: str | None = None
    key: str | None = None


@dataclass(repr=False)
class ServicingRequest:
    """`details` is what the customer stated, personal as it may be; a contact change holds the new value in it.

    `owner`: the member of staff who took it, or the part of the system that did it. `due_on`: a day in Asia/Shanghai.
    """

    request_no: str
    subject: str
    customer_no: str
    policy_no: str | None
    kind: ServicingKind
    details: dict[str, str]
    received_at: datetime
    due_on: date
    status: ServicingStatus = ServicingStatus.RECEIVED
    owner: str | None = None
    second_factor: SecondFactor | None = None
    events: list[ServicingEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.events:
            self.events = [ServicingEvent(self.received_at, ServicingStatus.RECEIVED, "customer")]

    def __repr__(self) -> str:
        return f"ServicingRequest({self.request_no}, {self.kind}, {self.status})"

    @property
    def needs_second_factor(self) -> bool:
        return self.kind in SECOND_FACTOR_KINDS

    @property
    def open(self) -> bool:
        return bool(TRANSITIONS[self.status])

    def _move(
        self, to: ServicingStatus, at: datetime, by: str, note: str | None = None, key: str | None = None
    ) -> None:
        if to not in TRANSITIONS[self.status]:
            raise IllegalTransition("servicing", self.status, to)
        self.status = to
        self.events.append(ServicingEvent(at, to, by, note, key))

    def accept(self, *, at: datetime, by: str) -> None:
        self._move(S.ACCEPTED, at, by)
        self.owner = by

    def complete(
        self, *, at: datetime, by: str, second_factor: SecondFactor | None = None, note: str | None = None
    ) -> None:
        if self.needs_second_factor and second_factor not in get_args(SecondFactor):
            raise RuleBroken("completion_without_second_factor")
        self._move(S.COMPLETED, at, by, note)
        self.second_factor = second_factor

    def decline(self, *, at: datetime, by: str, reason: str) -> None:
        """The customer is told the reason."""
        if not reason.strip():
            raise RuleBroken("decline_without_reason")
        self._move(S.DECLINED, at, by, reason)

    def withdraw(self, *, at: datetime, key: str | None = None) -> None:
        """The customer's own act, until it is done."""
        self._move(S.WITHDRAWN, at, "customer", key=key)
