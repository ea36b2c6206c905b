"""What is understood, and what each part of it is worth: ours, ours without one part, and stock Rasa, in one run.

All learn from the same examples and are judged by the same held-out messages with the same scorer. Prints a table, writes
JSON. `python -m benchmarks.understanding --epochs 3`, or `--no-stock` for our own variants alone.
"""

import argparse
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.stock import EPOCHS, ROOT, SHARE, StockParser, apart, stock_model
from bot.nlu.environment import importing_rasa
from bot.nlu.evaluate import Report, read_rows, score, topics_of
from bot.nlu.validation import Change, Examples, Pipeline, read_examples, sample, summary

with importing_rasa():
    from rasa.shared.nlu.training_data.message import Message


RESULTS = ROOT / "benchmarks" / "results"
HELDOUT = ROOT / "tests" / "nlu" / "heldout.jsonl"
NOWHERE = "models/nowhere"  # a folder of look-ups that does not exist
console = Console()

# figure → heading; shares in percent, but for the last two
FIGURES = {
    "accuracy": "intent %",
    "macro_f1": "macro F1 %",
    "faq_first": "FAQ first %",
    "faq_among_three": "FAQ in three %",
    "faq_answered_right": "FAQ answered %",
    "out_of_scope_recall": "out of scope found %",
    "out_of_scope_false_rate": "false alarms %",
    "unsure_rate": "unsure %",
    "calibration_error": "ECE %",
    "latency_ms": "p50 ms",
    "training_s": "training s",
}


@dataclass(frozen=True)
class Variant:
    """Our pipeline with a change: of its configuration, of what the examples are labelled, or after the training."""

    name: str
    change: Change = lambda part: part
    relabel: Callable[[Message], None] = lambda example: None
    after: Callable[[Pipeline], None] = lambda pipeline: None


def _with(component: str, **options: Any) -> Change:
    return lambda part: {**part, **options} if part["name"].endswith(f".{component}") else part


def _without(component: str) -> Change:
    return lambda part: None if part["name"].endswith(f".{component}") else part


def _as_one_class(example: Message) -> None:
    example.data.pop("intent_response_key", None)


def _uncalibrated(pipeline: Pipeline) -> None:
    """Margins taken for logarithms of likelihoods; no option says so, since nobody should want it."""
    for component in pipeline.components:
        if trained := getattr(component, "_model", None):
            _, model = trained
            model._temperature = model._member_temperature = 1.0


VARIANTS = (
    Variant("ours"),
    Variant("without sounds", _with("LinearIntentClassifier", weights={"p": 0.0})),
    Variant("without the insurance dictionary", _with("InsuranceTokenizer", lookup=NOWHERE)),
    Variant("without the thesaurus", _without("MeaningFinder")),
    # There is no topic to be sure of then.
    Variant("FAQ as one class", _with("IntentDecider", faq_topic=0.0), relabel=_as_one_class),
    Variant("uncalibrated", after=_uncalibrated),
)


def ours(variant: Variant, examples: Examples, rows: Sequence[dict[str, str]]) -> Report:
    own = [Message(dict(example.data)) for example in examples]
    for example in own:
        variant.relabel(example)
    with Pipeline.opened(ROOT / "config.yml", variant.change) as pipeline:
        began = time.perf_counter()
        pipeline.prepare(own)
        pipeline.train(own)
        seconds = time.perf_counter() - began
        variant.after(pipeline)
        return {**score(pipeline, rows, topics_of()), "training_s": seconds}


def stock(epochs: int, share: float, heldout: Path) -> Report:
    model, seconds = stock_model(epochs, share)
    return {**score(StockParser(model), read_rows(heldout), topics_of()), "training_s": seconds}


def figures(report: Report) -> dict[str, float]:
    return {
        **summary(report),
        "latency_ms": report["latency_ms"]["p50"],
        "training_s": round(report["training_s"], 1),
    }


def show(reports: dict[str, Report]) -> None:
    table = Table("", *FIGURES.values())
    for name, report in reports.items():
        said = figures(report)
        cells = [
            f"{said[figure]:.1f}" if figure in ("latency_ms", "training_s") else f"{said[figure]:.1%}"[:-1]
            for figure in FIGURES
        ]
        table.add_row(name, *cells)
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--heldout", type=Path, default=HELDOUT)
    parser.add_argument(
        "--epochs", type=int, default=EPOCHS, help="of the stock model's DIET and ResponseSelector"
    )
    parser.add_argument(
        "--share",
        type=float,
        default=SHARE,
        help="of the examples of each class, for both sides",
    )
    parser.add_argument("--no-stock", action="store_true", help="our own variants alone")
    parser.add_argument("--out", type=Path, help="default: a new file under benchmarks/results/")
    chosen = parser.parse_args()
    os.chdir(ROOT)

    reports: dict[str, Report] = {}
    if not chosen.no_stock:
        name = f"stock Rasa, {chosen.epochs} epochs"
        reports[name] = apart(stock, chosen.epochs, chosen.share, chosen.heldout)
    examples, rows = sample(read_examples(), chosen.share), read_rows(chosen.heldout)
    for variant in VARIANTS:
        with console.status(f"{variant.name}: training on {len(examples)} examples …"):
            reports[variant.name] = ours(variant, examples, rows)
        console.print(f"{variant.name}: {reports[variant.name]['accuracy']:.1%}")
    show(reports)
    now = datetime.now(UTC)
    out = chosen.out or RESULTS / f"understanding-{now:%Y%m%d-%H%M%S}.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    result = {
        "at": now.isoformat(timespec="seconds"),
        "heldout": chosen.heldout.name,
        "rows": len(rows),
        "share": chosen.share,
        "examples": len(examples),
        "figures": {name: figures(report) for name, report in reports.items()},
        "reports": reports,
    }
    out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    console.print(f"→ {out}")


if __name__ == "__main__":
    main()
