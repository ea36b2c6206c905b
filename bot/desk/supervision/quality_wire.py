"""The shapes of `/api/desk/quality`."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from bot.conversations.engagements import Engagement
from bot.conversations.waits import Wait
from bot.desk.conversations.wire import Queue
from bot.desk.supervision.levels import Level, QueueLevels
from bot.desk.supervision.quality import Finding, Improvement, Review, ScoreCard
from bot.desk.supervision.scorecard import Dimension, timeliness
from bot.desk.supervision.wire import Moment, time_of
from bot.staff.wire import Username

Id = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
ConversationId = Annotated[str, Meta(pattern=r"^\w{1,64}$")]
Score = Annotated[int, Meta(ge=0, le=100)]
DIMENSION = Literal["completeness", "conformity", "attitude", "timeliness"]


class Draw(Struct):
    """`seed` draws the same again; `since` none: the last seven days."""

    count: Annotated[int, Meta(ge=1, le=50)] = 10
    agent: Username | None = None
    queue: Queue | None = None
    since: Moment | None = None
    seed: Annotated[int, Meta(ge=0, le=2**31)] | None = None


class Drawn(Struct):
    """An engagement that can be reviewed; seconds of waits, `late` of `answered` beyond the limit."""

    engagement_id: int
    conversation_id: str
    agent: str
    name: str
    queue: str
    channel: str
    queued_at: str
    ended_at: str
    ending: str | None
    wrap_up: str | None
    replies: int
    transfers: int
    answered: int
    late: int
    mean_wait_s: int | None
    timeliness: int


class Sample(Struct):
    seed: int
    sample: list[Drawn]


class Waited(Struct):
    first: bool
    asked_at: str
    answered_at: str
    waited_s: int
    late: bool


class ForReview(Struct):
    """`transcript` of the whole conversation: the engagement's part lies between `queued_at` and `ended_at`."""

    engagement: Drawn
    waits: list[Waited]
    weights: dict[str, int]
    transcript: list[dict[str, Any]]


class Scores(Struct):
    completeness: Score
    conformity: Score
    attitude: Score
    timeliness: Score


class FindingShown(Struct):
    """`seq`: the message it was seen at; none: the whole."""

    text: Annotated[str, Meta(min_length=1, max_length=500)]
    dimension: DIMENSION
    seq: Annotated[int, Meta(ge=1)] | None = None


class Better(Struct):
    action: Annotated[str, Meta(min_length=1, max_length=1_000)]
    owner: Username
    due: date


class NewReview(Struct):
    """`engagement_id` none: the one an agent ended last in the conversation."""

    conversation_id: ConversationId
    scores: Scores
    comment: Annotated[str, Meta(max_length=2_000)] = ""
    findings: Annotated[list[FindingShown], Meta(max_length=50)] = []
    improvement: Better | None = None
    engagement_id: Annotated[int, Meta(ge=1)] | None = None


class BetterShown(Struct):
    action: str
    owner: str
    owner_name: str
    due: str
    done_at: str | None


class ReviewShown(Struct):
    id: str
    engagement_id: int
    conversation_id: str
    queue: str
    agent: str
    name: str
    reviewer: str
    reviewer_name: str
    at: str
    scores: Scores
    total: int
    comment: str
    findings: list[FindingShown]
    improvement: BetterShown | None
    answer: str | None
    answered_at: str | None


class ListReviews(Struct):
    """`before`: those older than the review with that id."""

    agent: Username | None = None
    before: Id | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class Reviews(Struct):
    """Newest first; `next` is the `before` of the next page."""

    reviews: list[ReviewShown]
    weights: dict[str, int]
    next: str | None


class Answer(Struct):
    text: Annotated[str, Meta(min_length=1, max_length=2_000)]


def card_of(body: NewReview) -> ScoreCard:
    better = body.improvement
    return ScoreCard(
        {each: getattr(body.scores, each.value) for each in Dimension},
        body.comment,
        [Finding(each.seq, Dimension(each.dimension), each.text) for each in body.findings],
        Improvement(better.action, better.owner, better.due) if better else None,
    )


def drawn_of(
    engagement: Engagement, waits: list[Wait], levels: QueueLevels, names: Mapping[str, str]
) -> Drawn:
    agent, ended_at = engagement.agent or "", engagement.ended_at or engagement.queued_at
    late = sum(is_late(each, levels) for each in waits)
    return Drawn(
        engagement.id,
        engagement.conversation_id,
        agent,
        names.get(agent, agent),
        engagement.queue,
        engagement.channel,
        time_of(engagement.queued_at),
        time_of(ended_at),
        engagement.ending.value if engagement.ending else None,
        engagement.wrap_up,
        engagement.replies,
        engagement.transfers,
        len(waits),
        late,
        round(sum(each.waited_s for each in waits) / len(waits)) if waits else None,
        timeliness(len(waits), late),
    )


def waited_of(wait: Wait, levels: QueueLevels) -> Waited:
    return Waited(
        wait.first, time_of(wait.asked_at), time_of(wait.answered_at), wait.waited_s, is_late(wait, levels)
    )


def is_late(wait: Wait, levels: QueueLevels) -> bool:
    return levels.of_wait(wait).level is Level.BREACH


def review_of(review: Review, names: Mapping[str, str]) -> ReviewShown:
    card, better = review.card, review.card.improvement
    return ReviewShown(
        review.id,
        review.engagement_id,
        review.conversation_id,
        review.queue,
        review.agent,
        names.get(review.agent, review.agent),
        review.reviewer,
        names.get(review.reviewer, review.reviewer),
        time_of(review.at),
        Scores(**{each.value: score for each, score in card.scores.items()}),
        review.total,
        card.comment,
        [FindingShown(each.text, each.dimension.value, each.seq) for each in card.findings],
        _better(better, names) if better else None,
        review.answer,
        _maybe(review.answered_at),
    )


def _better(better: Improvement, names: Mapping[str, str]) -> BetterShown:
    return BetterShown(
        better.action,
        better.owner,
        names.get(better.owner, better.owner),
        better.due.isoformat(),
        _maybe(better.done_at),
    )


def _maybe(at: datetime | None) -> str | None:
    return time_of(at) if at else None
