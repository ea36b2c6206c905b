"""Claims 理赔案件: how many were reported, how soon they were accepted, how long they took."""

from collections.abc import AsyncIterator, Collection
from datetime import date, datetime, timedelta

from bot.insights.seen import Seen, day_of
from insurance.domain.claim_times import ACCEPTANCE_DAYS
from insurance.services.figures import FigureService
from kernel.masking import show_policy_no


class Claims:
    id = "claims"
    measures = frozenset({"claims_reported", "claim_accepted_3d", "claim_cycle"})
    # The last day of acceptance counts whole. Longer: what the core system tells of comes days later.
    settles = timedelta(days=30)

    def __init__(self, figures: FigureService) -> None:
        self._figures = figures

    async def begins(self) -> datetime | None:
        return await self._figures.first_claim()

    async def touched(self, since: datetime) -> Collection[date]:
        changed = await self._figures.claims_changed(since)
        days = {day_of(each.reported_at) for each in changed}
        return days | {day_of(each.ended_at) for each in changed if each.ended_at is not None}

    async def seen(self, since: datetime, until: datetime, now: datetime) -> AsyncIterator[Seen]:
        async for times in self._figures.claims_reported(since, until):
            number, line = show_policy_no(times.claim_no), {"line": times.line.value}
            yield Seen("claims_reported", times.reported_at, dims=line, number=number, text="已报案")
            accepted = times.accepted_at
            gone = accepted is None and times.withdrawn_before(times.accept_by)
            if times.known and now > times.accept_by and not gone:
                kept = accepted is not None and accepted <= times.accept_by
                text = _accepted(times.reported_at, accepted)
                yield Seen("claim_accepted_3d", times.reported_at, kept, dims=line, number=number, text=text)
        async for times in self._figures.claims_ended(since, until):
            if times.known and times.ended_at is not None:
                took = (times.ended_at - times.reported_at).total_seconds()
                text = f"报案到结案 {took / 86400:.1f} 天"
                line = {"line": times.line.value}
                number = show_policy_no(times.claim_no)
                yield Seen("claim_cycle", times.ended_at, took, dims=line, number=number, text=text)


def _accepted(reported: datetime, accepted: datetime | None) -> str:
    if accepted is None:
        return f"{ACCEPTANCE_DAYS} 日内未受理"
    return f"报案后 {(accepted - reported).total_seconds() / 86400:.1f} 天受理"
