"""Answers to general questions: one checked entry, its source beside it; never an expired one."""

import re

from rasa_sdk.events import SlotSet

from actions.base import TurnAction
from actions.context import in_context
from actions.faq_entries import tell, tell_details
from actions.followups import in_plain_words
from actions.misses import likely_questions, miss
from actions.naming import IN_PASSING, named, values
from actions.products import GOES_ON, ActionProductQuestion, of_kind
from actions.turn import Event, Turn
from insurance.domain.errors import StoreUnavailable
from kernel.clock import today

_THIS_ONE = re.compile("(?:这|那)(?:个|款|份)?产品|[这那][款个份]|它")
_COMPARES = re.compile("比|区别|差[别异]|不同|一样|哪[个款]")
# Where the best entry is likelier wrong than right and leads by less than that, it is asked which one is meant. Of the
# development set's 190 questions these are 2; the right one is offered in both.
_SURE, _LEAD = 0.5, 0.2
_COVER = "保险责任"


async def _is_about_a_product(turn: Turn) -> bool:
    """「那免赔额呢」 goes on about the product of the last answer; 「福满堂的等待期」 names one, be it ours or not."""
    asked = values(turn, "product_attribute")
    if not (asked or _COMPARES.search(turn.text)):
        return False
    goes_on = turn.answered_with in GOES_ON or _THIS_ONE.search(turn.text)
    if asked and goes_on and not turn.entity("line") and (turn.slot("product") or turn.slot("compared")):
        return True
    try:
        said = await named(turn, IN_PASSING)
    except StoreUnavailable:
        return False
    if not asked:
        return len(said.products) > 1
    return bool(said.products or said.unknown) or len(asked) > 1


def _is_unsure(turn: Turn) -> bool:
    """Whether the first two entries come so near each other that either may be meant."""
    candidates = (turn.tracker.latest_message.get("topic") or {}).get("candidates", ())
    if len(candidates) < 2:
        return False
    first, second = (candidate["score"] for candidate in candidates[:2])
    return bool(first < _SURE and first - second < _LEAD)


async def _is_in_the_table(turn: Turn) -> bool:
    """「交强险保什么」 is in the product table, whatever the entries say, where it has one product of that kind."""
    line, asked = turn.entity("line"), turn.entity("product_attribute")
    if not (line and asked):
        return False
    if _is_unsure(turn):
        return True
    try:
        return asked == _COVER and len(await of_kind(turn, str(line))) == 1
    except StoreUnavailable:
        return False


class ActionFaq(TurnAction):
    action = "action_faq"

    async def answer(self, turn: Turn) -> list[Event] | None:
        if turn.typed and await _is_about_a_product(turn):
            return await ActionProductQuestion().answer(turn)
        if turn.typed and (events := await in_context(turn)) is not None:
            return events
        topic = turn.entity("topic") or ((turn.tracker.latest_message.get("topic") or {}).get("id"))
        entry = turn.services.faq.get(topic, today(turn.services.clock)) if topic else None
        if entry is None:
            return miss(turn)
        how = turn.entity("details")
        if how is None and await _is_in_the_table(turn):
            return await ActionProductQuestion().answer(turn)
        if how is None and _is_unsure(turn) and len(buttons := likely_questions(turn, 0.0)) > 1:
            turn.say("utter_suggest", buttons=buttons)
            return None
        if how == "plain":
            return in_plain_words(turn, entry)
        if how and entry.details:
            tell_details(turn, entry)
        else:
            tell(turn, entry)
        return [SlotSet("explained", True)]
