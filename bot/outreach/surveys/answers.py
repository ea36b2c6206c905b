"""Answers: read and written by whoever holds the link, written down by a colleague, and followed up where they are bad."""

import contextlib
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.conversations.ratings import Rated, Ratings
from bot.outreach.surveys.models import SurveyAnswerRow as Row
from bot.outreach.surveys.models import SurveyRefusalRow
from bot.outreach.surveys.survey import (
    NAMES,
    OPEN,
    Against,
    Occasion,
    Scores,
    Source,
    SurveyAnswered,
    SurveyNotFound,
    SurveyOver,
    Tokens,
)
from bot.outreach.surveys.wording import about
from bot.staff.tasks import SYSTEM, TaskKind, Tasks
from insurance.domain.errors import RecordNotFound
from insurance.services.changes import ChangeService
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.database import readonly
from kernel.masking import show_text

_ITEMS = tuple(NAMES)
# A bad answer is followed up within a day.
FOLLOW_UP = timedelta(days=1)
_LATELY, _RATINGS_KNOWN, _MOST = timedelta(minutes=15), timedelta(days=2), 500


@dataclass(frozen=True, repr=False)
class Answer:
    """A survey as it stands. `scores` None: not answered yet."""

    id: str
    occasion: Occasion
    number: str
    customer_no: str | None
    campaign_id: str | None
    about: str
    invited_at: datetime | None
    answered_at: datetime | None
    scores: Scores | None = field(default=None)
    source: Source | None = None
    entered_by: str | None = None


class Answers:
    def __init__(
        self,
        engine: AsyncEngine,
        keyring: Keyring,
        clock: Clock,
        tokens: Tokens,
        changes: ChangeService,
        tasks: Tasks,
    ) -> None:
        self._engine = engine
        self._keyring = keyring
        self._clock = clock
        self._tokens = tokens
        self._changes = changes
        self._tasks = tasks

    async def open(self, token: str) -> tuple[Answer, bool]:
        """The survey the link opens, and whether its customer wants no more of them. `SurveyNotFound`, `SurveyOver`."""
        survey_id, _ = self._tokens.read(token)
        async with AsyncSession(readonly(self._engine)) as db:
            row = self._may(await db.get(Row, survey_id))
            refusal = await db.get(SurveyRefusalRow, row.customer_no) if row.customer_no else None
            return self._answer(row), refusal is not None

    async def put(self, token: str, scores: Scores) -> Answer:
        """Answer, or change the answer. `SurveyNotFound`, `SurveyOver`, `NothingAnswered`."""
        survey_id, source = self._tokens.read(token)
        async with AsyncSession(self._engine, expire_on_commit=False) as db:
            row = self._may(await db.get(Row, survey_id, with_for_update=True))
            self._write(row, scores, source)
            row.entered_by = None  # the customer's own word takes the place of what a colleague wrote down
            await db.commit()
        return await self._followed_up(self._answer(row))

    async def of_record(self, occasion: Occasion, number: str) -> tuple[Answer, Against | None]:
        """The survey about a record as it stands, also where nobody was invited; and why its customer is not to be asked.
        `RecordNotFound`.
        """
        customer_no, of_death = await self._concerned(occasion, number)
        same = (Row.occasion == occasion.value) & (Row.number == number)
        async with AsyncSession(readonly(self._engine)) as db:
            row = await db.scalar(select(Row).where(same))
            refusal = await db.get(SurveyRefusalRow, customer_no) if customer_no else None
        if not of_death and customer_no is not None:
            of_death = customer_no in await self._changes.deceased({customer_no})
        against = Against.DEATH if of_death else Against.REFUSED if refusal is not None else None
        return self._answer(row or _new(occasion, number, customer_no)), against

    async def enter(
        self, staff: str, occasion: Occasion, number: str, scores: Scores, source: Source
    ) -> Answer:
        """What a customer told a colleague, about a record that exists; once. `RecordNotFound`, `NothingAnswered`,
        `SurveyAnswered`.
        """
        customer_no, _ = await self._concerned(occasion, number)
        scores.check(occasion)
        same = (Row.occasion == occasion.value) & (Row.number == number)
        async with AsyncSession(self._engine) as db:
            if await db.scalar(select(Row.id).where(same)) is None:
                db.add(_new(occasion, number, customer_no))
                with contextlib.suppress(IntegrityError):  # invited, or entered, at this moment
                    await db.commit()
        async with AsyncSession(self._engine, expire_on_commit=False) as db:
            stored = (await db.scalars(select(Row).where(same).with_for_update())).one()
            if stored.answered_at is not None:
                raise SurveyAnswered()
            self._write(stored, scores, source)
            stored.entered_by = staff
            await db.commit()
        return await self._followed_up(self._answer(stored))

    async def refuse(self, token: str, refused: bool) -> None:
        """「以后别再问我」, or not any more; counts from now on, for every survey. `SurveyNotFound`, `SurveyOver`."""
        answer, _ = await self.open(token)
        if answer.customer_no is None:
            return
        async with AsyncSession(self._engine) as db:
            await db.execute(
                delete(SurveyRefusalRow).where(SurveyRefusalRow.customer_no == answer.customer_no)
            )
            if refused:
                db.add(SurveyRefusalRow(customer_no=answer.customer_no, at=self._clock.now()))
            try:
                await db.commit()
            except IntegrityError:
                await db.rollback()  # said twice at once

    async def given(self, since: datetime, until: datetime) -> list[Answer]:
        """Those answered in [since, until), oldest first."""
        within = (Row.answered_at >= since) & (Row.answered_at < until)
        async with AsyncSession(readonly(self._engine)) as db:
            rows = await db.scalars(select(Row).where(within).order_by(Row.answered_at, Row.id))
            return [self._answer(row) for row in rows]

    async def follow_up(self) -> int:
        """A task for each bad answer of late that has none yet: its process may have fallen in between. How many there are."""
        now = self._clock.now()
        given = await self.given(now - _RATINGS_KNOWN, now + _LATELY)
        bad = [each for each in given if each.scores and each.scores.bad]
        for answer in bad:
            await self._open_task(answer)
        return len(bad)

    def _may(self, row: Row | None) -> Row:
        if row is None:
            raise SurveyNotFound()
        if row.invited_at is None or self._clock.now() >= row.invited_at + OPEN:
            raise SurveyOver()
        return row

    def _write(self, row: Row, scores: Scores, source: Source) -> None:
        scores.check(Occasion(row.occasion))
        for item in _ITEMS:
            setattr(row, item, scores.items.get(item))
        row.recommend = scores.recommend
        row.comment = self._keyring.encrypt(scores.comment) if scores.comment else None
        row.channel = source.value
        row.answered_at = self._clock.now()

    async def _concerned(self, occasion: Occasion, number: str) -> tuple[str | None, bool]:
        """Whom a record concerns, and whether it is about a death. `RecordNotFound`."""
        if occasion is Occasion.CLAIM:
            claim = (await self._changes.claims([number])).get(number)
            if claim is None:
                raise RecordNotFound()
            return claim.customer_no, claim.of_death
        if occasion is Occasion.COMPLAINT:
            complaint = (await self._changes.complaints([number])).get(number)
            if complaint is None:
                raise RecordNotFound()
            return complaint.customer_no, False
        async with AsyncSession(readonly(self._engine)) as db:
            same = (Row.occasion == occasion.value) & (Row.number == number)
            row = await db.scalar(select(Row).where(same))
        if row is None:
            raise RecordNotFound()
        return row.customer_no, False

    async def _followed_up(self, answer: Answer) -> Answer:
        if answer.scores and answer.scores.bad:
            await self._open_task(answer)
        return answer

    async def _open_task(self, answer: Answer) -> None:
        assert answer.scores is not None and answer.answered_at is not None
        of_record = answer.occasion in (Occasion.CLAIM, Occasion.COMPLAINT)
        record = f"{answer.occasion}:{answer.number}" if of_record else None
        await self._tasks.open(
            TaskKind.BAD_RATING,
            task_text(f"{answer.about}的回访", answer.scores),
            answer.answered_at + FOLLOW_UP,
            f"survey:{answer.id}",
            by=SYSTEM,
            about=record or (f"customer:{answer.customer_no}" if answer.customer_no else None),
        )

    def _answer(self, row: Row) -> Answer:
        scores = None
        if row.answered_at is not None:
            given: dict[str, Any] = {item: getattr(row, item) for item in _ITEMS}
            scores = Scores(
                {item: score for item, score in given.items() if score is not None},
                row.recommend,
                self._keyring.decrypt(row.comment) if row.comment else None,
            )
        return Answer(
            row.id,
            Occasion(row.occasion),
            row.number,
            row.customer_no,
            row.campaign_id,
            row.about,
            row.invited_at,
            row.answered_at,
            scores,
            Source(row.channel) if row.channel else None,
            row.entered_by,
        )


