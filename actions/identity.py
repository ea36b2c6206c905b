"""The identity check as a dialogue. What is typed here proves nothing by itself: the identity service decides."""

import re
import unicodedata
from abc import abstractmethod
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Event, FormCheck, Turn, TurnAction
from insurance.domain.errors import CodeExpired, CodeTooSoon, IdentityLocked, IdentityRequired, InsuranceError
from insurance.domain.identity import Level
from kernel.masking import PHONE

FORM_SLOTS = ("phone", "id_last4", "otp")
# An id card first; the number of a passport may end in any letters, so four with a digit among them will do.
_LAST4 = (
    re.compile(r"(?<![0-9A-Za-z])\d{3}[0-9Xx](?![0-9A-Za-z])"),
    re.compile(r"(?<![0-9A-Za-z])(?=[A-Za-z]*\d)[0-9A-Za-z]{4}(?![0-9A-Za-z])"),
)
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{3,31}")
_GAPS = re.compile(r"(?<=[0-9A-Za-z])[\s\-—]+(?=[0-9A-Za-z])")
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
        """What must survive the check: numbers named in this message."""
        named = {name: turn.entity(name) for name in ("policy_no", "claim_no")}
        return {name: value for name, value in named.items() if value}

    @abstractmethod
    async def answer_for(self, turn: Turn, wish: dict[str, Any]) -> list[Event] | None: ...

    async def answer(self, turn: Turn) -> list[Event] | None:
        waiting = turn.slot("pending_task") or {}
        wish = self.wish(turn) or {
            k: v for k, v in waiting.items() if k != "action" and waiting["action"] == self.action
        }
        try:
            identity = await turn.identity()
            if identity.level < self.needs:
                raise IdentityRequired(self.needs)
            events = await self.answer_for(turn, wish) or []
        except IdentityRequired:
            task = SlotSet("pending_task", {"action": self.action, **wish})
            if (turn.tracker.active_loop or {}).get("name") == "identity_form":
                return [task]
            turn.say("utter_need_identity")
            return [task, *clear_form(), FollowupAction("identity_form")]
        return [*events, SlotSet("pending_task", None)]


class ValidateIdentityForm(FormCheck):
    """Checks each answer; the code is sent once phone and last four digits are there."""

    def name(self) -> str:
        return "validate_identity_form"

    def validate_phone(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        text = _folded(value)
        phone = PHONE.search(_GAPS.sub("", text))
        # A policy number keeps its hyphens: they are part of it.
        numbers = (
            number for number in _NUMBER.findall(_BLANKS.sub("", text)) if any(c.isdigit() for c in number)
        )
        number = turn.entity("policy_no") or turn.entity("phone") or next(numbers, None)
        handle = phone.group(1) if phone else number
        if handle is None:
            turn.say("utter_bad_phone")
        return {"phone": handle}

    async def validate_id_last4(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        text = _GAPS.sub("", _folded(value))
        found = next((match for form in _LAST4 if (match := form.search(text))), None)
        if found is None:
            turn.say("utter_bad_id_last4")
            return {"id_last4": None}
        try:
            await turn.services.identity.start(
                turn.conversation, turn.slot("phone"), found.group().upper(), turn.key
            )
        except CodeTooSoon as error:
            # A code was sent a moment ago; the customer may simply type it.
            turn.say_error(error)
        except InsuranceError as error:
            turn.say_error(error)
            return _stop()
        return {"id_last4": found.group().upper()}

    async def validate_otp(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        found = _CODE.search(_GAPS.sub("", _folded(value)))
        if found is None:
            turn.say("utter_bad_otp")
            return {"otp": None}
        try:
            await turn.services.identity.verify(turn.conversation, found.group(), turn.key)
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


class ActionResumeTask(TurnAction):
    """After the check: go on with what the customer wanted, if the check succeeded."""

    action = "action_resume_task"

    async def answer(self, turn: Turn) -> list[Event]:
        identity = await turn.identity()
        if identity.level < Level.VERIFIED:
            return [*clear_form(), SlotSet("pending_task", None)]
        turn.say("utter_verified")
        task = turn.slot("pending_task")
        return [*clear_form(), FollowupAction(task["action"])] if task else clear_form()


class ActionResendCode(TurnAction):
    action = "action_resend_code"

    async def answer(self, turn: Turn) -> list[Event]:
        if turn.slot("id_last4"):
            await turn.services.identity.resend(turn.conversation, turn.key)
            turn.say("utter_code_resent")
        return []


class ActionRestartIdentity(TurnAction):
    action = "action_restart_identity"

    async def answer(self, turn: Turn) -> list[Event]:
        turn.say("utter_restart_identity")
        return clear_form()


class ActionCancelTask(TurnAction):
    """Drop the task at hand and everything typed for it."""

    action = "action_cancel_task"

    async def answer(self, turn: Turn) -> list[Event]:
        turn.say("utter_cancelled")
        slots = [s for s in turn.tracker.slots if s.startswith("complaint_")]
        return [
            *clear_form(),
            *(SlotSet(name, None) for name in slots),
            SlotSet("pending_task", None),
            ActiveLoop(None),
        ]
