"""A message not understood: ask back with what may have been meant; the second time in a row, offer a person."""

import json
from collections.abc import Iterable

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction

from actions.turn import Event, Turn
from insurance.domain.faq import FaqEntry
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


def question(entry: FaqEntry) -> dict[str, str]:
    """A button that asks an entry's standard question."""
    return {"title": entry.question, "payload": f"/faq{json.dumps({'topic': entry.id})}"}


def likely_questions(turn: Turn, least: float = _LIKELY) -> list[dict[str, str]]:
    """The standard questions nearest to the message, as buttons; expired entries are none."""
    on = today(turn.services.clock)
    candidates = (turn.tracker.latest_message.get("topic") or {}).get("candidates", ())
    entries = (turn.services.faq.get(c["id"], on) for c in candidates if c["score"] >= least)
    return [question(entry) for entry in entries if entry][:_SUGGESTIONS]


def suggestions(turn: Turn) -> list[dict[str, str]]:
    """At most three things the customer may have meant: a likely task first, then FAQ entries."""
    tasks = [
        {"title": _TITLES[ranked["name"]], "payload": f"/{ranked['name']}"}
        for ranked in turn.tracker.latest_message.get("intent_ranking", ())
        if ranked["name"] in _TITLES and ranked["confidence"] >= _LIKELY
    ]
    return (tasks[:1] + likely_questions(turn))[:_SUGGESTIONS]


def questions(turn: Turn, ids: Iterable[str]) -> list[dict[str, str]]:
    """Buttons that ask the standard questions of these entries; expired ones are none."""
    on = today(turn.services.clock)
    entries = (turn.services.faq.get(id, on) for id in ids)
    return [question(entry) for entry in entries if entry][:_SUGGESTIONS]


def miss(turn: Turn) -> list[Event]:
    """Not understood; ends the turn."""
    if missed_before(turn.tracker):
        turn.say("utter_fallback_twice")
    elif buttons := suggestions(turn):
        turn.say("utter_suggest", buttons=buttons)
    else:
        turn.say("utter_fallback")
    turn.signal(**{_MARK: True})
    # Also where the policies had no answer at all: one miss, then the customer's turn.
    return [FollowupAction("action_listen")]
