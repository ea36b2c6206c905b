"""The wall (实时看板): queues, agents, breaches and bad ratings as they are now, in a handful of statements.

Clocks are read from the open engagements at this moment; of today's past only counts are asked for.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.engagements import Engagement
from bot.conversations.figures import AgentCount
from bot.conversations.ratings import Rated
from bot.conversations.service import Conversations
from bot.desk.routing.people import knows
from bot.desk.routing.routing import QUEUES
from bot.desk.supervision.breaches import Breaches
from bot.desk.supervision.levels import Level, Reading
from bot.desk.supervision.models import LevelBreachRow, RatingCheckRow
from bot.desk.supervision.service_levels import Promises, ServiceLevels
from bot.staff.accounts import Staff, StaffAccounts
from bot.staff.presence import NEVER_SEEN, Presence, PresenceBoard, State
from kernel.clock import Clock, local
from kernel.database import readonly

# The wall shows the worst; whoever wants all has the lists.
MOST_SHOWN = 100
_RATINGS_OF = timedelta(days=31)


@dataclass(frozen=True)
class RunningClock:
    """A clock of an open engagement that warns or has run out."""

    engagement: Engagement
    reading: Reading


@dataclass(frozen=True)
class QueueNow:
    """Seconds of those waiting now; `kept_percent`: today's engagements whose first word came in time, or whose customer
    left before the time was over."""

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
    begun_today: int
    kept_percent: int | None


@dataclass(frozen=True)
class AgentNow:
    staff: Staff
    presence: Presence
    held: int
    capacity: int
    today: AgentCount


@dataclass(frozen=True)
class WallNow:
    at: datetime
    queues: Sequence[QueueNow]
    agents: Sequence[AgentNow]
    clocks: Sequence[RunningClock]
    ratings: Sequence[Rated]


class Wall:
    def __init__(
        self,
        engine: AsyncEngine,
        clock: Clock,
        conversations: Conversations,
        accounts: StaffAccounts,
        presence: PresenceBoard,
        levels: ServiceLevels,
        breaches: Breaches,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._conversations = conversations
        self._accounts = accounts
        self._presence = presence
        self._levels = levels
        self._breaches = breaches

    async def now(self) -> WallNow:
        at = self._clock.now()
        midnight = local(at).replace(hour=0, minute=0, second=0, microsecond=0)
        promises = await self._levels.by_queue()
        running = await self._conversations.engagements.open()
        clocks = _clocks(running, promises, at)
        agents = await self._agents(running, midnight)
        counts = await self._conversations.figures.by_queue(midnight)
        late = await self._breaches.first_words(midnight)
        queues = []
        for code in [*QUEUES, *sorted({each.queue for each in running} - QUEUES.keys())]:
            here = [each for each in running if each.queue == code]
            waits = [int((at - each.queued_at).total_seconds()) for each in here if each.agent is None]
            serving = [each for each in agents if _serves(each, code)]
            mine = [each.reading.level for each in clocks if each.engagement.queue == code]
            begun, decided = (counts[code].begun, counts[code].decided) if code in counts else (0, 0)
            unanswered = sum(
                each.reading.level is Level.BREACH and each.engagement.first_reply_at is None
                for each in clocks
                if each.engagement.queue == code and each.engagement.queued_at >= midnight
            )
            queues.append(
                QueueNow(
                    code,
                    promises[code].name,
                    len(waits),
                    max(waits, default=0),
                    round(sum(waits) / len(waits)) if waits else 0,
                    len(serving),
                    len(here) - len(waits),
                    sum(max(0, each.capacity - each.held) for each in serving),
                    mine.count(Level.BREACH),
                    mine.count(Level.WARNING),
                    promises[code].is_open(at),
                    begun,
                    _percent_kept(decided + unanswered, late.get(code, 0)),
                )
            )
        return WallNow(at, queues, agents, clocks[:MOST_SHOWN], await self._bad_ratings(at))

    async def _agents(self, running: Sequence[Engagement], midnight: datetime) -> list[AgentNow]:
        held: dict[str, int] = defaultdict(int)
        for each in running:
            if each.agent is not None:
                held[each.agent] += 1
        board, today = await self._presence.all(), await self._conversations.figures.by_agent(midnight)
        found = []
        for staff in await self._accounts.at_desk():
            presence = board.get(staff.username, NEVER_SEEN)
            found.append(
                AgentNow(
                    staff,
                    presence,
                    held[staff.username],
                    presence.capacity or staff.capacity,
                    today.get(staff.username, AgentCount()),
                )
            )
        return found

    async def _bad_ratings(self, at: datetime) -> list[Rated]:
        """Those nobody has looked at since they were given."""
        bad = await self._conversations.ratings.bad(at - _RATINGS_OF, MOST_SHOWN)
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(
                select(RatingCheckRow.conversation_id, RatingCheckRow.at).where(
                    RatingCheckRow.conversation_id.in_([each.conversation_id for each in bad])
                )
            )
            checked: Mapping[str, datetime] = {row.conversation_id: row.at for row in rows}
        return [each for each in bad if (seen := checked.get(each.conversation_id)) is None or seen < each.at]

    async def check_rating(self, staff: Staff, conversation_id: str) -> None:
        """The supervisor has looked at the rating."""
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(RatingCheckRow).where(RatingCheckRow.conversation_id == conversation_id)
            )
            await connection.execute(
                insert(RatingCheckRow).values(
                    conversation_id=conversation_id, at=self._clock.now(), by=staff.username
                )
            )

    async def mark(self) -> tuple[object, ...]:
        """Another one whenever the wall has something new to show, apart from clocks that go on."""
        board = await self._presence.all()
        people = tuple((name, each.state, each.here, each.reason) for name, each in sorted(board.items()))
        async with readonly(self._engine).connect() as connection:
            breach = await connection.scalar(select(func.max(LevelBreachRow.id)))
            checked = await connection.scalar(select(func.max(RatingCheckRow.at)))
        return (*await self._conversations.figures.mark(), people, breach, checked)


def _clocks(running: Iterable[Engagement], promises: Promises, at: datetime) -> list[RunningClock]:
    """What warns or has run out, the latest first, then what is due soonest."""
    found = [
        RunningClock(engagement, reading)
        for engagement in running
        for reading in promises[engagement.queue].clocks(engagement, at)
        if reading.level is not None
    ]
    return sorted(found, key=lambda each: (-each.reading.over_s, each.reading.due or at))


def _serves(agent: AgentNow, queue: str) -> bool:
    ready = agent.presence.here and agent.presence.state is State.READY
    return ready and knows(agent.staff.skills, queue)


def _percent_kept(decided: int, late: int) -> int | None:
    return round(100 * max(0, decided - late) / decided) if decided else None
