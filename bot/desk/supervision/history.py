"""History: what came to the queues hour by hour or day by day, and how it was served.

An engagement counts where it entered its queue, a rating where it was given, a breach where time ran out, a contact
where its conversation was opened. Days and hours are Shanghai's.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.conversations.engagements import Ending, Engagement
from bot.conversations.ratings import Rated
from bot.conversations.service import Conversations
from bot.desk.supervision.breaches import Breaches
from bot.desk.supervision.levels import Level, Measure
from bot.desk.supervision.service_levels import Promises, ServiceLevels
from kernel.clock import local

_PAGE = 1_000
MOST_RATINGS = 50_000
# Stars from which a customer counts as satisfied.
_SATISFIED = 4


class By(StrEnum):
    HOUR = "hour"
    DAY = "day"

    def begins(self, at: datetime) -> datetime:
        """The beginning of the hour or day that `at` is in, in Shanghai."""
        hour = local(at).replace(minute=0, second=0, microsecond=0)
        return hour if self is By.HOUR else hour.replace(hour=0)


@dataclass
class Opinion:
    """Ratings, counted. `csat`: percent with four or five stars; `nps`: promoters (9, 10) less detractors (0 to 6)."""

    scores: list[int] = field(default_factory=list)
    recommends: list[int] = field(default_factory=list)

    def add(self, rating: Rated) -> None:
        self.scores.append(rating.score)
        if rating.recommend is not None:
            self.recommends.append(rating.recommend)

    @property
    def mean_score(self) -> float | None:
        return round(sum(self.scores) / len(self.scores), 2) if self.scores else None

    @property
    def csat(self) -> int | None:
        return percent(sum(score >= _SATISFIED for score in self.scores), len(self.scores))

    @property
    def nps(self) -> int | None:
        """From -100 to 100."""
        if not self.recommends:
            return None
        promoters = sum(each >= 9 for each in self.recommends)
        detractors = sum(each <= 6 for each in self.recommends)
        return round(100 * (promoters - detractors) / len(self.recommends))


@dataclass
class Period:
    """One hour or day of one queue, or of all (`queue` None), which alone has contacts."""

    begins: datetime
    queue: str | None
    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    decided: int = 0
    kept: int = 0
    transfers: int = 0
    waits: list[int] = field(default_factory=list)
    first_replies: list[int] = field(default_factory=list)
    handling: list[int] = field(default_factory=list)
    breaches: Counter[Measure] = field(default_factory=Counter)
    opinion: Opinion = field(default_factory=Opinion)
    contacts: int = 0
    contained: int = 0

    def add(self, engagement: Engagement, promises: Promises) -> None:
        self.offered += 1
        self.transfers += engagement.transfers
        if engagement.accepted_at is not None:
            self.answered += 1
            self.waits.append(seconds(engagement.queued_at, engagement.accepted_at))
            if engagement.ended_at is not None:
                self.handling.append(seconds(engagement.accepted_at, engagement.ended_at))
        self.abandoned += engagement.ending is Ending.CANCELLED
        first = engagement.first_reply_at
        if first is not None:
            self.first_replies.append(seconds(engagement.queued_at, first))
        decided = first or engagement.ended_at
        if decided is not None:
            reading = promises[engagement.queue].read(Measure.FIRST_RESPONSE, engagement.queued_at, decided)
            self.decided += 1
            self.kept += reading.level is not Level.BREACH


class History:
    def __init__(self, conversations: Conversations, levels: ServiceLevels, breaches: Breaches) -> None:
        self._conversations = conversations
        self._levels = levels
        self._breaches = breaches

    async def between(
        self, since: datetime, until: datetime, by: By, queue: str | None = None
    ) -> list[Period]:
        """Periods in which something was, oldest first; of each the whole before its queues, or `queue` alone."""
        promises = await self._levels.by_queue()
        found: dict[tuple[datetime, str | None], Period] = {}

        def periods(at: datetime, of_queue: str | None) -> Sequence[Period]:
            begins = by.begins(at)
            keys = [of_queue] if queue is not None else {None: 0, of_queue: 0}
            return [found.setdefault((begins, key), Period(begins, key)) for key in keys]

        async for engagement in self._begun(since, until, queue):
            for period in periods(engagement.queued_at, engagement.queue):
                period.add(engagement, promises)
        for rating in await self._conversations.ratings.given(since, until, MOST_RATINGS):
            if queue is None or rating.queue == queue:
                for period in periods(rating.at, rating.queue):
                    period.opinion.add(rating)
        for breach in await self._breaches.between(since, until):
            if queue is None or breach.queue == queue:
                for period in periods(breach.due, breach.queue):
                    period.breaches[breach.measure] += 1
        if queue is None:
            async for contact in self._conversations.figures.contacts(since, until):
                [period] = periods(contact.opened_at, None)
                period.contacts += 1
                period.contained += contact.contained
        return sorted(found.values(), key=lambda each: (each.begins, each.queue or ""))

    async def _begun(self, since: datetime, until: datetime, queue: str | None) -> AsyncIterator[Engagement]:
        last = 0
        while page := await self._conversations.engagements.begun(
            since, until, queue=queue, after=last, limit=_PAGE
        ):
            for engagement in page:
                yield engagement
            last = page[-1].id


def seconds(begins: datetime, ends: datetime) -> int:
    return int((ends - begins) / timedelta(seconds=1))


def mean(values: Sequence[int]) -> int | None:
    return round(sum(values) / len(values)) if values else None


def ninetieth(values: Sequence[int]) -> int | None:
    """What nine of ten do not exceed (nearest rank)."""
    return sorted(values)[-(-len(values) * 9 // 10) - 1] if values else None


def percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