def _new(occasion: Occasion, number: str, customer_no: str | None) -> Row:
    """About a record nobody was invited for."""
    return Row(
        id=uuid.uuid4().hex,
        occasion=occasion.value,
        number=number,
        customer_no=customer_no,
        about=about(occasion, number),
    )


class BadRatings:
    """Ratings of conversations that somebody should look at become tasks; the wall shows them already."""

    def __init__(self, ratings: Ratings, tasks: Tasks, clock: Clock) -> None:
        self._ratings = ratings
        self._tasks = tasks
        self._clock = clock
        self._begun = False

    async def follow_up(self) -> int:
        """A task for each of late, one per conversation; how many ratings there are."""
        reach = _LATELY if self._begun else _RATINGS_KNOWN
        bad = await self._ratings.bad(self._clock.now() - reach, _MOST)
        for rated in bad:
            await self._tasks.open(
                TaskKind.BAD_RATING,
                task_text("会话评价", _scores(rated)),
                rated.at + FOLLOW_UP,
                f"rating:{rated.conversation_id}",
                by=SYSTEM,
                about=f"conversation:{rated.conversation_id}",
            )
        self._begun = True
        return len(bad)


def task_text(what: str, scores: Scores) -> str:
    """What the colleague reads who calls back; personal numbers are shortened."""
    parts = [f"{NAMES.get(item, item)} {score} 分" for item, score in scores.items.items()]
    if scores.recommend is not None:
        parts.append(f"推荐意愿 {scores.recommend} 分")
    said = f"客户留言：{show_text(scores.comment)}" if scores.comment else "没有留言"
    return f"差评跟进（{what}）：{'、'.join(parts)}。{said}"


def _scores(rated: Rated) -> Scores:
    return Scores({"满意度": rated.score}, rated.recommend, rated.comment)
