"""What a typed message chooses among what was offered: a button by its title or its place, or in words that mean it.

Channels that show text only have no other way.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk.events import ActionExecuted, UserUttered

from actions.turn import Event, Turn
from actions.wishes import goes_on, wished

_PLACE = r"[1-9１-９][0-9０-９]?|十[一二三四五]?|[一二三四五六七八九]"
_THING = "[份张件笔辆家]"
# 「一份」 is how many, 「第一份」 which.
_ORDINAL = re.compile(
    rf"\W*(?:我?[要选看退交]|就|是|那就?|嗯){{0,4}}(?:(?:第|选项)?({_PLACE})(?:个|条|项|号|款)?|第({_PLACE}){_THING})(?:问题|保单)?(?:那个)?[吧啊呢的呀]?\W*"
)
_NUMBER = re.compile(rf"\W*(?:{_PLACE})\W*")
_CHOOSES, _ONE = r"\W*(?:我?[要选看退交]|就|是)*", rf"(?:个|条|项|款|{_THING})?(?:保单|那个)?[吧啊呢的]?\W*"
_LAST = re.compile(rf"{_CHOOSES}最后(?:那|面)?(?:一|面)?{_ONE}")
# Of two; of more only the outermost.
_FIRST_OF = re.compile(rf"{_CHOOSES}(最)?[上前](?:面|边|头)的?[那这]?一?{_ONE}")
_LAST_OF = re.compile(rf"{_CHOOSES}(最)?[下后](?:面|边|头)的?[那这]?一?{_ONE}")
# 「车险那件」: the one whose title says so.
_POINTING = re.compile(r"\W*(?:我?[要选看问说]|就|是)*(.{1,12}?)的?[那这]一?[个件份笔单张款][吧啊呢的]?\W*")
_HAN = {
    han: place
    for place, han in enumerate((*"一二三四五六七八九十", "十一", "十二", "十三", "十四", "十五"), 1)
}
_PAYLOAD = re.compile(r"/(\w+)(\{.*\})?", re.DOTALL)


def offered(turn: Turn) -> list[dict[str, Any]]:
    """The buttons below the last answer; outside a task, which understands its own, its options."""
    for event in reversed([e for e in turn.tracker.events if e.get("event") in ("user", "bot")][:-1]):
        if event["event"] == "user":
            break
        if event.get("text"):
            data = event.get("data") or {}
            options = ((data.get("custom") or {}).get("ask") or {}).get("options") or ()
            return list(data.get("buttons") or (() if turn.active_loop else options))
    return []


def chosen(turn: Turn) -> list[Event] | None:
    """Events that make this turn the pressing of a button; None where the message means none. Not in a task."""
    if not turn.typed or turn.active_loop:
        return None
    if button := _button(turn):
        return press_button(turn, button)
    if goes_on(turn.text) and turn.intent != "affirm" and (turn.slot("task") or turn.slot("tasks_waiting")):
        return press(turn, "affirm", {})
    wish = wished(turn)
    return None if wish is None else press(turn, "claim_status", wish)


def pressed(turn: Turn) -> Turn:
    """In a task: the turn as if the button it names had been pressed; itself where it names none."""
    if turn.typed and (button := _button(turn)) and (found := _PAYLOAD.fullmatch(button["payload"])):
        parsed = _parsed(turn, found[1], json.loads(found[2] or "{}"), button["title"])
        turn.tracker.latest_message = {**parsed, "message_id": turn.tracker.latest_message.get("message_id")}
    return turn


def _button(turn: Turn) -> dict[str, Any] | None:
    buttons = offered(turn)
    place = chosen_of(turn.text, [button["title"] for button in buttons])
    return None if place is None else buttons[place]


def chosen_of(text: str, titles: Sequence[str]) -> int | None:
    """Which of these 「1」, 「第二个」, 「最后那个」, 「车险那件」 or its title names, from 0; None where it names none."""
    if text in titles:
        return titles.index(text)
    if (place := pointed_at(text, len(titles))) is not None:
        return place
    if found := _ORDINAL.fullmatch(text):
        said = found[1] or found[2]
        place = _HAN.get(said) or int(unicodedata.normalize("NFKC", said))
        return place - 1 if place <= len(titles) else None
    if pointing := _POINTING.fullmatch(text):
        meant = [place for place, title in enumerate(titles) if pointing[1] in title]
        return meant[0] if len(meant) == 1 else None
    return None


def pointed_at(text: str, count: int) -> int | None:
    """Which of `count` things in a row 「最后一份」, 「上面那个」, 「后面那个」 names, from 0; None where it names none."""
    if _LAST.fullmatch(text):
        return count - 1 if count else None
    for words, place in ((_FIRST_OF, 0), (_LAST_OF, count - 1)):
        if (found := words.fullmatch(text)) and (count == 2 or (found[1] and count)):
            return place
    return None


def is_bare_number(text: str) -> bool:
    """「1」: no word that says what is meant."""
    return _NUMBER.fullmatch(text) is not None


def press_button(turn: Turn, button: dict[str, Any]) -> list[Event] | None:
    """Events that make this turn the pressing of a button that was offered."""
    found = _PAYLOAD.fullmatch(button["payload"])
    return press(turn, found[1], json.loads(found[2] or "{}"), button["title"]) if found else None


def press(turn: Turn, intent: str, entities: Mapping[str, str], title: str | None = None) -> list[Event]:
    """Events that make this turn the pressing of a button that sends `/intent{entities}`."""
    parsed = _parsed(turn, intent, entities, title or turn.text)
    uttered = UserUttered(parsed["text"], parsed, input_channel=turn.tracker.get_latest_input_channel())
    # The same message, so that effects of a repeated turn find their key.
    message_id = turn.tracker.latest_message.get("message_id")
    return [ActionExecuted("action_listen"), {**uttered, "message_id": message_id}]


def _parsed(turn: Turn, intent: str, entities: Mapping[str, str], title: str) -> dict[str, Any]:
    ranked = {"name": intent, "confidence": 1.0}
    found = [
        {"entity": name, "value": value, "start": 0, "end": len(title)} for name, value in entities.items()
    ]
    return {"text": title, "intent": ranked, "intent_ranking": [ranked], "entities": found}
