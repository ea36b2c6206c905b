"""Everything a gate wants to know of a model, measured on a project's held-out files."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu.entity_scores import read_mentions, score_entities
from bot.nlu.evaluate import Watch, read_rows, report_of, topics_of
from bot.nlu.parse import Parser
from bot.studio.training.evaluation import Evaluation, Golden, Judged, Known
from bot.studio.training.order import ENTITIES, GOLDEN, HELDOUT

_RACED = 300  # messages both models understand in turn
_OF_INTENT, _OF_ENTRY = 400, 10  # wordings of an intent and of an FAQ entry that are looked at
_MOST_LOST = 100


def measure(model: Path, data: str, watch: Watch[Any]) -> Evaluation:
    """Understanding only, on the files below the working directory; `data` is their digest."""
    parser = Parser(model)
    rows = read_rows(HELDOUT) if HELDOUT.exists() else []
    topics = topics_of()
    told = [parser.understand(row["text"]) for row in watch(rows, "rows")]
    judged = [
        _judged(row, topics.get(row.get("topic", ""), row.get("topic") or None), data)
        for row, data in zip(rows, told, strict=True)
    ]
    entities = None
    if ENTITIES.exists():
        mentioned = watch(read_mentions(ENTITIES), "entities")
        entities = score_entities(lambda text, at: parser.understand(text, at)["entities"], mentioned)
    (latency,) = race([parser], [row["text"] for row in rows])
    report = report_of(rows, told, topics)
    asked = {row.topic for row in judged}
    return Evaluation(
        name_of(model), data, report, judged, latency, entities, questions=_questions(asked - {None})
    )


def _judged(row: Mapping[str, str], topic: str | None, data: Mapping[str, Any]) -> Judged:
    found = (data["topic"] or {}).get("id")
    return Judged(row["text"], row["intent"], topic, data["intent"]["name"], found)


def _questions(asked: set[Any]) -> dict[str, str]:
    from insurance.services.faq import load

    return {entry.id: entry.question for entry in load(Path("data/faq")) if entry.id in asked}


def race(parsers: Sequence[Parser], texts: Sequence[str]) -> list[dict[str, float]]:
    """`p50` and `p95` in milliseconds per parser: each text by all of them in turn, so that a busy moment meets all."""
    seconds: list[list[float]] = [[] for _ in parsers]
    for text in texts[:_RACED]:
        for place, parser in enumerate(parsers):
            began = time.perf_counter()
            parser.understand(text)
            seconds[place].append(time.perf_counter() - began)
    return [_percentiles(each) for each in seconds]


def race_models(models: Sequence[Path]) -> dict[str, dict[str, float]]:
    """`race` of models by name, on the held-out rows."""
    texts = [row["text"] for row in read_rows(HELDOUT)]
    raced = race([Parser(model) for model in models], texts)
    return dict(zip(map(name_of, models), raced, strict=True))


def remembered(live: Path, candidate: Path, watch: Watch[Any]) -> Known:
    """What both make of the training data of the working directory; of much alike, a sample."""
    from bot.nlu.validation import class_of, read_examples

    classes: defaultdict[str, list[str]] = defaultdict(list)
    for example in read_examples():
        classes[class_of(example)].append(example.get("text"))
    rows = [
        (text, *name.partition("/")[::2])
        for name, texts in sorted(classes.items())
        for text in _spread(texts, _OF_ENTRY if "/" in name else _OF_INTENT)
    ]
    before, after = Parser(live), Parser(candidate)
    known, kept, lost = Counter[str](), Counter[str](), []
    for text, intent, topic in watch(rows, "known"):
        row = {"text": text, "intent": intent}
        if _judged(row, topic or None, before.understand(text)).right:
            known[intent] += 1
            now = _judged(row, topic or None, after.understand(text))
            kept[intent] += now.right
            if not now.right:
                lost.append(now)
    return Known(name_of(live), known, kept, lost[:_MOST_LOST])


def _spread(texts: Sequence[str], most: int) -> Sequence[str]:
    """At most so many, from all over."""
    return texts[:: -(-len(texts) // most)]


def _percentiles(seconds: Sequence[float]) -> dict[str, float]:
    p50, p95 = np.percentile(seconds, [50, 95]) * 1000 if seconds else (0.0, 0.0)
    return {"p50": round(float(p50), 3), "p95": round(float(p95), 3)}


def golden(model: Path, watch: Watch[Any]) -> Golden | None:
    """How the golden conversations go; None where there are none."""
    import msgspec

    from bot.gateway.evaluation import play_golden

    if not GOLDEN.is_dir():
        return None
    return msgspec.convert(asyncio.run(play_golden(model, GOLDEN, watch)), Golden)


def cross_validated(watch: Watch[Any]) -> dict[str, float]:
    """`accuracy` and `macro_f1` over the training data of the working directory; trains five times."""
    from bot.nlu.validation import Pipeline, cross_validate, read_examples

    examples = read_examples()
    with Pipeline.opened() as pipeline:
        pipeline.prepare(examples)
        report = cross_validate(pipeline, examples, watch)
    return {"accuracy": report["accuracy"], "macro_f1": report["macro_f1"]}


def name_of(model: Path) -> str:
    """A model's id: its file without the suffix."""
    return model.name.removesuffix(".tar.gz")
