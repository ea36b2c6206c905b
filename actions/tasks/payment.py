"""交费: handed over to the insurer's own page; where a charge failed, why that happens and what helps."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from actions import formats
from actions.tasks.own import OwnPolicy, PolicyTask
from actions.tasks.questions import Answers, Option, Question
from actions.turn import Event, Turn
from insurance.domain.errors import NothingDue, NotPayable
from insurance.domain.payments import FAILURES, FailureReason, PaymentStep
from insurance.domain.renewals import DueState
from insurance.services.policies import PolicyView
from insurance.services.renewals import Due
from kernel.clock import today
from kernel.quotes import quoted

_FAILED = re.compile(
    "失败|没扣|扣不|不成功|余额|没划|划不|限额|没交上|交不了|付不了|付不出|支付不|没成|注销|过期"
)
_REASONS = {
    FailureReason.BALANCE: re.compile("余额|钱不够|没钱|没存"),
    FailureReason.CARD_EXPIRED: re.compile("卡.{0,3}过期|有效期"),
    FailureReason.CARD_CHANGED: re.compile("换.{0,3}卡|新卡|挂失"),
    FailureReason.LIMIT: re.compile("限额|超额|额度"),
    FailureReason.ACCOUNT_CLOSED: re.compile("注销|销户|冻结"),
}
_STEPS = {
    PaymentStep.TOP_UP: "往卡里补足余额，等下一次扣款",
    PaymentStep.ASK_BANK: "请银行调高限额",
    PaymentStep.CHANGE_ACCOUNT: "改扣款账户",
    PaymentStep.PAY_BY_LINK: "用下面的链接自己付",
}
# Paid, they say, and the record does not know it: never a second link.
_PAID = re.compile(
    "(?:明明|已经|早就|昨天|前天|刚才?)[^，,。]{0,8}[交付转扣划](?:[过了]|钱)|[交付转]了.{0,6}(?:还|怎么|咋)"
    "|重复|[付交扣]重|多[扣交付]|[扣付交]了?两[次遍笔]|算不算|到你们?那没|认不认"
)
_ALL = re.compile("都|全部|一起|一块|所有|两[份个]")
_EVERY = "all"
# With 「都交」 goes what is due by then; what is due later nobody means, who has not named it.
_AHEAD = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class _DuePolicy(OwnPolicy):
    """Among the policies with something to pay; or all of them."""

    async def fitting(self, turn: Turn, answers: Answers) -> list[PolicyView]:
        numbers = {due.policy_no for due in await _dues(turn)}
        return [policy for policy in await super().fitting(turn, answers) if policy.policy_no in numbers]

    async def settled(self, turn: Turn, answers: Answers) -> Answers | None:
        return answers if answers.get(self.slot) == _EVERY else await super().settled(turn, answers)

    async def answered(self, turn: Turn, answers: Answers) -> str | None:
        if (value := await super().answered(turn, answers)) is not None:
            return value
        return _EVERY if _ALL.search(turn.text) else None

    async def options(self, turn: Turn, answers: Answers) -> list[Option]:
        found, on = await super().options(turn, answers), today(turn.services.clock)
        near = [due for due in await _dues(turn) if _is_near(due, on)]
        return [*found, Option(_EVERY, "都交")] if len(near) > 1 else found


async def _dues(turn: Turn) -> list[Due]:
    return await turn.services.renewals.due_for(await turn.identity(), today(turn.services.clock))


def _is_near(due: Due, on: date) -> bool:
    return due.due_on - on <= _AHEAD


class PaymentTask(PolicyTask):
    name = "premium_payment"
    title = "交费"
    intents = frozenset({"premium_payment"})
    policy = _DuePolicy(response="utter_ask_payment_policy")
    questions: ClassVar[Sequence[Question]] = (policy,)

    def volunteered(self, turn: Turn, answers: Answers) -> Answers:
        found = super().volunteered(turn, answers)
        if not turn.typed or "failed" in answers or "paid" in answers:
            return found
        if _FAILED.search(turn.text):
            reason = next((reason.value for reason, words in _REASONS.items() if words.search(turn.text)), "")
            return {**found, "failed": reason}
        return {**found, "paid": True} if _PAID.search(turn.text) else found

    async def begin(self, turn: Turn, answers: Answers) -> Answers | None:
        if answers.get("paid"):
            turn.say("utter_payment_to_check")
            return None
        return await self.settled(turn, answers)

    def nothing_fits(self, turn: Turn, answers: Answers) -> None:
        turn.say("utter_renewals_none")

    async def perform(self, turn: Turn, answers: Answers) -> list[Event] | None:
        chosen = answers["policy_no"]
        dues = [due for due in await _dues(turn) if chosen in (_EVERY, due.policy_no)]
        if not dues:
            # Paid meanwhile.
            raise NothingDue()
        on = today(turn.services.clock)
        later = [due for due in dues if chosen == _EVERY and not _is_near(due, on)]
        dues = [due for due in dues if due not in later]
        links = []
        for due in dues:
            try:
                links.append((due, await turn.services.payments.link(await turn.identity(), due.policy_no)))
            except NotPayable as error:
                turn.say_error(error)
        if links and "failed" in answers:
            turn.say("utter_charge_failed", help=_help(answers["failed"]))
        for due, link in links:
            turn.say(
                "utter_renewal_link" if due.renewal_type == "renewal" else "utter_payment_link",
                product=quoted(due.product),
                url=link.url,
                amount=formats.yuan(link.amount) if link.amount is not None else "",
                due=formats.day(link.due_on),
                grace=_grace(due),
                minutes=link.minutes,
            )
        if later:
            listed = (f"{quoted(due.product)}（{formats.day(due.due_on)}）" for due in later)
            turn.say("utter_payment_later", policies="、".join(listed))
        return None


def _help(reason: str) -> str:
    """What helps against that reason, or against all."""
    known = FAILURES[FailureReason(reason)] if reason else tuple(PaymentStep)
    return "；或者".join(_STEPS[step] for step in known)


def _grace(due: Due) -> str:
    if due.state is not DueState.IN_GRACE or due.grace_until is None:
        return ""
    return f"，现在在宽限期里，最晚 {formats.day(due.grace_until)}"
