"""The identity check as a dialogue. What is typed here proves nothing by itself: the identity service decides."""

import re
import unicodedata
from abc import abstractmethod
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import FormCheck, TurnAction
from actions.phones import phone_in
from actions.spoken_of import that_policy
from actions.turn import Event, Turn
from actions.waiting import go_back
from insurance.domain.errors import CodeExpired, CodeTooSoon, IdentityLocked, IdentityRequired, InsuranceError
from insurance.domain.identity import Level

# What a button sends to see more than is shown without a check.
ALL = "all"
FORM_SLOTS = ("phone", "id_last4", "otp")
# An id card first; the number of a passport may end in any letters, so four with a digit among them will do.
_LAST4 = (
    re.compile(r"(?<![0-9A-Za-z])\d{3}[0-9Xx](?![0-9A-Za-z])"),
    re.compile(r"(?<![0-9A-Za-z])(?=[A-Za-z]*\d)[0-9A-Za-z]{4}(?![0-9A-Za-z])"),
)
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{3,31}")
_GAPS = re.compile(r"(?<=[0-9A-Za-z])[\s\-—]+(?=[0-9A-Za-z])")
_SPELLED_PHONE = re.compile(r"(?<!\d)1[3-9]\d[\s\-—]*\d{4}[\s\-—]*\d{4}(?!\d)")
# A whole id card: of the new kind or of the old.
_ID_CARD = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[0-9Xx]|\d{15})(?![0-9A-Za-z])")
# Digits like those of a mobile number, but too few or too many.
_MISCOUNTED = re.compile(r"1[3-9]\d{4,8}|1[3-9]\d{10,11}")
_FORGOTTEN = re.compile("记不|不记得|没印象|想不起|忘|不知道|不清楚|找不到|没带|没有")
_UNWILLING = re.compile("不想|不方便|不愿|不给|凭什么|不提供")
_ID_WORDS = re.compile("后四位|后4位|尾号|证件|身份证|末四位")
_BLANKS = re.compile(r"(?<=[0-9A-Za-z-])\s+(?=[0-9A-Za-z-])")


def _folded(value: Any) -> str:
    """What was typed, full-width letters and digits as plain ones."""
    return unicodedata.normalize("NFKC", str(value))


def clear_form() -> list[Event]:
    return [SlotSet(name, None) for name in FORM_SLOTS]


class IdentifiedAction(TurnAction):
    """An action that needs to know who asks: without enough identity it starts the check and comes back."""

    needs: Level = Level.VERIFIED

    def wish(self, turn: Turn) -> dict[str, Any]:
        """What must survive the check: numbers named or pointed at in this message."""
        named = {name: turn.entity(name) for name in ("policy_no", "claim_no")}
        named["policy_no"] = named["policy_no"] or that_policy(turn)
        return {name: value for name, value in named.items() if value}

    async def needed(self, turn: Turn) -> Level:
        """The identity this message needs."""
        return self.needs

    @abstractmethod
    async def answer_for(self, turn: Turn, wish: dict[str, Any]) -> list[Event] | None: ...

    async def answer(self, turn: Turn) -> list[Event] | None:
        waiting = turn.slot("pending_task") or {}
        wish = self.wish(turn) or {
            k: v for k, v in waiting.items() if k != "action" and waiting["action"] == self.action
        }
        try:
            identity = await turn.identity()
            if identity.level < (needed := await self.needed(turn)):
                raise IdentityRequired(needed)
            events = await self.answer_for(turn, wish) or []
        except IdentityRequired:
            return begin_check(turn, {"action": self.action, **wish})
        # Not in the middle of a task, which asks its own question again.
        back = go_back(turn) if not turn.active_loop and not any(map(_follows, events)) else []
        return [*events, SlotSet("pending_task", None), *back]


def _follows(event: Event) -> bool:
    return bool(event["event"] == "followup")


def begin_check(turn: Turn, task: dict[str, Any]) -> list[Event]:
    """Start the identity check; `task`, with the name of its `action`, goes on when it has succeeded."""
    if turn.active_loop == "identity_form":
        # The check stays where it is; what was told of the same task before is not lost.
        turn.say("utter_after_check")
        before = turn.slot("pending_task") or {}
        if "answers" in task and before.get("task") == task["task"]:
            task = {**task, "answers": {**before["answers"], **task["answers"]}}
        return [SlotSet("pending_task", task)]
    kept = SlotSet("pending_task", task)
    turn.say("utter_need_identity")
    # Numbers given right away are not asked for again; the form checks them before it asks. The new number of 「换号了」
    # is none of them.
    stated = task.get("answers", {}).values()
    given = [SlotSet("phone", phone)] if (phone := phone_in(turn.text)) and phone not in stated else []
    if given and (last4 := _last4_in(turn.text)):
        given.append(SlotSet("id_last4", last4))
    return [kept, *clear_form(), *given, FollowupAction("identity_form")]


def _last4_in(text: str) -> str | None:
    """The last four of an id number in a message that may hold a phone number and the whole id as well."""
    folded = _SPELLED_PHONE.sub(" ", _folded(text))
    if card := _ID_CARD.search(folded):
        return card.group()[-4:].upper()
    for spelled in (folded, _GAPS.sub("", folded)):
        for form in _LAST4:
            if found := form.search(spelled):
                return found.group().upper()
    return None


