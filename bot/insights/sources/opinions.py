"""Opinions 满意度: ratings at the end of conversations, and answers to surveys."""

from collections.abc import AsyncIterator, Collection
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.models import ConversationRow, RatingRow
from bot.conversations.ratings import BAD_RECOMMEND, BAD_SCORE, Rated
from bot.conversations.service import Conversations
from bot.desk.supervision.history import MOST_RATINGS
from bot.insights.seen import Seen, day_of
from bot.insights.sources.stages import stages_of
from bot.outreach.surveys.models import SurveyAnswerRow
from bot.outreach.surveys.survey import NAMES, OPEN, Scores
from bot.studio.masking import masked
from kernel.crypto import Keyring
from kernel.database import readonly

ITEMS = ("attitude", "speed", "quality", "ease")
_SATISFIED = 4
_LONGEST_TEXT = 60


class Opinions:
    id = "opinions"
    measures = frozenset(
        {
            "rated",
            "recommended",
            "bad_rating",
            "survey_answered",
            "stage_bad_rating",
            *(f"item_{each}" for each in ITEMS),
        }
    )
    settles = OPEN

    def __init__(self, engine: AsyncEngine, keyring: Keyring, conversations: Conversations) -> None:
        self._reading = readonly(engine)
        self._keyring = keyring
        self._ratings = conversations.ratings

    async def begins(self) -> datetime | None:
        first = (select(func.min(RatingRow.at)), select(func.min(SurveyAnswerRow.invited_at)))
        async with self._reading.connect() as connection:
            found = [await connection.scalar(query) for query in first]
        return min((at for at in found if at is not None), default=None)

    async def touched(self, since: datetime) -> Collection[date]:
        """A rating may be given anew, and is then no longer where it was: somewhere since its conversation began."""
        again = (
            select(ConversationRow.opened_at, RatingRow.at)
            .join(RatingRow, RatingRow.conversation_id == ConversationRow.id)
            .where(RatingRow.at >= since)
        )
        row = SurveyAnswerRow
        answers = select(row.invited_at, row.answered_at).where(row.answered_at >= since)
        days: set[date] = set()
        async with self._reading.connect() as connection:
            for first, last in await connection.execute(again):
                days |= _days(first, last)
            for first, last in await connection.execute(answers):
                # An answer may be changed while the survey is open.
                days |= _days(first or last, last)
        return days

    async def seen(self, since: datetime, until: datetime, now: datetime) -> AsyncIterator[Seen]:
        ratings = await self._ratings.given(since, until, MOST_RATINGS)
        stages = await stages_of(self._reading, [each.conversation_id for each in ratings])
        for rating in ratings:
            for seen in _rating(rating, stages.get(rating.conversation_id)):
                yield seen
        row = SurveyAnswerRow
        invited = select(row.__table__).where(
            row.invited_at >= since, row.invited_at < until, row.invited_at < now - OPEN
        )
        answered = select(row.__table__).where(row.answered_at >= since, row.answered_at < until)
        async with self._reading.connect() as connection:
            async for one in await connection.stream(invited):
                came = one.answered_at is not None and one.answered_at <= one.invited_at + OPEN
                dims = {"occasion": one.occasion}
                text = "已作答" if came else "未作答"
                yield Seen("survey_answered", one.invited_at, came, dims=dims, text=text)
            async for one in await connection.stream(answered):
                for seen in self._answer(one):
                    yield seen

    def _answer(self, one: Any) -> list[Seen]:
        number = one.number if one.occasion == "conversation" else ""
        dims = {"occasion": one.occasion}
        seen = partial(Seen, at=one.answered_at, dims=dims, number=number)
        said = {item: getattr(one, item) for item in (*ITEMS, "resolved") if getattr(one, item) is not None}
        found = [
            seen(f"item_{item}", value=said[item] >= _SATISFIED, text=f"{NAMES[item]} {said[item]} 分")
            for item in ITEMS
            if item in said
        ]
        if one.recommend is not None:
            found.append(
                seen("recommended", value=_leaning(one.recommend), text=f"推荐意愿 {one.recommend} 分")
            )
        comment = self._keyring.decrypt(one.comment) if one.comment else None
        if Scores(said, one.recommend, comment).bad:
            words = "，".join(f"{NAMES[item]} {score} 分" for item, score in said.items())
            found.append(seen("bad_rating", text=_told(words, comment)))
        return found


def _rating(rating: Rated, stage: str | None) -> list[Seen]:
    dims = {"occasion": "rating", "queue": rating.queue or "bot"}
    seen = partial(Seen, at=rating.at, dims=dims, number=rating.conversation_id)
    text = _told(f"{rating.score} 星", rating.comment)
    found = [seen("rated", value=rating.score >= _SATISFIED, text=text)]
    if rating.recommend is not None:
        found.append(
            seen("recommended", value=_leaning(rating.recommend), text=f"推荐意愿 {rating.recommend} 分")
        )
    unlikely = rating.recommend is not None and rating.recommend <= BAD_RECOMMEND and bool(rating.comment)
    if rating.score <= BAD_SCORE or unlikely:
        found.append(seen("bad_rating", text=text))
        if stage is not None:
            found.append(Seen("stage_bad_rating", rating.at, dims={"stage": stage}))
    return found


def _leaning(recommend: int) -> int:
    """Promoter, neither, detractor."""
    return 1 if recommend >= 9 else -1 if recommend <= BAD_RECOMMEND else 0


def _told(score: str, comment: str | None) -> str:
    shown = masked(comment) if comment else ""
    shown = shown if len(shown) <= _LONGEST_TEXT else f"{shown[:_LONGEST_TEXT]}…"
    return f"{score}：{shown}" if shown else score


def _days(first: datetime, last: datetime) -> set[date]:
    begins = day_of(first)
    return {begins + timedelta(days=n) for n in range((day_of(last) - begins).days + 1)}
