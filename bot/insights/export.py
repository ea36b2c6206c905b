"""Figures as CSV that every Excel opens; a name stands in a cell only where it cannot compute."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from bot.desk.cases.complaint_export import harmless
from bot.insights.dashboard import Part, Reading
from bot.insights.waits import Wait

DAYS = ("指标编号", "指标", "日期", "值", "单位", "样本数", "异常", "目标")
PARTS = ("指标编号", "指标", "分项编号", "分项", "值", "单位", "样本数")
WAITS = ("星期", "小时", "排队人次", "接通人次", "等待中位数（秒）", "放弃率（%）")
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
UNITS = {"percent": "%", "count": "件", "seconds": "秒", "days": "天", "score": "分", "points": "分"}
_ANOMALY = {"high": "偏高", "low": "偏低", None: ""}


def days_csv(readings: Iterable[Reading]) -> bytes:
    """A row per KPI and day."""
    return _csv(
        DAYS,
        (
            (
                harmless(each.kpi.id),
                harmless(each.kpi.name),
                str(one.day),
                _number(one.value),
                UNITS[each.kpi.unit],
                str(one.n),
                _ANOMALY[one.anomaly],
                _target(each),
            )
            for each in readings
            for one in each.trend
        ),
    )


def parts_csv(reading: Reading, parts: Sequence[Part]) -> bytes:
    """A row per part."""
    kpi = reading.kpi
    return _csv(
        PARTS,
        (
            (
                harmless(kpi.id),
                harmless(kpi.name),
                harmless(each.key),
                harmless(each.name),
                _number(each.value),
                UNITS[kpi.unit],
                str(each.n),
            )
            for each in parts
        ),
    )


def waits_csv(hours: Mapping[tuple[int, int], Wait]) -> bytes:
    """A row per weekday and hour."""
    return _csv(
        WAITS,
        (
            (
                WEEKDAYS[weekday - 1],
                f"{hour}",
                f"{one.queued}",
                f"{one.answered}",
                _number(one.median_s),
                _number(one.gave_up),
            )
            for (weekday, hour), one in hours.items()
        ),
    )


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a byte order mark: without it Excel reads Chinese as something else."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _target(reading: Reading) -> str:
    target = reading.kpi.target
    return f"{'不低于' if target.op == '>=' else '不高于'} {target.value:g}" if target else ""
