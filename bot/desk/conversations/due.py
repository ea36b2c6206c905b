"""How long the customer of a listed conversation may still wait for a person's word."""

from datetime import datetime
from typing import Any

from bot.conversations.agents import Listed
from bot.desk.supervision.levels import Measure
from bot.desk.supervision.service_levels import Promises
from kernel.clock import local


def due_of(listed: Listed, promises: Promises, at: datetime) -> dict[str, Any]:
    """`reply_due`: when the wait breaches what its queue promises, `level`: `warning`, `breach` or none; both null where
    nobody waits for a word."""
    if listed.queue is None or listed.queued_at is None or listed.awaiting_since is None:
        return {"reply_due": None, "level": None}
    first = listed.first_reply_at is None
    measure = Measure.FIRST_RESPONSE if first else Measure.REPLY
    since = listed.queued_at if first else listed.awaiting_since
    reading = promises[listed.queue].read(measure, since, at)
    due = reading.due and local(reading.due).isoformat(timespec="seconds")
    return {"reply_due": due, "level": reading.level and reading.level.value}