class ValidateIdentityForm(FormCheck):
    """Checks each answer; the code is sent once phone and last four digits are there."""

    def name(self) -> str:
        return "validate_identity_form"

    async def validate_phone(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        text = _folded(value)
        if phone := phone_in(text):
            if value == phone or (last4 := _last4_in(text)) is None:
                return {"phone": phone}
            # Both in one message: 「199… 0012」
            turn.tracker.slots["phone"] = phone
            return {"phone": phone, **await self._start(turn, last4)}
        # A policy number keeps its hyphens: they are part of it.
        numbers = (
            number for number in _NUMBER.findall(_BLANKS.sub("", text)) if any(c.isdigit() for c in number)
        )
        number = turn.entity("policy_no") or turn.entity("phone") or next(numbers, None)
        if number is None:
            self._explain(turn, "utter_phone_forgotten", "utter_bad_phone")
        elif "单" not in text and (digits := _GAPS.sub("", text).strip()) and _MISCOUNTED.fullmatch(digits):
            turn.say("utter_bad_phone_length", length=len(digits))
            number = None
        return {"phone": number}

    async def validate_id_last4(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        text = _folded(value)
        corrected = phone_in(text) or turn.entity("policy_no")
        last4 = _last4_in(text.replace(corrected, " ") if corrected else text)
        if corrected:
            # Not what was asked for: the number before it was wrong.
            turn.tracker.slots["phone"] = corrected
        if last4 is not None:
            return {"phone": turn.slot("phone"), **await self._start(turn, last4)}
        if corrected:
            turn.say("utter_phone_changed")
        else:
            self._explain(turn, "utter_bad_id_last4", "utter_bad_id_last4")
        return {"phone": turn.slot("phone"), "id_last4": None}

    async def _start(self, turn: Turn, last4: str) -> Event:
        """Send the code; the slots as they are then."""
        try:
            await turn.services.identity.start(turn.conversation, turn.slot("phone"), last4, turn.key)
        except CodeTooSoon as error:
            # A code was sent a moment ago; the customer may simply type it.
            turn.say_error(error)
        except InsuranceError as error:
            turn.say_error(error)
            return _stop()
        return {"id_last4": last4}

    @staticmethod
    def _explain(turn: Turn, forgotten: str, otherwise: str) -> None:
        """Say what was missing in an answer that holds no number; a mere 「好的」 needs no correction."""
        if _UNWILLING.search(turn.text):
            turn.say("utter_identity_optional")
        elif _FORGOTTEN.search(turn.text):
            turn.say(forgotten)
        elif turn.intent != "affirm":
            turn.say(otherwise)

    async def validate_otp(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        text = _folded(value)
        if phone := phone_in(text):
            turn.tracker.slots["phone"] = phone
            if (last4 := _last4_in(text)) is None:
                turn.say("utter_phone_changed")
            started = await self._start(turn, last4) if last4 else {"id_last4": None}
            return {"otp": None, "phone": phone, **started}
        if _ID_WORDS.search(text) and (last4 := _last4_in(text)):
            return {"otp": None, **await self._start(turn, last4)}
        found = _CODE.search(_GAPS.sub("", text))
        if found is None:
            self._explain(turn, "utter_bad_otp", "utter_bad_otp")
            return {"otp": None}
        try:
            await turn.services.identity.verify(turn.conversation, found.group(), turn.key, binds=turn.binds)
        except IdentityLocked as error:
            turn.say_error(error)
            return _stop()
        except CodeExpired as error:
            turn.say_error(error)
            return {"otp": None}
        except InsuranceError as error:
            turn.say_error(error)
            return {"otp": None}
        # The code itself is of no use any more and is not kept.
        return {"otp": "ok"}


def _stop() -> Event:
    """Nothing more to ask: the form ends without a proven identity."""
    return {"requested_slot": None, "phone": "-", "id_last4": "-", "otp": "-"}


class ActionAskOtp(TurnAction):
    """Asks for the code; where it goes is said once, when it is sent."""

    action = "action_ask_identity_form_otp"

    async def answer(self, turn: Turn) -> None:
        sent = False
        for event in reversed(turn.tracker.events):
            if event.get("event") == "user":
                break
            sent = sent or (event.get("event") == "slot" and event.get("name") == "id_last4")
        turn.say(
            "utter_code_sent"
            if sent and "utter_error_code_too_soon" not in turn.said
            else "utter_code_wanted"
        )


class ActionResumeTask(TurnAction):
    """After the check: go on with what the customer wanted, if the check succeeded."""

    action = "action_resume_task"

    async def answer(self, turn: Turn) -> list[Event]:
        identity = await turn.identity()
        if identity.level < Level.VERIFIED:
            return [*clear_form(), SlotSet("pending_task", None)]
        binding = await turn.services.identity.binding(turn.conversation)
        # Told once, when it begins: it was this message's check that bound.
        bound = binding is not None and binding.key == turn.key
        turn.say("utter_verified_bound" if bound else "utter_verified")
        task = turn.slot("pending_task")
        return [*clear_form(), FollowupAction(task["action"])] if task else clear_form()


class ActionResendCode(TurnAction):
    action = "action_resend_code"

    async def answer(self, turn: Turn) -> list[Event]:
        if turn.slot("id_last4"):
            # Not `resend`: the numbers may have been corrected since the last code.
            await turn.services.identity.start(
                turn.conversation, turn.slot("phone"), turn.slot("id_last4"), turn.key
            )
            turn.say("utter_code_resent")
        return []


class ActionRestartIdentity(TurnAction):
    action = "action_restart_identity"

    async def answer(self, turn: Turn) -> list[Event]:
        turn.say("utter_restart_identity")
        return clear_form()
