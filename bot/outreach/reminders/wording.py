"""What a reminder says: which policy, how much, until when, and the official way to pay. Nothing is asked for and nothing is
sold here. Days are written out, for a text may be read on another one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from insurance.domain.products import Line, Product, RenewalTerm
from insurance.domain.reminders import Falling, Notice, ReminderCase
from insurance.domain.renewals import DueState, Instalment
from insurance.services.due_reminders import DueReminder
from kernel.masking import show_policy_no

TEMPLATE = "renewal"
# These warn of what is near, and are clearer than the rest.
_LAST_WARNING = timedelta(days=10)


@dataclass(frozen=True, repr=False)
class Words:
    """As the fields of `Outgoing`."""

    subject: str
    text: str
    sms: str
    values: Mapping[str, str] = field(default_factory=dict)


def words_of(reminder: DueReminder, on: date, brand: str, page: str | None) -> Words:
    """`on`: the day it is written. `page`: the insurer's own payment page, None: people in the customer service help."""
    told = _Told(reminder, on, page)
    subject, text, sms = told.instalment() if told.is_instalment else told.renewal()
    if reminder.falling.step.notice is Notice.ADVANCE:
        text += "不想再收到这类提醒，在客服里说「关闭提醒」就行。"
    return Words(
        f"{brand}：{subject}",
        f"您好，{text}",
        f"【{brand}】{sms}",
        {
            "product": reminder.product.name,
            "policy_no": told.policy_no,
            "due_on": reminder.falling.due.due_on.isoformat(),
            "amount": told.amount,
        },
    )


