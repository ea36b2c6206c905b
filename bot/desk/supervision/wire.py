"""The shapes of `/api/desk/wall`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from bot.conversations.ratings import Rated
from bot.desk.supervision.levels import Level
from bot.desk.supervision.wall import AgentNow, QueueNow, RunningClock, WallNow
from kernel.clock import local
from kernel.masking import show_text

# A moment without an offset could be anybody's.
Moment = Annotated[datetime, Meta(tz=True)]


class QueueShown(Struct):
    """Seconds of those waiting now. `service_level`: percent of today's that had a person's word in time, or none that
    the customer waited for too long; none where nothing is decided yet."""

    code: str
    name: str
    waiting: int
    longest_wait_s: int
    mean_wait_s: int
    ready_agents: int
    held: int
    free_places: int
    breaches: int
    warnings: int
    open: bool
    offered_today: int
    service_level: int | None


class AgentShown(Struct):
    """`since`: when they came into this state; `handled_today` and `mean_first_reply_s` since midnight."""

    username: str
    name: str
    state: Literal["ready", "not_ready"]
    reason: str | None
    here: bool
    since: str | None
    held: int
    capacity: int
    handled_today: int
    mean_first_reply_s: int | None


class ClockShown(Struct):
    """`over_s`: open hours beyond `due`, 0 for a warning."""

    conversation_id: str
    queue: str
    agent: str | None
    agent_name: str | None
    clock: Literal["first_response", "reply", "resolution"]
    started_at: str
    due: str | None
    over_s: int
    level: Literal["warning", "breach"]


class RatingShown(Struct):
    conversation_id: str
    score: int
    recommend: int | None
    comment: str | None
    agent: str | None
    agent_name: str | None
    queue: str | None
    at: str


class WallShown(Struct):
    """`breaches`: what has run out, the latest first, then what is about to; at most 100, and so many ratings."""

    at: str
    queues: list[QueueShown]
    agents: list[AgentShown]
    breaches: list[ClockShown]
    ratings: list[RatingShown]


class Checked(Struct):
    checked: bool = True


def time_of(at: datetime) -> str:
    return local(at).isoformat(timespec="seconds")


def wall_of(wall: WallNow) -> WallShown:
    names = {each.staff.username: each.staff.name for each in wall.agents}
    return WallShown(
        time_of(wall.at),
        [_queue(each) for each in wall.queues],
        [_agent(each) for each in wall.agents],
        [_clock(each, names) for each in wall.clocks],
        [_rating(each, names) for each in wall.ratings],
    )


def _queue(queue: QueueNow) -> QueueShown:
    return QueueShown(
        queue.code,
        queue.name,
        queue.waiting,
        queue.longest_wait_s,
        queue.mean_wait_s,
        queue.ready_agents,
        queue.held,
        queue.free_places,
        queue.breaches,
        queue.warnings,
        queue.open,
        queue.begun_today,
        queue.kept_percent,
    )


def _agent(agent: AgentNow) -> AgentShown:
    return AgentShown(
        agent.staff.username,
        agent.staff.name,
        agent.presence.state.value,
        agent.presence.reason,
        agent.presence.here,
        time_of(agent.presence.since) if agent.presence.since else None,
        agent.held,
        agent.capacity,
        agent.today.handled,
        agent.today.mean_first_s,
    )


def _clock(clock: RunningClock, names: Mapping[str, str]) -> ClockShown:
    engagement, reading = clock.engagement, clock.reading
    return ClockShown(
        engagement.conversation_id,
        engagement.queue,
        engagement.agent,
        _name(engagement.agent, names),
        reading.measure.value,
        time_of(reading.started_at),
        time_of(reading.due) if reading.due else None,
        reading.over_s,
        (reading.level or Level.WARNING).value,
    )


def _rating(rating: Rated, names: Mapping[str, str]) -> RatingShown:
    return RatingShown(
        rating.conversation_id,
        rating.score,
        rating.recommend,
        show_text(rating.comment) if rating.comment else None,
        rating.agent,
        _name(rating.agent, names),
        rating.queue,
        time_of(rating.at),
    )


def _name(username: str | None, names: Mapping[str, str]) -> str | None:
    return names.get(username, username) if username else None
