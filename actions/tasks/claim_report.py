"""报案: the person first, then only what is needed now; documents come after the number is given."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from rasa_sdk.events import FollowupAction

from actions import claim_papers, formats
from actions.claims import STATUS
from actions.files import files_sent
from actions.tasks import losses
from actions.tasks.claim_supplement import ClaimSupplementTask
from actions.tasks.own import OwnPolicy
from actions.tasks.questions import (
    Answers,
    Choice,
    Confirmation,
    Day,
    Money,
    Option,
    Phone,
    Question,
    Words,
    YesNo,
)
from actions.tasks.task import State, Task
from actions.turn import Event, Turn
from insurance.domain.claim_reports import ReportDraft
from insurance.domain.claims import ClaimStatus
from insurance.domain.errors import IdentityRequired, InsuranceError, StoreUnavailable
from insurance.domain.identity import Level
from insurance.domain.injuries import HURT, UNHURT
from insurance.services.policies import PolicyView
from kernel.clock import today
from kernel.quotes import quoted

_TOLD_LENGTH = 8
_VALUE_LENGTH = 8
_TELLS = "tells"


def _story(turn: Turn) -> str | None:
    """The message that began the report, or came before it was asked for, where it tells what happened."""
    tells = turn.intent == "claim_report" or (
        turn.active_loop and not turn.asks and losses.HAPPENED.search(turn.text)
    )
    return turn.text if tells and len(turn.text) >= _TOLD_LENGTH else None


def _place(turn: Turn) -> str | None:
    return "".join(turn.entities("place")) or None


@dataclass(frozen=True, kw_only=True)
class _DayOfLoss(Day):
    """「刚才」 is today."""

    def told(self, turn: Turn) -> list[str]:
        just_now = turn.typed and losses.JUST_NOW.search(turn.text)
        return super().told(turn) or ([today(turn.services.clock).isoformat()] if just_now else [])


@dataclass(frozen=True, kw_only=True)
class _Place(Words):
    """A day or a sum alone is no place."""

    async def answered(self, turn: Turn, answers: Answers) -> str | None:
        if (
            len(turn.text) <= _VALUE_LENGTH
            and _place(turn) is None
            and (turn.entity("date") or turn.entity("money"))
        ):
            return None
        return await super().answered(turn, answers)


@dataclass(frozen=True, kw_only=True)
class _BySelf(Choice):
    """Whether to go on alone after a person was offered; whoever simply tells does."""

    choices: Sequence[Option] = (Option("yes", "我先自己登记", re.compile("自己|登记|先报|我来|继续|接着")),)

    async def answered(self, turn: Turn, answers: Answers) -> str | None:
        value = await super().answered(turn, answers)
        tells = turn.typed and not turn.asks and len(turn.text) >= _TOLD_LENGTH
        return _TELLS if value is None and tells else value


@dataclass(frozen=True, kw_only=True)
class _Policy(OwnPolicy):
    """Which policy: one of the customer's own, else a number or a plate as typed."""

    label: str = "保单或车牌"
    names: str = "保单|车牌"
    may_skip: bool = True
    response: str | None = "utter_ask_loss_policy"
    fits: Callable[[PolicyView, Answers], bool] = losses.may_cover

    def volunteered(self, turn: Turn) -> str | None:
        return super().volunteered(turn) or turn.entity("plate_no")

    async def fitting(self, turn: Turn, answers: Answers) -> list[PolicyView]:
        """None before the identity is proven and while the store is away: a number will do."""
        try:
            return await super().fitting(turn, answers)
        except (IdentityRequired, StoreUnavailable):
            return []


_POLICY = _Policy(when=lambda a: "incident" not in a)


