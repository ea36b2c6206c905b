"""FAQ entries from `data/faq/*.yml`; the trainer's importer reads the same files through `load`."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from insurance.domain.errors import FaqError
from insurance.domain.faq import FaqEntry, Source, lint

__all__ = ["FaqError", "FaqService", "load"]

_FIELDS = {
    "id",
    "catalogue",
    "category",
    "question",
    "similar",
    "answer",
    "details",
    "source",
    "mark",
    "reviewed_on",
    "product",
    "expires_on",
    "related",
}


class FaqService:
    """Entries by id, read once. Methods are pure: the day is handed in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _entries(self) -> dict[str, FaqEntry]:
        return {entry.id: entry for entry in load(self._folder)}

    def get(self, id: str, on: date) -> FaqEntry | None:
        """The entry, None where there is none or it has expired."""
        entry = self._entries.get(id)
        return None if entry is None or entry.expired(on) else entry

    def all(self, on: date) -> list[FaqEntry]:
        """Every entry that has not expired, in file order."""
        return [entry for entry in self._entries.values() if not entry.expired(on)]


def load(folder: Path) -> list[FaqEntry]:
    """All entries of a folder's `*.yml`, checked; `FaqError` names the file and the entry."""
    if not folder.is_dir():
        raise FaqError(folder.name, None, "no_such_folder")
    entries: list[FaqEntry] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        for entry in _read(path):
            if entry.id in seen:
                raise FaqError(path.name, entry.id, f"id_taken_in_{seen[entry.id]}")
            seen[entry.id] = path.name
            entries.append(entry)
    for entry in entries:
        for related in entry.related:
            if related not in seen:
                raise FaqError(seen[entry.id], entry.id, "unknown_related_entry")
    return entries


def _read(path: Path) -> list[FaqEntry]:
    try:
        document = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        raise FaqError(path.name, None, "not_yaml") from error
    if not isinstance(document, dict) or not isinstance(document.get("faq"), list):
        raise FaqError(path.name, None, "no_faq_list")
    return [_entry(path.name, place, raw) for place, raw in enumerate(document["faq"], start=1)]


def _entry(file: str, place: int, raw: Any) -> FaqEntry:
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
        raise FaqError(file, f"#{place}", "no_id")
    id = raw["id"]
    if unknown := sorted(str(field) for field in set(raw) - _FIELDS):
        raise FaqError(file, id, f"unknown_field_{unknown[0]}")
    source = raw.get("source")
    if not isinstance(source, dict) or not set(source) <= {"name", "article", "clause"}:
        raise FaqError(file, id, "bad_source")
    entry = FaqEntry(
        id=id,
        category=_text(file, id, raw, "category"),
        question=_text(file, id, raw, "question"),
        similar=_texts(file, id, raw, "similar"),
        answer=_text(file, id, raw, "answer"),
        source=Source(
            name=str(source.get("name") or "").strip(),
            article=_optional(source, "article"),
            clause=_optional(source, "clause"),
        ),
        mark=_text(file, id, raw, "mark"),
        reviewed_on=_required_day(file, id, raw, "reviewed_on"),
        details=_optional(raw, "details"),
        product=_optional(raw, "product"),
        expires_on=_day(file, id, raw, "expires_on"),
        related=_texts(file, id, raw, "related"),
        catalogue=_number(file, id, raw, "catalogue"),
    )
    for problem in lint(entry):
        raise FaqError(file, id, problem)
    return entry


def _text(file: str, id: str, raw: dict[str, Any], field: str) -> str:
    value = raw.get(field)
    if not isinstance(value, str) or not value.strip():
        raise FaqError(file, id, f"no_{field}")
    return value.strip()


def _texts(file: str, id: str, raw: dict[str, Any], field: str) -> tuple[str, ...]:
    values: Sequence[Any] = raw.get(field) or []
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise FaqError(file, id, f"bad_{field}")
    return tuple(value.strip() for value in values)


def _optional(raw: dict[str, Any], field: str) -> str | None:
    value = raw.get(field)
    return None if value is None else str(value).strip()


def _number(file: str, id: str, raw: dict[str, Any], field: str) -> int | None:
    value = raw.get(field)
    if value is not None and (not isinstance(value, int) or value < 1):
        raise FaqError(file, id, f"bad_{field}")
    return value


def _day(file: str, id: str, raw: dict[str, Any], field: str) -> date | None:
    value = raw.get(field)
    if value is None:
        return None
    if isinstance(value, datetime) or not isinstance(value, date):
        raise FaqError(file, id, f"bad_{field}")
    return value


def _required_day(file: str, id: str, raw: dict[str, Any], field: str) -> date:
    value = _day(file, id, raw, field)
    if value is None:
        raise FaqError(file, id, f"no_{field}")
    return value
