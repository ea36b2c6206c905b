"""The shapes of presence, colleagues and queues."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from bot.conversations.queues import Queue as QueueSettings
from bot.desk.routing.hours import Hours, Opening


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


class Span(Struct, rename={"opens": "from", "closes": "to"}):
    """From `from` until before `to`, times of the day in Shanghai; `to` may be 24:00."""

    days: Literal["workdays", "restdays", "everyday"]
    opens: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    closes: Annotated[str, Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]

    def __post_init__(self) -> None:
        self.as_opening()

    def as_opening(self) -> Opening:
        """`ValueError` where the end does not come after the beginning."""
        return Opening.from_json({"days": self.days, "from": self.opens, "to": self.closes})


class Queue(Struct):
    """`open`: whether it is served now. Seconds throughout; the three limits count open hours."""

    code: str
    name: str
    hours: list[Span]
    always_open: bool
    open: bool
    overflow_to: str | None
    overflow_after_s: int | None
    offer_s: int
    age_every_s: int
    first_response_s: int
    reply_s: int
    resolution_s: int
    warn_at_percent: int


class Queues(Struct):
    queues: list[Queue]


_Limit = Annotated[int, Meta(ge=5, le=30 * 86_400)]


class ChangeQueue(Struct, kw_only=True):
    """What is absent stays. `hours` null: those of the house; `overflow_after_s` null: never."""

    hours: Annotated[list[Span], Meta(max_length=14)] | UnsetType | None = UNSET
    always_open: bool | UnsetType = UNSET
    overflow_to: Annotated[str, Meta(max_length=32)] | UnsetType | None = UNSET
    overflow_after_s: Annotated[int, Meta(ge=0, le=86_400)] | UnsetType | None = UNSET
    offer_s: Annotated[int, Meta(ge=5, le=600)] | UnsetType = UNSET
    age_every_s: Annotated[int, Meta(ge=10, le=86_400)] | UnsetType = UNSET
    first_response_s: _Limit | UnsetType = UNSET
    reply_s: _Limit | UnsetType = UNSET
    resolution_s: _Limit | UnsetType = UNSET
    warn_at_percent: Annotated[int, Meta(ge=1, le=100)] | UnsetType = UNSET


def queue_of(queue: QueueSettings, name: str, hours: Hours, is_open: bool) -> Queue:
    """`hours`: those that hold, its own or the house's."""
    return Queue(
        queue.code,
        name,
        [Span(each["days"], each["from"], each["to"]) for each in hours.as_json()],  # type: ignore[arg-type]
        hours.openings is None,
        is_open,
        queue.overflow_to,
        queue.overflow_after_s,
        queue.offer_s,
        queue.age_every_s,
        queue.first_response_s,
        queue.reply_s,
        queue.resolution_s,
        queue.warn_at_percent,
    )
