"""Quality reviews (质检): a supervisor judges how an agent handled one engagement; the agent reads it and answers.

Nobody reviews their own work, and an engagement is reviewed once. Scores stand open for reports; what people wrote is
encrypted.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.engagements import Engagement, Engagements
from bot.desk.errors import AlreadyAnswered, AlreadyReviewed, EngagementNotFound, OwnWork, ReviewNotFound
from bot.desk.supervision.models import QualityReviewRow
from bot.desk.supervision.scorecard import Dimension, draw, total
from bot.staff.accounts import Staff
from bot.staff.errors import NotYourRole
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.database import readonly

# More ended engagements than this are not looked through for a sample.
_LOOKED_THROUGH = 5_000
_PAGE = 1_000


@dataclass(frozen=True)
class Finding:
    """What was seen at message `seq` of the conversation; `seq` None: about the whole."""

    seq: int | None
    dimension: Dimension
    text: str


@dataclass(frozen=True)
class Improvement:
    """What is to get better, by whom and by when; `done_at` once it has."""

    action: str
    owner: str
    due: date
    done_at: datetime | None = None


@dataclass(frozen=True)
class ScoreCard:
    """What a reviewer hands in; `scores` has all four dimensions, 0 to 100."""

    scores: Mapping[Dimension, int]
    comment: str
    findings: Sequence[Finding] = ()
    improvement: Improvement | None = None


@dataclass(frozen=True)
class Review:
    id: str
    engagement_id: int
    conversation_id: str
    queue: str
    agent: str
    reviewer: str
    at: datetime
    card: ScoreCard
    total: int
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True)
class Judged:
    """How many reviews somebody got, and their mean total."""

    count: int = 0
    mean: int | None = None


class QualityReviews:
    def __init__(self, engine: AsyncEngine, keyring: Keyring, clock: Clock, engagements: Engagements) -> None:
        self._engine = engine
        self._keyring = keyring
        self._clock = clock
        self._engagements = engagements

    async def sample(
        self,
        reviewer: Staff,
        count: int,
        *,
        seed: int,
        since: datetime,
        agent: str | None = None,
        queue: str | None = None,
    ) -> list[Engagement]:
        """At most `count` engagements that ended after `since`, were not reviewed and are not the reviewer's own."""
        found: list[Engagement] = []
        until, after = self._clock.now() + timedelta(seconds=1), 0
        while len(found) < _LOOKED_THROUGH:
            page = await self._engagements.ended(
                since, until, agent=agent, queue=queue, after=after, limit=_PAGE
            )
            reviewed = await self._reviewed([each.id for each in page])
            found += [
                each
                for each in page
                if each.agent and each.replies and each.agent != reviewer.username and each.id not in reviewed
            ]
            if len(page) < _PAGE:
                break
            after = page[-1].id
        return draw(found, count, seed)

    async def _reviewed(self, ids: Sequence[int]) -> set[int]:
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(
                select(QualityReviewRow.engagement_id).where(QualityReviewRow.engagement_id.in_(ids))
            )
            return set(rows.scalars())

    async def engagement(self, reviewer: Staff, engagement_id: int) -> Engagement:
        """The ended engagement of a colleague; `EngagementNotFound`, `OwnWork`."""
        found = await self._engagements.get(engagement_id)
        if found is None or found.agent is None or found.ended_at is None:
            raise EngagementNotFound()
        if found.agent == reviewer.username:
            raise OwnWork()
        return found

    async def last_ended(self, reviewer: Staff, conversation_id: str) -> Engagement:
        """The engagement of the conversation that an agent ended last; `EngagementNotFound`, `OwnWork`."""
        ended = [each for each in await self._engagements.of(conversation_id) if each.agent and each.ended_at]
        if not ended:
            raise EngagementNotFound()
        return await self.engagement(reviewer, ended[-1].id)

    async def add(self, reviewer: Staff, engagement: Engagement, card: ScoreCard) -> Review:
        """`AlreadyReviewed` by whomever."""
        review_id = uuid.uuid4().hex
        better = card.improvement
        values = {
            "id": review_id,
            "engagement_id": engagement.id,
            "conversation_id": engagement.conversation_id,
            "queue": engagement.queue,
            "agent": engagement.agent,
            "reviewer": reviewer.username,
            "at": self._clock.now(),
            **{each.value: card.scores[each] for each in Dimension},
            "total": total(card.scores),
            "body": self._keyring.encrypt_json(_words(card)),
            "improvement_owner": better.owner if better else None,
            "improvement_due": better.due if better else None,
        }
        try:
            async with self._engine.begin() as connection:
                await connection.execute(insert(QualityReviewRow).values(values))
        except IntegrityError as error:
            raise AlreadyReviewed() from error
        return await self.get(review_id)

    async def get(self, review_id: str) -> Review:
        """`ReviewNotFound`."""
        found = await self._where(QualityReviewRow.id == review_id, limit=1)
        if not found:
            raise ReviewNotFound()
        return found[0]

    async def latest(
        self, *, agent: str | None = None, before: str | None = None, limit: int = 50
    ) -> list[Review]:
        """Newest first, of `agent` or of all; `before`: those older than the review with that id."""
        conditions: list[Any] = []
        if agent is not None:
            conditions.append(QualityReviewRow.agent == agent)
        if before is not None:
            last = await self.get(before)
            conditions.append(tuple_(QualityReviewRow.at, QualityReviewRow.id) < (last.at, last.id))
        return await self._where(*conditions, limit=limit)

    async def judged(self, since: datetime, until: datetime) -> dict[str, Judged]:
        """By agent, of reviews written in [since, until)."""
        query = (
            select(QualityReviewRow.agent, func.count(), func.avg(QualityReviewRow.total))
            .where(QualityReviewRow.at >= since, QualityReviewRow.at < until)
            .group_by(QualityReviewRow.agent)
        )
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(query)
            return {str(agent): Judged(count, round(mean)) for agent, count, mean in rows}

    async def answer(self, staff: Staff, review_id: str, text: str) -> Review:
        """What the agent reviewed says to it, once; `ReviewNotFound`, `NotYourRole`, `AlreadyAnswered`."""
        review = await self.get(review_id)
        if review.agent != staff.username:
            raise NotYourRole()
        values = {"answer": self._keyring.encrypt_json(text), "answered_at": self._clock.now()}
        unanswered = (QualityReviewRow.id == review_id, QualityReviewRow.answered_at.is_(None))
        async with self._engine.begin() as connection:
            written = await connection.execute(update(QualityReviewRow).where(*unanswered).values(values))
        if not written.rowcount:
            raise AlreadyAnswered()
        return await self.get(review_id)

    async def improved(self, staff: Staff, review_id: str) -> Review:
        """The improvement is done, says its owner or a supervisor; `ReviewNotFound`, `NotYourRole`."""
        review = await self.get(review_id)
        better = review.card.improvement
        if better is None:
            raise ReviewNotFound()
        if better.owner != staff.username and not staff.sees_all:
            raise NotYourRole()
        open_one = (QualityReviewRow.id == review_id, QualityReviewRow.improved_at.is_(None))
        async with self._engine.begin() as connection:
            await connection.execute(
                update(QualityReviewRow).where(*open_one).values(improved_at=self._clock.now())
            )
        return await self.get(review_id)

    async def _where(self, *conditions: Any, limit: int) -> list[Review]:
        query = (
            select(QualityReviewRow.__table__)
            .where(*conditions)
            .order_by(QualityReviewRow.at.desc(), QualityReviewRow.id.desc())
            .limit(limit)
        )
        async with readonly(self._engine).connect() as connection:
            return [self._review(row) for row in await connection.execute(query)]

    def _review(self, row: Any) -> Review:
        words = self._keyring.decrypt_json(row.body)
        better = None
        if row.improvement_owner is not None:
            better = Improvement(
                words["improvement"], row.improvement_owner, row.improvement_due, row.improved_at
            )
        card = ScoreCard(
            {each: getattr(row, each.value) for each in Dimension},
            words["comment"],
            [Finding(seq, Dimension(dimension), text) for seq, dimension, text in words["findings"]],
            better,
        )
        return Review(
            row.id,
            row.engagement_id,
            row.conversation_id,
            row.queue,
            row.agent,
            row.reviewer,
            row.at,
            card,
            row.total,
            self._keyring.decrypt_json(row.answer) if row.answer else None,
            row.answered_at,
        )


def _words(card: ScoreCard) -> dict[str, Any]:
    return {
        "comment": card.comment,
        "findings": [[each.seq, each.dimension.value, each.text] for each in card.findings],
        "improvement": card.improvement.action if card.improvement else None,
    }
