"""When the bot is unsure: it asks back once, then offers a person. It never guesses."""

import json
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction

from actions.claims import ActionClaimStatus
from actions.complaints import ActionComplaintStatus
from actions.policies import ActionPolicyLookup
from actions.turn import Event, Turn, TurnAction
from insurance.domain.identity import Level
from kernel.clock import today

# Beside every answer to a missed turn, also where `action_faq` gave it because its entry had expired.
_MARK = "missed"
_TITLES = {
    "policy_lookup": "查我的保单",
    "claim_status": "查理赔进度",
    "renewal_query": "查什么时候交费",
    "complaint": "登记投诉",
    "claim_report": "我要报案",
    "surrender": "我要退保",
    "policy_servicing": "办理保单变更",
    "contact_update": "改联系方式",
    "premium_payment": "交保费",
    "complaint_status": "查投诉进度",
}
_LIKELY = 0.15
_SUGGESTIONS = 3


def missed_before(tracker: Tracker) -> bool:
    """Whether the customer's previous message was a miss as well."""
    turns = 0
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            turns += 1
            if turns == 2:
                return False
        elif turns == 1 and event.get("event") == "bot":
            custom = (event.get("data") or {}).get("custom") or {}
            if custom.get(_MARK):
                return True
    return False


def suggestions(turn: Turn) -> list[dict[str, str]]:
    """At most three things the customer may have meant: FAQ entries first, then tasks."""
    message = turn.tracker.latest_message
    found: list[dict[str, str]] = []
    on = today(turn.services.clock)
    for candidate in (message.get("topic") or {}).get("candidates", ()):
        entry = turn.services.faq.get(candidate["id"], on)
        if entry is not None and candidate["score"] >= _LIKELY:
            found.append({"title": entry.question, "payload": f"/faq{json.dumps({'topic': entry.id})}"})
    tasks = [
        {"title": _TITLES[ranked["name"]], "payload": f"/{ranked['name']}"}
        for ranked in message.get("intent_ranking", ())
        if ranked["name"] in _TITLES and ranked["confidence"] >= _LIKELY
    ]
    return (tasks[:1] + found)[:_SUGGESTIONS]


def miss(turn: Turn) -> list[Event]:
    """Not understood: ask back with suggestions; the second time in a row, offer a person."""
    if missed_before(turn.tracker):
        turn.say("utter_fallback_twice")
    elif buttons := suggestions(turn):
        turn.say("utter_suggest", buttons=buttons)
    else:
        turn.say("utter_fallback")
    turn.signal(missed=True)
    # Also where the policies had no answer at all: one miss, then the customer's turn.
    return [FollowupAction("action_listen")]


class ActionFallback(TurnAction):
    action = "action_fallback"

    async def answer(self, turn: Turn) -> list[Event]:
        return miss(turn)


class ActionOutOfScope(TurnAction):
    action = "action_out_of_scope"

    async def answer(self, turn: Turn) -> list[Event]:
        if missed_before(turn.tracker):
            turn.say("utter_fallback_twice")
        else:
            turn.say("utter_out_of_scope")
        turn.signal(missed=True)
        return []


class ActionInform(TurnAction):
    """A bare value outside any task: a number the bot just asked for, a file, or a number whose use is unclear."""

    action = "action_inform"

    async def answer(self, turn: Turn) -> Any:
        if turn.entity("complaint_no"):
            return await ActionComplaintStatus().answer(turn)
        if (await turn.identity()).level >= Level.VERIFIED:
            if turn.entity("claim_no"):
                return await ActionClaimStatus().answer(turn)
            if turn.entity("policy_no"):
                return await ActionPolicyLookup().answer(turn)
        turn.say("utter_attachment" if turn.entity("attachment") else "utter_inform")
