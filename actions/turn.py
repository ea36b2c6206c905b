"""One turn as an action sees it, and the base of all actions: errors become sentences in one place."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from math import ceil
from typing import Any, ClassVar

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.runtime import services
from insurance.bootstrap import Services
from insurance.domain.errors import IdentityLocked, InsuranceError, StoreUnavailable
from insurance.domain.identity import Identity

Event = dict[str, Any]
# Actions that name the next one by `FollowupAction`.
_GO_ON = frozenset({"action_resume_task", "action_complaint_lodge"})


class Turn:
    """The customer's message, the conversation behind it, and a way to answer."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        self._dispatcher = dispatcher
        self.tracker = tracker
        self.services: Services = services()

    @property
    def conversation(self) -> str:
        """The subject of the identity: set by the channel, never by text."""
        return str(self.tracker.sender_id)

    @property
    def key(self) -> str:
        """Names this turn for idempotent effects: a repeated turn has the same key."""
        return f"{self.conversation}:{self.tracker.latest_message.get('message_id')}"

    @property
    def text(self) -> str:
        return str(self.tracker.latest_message.get("text") or "").strip()

    @property
    def typed(self) -> bool:
        """Whether the customer wrote this message: what a pressed button means is not looked up in the FAQ."""
        return "topic" in self.tracker.latest_message

    @property
    def intent(self) -> str:
        return str((self.tracker.latest_message.get("intent") or {}).get("name"))

    @property
    def answered_with(self) -> str | None:
        """The response the customer's previous message was answered with last."""
        before = [e for e in self.tracker.events if e.get("event") in ("user", "bot")][:-1]
        said = (e for e in reversed(before) if e.get("event") == "bot" and e.get("text"))
        return next(((e.get("metadata") or {}).get("utter_action") for e in said), None)

    @property
    def said(self) -> set[str | None]:
        """The responses uttered so far to this message, by earlier actions too."""
        responses = set()
        for event in reversed(self.tracker.events):
            if event.get("event") == "user":
                break
            if event.get("event") == "bot":
                responses.add((event.get("metadata") or {}).get("utter_action"))
        return responses

    def entity(self, name: str) -> str | None:
        """The first value of an entity of this message."""
        return next((str(value) for value in self.tracker.get_latest_entity_values(name)), None)

    def slot(self, name: str) -> Any:
        return self.tracker.get_slot(name)

    async def identity(self) -> Identity:
        return await self.services.identity.of(self.conversation)

    async def identity_if_known(self) -> Identity | None:
        """None while the store is away: a person can help without it."""
        try:
            return await self.identity()
        except StoreUnavailable:
            return None

    def say(
        self,
        response: str,
        *,
        card: Mapping[str, Any] | None = None,
        source: Mapping[str, Any] | None = None,
        ask: Mapping[str, Any] | None = None,
        buttons: list[dict[str, Any]] | None = None,
        **data: Any,
    ) -> None:
        """Utter a response of the domain; `card`, `source` and `ask` travel beside the text."""
        beside = {k: v for k, v in (("card", card), ("source", source), ("ask", ask)) if v is not None}
        self._dispatcher.utter_message(
            response=response, json_message=beside or None, buttons=buttons, **data
        )

    def signal(self, **custom: Any) -> None:
        """Say something to the worker instead of the customer."""
        self._dispatcher.utter_message(json_message=custom)

    def say_error(self, error: InsuranceError) -> None:
        """One response per error code; data fills its blanks."""
        data = dict(error.data)
        if isinstance(error, IdentityLocked):
            data["wait_min"] = max(1, ceil(error.wait_s / 60))
        self.say(f"utter_error_{error.code if error.code in SPOKEN else 'insurance_error'}", **data)


SPOKEN = frozenset(
    {
        "wrong_code",
        "code_expired",
        "code_too_soon",
        "code_limit",
        "identity_locked",
        "record_not_found",
        "store_unavailable",
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
            events = await self.answer(turn) or []
        except InsuranceError as error:
            turn.say_error(error)
            events = []
        if tracker.latest_action_name in _GO_ON and not any(event["event"] == "followup" for event in events):
            # No rule stands after an action that another one called for: it has to end the turn itself.
            events.append(FollowupAction("action_listen"))
        return events


class FormCheck(FormValidationAction, ABC):  # type: ignore[misc]
    """Checks a form's answers. A slot that was merely cleared is no answer and is not checked."""

    @abstractmethod
    def name(self) -> str: ...

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[Event]:
        tracker.events = [
            event for event in tracker.events if event["event"] != "slot" or event["value"] is not None
        ]
        events: list[Event] = await super().get_validation_events(dispatcher, tracker, domain)
        return events
