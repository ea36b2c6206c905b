"""The complaint form: what counts as an answer, what is said beside it, and the read-back before it is lodged."""

import json
import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.complaint_changes import change_in, phone_in
from actions.complaints import NO_PHONE, STORY_LENGTH, ActionComplaintStatus, filed_under
from actions.faq import ActionFaq
from actions.products import ActionProductQuestion
from actions.turn import Event, FormCheck, Turn, TurnAction
from insurance.domain.complaints import CATEGORY_NAMES
from insurance.domain.errors import InsuranceError
from insurance.domain.identity import Level

# Read back after every addition, so it must not grow without end; the transcript keeps all that was said.
_STORY_LONGEST = 6_000
_QUESTION = re.compile("[?？]|吗|多久|几天|到哪|是什么|什么意思|怎么办|怎么样|^(?:怎么|如何|请问|什么是)")
_QUESTION_LENGTH = 20
_LOOK_UP = re.compile("^(?:我想|我要|帮我|给我|请|再)?(?:查|看)")


async def _aside(turn: Turn) -> bool:
    """Answers what is said beside the complaint; its question is then asked again."""
    if not turn.typed:
        return False
    try:
        return await _answer_aside(turn)
    except InsuranceError as error:
        turn.say_error(error)
        return True


async def _answer_aside(turn: Turn) -> bool:
    asks = len(turn.text) <= _QUESTION_LENGTH and _QUESTION.search(turn.text) is not None
    if turn.intent == "greet":
        turn.say("utter_here")
    elif turn.intent == "thanks":
        turn.say("utter_welcome")
    elif turn.intent == "bot_challenge" and asks:
        turn.say("utter_bot_challenge")
    elif turn.intent == "complaint_status" and asks:
        known = await turn.services.complaints.list_for(turn.conversation, await turn.identity())
        if known or turn.entity("complaint_no"):
            await ActionComplaintStatus().answer(turn)
        else:
            turn.say("utter_complaint_not_lodged")
    elif turn.intent in ("policy_lookup", "renewal_query", "claim_status") and _LOOK_UP.search(turn.text):
        turn.say("utter_complaint_first")
    elif turn.intent in ("faq", "product_question") and asks:
        await (ActionFaq() if turn.intent == "faq" else ActionProductQuestion()).answer(turn)
    else:
        return False
    return True


class ValidateComplaintForm(FormCheck):
    def name(self) -> str:
        return "validate_complaint_form"

    async def validate_complaint_target(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        if chosen := turn.entity("complaint_target"):
            return {"complaint_target": chosen}
        if value in CATEGORY_NAMES.values():
            return {"complaint_target": value}
        if turn.intent == "affirm" or await _aside(turn):
            return {"complaint_target": None}
        if len(str(value)) >= STORY_LENGTH and not turn.slot("complaint_detail"):
            # The story was told right away.
            return {"complaint_target": filed_under(str(value)), **_detail(turn, str(value))}
        return {"complaint_target": str(value)}

    async def validate_complaint_detail(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        if turn.text == value and (turn.intent == "affirm" or await _aside(turn)):
            return {"complaint_detail": None}
        return _detail(turn, str(value))

    async def validate_complaint_demand(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        return {"complaint_demand": None if await _aside(turn) else str(value)}

    async def validate_complaint_phone(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        if value == NO_PHONE:
            return {"complaint_phone": NO_PHONE}
        if found := phone_in(str(value)):
            return {"complaint_phone": found}
        if (
            any(word in str(value) for word in ("不留", "不方便", "不用", "没有", "不想"))
            or turn.intent == "deny"
        ):
            return {"complaint_phone": NO_PHONE}
        if not await _aside(turn):
            turn.say("utter_bad_complaint_phone")
        return {"complaint_phone": None}

    async def validate_complaint_confirm(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        if field := turn.entity("complaint_field"):
            return {"complaint_confirm": None, field: None}
        change = change_in(turn.text, tracker.slots) if turn.typed else None
        if change is not None:
            if change.value is not None:
                turn.say("utter_complaint_changed")
            return {"complaint_confirm": None, change.field: change.value}
        if turn.intent == "affirm":
            return {"complaint_confirm": "yes"}
        if turn.intent == "deny":
            if not turn.typed:
                turn.say("utter_complaint_confirm_again")
                return {"complaint_confirm": None, "complaint_detail": None}
            # `ActionAskComplaintConfirm` asks which part is wrong.
            return {"complaint_confirm": None}
        if await _aside(turn):
            return {"complaint_confirm": None}
        # Anything else said here belongs to the story.
        turn.say("utter_complaint_added")
        longer = f"{turn.slot('complaint_detail')}\n{value}"
        return {"complaint_confirm": None, "complaint_detail": longer[:_STORY_LONGEST]}


def _detail(turn: Turn, told: str) -> Event:
    """The story, after the words it began with where these make the matter urgent."""
    opening = turn.slot("complaint_opening")
    return {"complaint_detail": f"{opening}\n{told}" if opening else told, "complaint_opening": None}


class ActionAskComplaintConfirm(TurnAction):
    """Reads the whole complaint back before it is lodged."""

    action = "action_ask_complaint_form_complaint_confirm"

    async def answer(self, turn: Turn) -> None:
        asked = turn.slot("requested_slot") == "complaint_confirm"
        # 「不是半小时，是一小时」 is a no as well, but one that said what is right.
        if turn.typed and asked and turn.intent == "deny" and "utter_complaint_changed" not in turn.said:
            turn.say("utter_complaint_change_which")
            return
        payload = json.dumps({"confirm": turn.key})
        turn.say(
            "utter_complaint_confirm",
            target=turn.slot("complaint_target"),
            detail=turn.slot("complaint_detail"),
            demand=turn.slot("complaint_demand"),
            phone=await _contact(turn),
            buttons=[
                {"title": "确认提交", "payload": f"/affirm{payload}", "once": True},
                {"title": "重新说经过", "payload": f"/deny{payload}"},
                {"title": "先不投诉", "payload": "/cancel"},
            ],
            ask={"slot": "confirm", "input": "choice"},
        )


async def _contact(turn: Turn) -> str:
    phone = str(turn.slot("complaint_phone"))
    if phone != NO_PHONE:
        return phone
    return "投保时留的号码" if (await turn.identity()).level >= Level.BOUND else "不留"
