"""The shapes of insights. Days are Shanghai's, `from` and `to` both included."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import asdict

from bot.http.errors import InvalidRequest
from bot.insights.dashboard import Dashboard, OfDay, Part, Reading, Span
from bot.insights.facts import KEPT
from bot.insights.kpi import Dimension, Drill, Kpi, Unit
from bot.insights.records import Cursor, value_of
from bot.insights.records import Page as RecordsPage
from bot.insights.seen import day_of
from kernel.clock import local

LONGEST_DAYS = 400
_CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2})_(\d{1,9})")
Key = Annotated[str, Meta(max_length=96)]


class InSpan(Struct, kw_only=True):
    since: date = field(name="from")
    until: date = field(name="to")


class OfKpi(InSpan, kw_only=True):
    """`by`: one of the KPI's `breakdowns`."""

    by: Key | None = None


class OfRecords(OfKpi, kw_only=True):
    """`key`: one part of `by`; `after`: `next` of the page before."""

    key: Key | None = None
    after: Annotated[str, Meta(max_length=24)] | None = None


class OfMonth(Struct):
    month: Annotated[str, Meta(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class TargetShown(Struct):
    op: Literal[">=", "<="]
    value: float


class DayShown(Struct):
    day: date
    value: float | None
    n: int
    anomaly: Literal["high", "low"] | None


class BreakdownShown(Struct):
    """`of_whole`: its parts add up to the whole, so the target of the whole is none of theirs."""

    id: str
    name: str
    of_whole: bool


class KpiShown(Struct):
    id: str
    name: str
    about: str
    unit: Unit
    value: float | None
    n: int
    target: TargetShown | None
    met: bool | None
    previous: float | None
    trend: list[DayShown]
    breakdowns: list[str]
    breakdown_names: list[BreakdownShown]
    drill: Drill | None


class PartShown(Struct):
    key: str
    name: str
    value: float | None
    n: int


class KpiParts(KpiShown):
    breakdown: list[PartShown]


class GroupShown(Struct):
    id: str
    name: str
    kpis: list[KpiShown]


class KpisShown(Struct):
    """`computed_at` none: nothing was computed yet."""

    since: date = field(name="from")
    until: date = field(name="to")
    computed_at: str | None
    groups: list[GroupShown]


class RecordShown(Struct):
    noun: str
    number: str
    at: str
    text: str
    value: float | None


class RecordsShown(Struct):
    records: list[RecordShown]
    next: str | None


def span_of(query: InSpan, now: datetime) -> Span:
    """`InvalidRequest` where the days lie the wrong way round, too far apart or too far back."""
    span = Span(query.since, query.until)
    if query.since > query.until:
        raise InvalidRequest(field="from", reason="`from` is not after `to`")
    if span.length > timedelta(days=LONGEST_DAYS):
        raise InvalidRequest(field="from", reason=f"at most {LONGEST_DAYS} days")
    if query.since < day_of(now) - KEPT or query.until > day_of(now) + timedelta(days=1):
        raise InvalidRequest(field="from", reason=f"within the last {KEPT.days} days")
    return span


def dimension_of(kpi: Kpi, by: str) -> Dimension:
    """`InvalidRequest` where the KPI has no such parts."""
    for each in kpi.dimensions:
        if each.id == by:
            return each
    raise InvalidRequest(field="by", reason="one of its `breakdowns`")


def cursor_of(after: str | None) -> Cursor | None:
    """`InvalidRequest`"""
    if after is None:
        return None
    found = _CURSOR.fullmatch(after)
    try:
        if found:
            return Cursor(date.fromisoformat(found[1]), int(found[2]))
    except ValueError:
        pass
    raise InvalidRequest(field="after", reason="`next` of the page before")


def time_of(at: datetime) -> str:
    return local(at).isoformat(timespec="seconds")


def day_shown(one: OfDay) -> DayShown:
    return DayShown(one.day, one.value, one.n, one.anomaly)


def kpi_of(reading: Reading) -> KpiShown:
    kpi, target = reading.kpi, reading.kpi.target
    return KpiShown(
        id=kpi.id,
        name=kpi.name,
        about=kpi.about,
        unit=kpi.unit,
        value=reading.value,
        n=reading.n,
        target=TargetShown(target.op, target.value) if target else None,
        met=reading.met,
        previous=reading.previous,
        trend=[day_shown(each) for each in reading.trend],
        breakdowns=[each.id for each in kpi.dimensions],
        breakdown_names=[BreakdownShown(each.id, each.name, each.of_whole) for each in kpi.dimensions],
        drill=kpi.drill,
    )


def parts_of(reading: Reading, parts: Sequence[Part]) -> KpiParts:
    shown = [PartShown(each.key, each.name, each.value, each.n) for each in parts]
    return KpiParts(**asdict(kpi_of(reading)), breakdown=shown)


def kpis_of(
    dashboard: Dashboard, span: Span, computed_at: datetime | None, readings: Mapping[str, Reading]
) -> KpisShown:
    return KpisShown(
        span.since,
        span.until,
        time_of(computed_at) if computed_at else None,
        [
            GroupShown(group.id, group.name, [kpi_of(readings[kpi.id]) for kpi in group.kpis])
            for group in dashboard.groups
        ],
    )


def records_of(kpi: Kpi, page: RecordsPage) -> RecordsShown:
    noun = (kpi.drill or "").removesuffix("s")
    return RecordsShown(
        [
            RecordShown(noun, each.number, time_of(each.at), each.text, value_of(kpi, each))
            for each in page.records
        ],
        f"{page.next.day}_{page.next.place}" if page.next else None,
    )
