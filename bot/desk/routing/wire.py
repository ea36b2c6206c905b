"""The shapes of presence and colleagues."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from bot.desk.routing.presence import Presence
from bot.desk.staff.accounts import Staff


class PresenceShown(Struct):
    state: Literal["ready", "not_ready"]
    reason: str | None
    capacity: int


class SetPresence(Struct):
    state: Literal["ready", "not_ready"]
    reason: Annotated[str, Meta(max_length=64)] | None = None
    capacity: Annotated[int, Meta(ge=1, le=50)] | None = None


class Colleague(Struct):
    username: str
    name: str
    state: str  # ready, not_ready, away


class Colleagues(Struct):
    """Who can take a transfer, and the queues there are: code and name."""

    colleagues: list[Colleague]
    queues: dict[str, str]


def presence_of(staff: Staff, presence: Presence) -> PresenceShown:
    return PresenceShown(presence.state.value, presence.reason, presence.capacity or staff.capacity)
