"""Answers to general questions: one checked entry, its source beside it; never an expired one."""

import json
from typing import Any

from actions.fallback import miss
from actions.products import ActionProductQuestion
from actions.turn import Event, Turn, TurnAction
from insurance.domain.errors import StoreUnavailable
from insurance.domain.faq import FaqEntry
from kernel.clock import today

# How to reach us and how we treat data is ours to say; everything else is decided by the contract.
_OWN_WORD = frozenset({"F15", "F16", "F17", "F18"})
_CLOSING = "具体以保险合同条款为准。"


def source(entry: FaqEntry) -> dict[str, Any]:
    where = entry.source.article or entry.source.clause
    return {
        "faq": entry.id,
        "clause": f"{entry.source.name} {where}" if where else entry.source.name,
        "version": entry.reviewed_on.isoformat(),
    }


def button(entry: FaqEntry) -> dict[str, str]:
    return {"title": entry.question, "payload": f"/faq{json.dumps({'topic': entry.id})}"}


async def _is_about_a_product(turn: Turn) -> bool:
    """「那免赔额呢」 goes on about the product of the last answer; an imported one's name the model does not know."""
    if turn.slot("product") and turn.answered_with == "utter_product_answer" and not turn.entity("line"):
        return True
    try:
        return await turn.services.products.named_in(turn.text) is not None
    except StoreUnavailable:
        return False


class ActionFaq(TurnAction):
    action = "action_faq"

    async def answer(self, turn: Turn) -> list[Event] | None:
        if turn.entity("product_attribute") and await _is_about_a_product(turn):
            return await ActionProductQuestion().answer(turn)
        topic = turn.entity("topic") or ((turn.tracker.latest_message.get("topic") or {}).get("id"))
        on = today(turn.services.clock)
        entry = turn.services.faq.get(topic, on) if topic else None
        if entry is None:
            return miss(turn)
        wants_details = turn.entity("details") is not None and entry.details
        text = str(entry.details) if wants_details else entry.answer
        if entry.category not in _OWN_WORD:
            text = f"{text.rstrip()}\n{_CLOSING}"
        turn.say(
            "utter_faq", text=text, source=source(entry), buttons=self._buttons(turn, entry, wants_details)
        )
        return None

    @staticmethod
    def _buttons(turn: Turn, entry: FaqEntry, detailed: Any) -> list[dict[str, str]]:
        more = []
        if entry.details and not detailed:
            payload = json.dumps({"topic": entry.id, "details": "1"})
            more.append({"title": "说详细些", "payload": f"/faq{payload}"})
        on = today(turn.services.clock)
        related = (turn.services.faq.get(other, on) for other in entry.related)
        return (more + [button(other) for other in related if other])[:3]
