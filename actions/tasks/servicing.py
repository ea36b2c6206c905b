"""保全: which change, on which policy, in the customer's words; staff completes what the law or safety wants seen."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rasa_sdk.events import FollowupAction

from actions import formats
from actions.tasks.own import OwnPolicy, PolicyTask
from actions.tasks.questions import Answers, Choice, Confirmation, Option, Question, Words
from actions.tasks.task import READ_BACK, State, Task
from actions.turn import Event, Turn
from actions.waiting import put_aside
from insurance.domain.errors import NoEmail
from insurance.domain.id_numbers import birth_date
from insurance.domain.identity import Level
from insurance.domain.policies import PolicyStatus
from insurance.domain.products import Line
from insurance.domain.servicing import (
    KIND_NAMES,
    SECOND_FACTOR_KINDS,
    STATUS_NAMES,
    TRANSITIONS,
    ServicingKind,
    ServicingStatus,
)
from insurance.services.policies import PolicyView
from insurance.services.servicing_views import DocumentMail, ServicingView
from kernel.clock import local
from kernel.quotes import quoted

K = ServicingKind
# What the kinds are called; the first that fits counts.
_WORDS = {
    K.BENEFICIARY_CHANGE: "受益.{0,3}人|给谁领",
    K.HOLDER_CHANGE: "投保人|户主|过户|换人交",
    K.E_POLICY: "电子保单|电子版|保单.{0,4}(?:(?<!补)发(?!票)|下载)|(?<!补)发.{0,4}保单",
    K.REISSUE: "补发|重新?打|丢了|找不到了|烧了|弄丢|遗失|没收到.{0,4}(?:保单|合同)",
    K.LOAN: "贷款|借款|借钱|周转|抵押|贷",
    K.DIVIDEND: "红利|分红",
    K.INVOICE: "发票|开票",
    K.REINSTATEMENT: "复效|恢复(?:保障|效力)|重新生效|失效|中止了",
    K.PAYMENT_ACCOUNT: "扣款.{0,4}(?:卡|账户|账号)|银行卡|[交缴]费.{0,2}(?:卡|账户|账号)|换卡|卡换",
    K.NAME_CORRECTION: "名字|姓名|身份证号.{0,4}错|写错",
    K.OCCUPATION_CHANGE: "职业|换工作|工种",
    K.PLATE_CHANGE: "车牌|上牌|换牌|卖车|车卖",
    K.ADD_RIDER: "加保|附加|增加保障|减保",
}
_KINDS = (
    *(Option(kind.value, KIND_NAMES[kind], re.compile(words)) for kind, words in _WORDS.items()),
    Option(K.OTHER.value, KIND_NAMES[K.OTHER]),
)
_SENT_AT_ONCE = frozenset({K.INVOICE, K.E_POLICY})
# Nothing more to tell than which policy.
_PLAIN = _SENT_AT_ONCE | {K.REINSTATEMENT}
_ASKED_WITH = {
    K.BENEFICIARY_CHANGE: "utter_ask_beneficiary_change_detail",
    K.HOLDER_CHANGE: "utter_ask_holder_change_detail",
    K.REISSUE: "utter_ask_reissue_detail",
    K.LOAN: "utter_ask_loan_detail",
    K.DIVIDEND: "utter_ask_dividend_detail",
    K.PAYMENT_ACCOUNT: "utter_ask_payment_account_detail",
    K.OCCUPATION_CHANGE: "utter_ask_occupation_change_detail",
    K.PLATE_CHANGE: "utter_ask_plate_change_detail",
}
# A cash value, or dividends, there are on lines for long only; whether the contract grants it staff sees.
_LINES = {
    K.LOAN: (Line.LIFE, Line.ANNUITY, Line.CRITICAL_ILLNESS),
    K.DIVIDEND: (Line.LIFE, Line.ANNUITY),
    K.PLATE_CHANGE: (Line.AUTO_COMPULSORY, Line.AUTO_COMMERCIAL),
}
_FOR_PERSONS = frozenset({K.BENEFICIARY_CHANGE, K.OCCUPATION_CHANGE})
_RUNNING = frozenset({PolicyStatus.IN_FORCE, PolicyStatus.SUSPENDED})
_FACTS = {K.REINSTATEMENT: "utter_reinstatement_facts", K.LOAN: "utter_loan_facts"}
_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){14,18}")
# How a request stands is asked, none is made.
_PROGRESS = re.compile(
    r"[办改换弄批]好了?(?:没|吗|么)|到哪|进度|怎么还没|没个?(?:影|信|动静|消息)|BQ\d|撤回.{0,4}申请|申请.{0,6}撤回"
)
_TOLD = 3
_NEW = re.compile(r"(?:换成|改成|改为|变更为|变成)了?\s*\S{2,}|贷款?\s*[\d一两二三四五六七八九十]+")


def _kind(answers: Answers) -> ServicingKind | None:
    return K(answers["servicing_kind"]) if "servicing_kind" in answers else None


def _fits(policy: PolicyView, answers: Answers) -> bool:
    kind = _kind(answers)
    if kind is K.REINSTATEMENT:
        return policy.status is PolicyStatus.SUSPENDED
    if kind in _SENT_AT_ONCE or kind is K.REISSUE:
        return True
    if kind in _FOR_PERSONS and not policy.line.insures_persons:
        return False
    return policy.status in _RUNNING and policy.line in _LINES.get(kind or K.OTHER, tuple(Line))


def _detail(turn: Turn) -> str | None:
    """The message that began it, where it says what is to become of what."""
    return _without_cards(turn.text) if turn.intent == "policy_servicing" and _NEW.search(turn.text) else None


def _without_cards(text: str) -> str:
    """A card number nobody asked for is not kept; an id number to be corrected is."""
    return _LONG_NUMBER.sub(lambda run: run[0] if birth_date(run[0]) else f"尾号 {run[0][-4:]}", text)


@dataclass(frozen=True, kw_only=True)
class _Detail(Words):
    """Asked for in the words of the kind."""

    async def answered(self, turn: Turn, answers: Answers) -> str | None:
        said = await super().answered(turn, answers)
        return None if said is None else _without_cards(said)

    def asked_with(self, answers: Answers) -> str:
        return _ASKED_WITH.get(_kind(answers) or K.OTHER, "utter_ask_servicing_detail")


class ServicingTask(PolicyTask):
    name = "policy_servicing"
    title = "保单变更"
    intents = frozenset({"policy_servicing"})
    policy = OwnPolicy(fits=_fits)
    questions: ClassVar[Sequence[Question]] = (
        Choice(slot="servicing_kind", label="事项", names="事项|要办的|办哪", choices=_KINDS),
        policy,
        _Detail(
            slot="servicing_detail",
            asks_for="new_value",
            label="具体",
            names="具体|内容",
            found=_detail,
            when=lambda a: _kind(a) not in _PLAIN,
        ),
        Confirmation(when=lambda a: _kind(a) not in _SENT_AT_ONCE),
    )

    def volunteered(self, turn: Turn, answers: Answers) -> Answers:
        found = super().volunteered(turn, answers)
        asks = turn.typed and not answers and _PROGRESS.search(turn.text)
        return {**found, "progress": True} if asks else found

    async def begin(self, turn: Turn, answers: Answers) -> Answers | None:
        if answers.get("progress"):
            await _tell_progress(turn)
            return None
        found = await self.settled(turn, answers)
        if found is not None and "confirm" not in found:
            await self.heard(turn, {}, found)
        return found

    async def settled(self, turn: Turn, answers: Answers) -> Answers | None:
        """The kind decides which policies come into question."""
        return await super().settled(turn, answers) if "servicing_kind" in answers else answers

    def nothing_fits(self, turn: Turn, answers: Answers) -> None:
        suspended = _kind(answers) is K.REINSTATEMENT
        turn.say("utter_nothing_to_reinstate" if suspended else "utter_servicing_none")

    async def heard(self, turn: Turn, before: Answers, answers: Answers) -> None:
        """What the law says of it, as soon as the kind is known."""
        kind = _kind(answers)
        if kind in _FACTS and _kind(before) is not kind:
            turn.say(_FACTS[kind])

    async def perform(self, turn: Turn, answers: Answers) -> list[Event] | None:
        identity, kind = await turn.identity(), K(answers["servicing_kind"])
        servicing, policy_no = turn.services.servicing, answers["policy_no"]
        if kind in _SENT_AT_ONCE:
            send = servicing.send_policy if kind is K.E_POLICY else servicing.send_invoice
            try:
                _tell(turn, kind, await send(turn.conversation, identity, policy_no, turn.key))
            except NoEmail:
                return self._email_first(turn, answers)
            return None
        stated = {"wish": answers["servicing_detail"]} if "servicing_detail" in answers else {}
        request = await servicing.open(turn.conversation, identity, kind, policy_no, stated, turn.key)
        turn.say(
            "utter_request_second_factor" if kind in SECOND_FACTOR_KINDS else "utter_request_opened",
            what=KIND_NAMES[kind],
            request_no=request.request_no,
            due=formats.day(request.due_on),
        )
        return None

    def _email_first(self, turn: Turn, answers: Answers) -> list[Event]:
        """Asks for an address, then comes back to this."""
        turn.say("utter_email_first")
        later = State(self.name, {**answers, READ_BACK: True})
        first = State("contact_update", {"contact_field": "email"})
        return [put_aside(turn, self.title, later.kept()), first.event(), FollowupAction("task_form")]


def _tell(turn: Turn, kind: ServicingKind, mail: DocumentMail) -> None:
    """What could not go out at once a colleague sends."""
    sent = "utter_policy_sent" if kind is K.E_POLICY else "utter_invoice_sent"
    turn.say(sent if mail.sent else "utter_mail_later", email=mail.email, due=formats.day(mail.due_on))


async def _tell_progress(turn: Turn) -> None:
    """How the customer's last requests stand, each that is open with the way to take it back."""
    requests = await turn.services.servicing.list_for(await turn.identity())
    for request in requests[:_TOLD]:
        withdraws = json.dumps({"task": WithdrawalTask.name, "request_no": request.request_no})
        button = {"title": "撤回这件", "payload": f"/policy_servicing{withdraws}"}
        turn.say(
            "utter_servicing_request",
            summary=_course(request),
            buttons=[button] if TRANSITIONS[request.status] else None,
        )
    if not requests:
        turn.say("utter_servicing_no_request")


