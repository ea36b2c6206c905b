"""Complaints 投诉: how many came, whether each duty was done in its time, and whether the complainant was content.

All of them belong to the day the complaint was received; one opened again is measured by its last round.
"""

from collections.abc import AsyncIterator, Collection
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.insights.seen import Seen, day_of
from bot.outreach.surveys.models import SurveyAnswerRow
from bot.outreach.surveys.survey import Occasion
from insurance.domain.complaint_clocks import DutyCode
from insurance.services.figures import ComplaintTimes, FigureService
from kernel.database import readonly
from kernel.masking import show_policy_no

_DUTIES = {
    DutyCode.ACKNOWLEDGE: ("complaint_answered_24h", "24 小时内回应"),
    DutyCode.PLAN: ("complaint_planned_48h", "48 小时内给出初步方案"),
    DutyCode.RESULT: ("complaint_in_time", "在规定期限内告知结果"),
}
_CONTENT = 4
_IN = 500


class Complaints:
    id = "complaints"
    measures = frozenset(
        {"complaints_received", "complaint_content", *(name for name, _ in _DUTIES.values())}
    )
    # 60 days is the longest a result may be put off.
    settles = timedelta(days=61)

    def __init__(self, engine: AsyncEngine, figures: FigureService) -> None:
        self._reading = readonly(engine)
        self._figures = figures

    async def begins(self) -> datetime | None:
        return await self._figures.first_complaint()

    async def touched(self, since: datetime) -> Collection[date]:
        row = SurveyAnswerRow
        query = select(row.number).where(row.occasion == Occasion.COMPLAINT, row.answered_at >= since)
        async with self._reading.connect() as connection:
            answered = list((await connection.execute(query)).scalars())
        changed = await self._figures.complaints_changed(since)
        return {day_of(at) for at in (*changed, *await self._figures.received(answered))}

    async def seen(self, since: datetime, until: datetime, now: datetime) -> AsyncIterator[Seen]:
        found = [each async for each in self._figures.complaints(since, until, now)]
        for start in range(0, len(found), _IN):
            page = found[start : start + _IN]
            said = await self._said([each.receipt_no for each in page])
            for each in page:
                for seen in _complaint(each, said.get(each.receipt_no)):
                    yield seen

    async def _said(self, receipt_nos: Collection[str]) -> dict[str, int]:
        """Receipt number → 1 to 5, what the complainant said of the handling."""
        answer = SurveyAnswerRow
        query = select(answer.number, answer.resolved).where(
            answer.occasion == Occasion.COMPLAINT,
            answer.number.in_(receipt_nos),
            answer.resolved.is_not(None),
        )
        async with self._reading.connect() as connection:
            return {row.number: row.resolved for row in await connection.execute(query)}


def _complaint(each: ComplaintTimes, said: int | None) -> list[Seen]:
    at, number = each.received_at, show_policy_no(each.receipt_no)
    dims = {"category": each.category.value, "channel": each.channel}
    found = [Seen("complaints_received", at, dims=dims, number=number, text="已接收")]
    for code, (measure, what) in _DUTIES.items():
        if code in each.kept:
            kept = each.kept[code]
            text = what if kept else f"未{what}"
            found.append(Seen(measure, at, kept, dims=dims, number=number, text=text))
    if said is not None:
        content, told = said >= _CONTENT, "survey"
    elif each.satisfied is not None:
        content, told = each.satisfied, "staff"
    else:
        return found
    text = "对处理满意" if content else "对处理不满意"
    found.append(Seen("complaint_content", at, content, dims=dims | {"told": told}, number=number, text=text))
    return found
