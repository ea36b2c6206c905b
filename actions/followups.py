"""What is said about the last answer: more of it, in plainer words, or 「那我这份呢」."""

import re
from typing import Any

from actions.base import TurnAction
from actions.faq_entries import source, tell_details
from actions.glossary import explained
from actions.misses import miss, question
from actions.policies import ActionPolicyLookup
from actions.products import ANSWERS, everything
from actions.turn import Event, Turn
from insurance.domain.faq import FaqEntry
from kernel.clock import today

_SAID_PLAINLY = "utter_plain_words"
_EXPLAINED = ANSWERS | {"utter_faq", _SAID_PLAINLY}
_LENGTH = 14
_MORE = re.compile(
    r"(?:说|讲|解释|介绍|写|再|更|能|请|要).{0,4}(?:详细|具体|仔细|细)|^(?:详细|具体|仔细)(?:点|些|说|讲|一点|一些|呢|吗|的|$)"
    r"|展开[说讲]|多[说讲](?:点|几句|一些|一点)"
)
_UNCLEAR = re.compile(
    r"(?:没|看不|听不|不太?|没太|没大|还是不|搞不|弄不|不是很)[看听弄搞]?(?:太|大|得)?(?:懂|明白|清楚|理解)"
    r"|^(?:这|那|你说的|上面|刚才)?(?:是|话)?(?:啥|什么)意思"
    r"|简单[点些]|通俗|白话|人话|[讲说]清楚|太(?:专业|绕|复杂|难懂)|[一发]?[懵蒙]了?$"
)
_MINE = re.compile(
    r"\W*(?:那么?|要是)?我(?:自己)?(?:的|这|那|手上|手里|买)?(?:这|那|的)?(?:一)?(?:份|单|张|款|个|种|保单|合同)*(?:的|里)?(?:呢|算吗|是多少|是多久)\W*"
)
# Where an answer stands and what brackets add to a name is not what was hard to read.
_BESIDE = re.compile(r"出处：.*|\([^)]*\)")


async def about_last_answer(turn: Turn) -> list[Event] | None:
    """Answers a message that is about the last answer; None where it is not, or where nothing was explained."""
    if not turn.typed or turn.answered_with not in _EXPLAINED or len(turn.text) > _LENGTH:
        return None
    if _MINE.fullmatch(turn.text):
        return await ActionPolicyLookup().answer(turn) or []
    if turn.entity("product_attribute") or turn.entity("product"):
        return None
    if _UNCLEAR.search(turn.text):
        return in_plain_words(turn, _entry(turn))
    if _MORE.search(turn.text):
        if turn.answered_with in ANSWERS:
            return await everything(turn)
        return _more(turn, _entry(turn))
    return None


def in_plain_words(turn: Turn, entry: FaqEntry | None) -> list[Event]:
    """The details where they were not read yet, and the hard words of the answer; a person in any case.

    The answer is the last one, unless an older one of `entry` is meant.
    """
    text = _last_text(turn) if entry is None or entry == _entry(turn) else entry.answer_on(turn.channel)
    details = entry.details if entry and entry.details and entry.details not in text else None
    lines = [*([details] if details else []), *explained(_BESIDE.sub("", f"{text}{details or ''}"))]
    if turn.answered_with == _SAID_PLAINLY or not lines:
        turn.say("utter_explain_person")
        return []
    turn.say(
        _SAID_PLAINLY,
        words="\n".join(lines),
        source=source(entry) if entry else None,
        buttons=[{"title": "还是不明白，转人工", "payload": "/handoff"}],
    )
    return []


def _more(turn: Turn, entry: FaqEntry | None) -> list[Event]:
    if entry and entry.details and entry.details not in _last_text(turn):
        tell_details(turn, entry)
    else:
        on = today(turn.services.clock)
        related = [turn.services.faq.get(other, on) for other in (entry.related if entry else ())]
        buttons = [question(other) for other in related if other][:2]
        turn.say("utter_no_more", buttons=[*buttons, {"title": "转人工", "payload": "/handoff"}])
    return []


def _last(turn: Turn) -> dict[str, Any]:
    before = [e for e in turn.tracker.events if e.get("event") in ("user", "bot")][:-1]
    return next((e for e in reversed(before) if e["event"] == "bot" and e.get("text")), {})


def _last_text(turn: Turn) -> str:
    return str(_last(turn).get("text") or "")


def _entry(turn: Turn) -> FaqEntry | None:
    """The FAQ entry of the last answer, unless it has expired since."""
    custom = (_last(turn).get("data") or {}).get("custom") or {}
    id = (custom.get("source") or {}).get("faq")
    return turn.services.faq.get(id, today(turn.services.clock)) if id else None


class ActionAboutLastAnswer(TurnAction):
    """「听不懂」 or 「不明白」 after an answer is no anger and no refusal."""

    action = "action_about_last_answer"

    async def answer(self, turn: Turn) -> list[Event] | None:
        if (events := await about_last_answer(turn)) is not None:
            return events
        if turn.intent == "express_dissatisfaction":
            turn.say_once("utter_dissatisfied", then="utter_dissatisfied_again")
        elif turn.asks:
            # 「不同意怎么办」 refuses nothing.
            return miss(turn)
        else:
            turn.say("utter_deny")
        return None
