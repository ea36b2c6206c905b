"""The shapes of topics, of what nobody answered, and of the month's report."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct, field

from bot.http.errors import InvalidRequest
from bot.insights.dashboard import Dashboard, Span
from bot.insights.facts import KEPT
from bot.insights.reports import Report, month_of
from bot.insights.seen import day_of
from bot.insights.topics import StageFigures, Topic
from bot.insights.unanswered import UnansweredGroup
from bot.insights.wire import GroupShown, kpis_of, time_of
from bot.staff.tasks import Task


class TopicDay(Struct):
    day: date
    n: int


class TopicShown(Struct):
    id: str
    name: str
    stage: str | None
    n: int
    trend: list[TopicDay]


class PainShown(Struct):
    """`rate`: hand-offs, misses and bad ratings per hundred questions."""

    handoffs: int
    missed: int
    bad_ratings: int
    rate: float | None


class StageShown(Struct):
    id: str
    name: str
    n: int
    pain: PainShown


class TopicsShown(Struct):
    topics: list[TopicShown]
    stages: list[StageShown]


class GroupOfMissed(Struct):
    id: str
    title: str
    n: int
    first_at: str
    last_at: str
    example: str


class UnansweredShown(Struct):
    groups: list[GroupOfMissed]


class CauseShown(Struct):
    key: str
    name: str
    n: int
    previous: int
    in_time: float | None
    satisfaction: float | None


class FunnelShown(Struct):
    key: str
    name: str
    due: int
    reminded: int
    paid: int
    rate: float | None


class TaskOfReport(Struct):
    id: str
    text: str
    owner: str | None
    due_at: str
    done_at: str | None
    result: str | None


class ReportShown(Struct):
    """`compared_from`, `compared_to`: the month before, which `previous` of the KPIs is of."""

    month: str
    since: date = field(name="from")
    until: date = field(name="to")
    compared_from: date
    compared_to: date
    computed_at: str | None
    groups: list[GroupShown]
    complaints: list[CauseShown]
    renewal: list[FunnelShown]
    topics: list[TopicShown]
    stages: list[StageShown]
    unanswered: list[GroupOfMissed]
    tasks: list[TaskOfReport]


def month_shown(month: str, now: datetime) -> tuple[Span, Span]:
    """The month and the one before; `InvalidRequest` where it has not begun or is too long ago."""
    span, before = month_of(month)
    if span.since > day_of(now) or before.since < day_of(now) - KEPT:
        raise InvalidRequest(field="month", reason=f"begun, and within the last {KEPT.days} days")
    return Span(span.since, min(span.until, day_of(now))), before


def topics_of(topics: Sequence[Topic]) -> list[TopicShown]:
    return [
        TopicShown(
            each.id,
            each.name,
            each.stage.value if each.stage else None,
            each.n,
            [TopicDay(day, n) for day, n in each.trend],
        )
        for each in topics
    ]


def stages_of(stages: Sequence[StageFigures]) -> list[StageShown]:
    return [
        StageShown(
            each.stage.value,
            each.name,
            each.n,
            PainShown(each.pain.handoffs, each.pain.missed, each.pain.bad_ratings, each.pain.rate),
        )
        for each in stages
    ]


def unanswered_of(groups: Sequence[UnansweredGroup]) -> list[GroupOfMissed]:
    return [
        GroupOfMissed(
            each.id, each.title, each.n, time_of(each.first_at), time_of(each.last_at), each.example
        )
        for each in groups
    ]


def report_of(
    dashboard: Dashboard, month: str, report: Report, tasks: Sequence[Task], computed_at: datetime | None
) -> ReportShown:
    kpis = kpis_of(dashboard, report.span, computed_at, report.readings)
    return ReportShown(
        month,
        report.span.since,
        report.span.until,
        report.before.since,
        report.before.until,
        kpis.computed_at,
        kpis.groups,
        [
            CauseShown(each.key, each.name, each.n, each.previous, each.in_time, each.satisfaction)
            for each in report.causes
        ],
        [
            FunnelShown(each.key, each.name, each.due, each.reminded, each.paid, each.rate)
            for each in report.funnel
        ],
        topics_of(report.topics),
        stages_of(report.stages),
        unanswered_of(report.unanswered),
        [
            TaskOfReport(
                each.id,
                each.text,
                each.owner,
                time_of(each.due_at),
                time_of(each.done_at) if each.done_at else None,
                each.result,
            )
            for each in tasks
        ],
    )
