"""Hand-off to a person: which skill group, how urgent, and everything the person should not have to ask again."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop

from actions.base import TurnAction
from actions.tasks.losses import LINES
from actions.tasks.registry import TASKS
from actions.tasks.task import State
from actions.turn import Event, Turn
from insurance.domain.errors import StoreUnavailable
from insurance.domain.incidents import IncidentStatus
from insurance.domain.journey import INTENT_STAGES
from kernel.quotes import unquoted

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
_KEPT_BACK = frozenset(
    {
        # proofs of identity
        *("otp", "id_last4", "phone"),
        # how the dialogue works
        *(
            "requested_slot",
            "session_started_metadata",
            "pending_task",
            "task",
            "tasks_waiting",
            "task_answer",
        ),
    }
)


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
        # Words of a story resemble other wishes; a complaint under way or just lodged stays one.
        lodged = turn.tracker.latest_action_name == "action_complaint_lodge"
        queue = turn.entity("queue")
        if queue not in QUEUES:
            queue = "complaints" if lodged or turn.slot("complaint_target") else queue_of(path)
        identity = await turn.identity_if_known()
        turn.say("utter_handoff_escalated" if lodged else "utter_handoff")
        turn.signal(
            handoff={
                "queue": queue,
                "reason": "escalated" if lodged else "requested",
                "priority": await _priority(turn, queue, path),
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


async def _priority(turn: Turn, queue: str, path: list[str]) -> int:
    """Complaints come first, and so does a loss to report that an active incident may have brought about."""
    if queue == "claims" and "claim_report" in path:
        return int(await _from_incident(turn))
    return int(queue in _URGENT)


async def _from_incident(turn: Turn) -> bool:
    state = State.of(turn)
    answers = state.answers if state else {}
    told = " ".join(
        str(event.get("text") or "") for event in turn.tracker.events if event.get("event") == "user"
    )
    try:
        incidents = await turn.services.incidents.current()
    except StoreUnavailable:
        return False
    return any(
        incident.status is IncidentStatus.ACTIVE
        and (
            incident.id == answers.get("incident")
            or incident.concerns(LINES.get(answers.get("line", "")), told)
        )
        for incident in incidents
    )


def _filled(turn: Turn) -> dict[str, Any]:
    """Slots an agent may read, a task under way by the names of its answers; proofs of identity are none of their business."""
    filled = {
        name: value
        for name, value in turn.tracker.slots.items()
        if value is not None and name not in _KEPT_BACK
    }
    if state := State.of(turn):
        told = TASKS[state.name].told(state.answers)
        filled |= {label: unquoted(value)[0] for label, value in told.items()}
    return filled
