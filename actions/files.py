"""Files a customer sent before saying what they are for."""

from actions.turn import Turn

_ASKED_WHAT_FOR = "utter_attachment"


def files_sent(turn: Turn) -> list[str]:
    """The ids of those, oldest first: sent with this message, or just before it and not taken by anything yet."""
    files = [file] if (file := turn.entity("attachment")) else []
    answered_with: set[str | None] = set()
    messages = 0
    for event in reversed(turn.tracker.events):
        if event.get("event") == "bot":
            answered_with.add((event.get("metadata") or {}).get("utter_action"))
        elif event.get("event") == "user":
            messages += 1
            if messages > 1:
                sent = [
                    entity["value"]
                    for entity in (event.get("parse_data") or {}).get("entities", ())
                    if entity["entity"] == "attachment"
                ]
                if not sent or _ASKED_WHAT_FOR not in answered_with:
                    break
                files = [*sent, *files]
            answered_with.clear()
    return files
