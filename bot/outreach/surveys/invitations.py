"""Invitations: who is asked about what, once per record, and nobody too often or against their will."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.outreach.message import Noun, Outgoing
from bot.outreach.notices import claims as claim_notices
from bot.outreach.notices.feed import Feed, News
from bot.outreach.outreach import Outreach
from bot.outreach.surveys.models import SurveyAnswerRow as Row
from bot.outreach.surveys.models import SurveyRefusalRow
from bot.outreach.surveys.survey import PAUSE, Occasion, Source, Tokens
from bot.outreach.surveys.wording import about, invitation
from insurance.domain.claims import ClaimStatus
from insurance.domain.complaints import ComplaintStatus
from insurance.services.changes import ChangeService, ClaimCourse, Course
from kernel.clock import Clock
from kernel.database import readonly

READER = "surveys"
ASK_AFTER = timedelta(hours=1)
_ENDS = frozenset({ClaimStatus.PAID, ClaimStatus.CLOSED})
_DECIDED = frozenset({ClaimStatus.PAID, ClaimStatus.DENIED})
_ANSWERED = frozenset({ComplaintStatus.NOTIFIED, ComplaintStatus.ARCHIVED})


@dataclass(frozen=True)
class Asked:
    """Whom about what; `number` as the record is called in the survey."""

    occasion: Occasion
    number: str
    customer_no: str
    campaign_id: str | None = None


class Invitations:
    """`collect` may run anywhere and twice at once: a record has one row, and a row one message.

    `page`: the survey page's address.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        clock: Clock,
        feed: Feed,
        changes: ChangeService,
        outreach: Outreach,
        tokens: Tokens,
        page: str,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._feed = feed
        self._changes = changes
        self._outreach = outreach
        self._tokens = tokens
        self._page = page

    async def collect(self) -> int:
        """Invite to what has come to an end since it was looked last; how many."""
        invited = 0
        for records in await self._feed.batches():
            read = await self._feed.read(records)
            for each in read:
                if (asked := _asked(each)) is not None:
                    invited += await self.invite(asked)
            await self._feed.done(read)
        return invited

    async def invite(self, asked: Asked) -> bool:
        """False where the record has its invitation, the customer was asked lately or does not want to be.

        Row and message are not written at once: a row whose message is missing, because somebody fell in between, gets it here.
        """
        now = self._clock.now()
        row = Row(
            id=uuid.uuid4().hex,
            occasion=asked.occasion.value,
            number=asked.number,
            customer_no=asked.customer_no,
            campaign_id=asked.campaign_id,
            about=about(asked.occasion, asked.number),
            invited_at=now,
        )
        new = True
        async with AsyncSession(self._engine, expire_on_commit=False) as db:
            same = and_(Row.occasion == asked.occasion.value, Row.number == asked.number)
            stored = await db.scalar(select(Row).where(same))
            if stored is not None:
                row, new = stored, False
            elif await self._spared(db, asked.customer_no, now):
                return False
            else:
                db.add(row)
                try:
                    await db.commit()
                except IntegrityError:
                    return False  # another was first
        if row.invited_at is None or row.answered_at is not None:
            return False
        await self._outreach.plan([self._message(row, row.invited_at)])
        return new

    async def recheck(self, messages: Sequence[Outgoing]) -> Mapping[str, str]:
        """Key → why it is not to go out any more."""
        against: dict[str, str] = {}
        customers = {each.customer_no for each in messages}
        complaining = await self._changes.complaining(customers)
        died = await self._changes.deceased(customers)
        courses = await self._courses(messages)
        async with AsyncSession(readonly(self._engine)) as db:
            for message in messages:
                if message.customer_no in died:
                    against[message.key] = "deceased"
                elif (reason := await self._against(db, message, courses, complaining)) is not None:
                    against[message.key] = reason
        return against

    async def _against(
        self,
        db: AsyncSession,
        message: Outgoing,
        courses: Mapping[tuple[Noun, str], Course],
        complaining: set[str],
    ) -> str | None:
        row = await db.get(Row, message.key.partition(":")[2])
        if row is None or row.answered_at is not None or row.invited_at is None:
            return "superseded"
        if await db.get(SurveyRefusalRow, message.customer_no) is not None:
            return "opted_out"
        # Of two invited at the same moment by two processes the first one stands.
        earlier = (Row.invited_at < row.invited_at) | ((Row.invited_at == row.invited_at) & (Row.id < row.id))
        asked_before = select(func.count()).where(
            Row.customer_no == message.customer_no, Row.invited_at > row.invited_at - PAUSE, earlier
        )
        if await db.scalar(asked_before):
            return "capped"
        if row.occasion != Occasion.COMPLAINT and message.customer_no in complaining:
            return "complaint_open"
        course = courses.get((message.about.noun, message.about.number))
        if row.occasion in (Occasion.CLAIM, Occasion.COMPLAINT) and (course is None or not _ended(course)):
            return "superseded"
        return None

    async def _courses(self, messages: Sequence[Outgoing]) -> dict[tuple[Noun, str], Course]:
        numbers = {noun: [each.about.number for each in messages if each.about.noun is noun] for noun in Noun}
        found: dict[tuple[Noun, str], Course] = {}
        for number, claim in (await self._changes.claims(numbers[Noun.CLAIM])).items():
            found[Noun.CLAIM, number] = claim
        for number, complaint in (await self._changes.complaints(numbers[Noun.COMPLAINT])).items():
            found[Noun.COMPLAINT, number] = complaint
        return found

    async def _spared(self, db: AsyncSession, customer_no: str, now: datetime) -> bool:
        if await db.get(SurveyRefusalRow, customer_no) is not None:
            return True
        lately = select(func.count()).where(Row.customer_no == customer_no, Row.invited_at > now - PAUSE)
        return bool(await db.scalar(lately))

    def _message(self, row: Row, invited_at: datetime) -> Outgoing:
        assert row.customer_no is not None
        links = [f"{self._page}#{self._tokens.make(row.id, each)}" for each in (Source.CHAT, Source.SMS)]
        return invitation(
            row.id,
            Occasion(row.occasion),
            row.number,
            row.customer_no,
            self._changes.brand,
            (links[0], links[1]),
            invited_at,
            invited_at + ASK_AFTER,
        )


def _asked(news: News) -> Asked | None:
    """What is to be asked now that this has happened. Nobody is asked how they liked it where somebody died."""
    course = news.course
    if isinstance(course, ClaimCourse):
        told = claim_notices.told(course)
        new = any(each.seq in told and each.what in _ENDS for each in news.fresh)
        if not new or course.of_death or not _ended(course):
            return None
        return Asked(Occasion.CLAIM, course.number, course.customer_no)
    new = any(each.what in _ANSWERED for each in news.fresh)
    if not new or course.customer_no is None or not _ended(course):
        return None
    return Asked(Occasion.COMPLAINT, course.number, course.customer_no)


def _ended(course: Course) -> bool:
    """A claim that was decided and is paid or closed; a complaint that was answered, and is not looked at again."""
    states = [each.what for each in course.changes]
    if isinstance(course, ClaimCourse):
        return course.status in _ENDS and not _DECIDED.isdisjoint(states)
    moves = [each for each in states if each in set(ComplaintStatus)]
    return bool(moves) and moves[-1] in _ANSWERED
