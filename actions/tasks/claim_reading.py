"""What was read from the customer's papers, read back: only what the customer says is right counts."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from actions.tasks.questions import Answers, Confirmation, Day, Money, Question, Words
from actions.turn import Turn
from insurance.domain.claim_documents import ClaimDocument, RecognitionState
from kernel.masking import show_id_number, show_name, show_plate
from kernel.quotes import quoted

# Among the answers: the paper read back now, {document, kind, fields, masked}; and what was said of those before,
# {document: {right, values}}.
_READING, _VERDICTS = "reading", "verdicts"
_WRONG = re.compile(r"不对|不是|错了|有误|不准")


def _tail(number: str) -> str:
    return f"****{number[-4:]}"


@dataclass(frozen=True)
class _Paper:
    """`typed`: values the customer may put right in words. `masked`: what is never typed in a chat, with its label and
    how it is shown; a better picture is the way to put it right. What is in neither is left to the colleague who looks.
    """

    name: str
    typed: Sequence[str] = ()
    masked: Mapping[str, tuple[str, Callable[[str], str]]] = field(default_factory=dict)


_PAPERS = {
    "medical_invoice": _Paper(
        "费用发票",
        ("total", "issued_on", "hospital"),
        {"invoice_no": ("票据号", _tail), "payer": ("交款人", show_name)},
    ),
    "discharge_summary": _Paper("出院小结", ("hospital", "admitted_on", "discharged_on")),
    "id_card": _Paper("身份证", masked={"name": ("姓名", show_name), "number": ("证件号", show_id_number)}),
    "bank_card": _Paper("银行卡", masked={"bank": ("银行", str), "number": ("卡号", _tail)}),
    "driving_licence": _Paper("驾驶证", masked={"name": ("姓名", show_name)}),
    "vehicle_licence": _Paper(
        "行驶证", masked={"plate_no": ("车牌", show_plate), "owner": ("所有人", show_name)}
    ),
}


@dataclass(frozen=True, kw_only=True)
class _ReadBack(Confirmation):
    hint: str = "utter_not_an_answer"

    def asked_with(self, answers: Answers) -> str:
        return "utter_ask_read_back" if answers[_READING]["fields"] else "utter_ask_read_back_masked"

    async def answered(self, turn: Turn, answers: Answers) -> str | None:
        if (value := await super().answered(turn, answers)) is not None:
            return value
        refuses = turn.intent == "deny" or (turn.typed and _WRONG.search(turn.text))
        return "no" if refuses and not answers[_READING]["fields"] else None

    def buttons(self, turn: Turn, answers: Answers) -> list[dict[str, Any]]:
        right, wrong, _ = super().buttons(turn, answers)
        some = [{**wrong, "title": "有一处不对"}] if answers[_READING]["fields"] else []
        none = {"title": "都不对，看原件", "payload": '/inform{"task_value": "no"}'}
        return [{**right, "title": "对，没错"}, *some, none]


def _on_it(name: str) -> Callable[[Answers], bool]:
    return lambda answers: name in answers.get(_READING, {}).get("fields", ())


QUESTIONS: Sequence[Question] = (
    Money(slot="total", label="金额", names="金额|多少钱|总额|合计|费用", when=_on_it("total")),
    Day(slot="issued_on", label="开票日期", names="开票|日期|哪天|几号", when=_on_it("issued_on")),
    Words(slot="hospital", label="医院", names="医院|诊所|卫生院", when=_on_it("hospital")),
    Day(slot="admitted_on", label="入院日期", names="入院", when=_on_it("admitted_on")),
    Day(slot="discharged_on", label="出院日期", names="出院", when=_on_it("discharged_on")),
    _ReadBack(when=lambda answers: _READING in answers),
)


async def take_up(turn: Turn, answers: Answers) -> None:
    """Note what was said of the paper read back, and put the next one before the customer that nobody has judged."""
    if "confirm" in answers:
        _note(answers)
    judged = answers.get(_VERDICTS, {})
    for document in await _files(turn, answers):
        if str(document.id) not in judged and (reading := _reading(document)):
            for question in QUESTIONS:
                answers.pop(question.slot, None)
            answers |= {_READING: reading, **{name: document.proposed[name] for name in reading["fields"]}}
            return


def _note(answers: Answers) -> None:
    reading, right = answers[_READING], answers["confirm"] == "yes"
    values = {name: answers[name] for name in reading["fields"] if right and answers.get(name)}
    verdict = {"right": right, "values": values}
    answers[_VERDICTS] = {**answers.get(_VERDICTS, {}), str(reading["document"]): verdict}


def _reading(document: ClaimDocument) -> dict[str, Any] | None:
    """None where nothing the customer could judge was read."""
    kind, found = (document.recognition or {}).get("kind"), document.proposed
    if (paper := _PAPERS.get(str(kind))) is None:
        return None
    fields = [name for name in paper.typed if name in found]
    masked = [f"{label} {show(found[name])}" for name, (label, show) in paper.masked.items() if name in found]
    if not fields and not masked:
        return None
    return {"document": document.id, "kind": kind, "fields": fields, "masked": masked}


async def record(turn: Turn, answers: Answers) -> None:
    """Keep the customer's word. What was only shown masked counts as it was read."""
    verdicts = answers.get(_VERDICTS, {})
    for document in await _files(turn, answers) if verdicts else ():
        if (verdict := verdicts.get(str(document.id))) is None or not document.proposed:
            continue
        shown = _PAPERS[str((document.recognition or {})["kind"])].masked if verdict["right"] else {}
        values = {name: value for name, value in document.proposed.items() if name in shown}
        await turn.services.claim_documents.judge(
            turn.conversation, document.id, {**values, **verdict["values"]}
        )


async def handed_in(turn: Turn, answers: Answers) -> int:
    """How many files came from this conversation."""
    return len(await _files(turn, answers))


async def unread(turn: Turn, answers: Answers) -> int:
    """How many files are still to be read."""
    files = await _files(turn, answers)
    return sum(document.recognition_state is RecognitionState.PENDING for document in files)


async def _files(turn: Turn, answers: Answers) -> list[ClaimDocument]:
    """The files of the claim that came from this conversation."""
    return await turn.services.claim_documents.documents_of(turn.conversation, answers["claim_no"])


def lines(answers: Answers) -> str:
    """The paper as it is read back."""
    reading = answers[_READING]
    values = [
        f"{question.label} {question.shown(answers[question.slot])}"
        for question in QUESTIONS
        if question.slot in reading["fields"] and answers.get(question.slot)
    ]
    return f"{_PAPERS[reading['kind']].name}：{'，'.join([*values, *map(quoted, reading['masked'])])}"


def is_read_back(answers: Answers) -> bool:
    return _READING in answers
