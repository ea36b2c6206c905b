"""A button chosen in words: 「1」, 「第二个」 or its title. Channels that show text only have no other way."""

import json
import re
from typing import Any

from rasa_sdk.events import ActionExecuted, UserUttered

from actions.turn import Event, Turn

_ORDINAL = re.compile(
    r"\W*(?:我?[要选看]|就|是|那就?|嗯)*(?:第|选项)?([1-9１-９一二三])(?:个|条|项|号|款)?(?:问题)?(?:那个)?[吧啊呢的呀]?\W*"
)
_LAST = re.compile(r"\W*(?:我?[要选看]|就)*最后(?:那|面)?(?:一|面)?(?:个|条|项|款)?(?:那个)?[吧啊呢的]?\W*")
_HAN = {"一": 1, "二": 2, "三": 3}
_PAYLOAD = re.compile(r"/(\w+)(\{.*\})?", re.DOTALL)


def offered(turn: Turn) -> list[dict[str, Any]]:
    """The buttons below the last answer."""
    for event in reversed([e for e in turn.tracker.events if e.get("event") in ("user", "bot")][:-1]):
        if event["event"] == "user":
            break
        if event.get("text"):
            return list((event.get("data") or {}).get("buttons") or ())
    return []


def chosen(turn: Turn) -> list[Event] | None:
    """Events that make this turn the pressing of a button offered before; None where the message chooses none."""
    if not turn.typed or (turn.tracker.active_loop or {}).get("name"):
        return None
    buttons = offered(turn)
    button = _meant(turn.text, buttons) if buttons else None
    return _press(turn, button) if button else None


def _meant(text: str, buttons: list[dict[str, Any]]) -> dict[str, Any] | None:
    if titled := next((button for button in buttons if button["title"] == text), None):
        return titled
    if _LAST.fullmatch(text):
        return buttons[-1]
    if found := _ORDINAL.fullmatch(text):
        place = _HAN.get(found[1]) or int(found[1])
        return buttons[place - 1] if place <= len(buttons) else None
    return None


def _press(turn: Turn, button: dict[str, Any]) -> list[Event] | None:
    found = _PAYLOAD.fullmatch(button["payload"])
    if found is None:
        return None
    title, intent = button["title"], {"name": found[1], "confidence": 1.0}
    entities = [
        {"entity": name, "value": value, "start": 0, "end": len(title)}
        for name, value in json.loads(found[2] or "{}").items()
    ]
    parsed = {"intent": intent, "intent_ranking": [intent], "entities": entities}
    uttered = UserUttered(title, parsed, input_channel=turn.tracker.get_latest_input_channel())
    # The same message, so that effects of a repeated turn find their key.
    message_id = turn.tracker.latest_message.get("message_id")
    return [ActionExecuted("action_listen"), {**uttered, "message_id": message_id}]