def _course(request: ServicingView) -> str:
    since = formats.short_day(local(request.received_at).date())
    head = f"{KIND_NAMES[request.kind]}（编号 {request.request_no}，{since}登记）：{STATUS_NAMES[request.status]}"
    if TRANSITIONS[request.status]:
        return f"{head}，{formats.day(request.due_on)} 前给您办好或答复。"
    reason = request.timeline[-1].note
    told = reason and request.status is ServicingStatus.DECLINED
    return f"{head}，原因：{quoted(reason or '')}。" if told else f"{head}。"


class WithdrawalTask(Task):
    """A request taken back until it is done, by the button below it."""

    name = "servicing_withdrawal"
    title = "撤回申请"
    needs = Level.VERIFIED
    questions: ClassVar[Sequence[Question]] = (
        Confirmation(response="utter_ask_servicing_withdrawal_confirm"),
    )

    def volunteered(self, turn: Turn, answers: Answers) -> Answers:
        number = answers.get("request_no") or turn.entity("request_no")
        return {"request_no": number} if number and "request_no" not in answers else {}

    def summary(self, answers: Answers) -> str:
        return f"编号：{answers['request_no']}"

    async def perform(self, turn: Turn, answers: Answers) -> list[Event] | None:
        request = await turn.services.servicing.withdraw(
            await turn.identity(), answers["request_no"], turn.key
        )
        turn.say("utter_servicing_withdrawn", what=KIND_NAMES[request.kind], request_no=request.request_no)
        return None
