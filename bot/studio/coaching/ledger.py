"""The ledger of training (培训台账): hours and scores per person, and what of the plan is done.

Practices and quizzes book themselves; lessons are booked by hand. Nothing is changed afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from uuid import uuid4

import msgspec
from ruamel.yaml import YAML
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.studio.coaching.cases import Area
from bot.studio.coaching.models import LedgerRow
from kernel.clock import SHANGHAI, Clock, local, today
from kernel.database import readonly


class Kind(StrEnum):
    PRACTICE = "practice"
    QUIZ = "quiz"
    LESSON = "lesson"
    ROLE_PLAY = "role_play"


class PlanItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: Literal["quiz", "case"]
    id: str


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`target_hours`, `alert_below_hours`: a year; `digital_coverage_alert`: 0 to 1. Sources stand in plan.yml."""

    target_hours: int
    alert_below_hours: int
    digital_coverage_alert: float
    plan: tuple[PlanItem, ...]


@cache
def plan() -> Plan:
    source = files("bot.studio.coaching").joinpath("plan.yml").read_text("utf-8")
    table: Any = YAML(typ="safe", pure=True).load(source)
    return msgspec.convert(table, Plan)


@dataclass(frozen=True)
class Entry:
    """`item`: the case or quiz; `passed` None where nothing is passed or failed; `by`: who booked it."""

    username: str
    kind: Kind
    area: Area
    item: str | None
    title: str
    minutes: int
    score: int | None
    passed: bool | None
    at: datetime
    by: str


@dataclass(frozen=True)
class Standing:
    """Somebody's year so far: `minutes` of training, items of the plan passed this quarter, when they last learnt."""

    minutes: int
    done: frozenset[tuple[str, str]]
    digital: bool
    last_at: datetime | None

    @property
    def short(self) -> bool:
        """Fewer hours than anybody should have."""
        return self.minutes < plan().alert_below_hours * 60


def quarter_of(day: date) -> tuple[date, date]:
    """First day of the quarter of `day`, and the first day of the next one."""
    month = 3 * ((day.month - 1) // 3) + 1
    return date(day.year, month, 1), date(day.year + month // 10, (month + 3) % 12, 1)


class Ledger:
    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def book(self, entries: Sequence[Entry], source: str | None = None) -> None:
        """All of them; what was booked from `source` for somebody already stays as it is."""
        for entry in entries:
            values = {
                "username": entry.username,
                "kind": entry.kind.value,
                "area": entry.area.value,
                "item": entry.item,
                "title": entry.title,
                "minutes": entry.minutes,
                "score": entry.score,
                "passed": entry.passed,
                "at": entry.at,
                "by": entry.by,
                "source": source or f"by_hand:{uuid4().hex}",
            }
            try:
                async with self._engine.begin() as connection:
                    await connection.execute(insert(LedgerRow).values(values))
            except IntegrityError:
                continue

    async def entries(self, username: str | None = None, since: date | None = None) -> list[Entry]:
        """Newest first; of this year where `since` is not given."""
        start = _midnight(since or date(today(self._clock).year, 1, 1))
        asked = select(LedgerRow.__table__).where(LedgerRow.at >= start).order_by(LedgerRow.id.desc())
        if username is not None:
            asked = asked.where(LedgerRow.username == username)
        async with readonly(self._engine).connect() as connection:
            return [_entry(row) for row in await connection.execute(asked)]

    async def standings(self) -> dict[str, Standing]:
        """By username, whoever has an entry this year."""
        first, _ = quarter_of(today(self._clock))
        mine: dict[str, list[Entry]] = {}
        for entry in await self.entries():
            mine.setdefault(entry.username, []).append(entry)
        return {username: standing(entries, first) for username, entries in mine.items()}


def standing(entries: Sequence[Entry], quarter: date) -> Standing:
    """Of one person's entries of the year, newest first; `quarter`: its first day."""
    begun = _midnight(quarter)
    passed = {
        ("quiz" if entry.kind is Kind.QUIZ else "case", entry.item)
        for entry in entries
        if entry.passed and entry.item is not None and entry.at >= begun
    }
    digital = any(entry.passed and entry.item == "digital" for entry in entries)
    return Standing(
        sum(entry.minutes for entry in entries),
        frozenset((kind, item) for kind, item in passed if item is not None),
        digital,
        entries[0].at if entries else None,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)


NOTHING_YET = Standing(0, frozenset(), digital=False, last_at=None)


def _entry(row: Any) -> Entry:
    return Entry(
        row.username,
        Kind(row.kind),
        Area(row.area),
        row.item,
        row.title,
        row.minutes,
        row.score,
        row.passed,
        local(row.at),
        row.by,
    )
