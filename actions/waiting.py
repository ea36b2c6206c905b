"""Tasks left half-way for something else: kept, and gone on with when that is done."""

from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet

from actions.turn import Event, Turn

SLOT = "tasks_waiting"
_FORM = "task_form"
# Nobody comes back to more half-done tasks than this.
_KEPT = 3


def put_aside(turn: Turn, title: str, state: dict[str, Any]) -> Event:
    """Keep `state`, the slot `task`, for later; `title` completes 「接着办…」."""
    others = [kept for kept in turn.slot(SLOT) or () if kept["state"]["name"] != state["name"]]
    event: Event = SlotSet(SLOT, [*others, {"title": title, "state": state}][-_KEPT:])
    return event


def go_back(turn: Turn) -> list[Event]:
    """Events that go on with the task left last; none where nothing waits."""
    waiting = list(turn.slot(SLOT) or ())
    if not waiting:
        return []
    last = waiting.pop()
    turn.say("utter_task_back", title=last["title"])
    return [SlotSet(SLOT, waiting), SlotSet("task", last["state"]), FollowupAction(_FORM)]
