"""Outcomes: what came of campaigns, in figures. Of few answers only how many there are, so that nobody is known by their mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outreach.surveys.models import SurveyAnswerRow as Row
from bot.outreach.surveys.models import SurveyRefusalRow
from bot.outreach.surveys.survey import ITEMS, Occasion

FEWEST = 5
# As the figures of the house count it (docs/insights.md): content from 4 of 5, promoters from 9, detractors up to 6 of 10.
CONTENT, PROMOTES, DETRACTS = 4, 9, 6
_ITEMS = ITEMS[Occasion.CAMPAIGN]


@dataclass(frozen=True)
class Mark:
    """Of `n` answers; `value` in per cent, or points from -100 to 100. None of fewer than `FEWEST`."""

    n: int = 0
    value: float | None = None


@dataclass(frozen=True)
class Outcome:
    """`refused`: of those invited, who has said since that they want no more surveys. `items`: content with each, by name.

    `nps`: share of promoters less share of detractors.
    """

    invited: int = 0
    answered: int = 0
    refused: int = 0
    items: Mapping[str, Mark] = field(default_factory=lambda: dict.fromkeys(_ITEMS, Mark()))
    nps: Mark = Mark()


async def outcomes(db: AsyncSession, campaign_ids: Sequence[str]) -> dict[str, Outcome]:
    """By campaign; one that has invited nobody is left out."""
    refused = (SurveyRefusalRow.customer_no == Row.customer_no) & (SurveyRefusalRow.at >= Row.invited_at)
    query = (
        select(
            Row.campaign_id,
            func.count(Row.invited_at).label("invited"),
            func.count(Row.answered_at).label("answered"),
            func.count(SurveyRefusalRow.customer_no).label("refused"),
            *(func.count(_column(item)).label(item) for item in _ITEMS),
            *(_count(_column(item) >= CONTENT).label(f"{item}_content") for item in _ITEMS),
            func.count(Row.recommend).label("recommended"),
            _count(Row.recommend >= PROMOTES).label("promoters"),
            _count(Row.recommend <= DETRACTS).label("detractors"),
        )
        .outerjoin(SurveyRefusalRow, refused)
        .where(Row.campaign_id.in_(campaign_ids))
        .group_by(Row.campaign_id)
    )
    return {row["campaign_id"]: _outcome(row) for row in (await db.execute(query)).mappings()}


def _outcome(row: RowMapping) -> Outcome:
    return Outcome(
        row["invited"],
        row["answered"],
        row["refused"],
        {item: _mark(row[item], row[f"{item}_content"]) for item in _ITEMS},
        _mark(row["recommended"], row["promoters"] - row["detractors"]),
    )


def _mark(n: int, good: int) -> Mark:
    return Mark(n, round(100 * good / n, 1) if n >= FEWEST else None)


def _column(item: str) -> Any:
    return getattr(Row, item)


def _count(which: ColumnElement[bool]) -> Any:
    return func.count().filter(which)
