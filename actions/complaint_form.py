"""The complaint form: what counts as an answer, what is said beside it, and the read-back before it is lodged."""

import json
import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.asides import complaint_progress, question_beside, small_talk
from actions.base import FormCheck, TurnAction
from actions.complaint_changes import change_in
from actions.complaints import NO_PHONE, STORY_LENGTH, filed_under
from actions.faq import ActionFaq
from actions.phones import phone_in
from actions.tasks.registry import LOOK_UPS, look_up
from actions.turn import Event, Turn
from insurance.domain.complaints import CATEGORY_NAMES
from insurance.domain.errors import InsuranceError, StoreUnavailable
from insurance.domain.identity import Level
from kernel.masking import show_phone
from kernel.quotes import quoted

# Read back after every addition, so it must not grow without end; the transcript keeps all that was said.
_STORY_LONGEST = 6_000
# Anything longer tells the story as well.
_DEMAND_LENGTH = 20
# What the form's own buttons send.
_ANSWERS = frozenset({"inform", "affirm", "deny", "complaint"})
_DEMANDS = re.compile(
    "^(?:我|就|只|你们?|我们|请|必须|得)*(?:要求|希望|想要|要你们|必须|给我|尽快|马上|赶紧|立刻)|(?:道歉|赔礼)|给.{0,3}(?:说法|交代)"
)
_LOOK_UP = re.compile("^(?:我想|我要|帮我|给我|请|再)?(?:查|看)")


async def _aside(turn: Turn) -> bool:
    """Answers what is said beside the complaint; its question is then asked again."""
    try:
        return await _answer_aside(turn) if turn.typed else await _pressed_aside(turn)
    except InsuranceError as error:
        turn.say_error(error)
        return True


async def _answer_aside(turn: Turn) -> bool:
    if await small_talk(turn) or await complaint_progress(turn) or await question_beside(turn):
        return True
    if turn.intent in LOOK_UPS and _LOOK_UP.search(turn.text):
        if not await look_up(turn, f"action_{turn.intent}"):
            turn.say("utter_complaint_first")
        return True
    return False


async def _pressed_aside(turn: Turn) -> bool:
    """A button of an earlier answer, such as 「理赔进度」, tells nothing of the complaint."""
    if turn.intent in _ANSWERS:
        return False
    if turn.intent == "faq":
        await ActionFaq().answer(turn)
    elif (
        turn.intent not in LOOK_UPS or turn.entity("task") or not await look_up(turn, f"action_{turn.intent}")
    ):
        turn.say("utter_complaint_first")
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
        if turn.typed and not turn.slot("complaint_demand") and _demands(str(value)):
            turn.say("utter_complaint_demand_kept")
            return {"complaint_target": None, "complaint_demand": str(value)}
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


def _demands(text: str) -> bool:
    """「要求道歉并尽快赔付」 says what is wanted, not what it is about."""
    return len(text) < _DEMAND_LENGTH and _DEMANDS.search(text) is not None


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
            target=quoted(str(turn.slot("complaint_target"))),
            detail=quoted(str(turn.slot("complaint_detail"))),
            demand=quoted(str(turn.slot("complaint_demand"))),
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
        return show_phone(phone)
    try:
        known = (await turn.identity()).level >= Level.BOUND
    except StoreUnavailable:  # read back all the same: nothing is lodged meanwhile
        known = False
    return "投保时留的号码" if known else "不留"