class ClaimReportTask(Task):
    """Among the answers: `attachments` to be handed in; `looked_up`: the customer's own policies were looked through;
    `warned`: those who are hurt came first already; `day_told`: the day as it was told before any correction.
    """

    name = "claim_report"
    title = "报案"
    intents = frozenset({"claim_report"})
    questions: ClassVar[Sequence[Question]] = (
        Choice(
            slot="line",
            label="出险类型",
            names="类型|险种|什么险",
            response="utter_ask_loss_line",
            choices=losses.KINDS,
        ),
        _BySelf(slot="by_self", when=lambda a: a.get("line") == "life"),
        Words(
            slot="loss_cause",
            label="经过",
            names="经过|原因|过程",
            found=_story,
            least=4,
        ),
        _DayOfLoss(slot="date_of_loss", label="哪天", names="日期|哪天|时间|那天|几号"),
        _Place(
            slot="loss_place",
            label="地点",
            names="地点|地址|地方|在哪",
            found=_place,
            may_skip=True,
            when=lambda a: a.get("line") in losses.SOMEWHERE,
        ),
        YesNo(
            slot="injury",
            label="有没有人受伤",
            names="受伤|伤人",
            when=lambda a: a.get("line") in losses.OTHERS_HURT,
            choices=(Option("no", "没有人受伤", UNHURT), Option("yes", "有人受伤", HURT)),
        ),
        Money(
            slot="loss_amount",
            label="损失或花费大约",
            names="金额|损失|花费|多少钱|费用",
            may_skip=True,
            when=lambda a: a.get("line") in losses.HAVE_A_SUM and "incident" not in a,
        ),
        _POLICY,
        Phone(
            slot="phone",
            label="联系电话",
            names="电话|手机|号码",
            may_skip=True,
            response="utter_ask_contact_phone",
            when=lambda a: "phone_known" not in a,
        ),
        Confirmation(),
    )

    def volunteered(self, turn: Turn, answers: Answers) -> Answers:
        found = super().volunteered(turn, answers)
        if (kind := turn.entity("loss_kind")) is not None:
            found["line"] = kind
        # Heard whatever is asked, also before the kind of loss is known.
        hurt = losses.hurt_in(turn.text) if turn.typed and "injury" not in answers else None
        if hurt is not None and answers.get("line") != "life":
            found.setdefault("injury", hurt)
        if not turn.active_loop and (files := files_sent(turn)):
            found["attachments"] = files
        return found

    async def begin(self, turn: Turn, answers: Answers) -> Answers | None:
        """Safety and comfort before any question."""
        kind = answers.get("line")
        if kind != "life":
            turn.say(opening := losses.opening(turn, answers))
            # The same is not said twice.
            answers = {**answers, **({"warned": True} if opening in losses.WARNINGS else {})}
        answers = {**answers, **await _incident(turn, kind)}
        identity = await turn.identity_if_known()
        if identity and identity.level >= Level.BOUND:
            answers["phone_known"] = True
        return await self.settled(turn, answers)

    async def settled(self, turn: Turn, answers: Answers) -> Answers | None:
        """The one own policy of that line, and who was hurt as the story tells it. Where somebody died a person is offered
        first; who tells on goes on alone.
        """
        if answers.get("line") == "life" and "consoled" not in answers:
            turn.say("utter_claim_report_death")
            answers = {**answers, "consoled": True}
        if answers.get("by_self") == _TELLS:
            answers = {"loss_cause": turn.text, **answers, "by_self": "yes"}
        hurt = losses.hurt_in(answers.get("loss_cause", ""))
        if hurt is not None and answers.get("line") in losses.OTHERS_HURT:
            answers = {"injury": hurt, **answers}
        if "date_of_loss" in answers:
            answers = {"day_told": answers["date_of_loss"], **answers}
        if "line" not in answers or "looked_up" in answers or "incident" in answers:
            return answers
        answers = {**answers, "looked_up": True}
        own = [] if _POLICY.slot in answers else await _POLICY.fitting(turn, answers)
        if len(own) == 1:
            turn.say("utter_loss_policy_taken", product=quoted(own[0].product), policy_no=own[0].policy_no)
            answers[_POLICY.slot] = own[0].policy_no
        return answers

    async def beside(self, turn: Turn, answers: Answers) -> bool:
        """A photo sent before it was asked for is kept, and handed in with the report."""
        if (attachment := turn.entity("attachment")) is None:
            return False
        answers.setdefault("attachments", []).append(attachment)
        turn.say("utter_photo_kept")
        return True

    async def heard(self, turn: Turn, before: Answers, answers: Answers) -> None:
        """As soon as somebody turns out to be hurt, that comes first."""
        if answers.get("injury") == "yes" and before.get("injury") != "yes" and "warned" not in answers:
            turn.say("utter_claim_hurt_before" if losses.is_past(turn, answers) else "utter_claim_hurt")
            answers["warned"] = True
        if "by_self" in answers and "by_self" not in before:
            turn.say("utter_claim_open_death")

    def told(self, answers: Answers) -> dict[str, str]:
        return super().told(
            {**answers, "loss_cause": _cause(answers)} if "loss_cause" in answers else answers
        )

    def summary(self, answers: Answers) -> str:
        lines = super().summary(answers)
        return f"{lines}\n联系电话：投保时留的手机号" if "phone_known" in answers else lines

    async def perform(self, turn: Turn, answers: Answers) -> list[Event]:
        receipt = await turn.services.claim_reports.report(
            turn.conversation, await turn.identity(), _draft(answers), turn.key
        )
        turn.say(
            "utter_claim_reported",
            claim_no=receipt.claim_no,
            contact_by=formats.moment(receipt.deadlines[0].due),
            documents=claim_papers.listed(receipt.documents),
            card=formats.card(
                "claim",
                claim_no=receipt.claim_no,
                policy_no=receipt.policy_no,
                status=ClaimStatus.REPORTED.value,
                amount_approved=None,
                timeline=[
                    {"at": receipt.reported_at, "status": "reported", "note": STATUS[ClaimStatus.REPORTED]}
                ],
                missing_documents=[],
                due_by=None,
            ),
        )
        following: Answers = {"claim_no": receipt.claim_no}
        if files := answers.get("attachments"):
            following["attachments"] = files
        task = ClaimSupplementTask()
        try:
            following = await task.settled(turn, following) or following
        except InsuranceError as error:
            # The report stands; the files can be sent once more.
            turn.say_error(error)
        return [State(task.name, following).event(), FollowupAction("task_form")]


