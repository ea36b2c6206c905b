"""How well a model understands messages it has never seen."""

import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

from bot.nlu.entity_scores import read_mentions, score_entities

OUT_OF_SCOPE = "out_of_scope"
UNSURE = "nlu_fallback"
_BINS = 10  # of the calibration error

T = TypeVar("T")
Row = Mapping[str, str]
Report = dict[str, Any]
Judgement = tuple[Row, Mapping[str, Any]]
# Wraps a sequence to show how far one is, as `rich.progress.track` does.
Watch = Callable[[Sequence[T], str], Iterable[T]]


class Understands(Protocol):
    """What is evaluated: a `Parser`, another pipeline, or a stand-in in tests."""

    def understand(self, text: str) -> dict[str, Any]: ...


def unwatched(rows: Sequence[T], what: str) -> Iterable[T]:
    return rows


def read_rows(path: Path) -> list[dict[str, str]]:
    """JSON lines `{"text", "intent", "topic"?, "kind"?}`; `kind` tells the sort of wording (typo, voice, indirect …)."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def topics_of(faq: Path = Path("data/faq")) -> dict[str, str]:
    """`#54` → id of the FAQ entry with that catalogue number."""
    from insurance.services.faq import load

    return {f"#{entry.catalogue}": entry.id for entry in load(faq) if entry.catalogue}


def evaluate(
    model: Path, heldout: Path, entities: Path | None = None, watch: Watch[Any] = unwatched
) -> Report:
    """The report of `score` on a trained model, and `entities` as `score_entities` has it, of files of held-out rows."""
    from bot.nlu.parse import Parser

    parser = Parser(model)
    report = score(parser, read_rows(heldout), topics_of(), watch)
    if entities is not None and entities.exists():
        mentioned = watch(read_mentions(entities), "entities")
        report["entities"] = score_entities(
            lambda text, at: parser.understand(text, at)["entities"], mentioned
        )
    return report


def score(
    parser: Understands,
    rows: Sequence[Row],
    topics: Mapping[str, str] | None = None,
    watch: Watch[Row] = unwatched,
) -> Report:
    """`report_of` what the parser makes of the rows, and `latency_ms` (`p50`, `p95` of understanding one message)."""
    told, seconds = [], []
    for row in watch(rows, "intents"):
        began = time.perf_counter()
        told.append(parser.understand(row["text"]))
        seconds.append(time.perf_counter() - began)
    return {**report_of(rows, told, topics), "latency_ms": _latency(seconds)}


def report_of(
    rows: Sequence[Row], told: Sequence[Mapping[str, Any]], topics: Mapping[str, str] | None = None
) -> Report:
    """A JSON-ready report on parse data `told`, one per row; shares are 0–1, None where there was nothing to measure.

    `accuracy`, `macro_f1`, `intents` (precision, recall, f1, support), `kinds` (rows and accuracy per kind of wording),
    `confusion` (`[truth, judged, n]`, most first), `faq` (over rows with a topic: `hit_1`, `hit_3`: the topic first,
    among the first three; `answered_right`: intent and topic both right), `out_of_scope` (`recall`: of the messages
    out of scope those judged so, unsure ones not counted; `false_rate`: others judged out of scope), `unsure_rate`,
    `calibration_error`.

    `topics` translates the rows' topics to entry ids.
    """
    judged = list(zip(rows, told, strict=True))
    pairs = [(row["intent"], data["intent"]["name"]) for row, data in judged]
    intents = _per_intent(pairs)
    wrong = Counter(pair for pair in pairs if pair[0] != pair[1])
    return {
        "rows": len(rows),
        "accuracy": _share(truth == name for truth, name in pairs),
        "macro_f1": _mean([item["f1"] for item in intents.values() if item["support"]]),
        "intents": intents,
        "kinds": _per_kind(judged),
        "confusion": [[truth, name, count] for (truth, name), count in wrong.most_common()],
        "faq": _faq(judged, topics or {}),
        "out_of_scope": {
            "recall": _share(name == OUT_OF_SCOPE for truth, name in pairs if truth == OUT_OF_SCOPE),
            "false_rate": _share(name == OUT_OF_SCOPE for truth, name in pairs if truth != OUT_OF_SCOPE),
        },
        "unsure_rate": _share(name == UNSURE for _, name in pairs),
        "calibration_error": calibration_error(_likeliest(judged)),
    }


def calibration_error(judgements: Iterable[tuple[float, bool]]) -> float:
    """Expected calibration error of (confidence, whether it was right), in ten bins of equal width (Guo et al. 2017)."""
    bins: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    total = 0
    for confidence, right in judgements:
        bins[min(int(confidence * _BINS), _BINS - 1)].append((confidence, right))
        total += 1
    gaps = (abs(sum(right - confidence for confidence, right in found)) for found in bins.values())
    return sum(gaps) / total if total else 0.0


def _likeliest(judged: Iterable[Judgement]) -> Iterable[tuple[float, bool]]:
    """Confidence of the likeliest intent, before anything decides whether to act on it, and whether it was right."""
    for row, data in judged:
        ranking = [item for item in data.get("intent_ranking", ()) if item["name"] != UNSURE]
        if ranking:
            yield ranking[0]["confidence"], ranking[0]["name"] == row["intent"]


def _per_intent(pairs: Sequence[tuple[str, str]]) -> dict[str, dict[str, float]]:
    truths, names = Counter(truth for truth, _ in pairs), Counter(name for _, name in pairs)
    hits = Counter(truth for truth, name in pairs if truth == name)
    report = {}
    for intent in sorted(truths | names):
        precision = hits[intent] / names[intent] if names[intent] else 0.0
        recall = hits[intent] / truths[intent] if truths[intent] else 0.0
        f1 = 2 * precision * recall / (precision + recall) if hits[intent] else 0.0
        report[intent] = {"precision": precision, "recall": recall, "f1": f1, "support": truths[intent]}
    return report


def _per_kind(judged: Sequence[Judgement]) -> dict[str, dict[str, Any]]:
    kinds: defaultdict[str, list[bool]] = defaultdict(list)
    for row, data in judged:
        if kind := row.get("kind"):
            kinds[kind].append(row["intent"] == data["intent"]["name"])
    return {kind: {"rows": len(right), "accuracy": _share(right)} for kind, right in sorted(kinds.items())}


def _faq(judged: Sequence[Judgement], topics: Mapping[str, str]) -> dict[str, float | None]:
    first, three, answered = [], [], []
    for row, data in judged:
        if not row.get("topic"):
            continue
        wanted = topics.get(row["topic"], row["topic"])
        topic = data.get("topic") or {"id": None, "candidates": []}
        first.append(topic["id"] == wanted)
        three.append(wanted in [candidate["id"] for candidate in topic["candidates"][:3]])
        answered.append(first[-1] and data["intent"]["name"] == "faq")
    return {"hit_1": _share(first), "hit_3": _share(three), "answered_right": _share(answered)}


def _latency(seconds: Sequence[float]) -> dict[str, float]:
    p50, p95 = np.percentile(seconds, [50, 95]) * 1000 if seconds else (0.0, 0.0)
    return {"p50": round(float(p50), 3), "p95": round(float(p95), 3)}


def _share(flags: Iterable[bool]) -> float | None:
    return _mean([float(flag) for flag in flags])


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
