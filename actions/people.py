"""Hand-off to a person: which skill group, how urgent, and everything the person should not have to ask again."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop

from actions.turn import Event, Turn, TurnAction
from insurance.domain.journey import INTENT_STAGES

QUEUES = {
    "claims": ("claim_report", "claim_status", "claim_supplement"),
    "complaints": ("complaint", "complaint_status", "express_dissatisfaction"),
    "servicing": (
        "policy_servicing",
        "contact_update",
        "surrender",
        "premium_payment",
        "renewal_query",
        "renewal_reminder",
        "policy_lookup",
    ),
    "sales": ("product_advice",),
}
_BY_INTENT = {intent: queue for queue, intents in QUEUES.items() for intent in intents}
_URGENT = frozenset({"complaints"})
_INTENTS_KEPT = 8
_SECRET = ("otp", "id_last4", "phone")


def intent_path(tracker: Tracker) -> list[str]:
    """What the customer wanted lately, oldest first."""
    path = [
        (event.get("parse_data") or {}).get("intent", {}).get("name")
        for event in tracker.events
        if event.get("event") == "user"
    ]
    return [intent for intent in path if intent][-_INTENTS_KEPT:]


def queue_of(path: list[str]) -> str:
    return next((_BY_INTENT[intent] for intent in reversed(path) if intent in _BY_INTENT), "general")


class ActionHandoff(TurnAction):
    action = "action_handoff"

    async def answer(self, turn: Turn) -> list[Event]:
        path = intent_path(turn.tracker)
        queue = turn.entity("queue")
        if queue not in QUEUES:
            # Words of a story resemble other wishes; a complaint under way or just lodged stays one.
            complains = turn.slot("complaint_target") or turn.intent != "handoff"
            queue = "complaints" if complains else queue_of(path)
        identity = await turn.identity_if_known()
        turn.say("utter_handoff" if turn.intent == "handoff" else "utter_handoff_escalated")
        turn.signal(
            handoff={
                "queue": queue,
                "reason": "requested" if turn.intent == "handoff" else "escalated",
                "priority": 1 if queue in _URGENT else 0,
                "details": {
                    "intents": path,
                    "stage": next((INTENT_STAGES[i] for i in reversed(path) if i in INTENT_STAGES), None),
                    "slots": _filled(turn),
                    "identity_level": int(identity.level) if identity else None,
                    "customer_no": identity.customer_no if identity else None,
                },
            }
        )
        return [ActiveLoop(None)]


def _filled(turn: Turn) -> dict[str, Any]:
    """Slots an agent may read; what serves as proof of identity is none of their business."""
    return {
        name: value
        for name, value in turn.tracker.slots.items()
        if value is not None and name not in (*_SECRET, "requested_slot", "session_started_metadata")
    }
