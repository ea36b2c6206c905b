"""How an FAQ entry is told: answer or details, its source beside it, what may come next as buttons."""

import json
from typing import Any

from actions.misses import question
from actions.turn import Turn
from insurance.domain.faq import FaqEntry
from kernel.clock import today

# How to reach us and how we treat data is ours to say; everything else is decided by the contract.
_OWN_WORD = frozenset({"F15", "F16", "F17", "F18"})
_CLOSING = "具体以保险合同条款为准。"
# Longer than this, or of a law's article, an answer may need a second reading.
_LONG = 90


def source(entry: FaqEntry) -> dict[str, Any]:
    where = entry.source.article or entry.source.clause
    return {
        "faq": entry.id,
        "clause": f"{entry.source.name} {where}" if where else entry.source.name,
        "version": entry.reviewed_on.isoformat(),
    }


def tell_details(turn: Turn, entry: FaqEntry) -> None:
    """The second, longer half of an entry."""
    _say(turn, entry, str(entry.details), [_again(entry, "没看懂", "plain"), *_related(turn, entry)])


def tell(turn: Turn, entry: FaqEntry) -> None:
    """The answer in the channel's words; with a way on for who wants more of it or has not understood."""
    answer = entry.answer_on(turn.channel)
    more = []
    if entry.details:
        more.append(_again(entry, "说详细些", "1"))
    elif len(answer) > _LONG or entry.source.article:
        more.append(_again(entry, "没看懂", "plain"))
    _say(turn, entry, answer, more + _related(turn, entry))


def _say(turn: Turn, entry: FaqEntry, text: str, buttons: list[dict[str, str]]) -> None:
    if entry.category not in _OWN_WORD:
        text = f"{text.rstrip()}\n{_CLOSING}"
    turn.say("utter_faq", text=text, source=source(entry), buttons=buttons[:3])


def _again(entry: FaqEntry, title: str, how: str) -> dict[str, str]:
    return {"title": title, "payload": f"/faq{json.dumps({'topic': entry.id, 'details': how})}"}


def _related(turn: Turn, entry: FaqEntry) -> list[dict[str, str]]:
    on = today(turn.services.clock)
    related = (turn.services.faq.get(other, on) for other in entry.related)
    return [question(other) for other in related if other]
