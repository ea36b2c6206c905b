"""When and how often the house speaks first: the rules of `manners.yml`, as questions one can ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from pydantic import BaseModel, Extra, Field
from ruamel.yaml import YAML

from kernel.clock import SHANGHAI, local

FILE = Path(__file__).with_name("manners.yml")


class _Strict(BaseModel):
    class Config:
        extra = Extra.forbid


class _Hours(_Strict):
    from_: time = Field(alias="from")
    until: time


class _Cap(_Strict):
    days: int = Field(gt=0)
    messages: int = Field(gt=0)


class _File(_Strict):
    hours: _Hours
    no_arrears_on: list[date]
    caps: list[_Cap]


@dataclass(frozen=True)
class Cap:
    """At most so many `messages` on `days` days in a row, of which today is the last."""

    days: int
    messages: int

    def since(self, now: datetime) -> datetime:
        """Messages sent from then on count."""
        return _midnight(now) - timedelta(days=self.days - 1)


@dataclass(frozen=True)
class Manners:
    """`opens` and `closes`: Shanghai time of each day, the end not included."""

    opens: time
    closes: time
    no_arrears_on: frozenset[date]
    caps: Sequence[Cap]

    def open(self, at: datetime) -> bool:
        """Whether anything may go out at that time."""
        return self.opens <= local(at).time() < self.closes

    def arrears(self, at: datetime) -> bool:
        """Whether late money may be asked for on that day."""
        return local(at).date() not in self.no_arrears_on

    def next_day(self, at: datetime) -> datetime:
        """The first moment of the next day's hours."""
        return datetime.combine(local(at).date() + timedelta(days=1), self.opens, SHANGHAI)


def manners_of(file: Path = FILE) -> Manners:
    """Read the rules; `ValueError` for a file that says something else."""
    said = _File.parse_obj(YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")))
    return Manners(
        said.hours.from_,
        said.hours.until,
        frozenset(said.no_arrears_on),
        tuple(Cap(each.days, each.messages) for each in said.caps),
    )


def _midnight(at: datetime) -> datetime:
    return local(at).replace(hour=0, minute=0, second=0, microsecond=0)
