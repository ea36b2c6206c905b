"""想买保险: needs, facts with their exclusions, and a licensed person with the customer's consent. No recommendation."""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import ClassVar

from actions.product_facts import at_a_glance
from actions.tasks.needs import Age, Budget, Consent
from actions.tasks.questions import Answers, Choice, Option, Phone, Question, Words
from actions.tasks.task import SLOT, Task
from actions.turn import Event, Turn
from insurance.domain import leads
from insurance.domain.errors import RecordNotFound
from insurance.domain.leads import LeadAnswers
from insurance.domain.products import Line

_INSURED = tuple(
    Option(name, name, re.compile(words))
    for name, words in zip(
        leads.INSURED,
        (
            "自己|本人|我想给我|我自己",
            "老婆|老公|爱人|妻子|丈夫|媳妇|配偶",
            "孩子|小孩|宝宝|儿子|女儿|娃|闺女",
            "父母|爸|妈|老人|爹|娘",
            "家里人|全家|家人|爷爷|奶奶|姥",
        ),
        strict=True,
    )
)
_CONCERNS = tuple(
    Option(name, name, re.compile(words))
    for name, words in zip(
        leads.CONCERNS,
        (
            "看病|住院|医疗|医药费",
            "大病|重疾|癌",
            "意外|摔|出差|旅游",
            "身故|寿险|万一我走",
            "养老|退休|年金",
            "车",
            "房|家财|财产",
        ),
        strict=True,
    )
)
_LINES = {
    "看病住院": Line.MEDICAL,
    "重大疾病": Line.CRITICAL_ILLNESS,
    "意外": Line.ACCIDENT,
    "身故保障": Line.LIFE,
    "养老": Line.ANNUITY,
    "车": Line.AUTO_COMMERCIAL,
    "房子和财产": Line.HOME,
}


_AFTER_ALL = "after_all"
_BUTTON = {"title": "还是请同事联系我", "payload": f'/product_advice{{"details": "{_AFTER_ALL}"}}'}
# What stays said when the consent is refused.
_NEEDS = ("insured", "age_band", "concern")


def _told_before(turn: Turn) -> Answers:
    """The needs as the last consultation in this conversation had them."""
    states = (event.get("value") for event in reversed(turn.tracker.events) if event.get("name") == SLOT)
    last = next((state for state in states if state and state["name"] == AdviceTask.name), None)
    return {slot: last["answers"][slot] for slot in _NEEDS if slot in last["answers"]} if last else {}


def _consented(answers: Answers) -> bool:
    return answers.get("advice_consent") == "yes"


_BUDGET = Budget(
    slot="budget_band",
    label="一年打算花",
    names="预算",
    choices=tuple(Option(band, band) for band in leads.BUDGET_BANDS),
    response="utter_ask_advice_budget",
    when=_consented,
)


class AdviceTask(Task):
    name = "product_advice"
    title = "保险咨询"
    intents = frozenset({"product_advice"})
    questions: ClassVar[Sequence[Question]] = (
        Choice(
            slot="insured",
            label="给谁买",
            names="给谁",
            choices=_INSURED,
            response="utter_ask_advice_insured",
        ),
        Age(
            slot="age_band",
            label="年纪",
            names="年龄|年纪|多大",
            choices=tuple(Option(band, band) for band in leads.AGE_BANDS),
            response="utter_ask_advice_age",
        ),
        Choice(
            slot="concern",
            label="最担心",
            names="担心|想保",
            choices=_CONCERNS,
            response="utter_ask_advice_concern",
        ),
        Consent(
            slot="advice_consent",
            choices=(Option("yes", "同意，请同事联系我"), Option("no", "先不用")),
            response="utter_ask_advice_consent",
        ),
        Words(
            slot="existing_cover",
            label="已有的保险",
            names="已有|现在有",
            may_skip=True,
            skip="没有",
            most=200,
            response="utter_ask_advice_existing",
            when=_consented,
        ),
        _BUDGET,
        Phone(
            slot="phone",
            label="电话",
            names="电话|手机|号码",
            may_skip=True,
            landline=True,
            hint="utter_bad_complaint_phone",
            response="utter_ask_advice_phone",
            when=_consented,
        ),
    )

    def volunteered(self, turn: Turn, answers: Answers) -> Answers:
        """A sum named before it is asked for is kept until then. The button below a refusal gives the consent after all."""
        if turn.entity("details") == _AFTER_ALL:
            return {**_told_before(turn), "advice_consent": "yes"}
        found = super().volunteered(turn, answers)
        told = None if _BUDGET.slot in {**answers, **found} else _BUDGET.volunteered(turn)
        return {**found, _BUDGET.slot: told} if told else found

    async def begin(self, turn: Turn, answers: Answers) -> Answers | None:
        if "advice_consent" in answers:
            turn.say("utter_advice_reopened")
            return answers
        turn.say("utter_advice_open")
        if "concern" in answers:
            await self.heard(turn, {}, answers)
        return answers

    async def heard(self, turn: Turn, before: Answers, answers: Answers) -> None:
        """The facts of our products on that concern, exclusions always with them."""
        concern = answers.get("concern")
        if concern is None or concern == before.get("concern"):
            return
        products = [p for p in await turn.services.products.list() if p.line is _LINES[concern]]
        if products:
            turn.say("utter_advice_facts", summary="\n".join(at_a_glance(product) for product in products))

    async def perform(self, turn: Turn, answers: Answers) -> list[Event] | None:
        if not _consented(answers) or not answers["phone"]:
            turn.say("utter_advice_declined", buttons=[_BUTTON])
            return None
        lead = await turn.services.leads.open(
            turn.conversation,
            await turn.identity(),
            LeadAnswers(
                insured=answers["insured"],
                age_band=answers["age_band"],
                concern=answers["concern"],
                budget_band=answers["budget_band"],
                existing_cover=answers["existing_cover"] or None,
            ),
            leads.WORDING.version,
            answers["phone"],
            turn.key,
        )
        withdraws = json.dumps({"task": AdviceWithdrawalTask.name, "lead_no": lead.lead_no})
        turn.say(
            "utter_lead_opened",
            phone=lead.contact,
            buttons=[{"title": "撤回，不用联系了", "payload": f"/product_advice{withdraws}"}],
        )
        return None


class AdviceWithdrawalTask(Task):
    """The consent taken back by the button below the receipt: nothing is kept."""

    name = "advice_withdrawal"
    title = "撤回咨询"
    questions: ClassVar[Sequence[Question]] = ()

    def volunteered(self, turn: Turn, answers: Answers) -> Answers:
        return {"lead_no": turn.entity("lead_no")}

    async def perform(self, turn: Turn, answers: Answers) -> list[Event] | None:
        # Gone already is what was wanted: the turn may be a repeat, the button pressed twice.
        with suppress(RecordNotFound):
            await turn.services.leads.withdraw(
                turn.conversation, await turn.identity(), answers["lead_no"] or ""
            )
        turn.say("utter_lead_withdrawn")
        return None
