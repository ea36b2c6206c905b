"""How values read in a Chinese sentence and in a card."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kernel.clock import local


def day(on: date) -> str:
    """2026年3月5日"""
    return f"{on.year}年{on.month}月{on.day}日"


def short_day(on: date) -> str:
    """3月5日"""
    return f"{on.month}月{on.day}日"


def moment(at: datetime) -> str:
    """3月5日 14:05, in Asia/Shanghai"""
    there = local(at)
    return f"{there.month}月{there.day}日 {there:%H:%M}"


def yuan(amount: Decimal) -> str:
    """12,345.00 元"""
    return f"{amount:,.2f} 元"


def plain(value: Any) -> Any:
    """A value as a card carries it: money as a string with two decimals, dates ISO 8601, times with offset."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return local(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def card(kind: str, **values: Any) -> dict[str, Any]:
    return {"kind": kind, **{name: plain(value) for name, value in values.items()}}