async def _incident(turn: Turn, kind: str | None) -> Answers:
    """A catastrophe this loss may come from: only the needful is asked, the rest may follow."""
    try:
        incidents = await turn.services.incidents.current()
    except StoreUnavailable:
        return {}
    for incident in incidents:
        if incident.concerns(losses.LINES.get(kind or ""), turn.text):
            turn.say("utter_incident_report", title=incident.title)
            return {"incident": incident.id}
    return {}


def _cause(answers: Answers) -> str:
    """The story; a day corrected later is corrected there as well, so that it does not say two."""
    story, on = str(answers["loss_cause"]), answers.get("date_of_loss")
    return (
        losses.story_on(date.fromisoformat(on), story) if on and on != answers.get("day_told", on) else story
    )


def _draft(answers: Answers) -> ReportDraft:
    stated = answers.get("policy_no") or None
    plate = stated if stated and not stated.isascii() else None
    return ReportDraft(
        line=losses.LINES.get(answers["line"]),
        policy_no=None if plate else stated,
        plate_no=plate,
        date_of_loss=date.fromisoformat(answers["date_of_loss"]),
        place=answers.get("loss_place") or None,
        cause=_cause(answers),
        injury={"yes": "有人受伤", "no": "没有人受伤"}.get(answers.get("injury", "")),
        amount=Decimal(answers["loss_amount"]) if answers.get("loss_amount") else None,
        phone=answers.get("phone") or None,
        incident_id=answers.get("incident"),
    )
