"""Which policy was spoken of last in this conversation, so that nobody has to name it twice."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from actions.turn import Turn

_SLOT = "policy_no"
# 「这份保单」「刚才那份」: the one spoken of, not one of several.
_THAT_ONE = re.compile(
    r"(?:刚才|刚刚|上面|前面|[这那])(?:说的|查的|看的|问的)?的?[这那]?一?(?:份|张|个保单|个保险|保单)(?!都|些)"
)


def policy_spoken_of(turn: Turn) -> str | None:
    """The policy number named, chosen, shown or reminded of last; None where there was none, or several at once."""
    numbers: set[str] = set()
    for event in reversed(turn.tracker.events):
        numbers |= set(_numbers(event))
        if numbers and event.get("event") == "user":
            break
    return numbers.pop() if len(numbers) == 1 else None


def that_policy(turn: Turn) -> str | None:
    """The policy spoken of, where the message points at it."""
    return policy_spoken_of(turn) if turn.typed and _THAT_ONE.search(turn.text) else None


def _numbers(event: Mapping[str, Any]) -> Iterator[str]:
    if event.get("event") == "user":
        entities = (event.get("parse_data") or {}).get("entities") or ()
        named = [str(entity["value"]) for entity in entities if entity["entity"] == _SLOT]
        # The first answer to what we said without being asked is about that, unless it names another.
        about = (event.get("metadata") or {}).get("about") or {}
        yield from named or ([str(about["number"])] if about.get("noun") == "policy" else [])
    elif event.get("event") == "bot":
        card = ((event.get("data") or {}).get("custom") or {}).get("card") or {}
        yield from _stated(card)
    elif event.get("event") == "slot" and event.get("name") == "task":
        yield from _stated((event.get("value") or {}).get("answers") or {})


def _stated(record: Mapping[str, Any]) -> Iterator[str]:
    # A masked number, as a bound channel shows it, names no policy.
    if (number := record.get(_SLOT)) and "*" not in str(number):
        yield str(number)
