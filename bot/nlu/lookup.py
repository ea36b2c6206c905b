"""Names the bot knows by heart: products, their attributes, lines of business, claim documents.

`data/lookup/*.yml`, one file per entity:

    entity: line
    entries:
    - value: 重疾险                 # the canonical value
      aliases: [重大疾病保险, 重疾]   # other words for it
      not_before: "号|后四位"         # optional: what behind it makes it another thing (身份证号); a regular expression
      not_behind: "要|想"             # optional: the same for what stands before it

A name of three Han characters and more is also known by its sound (出院小节), one of everyday speech (保多久) is not.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bot.nlu.dates import Festivals
from bot.nlu.normaliser import normalise
from bot.nlu.spans import Found
from kernel.pinyin import sounds


def read_lookup(folder: Path) -> list[dict[str, Any]]:
    """The contents of every file in `folder`, in the order of their names."""
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yml"))]


def words(tables: Iterable[Mapping[str, Any]]) -> list[str]:
    """Every value and alias, for the tokenizer's dictionary."""
    return sorted({word for table in tables for entry in table.get("entries", ()) for word in _names(entry)})


def _names(entry: Mapping[str, Any]) -> list[str]:
    full = str(entry["value"])
    short = full.rpartition("·")[2]  # people leave out the insurer
    names = dict.fromkeys([full, short, *map(str, entry.get("aliases", ()))])
    return [normalise(name).text for name in names]


class _Meaning(NamedTuple):
    entity: str
    value: str
    not_before: re.Pattern[str]
    not_behind: re.Pattern[str]


_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{3,}")
_EVERYDAY = re.compile(r"[什么啥多不]")
_NEVER = r"(?!)"


class Lookup:
    """Finds the names of `tables` in normalised text; the longest name wins, letters in either case."""

    def __init__(self, tables: Iterable[Mapping[str, Any]]) -> None:
        self._meanings: dict[str, _Meaning] = {}
        for table in tables:
            for entry in table.get("entries", ()):
                meaning = _Meaning(
                    table["entity"],
                    str(entry["value"]),
                    re.compile(entry.get("not_before", _NEVER)),
                    re.compile(f"(?:{entry.get('not_behind', _NEVER)})$"),
                )
                for name in _names(entry):
                    self._meanings.setdefault(name.lower(), meaning)
        names = sorted(self._meanings, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, names)) or _NEVER)
        self._sounds: dict[tuple[str, ...], _Meaning] = {}
        for name in names:
            if _HAN_NAME.fullmatch(name) and not _EVERYDAY.search(name):
                self._sounds.setdefault(sounds(name), self._meanings[name])
        self._lengths = sorted(set(map(len, self._sounds)), reverse=True)

    def find(self, text: str) -> list[Found]:
        """The names in normalised `text`, those spelt right first; what only sounds alike may overlap them."""
        spelt = []
        for match in self._pattern.finditer(text.lower()):
            meaning = self._meanings[match[0]]
            if not meaning.not_before.match(text, match.end()) and not meaning.not_behind.search(
                text[: match.start()]
            ):
                start = match.start() - _brand(meaning.value, text[: match.start()])
                spelt.append(Found(meaning.entity, meaning.value, start, match.end()))
        return [*spelt, *self._alike(text)]

    def _alike(self, text: str) -> Iterator[Found]:
        for run in _HAN_NAME.finditer(text):
            heard = sounds(run[0])
            for start in range(len(heard) - 2):
                for length in self._lengths:
                    meaning = self._sounds.get(heard[start : start + length])
                    if (
                        meaning
                        and start + length <= len(heard)
                        and run[0][start : start + length] not in self._meanings
                    ):
                        at = run.start() + start
                        yield Found(meaning.entity, meaning.value, at, at + length)
                        break


def _brand(value: str, before: str) -> int:
    """How many characters right before a name belong to it: 青禾 of 青禾演示·安途定期寿险, before 安途定寿."""
    brand = value.rpartition("·")[0]
    return next((size for size in range(len(brand), 1, -1) if before.endswith(brand[:size])), 0)


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
