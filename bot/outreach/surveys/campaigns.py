"""Campaigns 调查活动: supervisors have a group of customers asked on a day, at least three times a year."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.outreach.surveys.invitations import Asked, Invitations
from bot.outreach.surveys.models import SurveyAnswerRow, SurveyCampaignRow, SurveyRefusalRow
from bot.outreach.surveys.outcomes import Outcome, outcomes
from bot.outreach.surveys.survey import PAUSE, Occasion
from insurance.domain.products import Line
from insurance.services.segments import Segment, SegmentService
from kernel.clock import SHANGHAI, Clock, local, today
from kernel.database import readonly
from kernel.errors import BaowenError

WANTED_A_YEAR = 3
_EVERY = timedelta(days=365 // WANTED_A_YEAR)


class CampaignNotFound(BaowenError):
    code = "survey_campaign_not_found"


class CampaignPast(BaowenError):
    """Its day is over, or it was stopped, or lies before today."""

    code = "survey_campaign_past"


@dataclass(frozen=True)
class Draft:
    """`share`: per cent of the segment, the same customers whenever it is asked; `most`: never more than that."""

    name: str
    segment: Segment
    share: int
    most: int
    starts_on: date


@dataclass(frozen=True)
class Campaign:
    """`outcome`: so far. `done_at`: everybody who is to be asked was invited."""

    id: str
    draft: Draft
    created_by: str
    created_at: datetime
    stopped_by: str | None
    stopped_at: datetime | None
    done_at: datetime | None
    outcome: Outcome


@dataclass(frozen=True)
class Prospect:
    """Whom a campaign would meet. Of its `customers`, `refused` want no surveys and `asked_lately` were asked within 30 days of its
    day; the others may be asked, `expected` of them after the share and the cap.
    """

    customers: int
    refused: int
    asked_lately: int
    expected: int


@dataclass(frozen=True)
class Calendar:
    """`this_year`: campaigns that were not stopped before their day; `next_due_on`: by when the next one has to begin."""

    campaigns: list[Campaign]
    this_year: int
    wanted: int
    next_due_on: date


class Campaigns:
    def __init__(
        self, engine: AsyncEngine, clock: Clock, segments: SegmentService, invitations: Invitations
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._segments = segments
        self._invitations = invitations

    @property
    def today(self) -> date:
        """The day in Shanghai."""
        return today(self._clock)

    async def create(self, staff: str, draft: Draft) -> Campaign:
        """`CampaignPast` for a day that is over."""
        if draft.starts_on < today(self._clock):
            raise CampaignPast(field="starts_on")
        segment: dict[str, object] = {
            "line": draft.segment.line,
            "claim_days": draft.segment.claim_days,
            "conversation_days": draft.segment.conversation_days,
            "share": draft.share,
        }
        row = SurveyCampaignRow(
            id=secrets.token_hex(6),
            name=draft.name,
            segment=segment,
            most=draft.most,
            starts_on=draft.starts_on,
            created_by=staff,
            created_at=self._clock.now(),
        )
        async with AsyncSession(self._engine, expire_on_commit=False) as db:
            db.add(row)
            await db.commit()
        return _campaign(row, {})

    async def prospect(self, segment: Segment, share: int, most: int, starts_on: date) -> Prospect:
        """Nobody is drawn: the share is a reckoning, and until the day the group may change."""
        customers = await self._segments.customers(segment)
        since = datetime.combine(starts_on, time(), SHANGHAI) - PAUSE
        async with AsyncSession(readonly(self._engine)) as db:
            refused = customers & set(await db.scalars(select(SurveyRefusalRow.customer_no)))
            asked = select(SurveyAnswerRow.customer_no).where(SurveyAnswerRow.invited_at > since).distinct()
            lately = customers & set(await db.scalars(asked)) - refused
        free = len(customers) - len(refused) - len(lately)
        return Prospect(len(customers), len(refused), len(lately), min(most, round(free * share / 100)))

    async def stop(self, staff: str, campaign_id: str) -> Campaign:
        """Nobody else is invited; whoever was may still answer. `CampaignNotFound`, `CampaignPast` where it is over."""
        async with AsyncSession(self._engine, expire_on_commit=False) as db:
            row = await db.get(SurveyCampaignRow, campaign_id, with_for_update=True)
            if row is None:
                raise CampaignNotFound()
            if row.done_at is not None or row.stopped_at is not None:
                raise CampaignPast()
            row.stopped_by, row.stopped_at = staff, self._clock.now()
            await db.commit()
            return _campaign(row, await outcomes(db, [campaign_id]))

    async def calendar(self) -> Calendar:
        """All of them, newest day first, and when the next is due."""
        async with AsyncSession(readonly(self._engine)) as db:
            order = (SurveyCampaignRow.starts_on.desc(), SurveyCampaignRow.created_at.desc())
            rows = list(await db.scalars(select(SurveyCampaignRow).order_by(*order)))
            found = await outcomes(db, [row.id for row in rows])
        on = today(self._clock)
        # One that was stopped before it asked anybody is none.
        held = [
            row for row in rows if row.stopped_at is None or row.starts_on <= local(row.stopped_at).date()
        ]
        last = max((row.starts_on for row in held if row.starts_on <= on), default=None)
        return Calendar(
            [_campaign(row, found) for row in rows],
            sum(row.starts_on.year == on.year for row in held),
            WANTED_A_YEAR,
            last + _EVERY if last else on,
        )

    async def run(self) -> int:
        """Invite whom the campaigns of today, and of days before that were missed, are for; how many."""
        query = select(SurveyCampaignRow.id).where(
            SurveyCampaignRow.starts_on <= today(self._clock),
            SurveyCampaignRow.done_at.is_(None),
            SurveyCampaignRow.stopped_at.is_(None),
        )
        async with AsyncSession(readonly(self._engine)) as db:
            due = list(await db.scalars(query.order_by(SurveyCampaignRow.starts_on, SurveyCampaignRow.id)))
        return sum([await self._run(campaign_id) for campaign_id in due])

    async def _run(self, campaign_id: str) -> int:
        row, invited = await self._state(campaign_id)
        segment, share = _segment(row.segment)
        drawn = _drawn(await self._segments.customers(segment), campaign_id, share)
        new = 0
        for customer_no in drawn:
            row, invited = await self._state(campaign_id)
            if row.stopped_at is not None or row.done_at is not None:
                return new
            if invited >= row.most:
                break
            asked = Asked(Occasion.CAMPAIGN, f"{campaign_id}:{customer_no}", customer_no, campaign_id)
            new += await self._invitations.invite(asked)
        async with AsyncSession(self._engine) as db:
            done = await db.get(SurveyCampaignRow, campaign_id, with_for_update=True)
            if done is not None and done.done_at is None and done.stopped_at is None:
                done.done_at = self._clock.now()
                await db.commit()
        return new

    async def _state(self, campaign_id: str) -> tuple[SurveyCampaignRow, int]:
        async with AsyncSession(readonly(self._engine)) as db:
            row = await db.get_one(SurveyCampaignRow, campaign_id)
            mine = SurveyAnswerRow.campaign_id == campaign_id
            invited = await db.scalar(select(func.count(SurveyAnswerRow.invited_at)).where(mine))
            return row, invited or 0


def _drawn(customers: Iterable[str], campaign_id: str, share: int) -> list[str]:
    """So many per cent of them, drawn by their number's digest: the same ones after a fall, others in another campaign."""

    def place(customer_no: str) -> bytes:
        return hashlib.sha256(f"{campaign_id}\0{customer_no}".encode()).digest()

    places = sorted((place(each), each) for each in customers)
    return [each for drawn, each in places if int.from_bytes(drawn[:4], "big") * 100 < share << 32]


def _segment(stored: Mapping[str, Any]) -> tuple[Segment, int]:
    line = Line(stored["line"]) if stored["line"] else None
    return Segment(line, stored["claim_days"], stored["conversation_days"]), stored["share"]


def _campaign(row: SurveyCampaignRow, found: Mapping[str, Outcome]) -> Campaign:
    segment, share = _segment(row.segment)
    return Campaign(
        row.id,
        Draft(row.name, segment, share, row.most, row.starts_on),
        row.created_by,
        row.created_at,
        row.stopped_by,
        row.stopped_at,
        row.done_at,
        found.get(row.id, Outcome()),
    )
