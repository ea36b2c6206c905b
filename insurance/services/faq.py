"""FAQ entries from `data/faq/*.yml`; the trainer's importer reads the same files through `load`.

A trained model carries the entries it was trained with (`pack`), so that what it answers comes and goes with it.
"""

import gzip
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from insurance.domain.errors import FaqError
from insurance.domain.faq import FaqEntry, Source, lint

__all__ = ["FIELDS", "FaqError", "FaqService", "entry_of", "load", "pack", "unpack"]

_MEMBER = "faq.json"

# In the order the files have them.
FIELDS = (
    "id",
    "catalogue",
    "category",
    "question",
    "similar",
    "answer",
    "channels",
    "details",
    "source",
    "mark",
    "reviewed_on",
    "effective_on",
    "expires_on",
    "product",
    "related",
)


Entries = Mapping[str, FaqEntry]
# The turn's own, where it is answered by another model than most.
_turns: ContextVar[Entries | None] = ContextVar("entries of the turn's model", default=None)


class FaqService:
    """Entries by id: those of the live model (`use`), of the turn's (`during`), until then the folder's, read once.

    Methods are pure: the day is handed in.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: Entries | None = None

    @property
    def _entries(self) -> Entries:
        entries = _turns.get()
        if entries is not None:
            return entries
        if self._used is None:
            self._used = by_id(load(self._folder))
        return self._used

    def use(self, entries: Entries | None) -> None:
        """From now on these; None: the folder's, read anew."""
        self._used = entries

    @contextmanager
    def during(self, entries: Entries | None) -> Iterator[None]:
        """Within the block, and the tasks it starts, these; None changes nothing."""
        token = _turns.set(entries if entries is not None else _turns.get())
        try:
            yield
        finally:
            _turns.reset(token)

    def get(self, id: str, on: date) -> FaqEntry | None:
        """The entry, None where there is none or it is not in force."""
        entry = self._entries.get(id)
        return entry if entry is not None and entry.in_force(on) else None

    def all(self, on: date) -> list[FaqEntry]:
        """Every entry in force, in file order."""
        return [entry for entry in self._entries.values() if entry.in_force(on)]


def by_id(entries: Sequence[FaqEntry]) -> Entries:
    return {entry.id: entry for entry in entries}


def pack(archive: Path, folder: Path) -> None:
    """Put the folder's entries into a model's archive, as its first member, which is read without the rest. `FaqError`."""
    entries = msgspec.json.encode(load(folder))
    member = tarfile.TarInfo(_MEMBER)
    member.size = len(entries)
    padding = bytes(-len(entries) % tarfile.BLOCKSIZE)
    # Compressed files may be strung together: what is in the archive already need not be compressed anew.
    first = gzip.compress(member.tobuf() + entries + padding, mtime=0)
    packed = archive.with_suffix(".packing")
    packed.write_bytes(first + archive.read_bytes())
    packed.replace(archive)


def unpack(archive: Path) -> Entries | None:
    """The entries a model's archive carries; None where it is of a time before models carried theirs."""
    with tarfile.open(archive, "r:gz") as source:
        first = source.next()
        content = source.extractfile(first) if first is not None and first.name == _MEMBER else None
        return by_id(msgspec.json.decode(content.read(), type=list[FaqEntry])) if content else None


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
    return [entry_of(path.name, place, raw) for place, raw in enumerate(document["faq"], start=1)]


def entry_of(file: str, place: int, raw: Any) -> FaqEntry:
    """One entry as it stands in a file, checked; `FaqError`. `place`: names it where it has no id."""
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
        raise FaqError(file, f"#{place}", "no_id")
    id = raw["id"]
    if unknown := sorted(str(field) for field in set(raw) - set(FIELDS)):
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
        effective_on=_day(file, id, raw, "effective_on"),
        expires_on=_day(file, id, raw, "expires_on"),
        related=_texts(file, id, raw, "related"),
        catalogue=_number(file, id, raw, "catalogue"),
        channels=_channels(file, id, raw),
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


def _channels(file: str, id: str, raw: dict[str, Any]) -> dict[str, str]:
    values: Mapping[Any, Any] = raw.get("channels") or {}
    if not isinstance(values, dict) or not all(isinstance(v, str) and v.strip() for v in values.values()):
        raise FaqError(file, id, "bad_channels")
    return {str(channel): words.strip() for channel, words in values.items()}


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
