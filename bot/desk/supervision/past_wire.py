"""The shapes of history and of agents' reports."""

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from bot.desk.conversations.wire import Queue
from bot.desk.routing.routing import QUEUES
from bot.desk.supervision.history import By, Period, mean, ninetieth, percent
from bot.desk.supervision.levels import Measure
from bot.desk.supervision.reports import AgentReport
from bot.desk.supervision.wire import Moment, time_of
from bot.http.errors import InvalidRequest
from bot.staff.wire import Username
from kernel.clock import local

_LONGEST = {By.HOUR: timedelta(days=8), By.DAY: timedelta(days=93)}


class ListHistory(Struct):
    """`since` none: this morning; `until` none: now. At most 8 days by hour and 93 by day."""

    since: Moment | None = None
    until: Moment | None = None
    queue: Queue | None = None
    by: Literal["hour", "day"] = "day"


class Breached(Struct):
    first_response: int
    reply: int
    resolution: int


class PeriodShown(Struct):
    """`queue` none: all of them together, which alone have `contacts`, `contained` and `containment` (percent answered
    by the bot alone in their first 24 hours). Seconds; percent; none where there is nothing to measure.

    `service_level`: of those decided, how many had a person's word in time, or left before the time was over.
    """

    begins: str
    queue: str | None
    name: str
    offered: int
    answered: int
    abandoned: int
    transfers: int
    service_level: int | None
    mean_wait_s: int | None
    p90_wait_s: int | None
    mean_first_reply_s: int | None
    mean_handling_s: int | None
    breaches: Breached
    ratings: int
    mean_score: float | None
    csat: int | None
    nps: int | None
    contacts: int | None
    contained: int | None
    containment: int | None


class HistoryShown(Struct):
    """Oldest first; periods in which nothing was are left out."""

    since: str
    until: str
    by: Literal["hour", "day"]
    periods: list[PeriodShown]


class ListReports(Struct):
    """`since` none: this morning; `until` none: now; at most 93 days. `agent`: one alone."""

    since: Moment | None = None
    until: Moment | None = None
    agent: Username | None = None
    format: Literal["json", "csv"] = "json"


class ReportShown(Struct):
    """Seconds; percent; none where there is nothing to measure."""

    username: str
    name: str
    handled: int
    transfers: int
    mean_first_reply_s: int | None
    replies: int
    mean_reply_s: int | None
    longest_reply_s: int | None
    mean_handling_s: int | None
    breaches: Breached
    ratings: int
    mean_score: float | None
    csat: int | None
    nps: int | None
    reviews: int
    quality: int | None
    key_steps: int | None
    suggestions_used: int


class ReportsShown(Struct):
    since: str
    until: str
    agents: list[ReportShown]


def span_of(query: ListHistory | ListReports, now: datetime, by: By) -> tuple[datetime, datetime]:
    """The moments asked for; `InvalidRequest` where they lie the wrong way round or too far apart."""
    since = query.since or By.DAY.begins(now)
    # To the end of this second: `until` itself is left out.
    until = query.until or now + timedelta(seconds=1)
    if since >= until:
        raise InvalidRequest(field="since", reason="`since` lies before `until`")
    if until - since > _LONGEST[by]:
        raise InvalidRequest(field="since", reason=f"at most {_LONGEST[by].days} days")
    return since, until


def period_of(period: Period) -> PeriodShown:
    whole = period.queue is None
    return PeriodShown(
        time_of(period.begins),
        period.queue,
        QUEUES.get(period.queue, period.queue) if period.queue else "全部",
        period.offered,
        period.answered,
        period.abandoned,
        period.transfers,
        percent(period.kept, period.decided),
        mean(period.waits),
        ninetieth(period.waits),
        mean(period.first_replies),
        mean(period.handling),
        Breached(**{each.value: period.breaches[each] for each in Measure}),
        len(period.opinion.scores),
        period.opinion.mean_score,
        period.opinion.csat,
        period.opinion.nps,
        period.contacts if whole else None,
        period.contained if whole else None,
        percent(period.contained, period.contacts),
    )


def report_of(report: AgentReport) -> ReportShown:
    return ReportShown(
        report.username,
        report.name,
        report.handled,
        report.transfers,
        report.waits.mean_first_s,
        report.waits.replies,
        report.waits.mean_reply_s,
        report.waits.longest_reply_s,
        report.mean_handling_s,
        Breached(**{each.value: report.breaches.get(each, 0) for each in Measure}),
        len(report.opinion.scores),
        report.opinion.mean_score,
        report.opinion.csat,
        report.opinion.nps,
        report.quality.count,
        report.quality.mean,
        report.steps_percent,
        report.suggestions,
    )


def file_name(since: datetime, until: datetime) -> str:
    return f"agents-{local(since):%Y%m%d}-{local(until):%Y%m%d}.csv"
