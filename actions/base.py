"""The base of all actions, and of all checks of forms."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.choices import chosen
from actions.turn import Event, Turn
from insurance.domain.errors import InsuranceError

# Actions that name the next one by `FollowupAction`.
_GO_ON = frozenset(
    {
        "action_resume_task",
        "action_claim_status",
        "action_complaint_lodge",
        "action_task",
        "action_task_end",
        "action_cancel_task",
    }
)


class TurnAction(Action, ABC):  # type: ignore[misc]
    """An action that answers one turn. Subclasses set `action` and write `answer`.

    Abstract because rasa-sdk registers every concrete subclass of `Action` it can see.
    """

    action: ClassVar[str]

    def name(self) -> str:
        return self.action

    @abstractmethod
    async def answer(self, turn: Turn) -> list[Event] | None: ...

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Event]:
        turn = Turn(dispatcher, tracker)
        try:
            # What was offered before decides first what the message means, whatever it resembles.
            begins = tracker.latest_action_name == "action_listen"
            events = (chosen(turn) if begins else None) or await self.answer(turn) or []
        except InsuranceError as error:
            turn.say_error(error)
            events = []
        if tracker.latest_action_name in _GO_ON and not any(event["event"] == "followup" for event in events):
            # No rule stands after an action that another one called for: it has to end the turn itself.
            events.append(FollowupAction("action_listen"))
        return events


class FormCheck(FormValidationAction, ABC):  # type: ignore[misc]
    """Checks a form's answers. A slot that was merely cleared is no answer and is not checked; neither is the name of a
    file, but where the form `takes_files`.
    """

    takes_files: ClassVar[bool] = False

    @abstractmethod
    def name(self) -> str: ...

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[Event]:
        tracker.events = [
            event for event in tracker.events if event["event"] != "slot" or event["value"] is not None
        ]
        turn, answers = Turn(dispatcher, tracker), tracker.slots_to_validate()
        if answers and turn.entity("attachment") and not self.takes_files:
            turn.say("utter_file_aside")
            return [SlotSet(slot, None) for slot in answers]
        events: list[Event] = await super().get_validation_events(dispatcher, tracker, domain)
        return events
