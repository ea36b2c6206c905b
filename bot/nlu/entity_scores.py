"""How well entities are found: precision, recall and F1 per entity.

An entity counts as found only where its kind, its value and its exact span are right.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

Finder = Callable[[str, datetime], Sequence[Mapping[str, Any]]]


class Mention(NamedTuple):
    entity: str
    value: str
    start: int
    end: int


def read_mentions(path: Path) -> list[dict[str, Any]]:
    """JSON lines `{"text", "at": ISO 8601, "entities": [{"entity", "value", "start", "end"}]}`."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def mentions(entities: Iterable[Mapping[str, Any]]) -> set[Mention]:
    """Entities as a set of what counts: other keys (`extractor`, `confidence`) are left out."""
    return {Mention(e["entity"], str(e["value"]), e["start"], e["end"]) for e in entities}


def score_entities(find: Finder, rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Entity → `precision`, `recall`, `f1`, `support` (how many there are in truth)."""
    truth, found, hits = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        expected = mentions(row["entities"])
        judged = mentions(find(row["text"], datetime.fromisoformat(row["at"])))
        truth.update(mention.entity for mention in expected)
        found.update(mention.entity for mention in judged)
        hits.update(mention.entity for mention in expected & judged)
    return {name: _scores(hits[name], found[name], truth[name]) for name in sorted(truth | found)}


def _scores(hits: int, found: int, truth: int) -> dict[str, float]:
    precision = hits / found if found else 0.0
    recall = hits / truth if truth else 0.0
    f1 = 2 * hits / (found + truth) if found + truth else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "support": truth}
