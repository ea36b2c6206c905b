"""When an answer is due to be looked at again. Pure rules; the figures are `reviews.yml`."""

from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

_FIGURES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("reviews.yml").read_text("utf-8"))
QUARTER_MONTHS: int = _FIGURES["quarter_months"]
REGULATION_DAYS: int = _FIGURES["regulation_days"]


def review_by(reviewed_on: date) -> date:
    """A quarter later: the same day of the month, or its last where the month is shorter."""
    years, month = divmod(reviewed_on.month - 1 + QUARTER_MONTHS, 12)
    year = reviewed_on.year + years
    return date(year, month + 1, min(reviewed_on.day, monthrange(year, month + 1)[1]))


def is_due(reviewed_on: date, on: date) -> bool:
    """From the day of `review_by` on."""
    return on >= review_by(reviewed_on)


def regulation_due_on(announced_on: date) -> date:
    """The last day to have looked at what a change of regulation touches."""
    return announced_on + timedelta(days=REGULATION_DAYS)
