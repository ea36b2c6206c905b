"""The month's report 服务月报: what a service meeting needs on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.insights.dashboard import Dashboard, Reading, Span
from bot.insights.facts import Facts, Sum
from bot.insights.kpis.complaints import CONTENT, IN_TIME, RECEIVED
from bot.insights.kpis.words import CASE, CATEGORY
from bot.insights.topics import StageFigures, Topic, Topics
from bot.insights.unanswered import Unanswered, UnansweredGroup


@dataclass(frozen=True)
class Cause:
    """Complaints of a category; `previous`: the month before. Percent."""

    key: str
    name: str
    n: int
    previous: int
    in_time: float | None
    satisfaction: float | None


@dataclass(frozen=True)
class Funnel:
    """Due days that are over: how many, for how many a reminder went out, how many were paid; percent."""

    key: str
    name: str
    due: int
    reminded: int
    paid: int
    rate: float | None


@dataclass(frozen=True)
class Report:
    span: Span
    before: Span
    readings: Mapping[str, Reading]
    causes: Sequence[Cause]
    funnel: Sequence[Funnel]
    topics: Sequence[Topic]
    stages: Sequence[StageFigures]
    unanswered: Sequence[UnansweredGroup]


class Reports:
    def __init__(self, dashboard: Dashboard, facts: Facts, topics: Topics, unanswered: Unanswered) -> None:
        self._dashboard = dashboard
        self._facts = facts
        self._topics = topics
        self._unanswered = unanswered

    async def of(self, span: Span, before: Span) -> Report:
        return Report(
            span,
            before,
            await self._dashboard.readings(span, before),
            await self._causes(span, before),
            await self._funnel(span),
            await self._topics.top(span),
            await self._topics.stages(span),
            await self._unanswered.top(span),
        )

    async def _causes(self, span: Span, before: Span) -> list[Cause]:
        this, last, in_time, content = [
            {part.key: part for part in await self._dashboard.parts(kpi, CATEGORY, over)}
            for kpi, over in ((RECEIVED, span), (RECEIVED, before), (IN_TIME, span), (CONTENT, span))
        ]
        found = [
            Cause(
                key,
                CATEGORY.names.get(key, key),
                this[key].n if key in this else 0,
                last[key].n if key in last else 0,
                in_time[key].value if key in in_time else None,
                content[key].value if key in content else None,
            )
            for key in this.keys() | last.keys()
        ]
        return sorted(found, key=lambda each: (-each.n, -each.previous, each.key))

    async def _funnel(self, span: Span) -> list[Funnel]:
        due, reminded = [
            await self._facts.by_key(measure, CASE.id, span.since, span.until)
            for measure in ("due_day", "reminder_converted")
        ]
        return [
            Funnel(
                key,
                CASE.names.get(key, key),
                due[key].n,
                reminded.get(key, Sum()).n,
                round(due[key].total),
                round(100 * due[key].total / due[key].n, 1),
            )
            for key in sorted(due, key=list(CASE.names).index)
        ]


def month_of(text: str) -> tuple[Span, Span]:
    """2026-03 → its days, and those of the month before."""
    first = date.fromisoformat(f"{text}-01")
    last_before = first - timedelta(days=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return (
        Span(first, following - timedelta(days=1)),
        Span(last_before.replace(day=1), last_before),
    )