class _Told:
    def __init__(self, reminder: DueReminder, on: date, page: str | None) -> None:
        self.product: Product = reminder.product
        self.falling: Falling = reminder.falling
        self.on = on
        self.page = page
        self.due = reminder.falling.due
        self.policy_no = show_policy_no(reminder.policy.policy_no)
        self.amount = f"{self.due.amount:.2f}"
        self.name = f"{self.product.short_name}（保单 {self.policy_no}）"
        self.short = f"{self.product.short_name}（{self.policy_no}）"
        self.day = _day(self.due.due_on)

    @property
    def is_instalment(self) -> bool:
        return isinstance(self.due, Instalment)

    def instalment(self) -> tuple[str, str, str]:
        assert isinstance(self.due, Instalment)
        state, until = self.falling.state, self.due.grace_until
        if state is DueState.SUSPENDED:
            return self._suspended(self.due)
        if state is DueState.UPCOMING:
            return (
                "续期缴费提醒",
                f"您的{self.name}下一期保费 {self.amount} 元，应交日是{self.day}。{self._pay('缴费')}已经交过的，不用理会这条提醒。",
                f"您的{self.short}下一期保费{self.amount}元，应交日{self.day}。{self._pay_short('缴费')}已交请忽略。",
            )
        if until is None:
            return (
                "续期缴费提醒",
                f"您的{self.name}有一期保费 {self.amount} 元，应交日是{self.day}，目前还没有收到。可以宽限多久，以合同写明的为准。"
                f"{self._pay('缴费')}",
                f"您的{self.short}保费{self.amount}元，应交日{self.day}，还没有收到。{self._pay_short('缴费')}已交请忽略。",
            )
        if state is DueState.DUE:
            return (
                "续期缴费提醒",
                f"您的{self.name}本期保费 {self.amount} 元，应交日是{self.day}。来不及也不要紧：宽限期到{_day(until)}为止，这段时间保障照常。"
                f"{self._pay('缴费')}已经交过的，不用理会这条提醒。",
                f"您的{self.short}本期保费{self.amount}元，应交日{self.day}，宽限期到{_day(until)}。{self._pay_short('缴费')}已交请忽略。",
            )
        if until - self.on <= _LAST_WARNING and self.falling.step.notice is Notice.CONTRACT:
            after = _day(until + timedelta(days=1))
            return (
                "宽限期即将结束",
                f"您的{self.name}本期保费 {self.amount} 元还没有收到，应交日是{self.day}，宽限期到{_day(until)}为止。"
                f"到期仍未交的，从{after}起合同效力中止，中止期间发生的事故不在保障范围内。{self._pay('缴费')}"
                "缴费有困难的，可以找人工客服，一起看看合同里有哪些办法。",
                f"您的{self.short}保费{self.amount}元未交，宽限期到{_day(until)}，{after}起效力中止、没有保障。{self._pay_short('缴费')}",
            )
        return (
            "宽限期缴费提醒",
            f"您的{self.name}本期保费 {self.amount} 元还没有收到，应交日是{self.day}。现在在宽限期里，保障照常，到{_day(until)}为止；"
            f"这期间发生保险事故的，给付时可以扣减欠交的保费。宽限期过后仍未交的，合同效力会中止。{self._pay('缴费')}",
            f"您的{self.short}保费{self.amount}元未交，宽限期到{_day(until)}，期间保障照常。{self._pay_short('缴费')}已交请忽略。",
        )

    def _suspended(self, due: Instalment) -> tuple[str, str, str]:
        two_years = due.reinstatement_until
        limit = (
            f"到{_day(two_years)}中止满两年，仍没有谈成的，保险公司可以解除合同、退还现金价值。"
            if two_years and self.on <= two_years
            else ""
        )
        return (
            "保障已中止，可以申请复效",
            f"您的{self.name}在{self.day}应交的保费 {self.amount} 元没有收到，合同效力已经中止，中止期间发生的事故不在保障范围内。"
            f"想恢复保障，可以申请复效：双方达成一致并补交保费（可能有利息）后，从补交的那天起恢复。{limit}"
            "办法：在官方客服里说「复效」，或者找人工客服。",
            f"您的{self.short}效力已中止，目前没有保障。想恢复可申请复效、补交保费{self.amount}元（可能有利息），在官方客服里说“复效”。",
        )

    def renewal(self) -> tuple[str, str, str]:
        compulsory = self.product.line is Line.AUTO_COMPULSORY
        auto = self.falling.step.case is ReminderCase.AUTO
        if self.falling.state is DueState.EXPIRED:
            subject = "车险已到期" if auto else "保障已终止"
            if compulsory:
                more = "没有有效的交强险，请先不要开车上路，续上以后再用车。"
            elif auto:
                more = "也请看看交强险是不是还有效：没有有效的交强险，请先不要开车上路。"
            else:
                more = "到期前发生的事故，仍可以申请理赔。"
            short = "没有有效的交强险，请先不要开车上路。" if auto else "到期前的事故仍可理赔。"
            return (
                subject,
                f"您的{self.name}已在{self.day}到期，保障已终止，之后发生的事故不在保障范围内。{more}{self._pay('续保')}已经续保的，不用理会这条通知。",
                f"您的{self.short}{self.day}已到期，保障已终止。{short}{self._pay_short('续保')}",
            )
        price = f"这一期的保费是 {self.amount} 元，新一期的价格和条件以办理页面为准。"
        return (
            "车险到期提醒" if auto else "到期提醒",
            f"您的{self.name}在{self.day}到期，从那天起不再有保障。{price}{self._no_promise()}{self._pay('续保')}已经续保的，不用理会这条提醒。",
            f"您的{self.short}{self.day}到期，这一期保费{self.amount}元，新一期以办理页面为准。{self._pay_short('续保')}已续请忽略。",
        )

    def _no_promise(self) -> str:
        if self.product.line.is_health and self.product.renewal is not RenewalTerm.GUARANTEED:
            return "本产品不保证续保，续保要重新提出申请。"
        return ""

    def _pay(self, what: str) -> str:
        if self.page is None:
            return f"{what}请走官方渠道：在官方客服里说「{what}」，或者找人工客服。"
        return f"{what}请走官方页面：{self.page} 。"

    def _pay_short(self, what: str) -> str:
        return f"{what}请走官方客服。" if self.page is None else f"{what}请走官方页面 {self.page} 。"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
