"""How well a model understands messages it has never seen."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

OUT_OF_SCOPE = "out_of_scope"
_REFUSALS = (OUT_OF_SCOPE, "nlu_fallback")


class Understands(Protocol):
    """What is evaluated: a `Parser`, or a stand-in in tests."""

    def understand(self, text: str) -> dict[str, Any]: ...


def read_rows(path: Path) -> list[dict[str, str]]:
    """JSON lines `{"text", "intent", "topic"?}`."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def evaluate(model: Path, heldout: Path, faq: Path = Path("data/faq")) -> dict[str, Any]:
    """The report of `score` on a trained model and a file of held-out rows."""
    from bot.nlu.parse import Parser
    from insurance.services.faq import load

    topics = {f"#{entry.catalogue}": entry.id for entry in load(faq) if entry.catalogue}
    return score(Parser(model), read_rows(heldout), topics)


def score(
    parser: Understands, rows: Sequence[Mapping[str, str]], topics: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """A JSON-ready report.

    `accuracy`, `macro_f1`, `intents` (precision, recall, f1, support), `confusion` (`[truth, judged, n]`, most first),
    `faq` (`hit_1`, `hit_3` over rows with a topic, `answered_right`: intent and topic both right), `out_of_scope`
    (`recall`: judged out of scope or unsure; `false_rate`: in-scope messages judged out of scope), `unsure_rate`.
    `topics` translates the rows' topics to entry ids.
    """
    judged = [(row, parser.understand(row["text"])) for row in rows]
    pairs = [(row["intent"], data["intent"]["name"]) for row, data in judged]
    intents = _per_intent(pairs)
    wrong = Counter(pair for pair in pairs if pair[0] != pair[1])
    outside = [name for truth, name in pairs if truth == OUT_OF_SCOPE]
    inside = [name for truth, name in pairs if truth != OUT_OF_SCOPE]
    return {
        "rows": len(rows),
        "accuracy": _share([truth == name for truth, name in pairs]),
        "macro_f1": _mean([item["f1"] for item in intents.values() if item["support"]]),
        "intents": intents,
        "confusion": [[truth, name, count] for (truth, name), count in wrong.most_common()],
        "faq": _faq(judged, topics or {}),
        "out_of_scope": {
            "recall": _share([name in _REFUSALS for name in outside]),
            "false_rate": _share([name == OUT_OF_SCOPE for name in inside]),
        },
        "unsure_rate": _share([name == "nlu_fallback" for _, name in pairs]),
    }


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


def _faq(
    judged: Sequence[tuple[Mapping[str, str], dict[str, Any]]], topics: Mapping[str, str]
) -> dict[str, float]:
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


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
