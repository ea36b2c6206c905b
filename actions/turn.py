"""One turn as an action sees it; errors become sentences in one place."""

import re
from collections.abc import Mapping
from datetime import date
from math import ceil
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import formats
from actions.runtime import services
from insurance.bootstrap import Services
from insurance.domain.errors import IdentityLocked, InsuranceError, StoreUnavailable
from insurance.domain.identity import Identity

Event = dict[str, Any]
_QUESTION = re.compile(
    "[?？]|吗|多久|几天|多少[天钱]|到哪|是什么|什么意思|怎么办|怎么样|^(?:怎么|如何|请问|什么是)"
)
_QUESTION_LENGTH = 20
BINDING_CHANNELS = frozenset({"wechat", "wecom"})


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
    def plain(self) -> str:
        """The text as understanding read it: simplified characters, half width."""
        return str(self.tracker.latest_message.get("plain") or self.text)

    @property
    def typed(self) -> bool:
        """Whether the customer wrote this message: what a pressed button means is not looked up in the FAQ."""
        return "topic" in self.tracker.latest_message

    @property
    def channel(self) -> str | None:
        """Where the customer writes: web, wechat, wecom."""
        name: str | None = self.tracker.get_latest_input_channel()
        return name

    @property
    def binds(self) -> bool:
        """Whether the channel's customer is the same person every time, and may stay known."""
        return self.channel in BINDING_CHANNELS

    @property
    def intent(self) -> str:
        return str((self.tracker.latest_message.get("intent") or {}).get("name"))

    @property
    def asks(self) -> bool:
        """Whether the message is a question by its form, not a part of a story."""
        return len(self.text) <= _QUESTION_LENGTH and _QUESTION.search(self.text) is not None

    @property
    def active_loop(self) -> str | None:
        """The form under way."""
        return (self.tracker.active_loop or {}).get("name")

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

    def entities(self, name: str) -> list[str]:
        """All values of an entity of this message, in order."""
        return [str(value) for value in self.tracker.get_latest_entity_values(name)]

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

    def say_once(self, response: str, *, then: str) -> None:
        """What bears no repeating: the first time `response`, `then` whenever it comes up again."""
        uttered = ((event.get("metadata") or {}).get("utter_action") for event in self.tracker.events)
        self.say(then if response in uttered else response)

    def signal(self, **custom: Any) -> None:
        """Say something to the worker instead of the customer."""
        self._dispatcher.utter_message(json_message=custom)

    def say_error(self, error: InsuranceError) -> None:
        """One response per error code; data fills its blanks."""
        data = {name: _readable(name, value) for name, value in error.data.items()}
        if isinstance(error, IdentityLocked):
            data["wait_min"] = max(1, ceil(error.wait_s / 60))
        code = error.code if error.code in SPOKEN else InsuranceError.code
        reason = next((value for value in data.values() if value in SPOKEN_REASONS), None)
        response = f"utter_error_{reason or code}"
        if response not in self.said:
            self.say(response, **data)


def _readable(name: str, value: Any) -> Any:
    """A day as a customer reads it."""
    return formats.day(date.fromisoformat(value)) if name.endswith("_on") and value else value


SPOKEN = frozenset(
    {
        "wrong_code",
        "code_expired",
        "code_too_soon",
        "code_limit",
        "identity_locked",
        "record_not_found",
        "store_unavailable",
        "illegal_transition",
        "no_email",
        "not_suspended",
        "nothing_due",
        "not_payable",
        "no_payment_page",
        "invalid_value",
    }
)


# Rules and reasons that have words of their own; they say more than the code of their error.
SPOKEN_REASONS = frozenset(
    {
        "suspended",
        "ended",
        "too_early",
        "unchanged",
        "act_of_the_insured",
        "report_without_own_policy",
        "too_many_additions",
    }
)
