"""Names the bot knows by heart: products, their attributes, lines of business, claim documents.

`data/lookup/*.yml`, one file per entity:

    entity: line
    entries:
    - value: 重疾险                 # the canonical value
      aliases: [重大疾病保险, 重疾]   # other words for it
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.dates import Festivals
from bot.nlu.normaliser import normalise
from bot.nlu.spans import Found


def read_lookup(folder: Path) -> list[dict[str, Any]]:
    """The contents of every file in `folder`, in the order of their names."""
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yml"))]


def words(tables: Iterable[Mapping[str, Any]]) -> list[str]:
    """Every value and alias, for the tokenizer's dictionary."""
    return sorted({word for table in tables for entry in table.get("entries", ()) for word in _names(entry)})


def _names(entry: Mapping[str, Any]) -> list[str]:
    return [normalise(str(name)).text for name in (entry["value"], *entry.get("aliases", ()))]


class Lookup:
    """Finds the names of `tables` in normalised text; the longest name wins, letters in either case."""

    def __init__(self, tables: Iterable[Mapping[str, Any]]) -> None:
        self._meanings: dict[str, tuple[str, str]] = {}
        for table in tables:
            for entry in table.get("entries", ()):
                for name in _names(entry):
                    self._meanings.setdefault(name.lower(), (table["entity"], str(entry["value"])))
        names = sorted(self._meanings, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, names)) or r"(?!)")

    def find(self, text: str) -> list[Found]:
        return [
            Found(*self._meanings[match[0]], *match.span()) for match in self._pattern.finditer(text.lower())
        ]


def festivals(tables: Iterable[Mapping[str, Any]]) -> Festivals:
    """Names of festivals → the day in a year; None for a lunar one in a year the table does not list.

    A table has `festivals: [{names: […], day: "10-01"} | {names: […], days: [2026-02-17, …]}]`.
    """
    days: dict[str, Any] = {}
    for table in tables:
        for entry in table.get("festivals", ()):
            listed = {day.year: day for day in entry.get("days", ())}
            fixed = entry.get("day")
            for name in entry["names"]:
                days[name] = _day_of(listed, fixed)
    return days


def _day_of(listed: Mapping[int, date], fixed: str | None) -> Any:
    if fixed is None:
        return listed.get
    month, day = map(int, fixed.split("-"))
    return lambda year: date(year, month, day)
