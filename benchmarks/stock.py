"""Stock Rasa trained on our data with `config.diet.yml`, kept per state of data, configuration and epochs."""

import hashlib
import json
import re
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import chdir, redirect_stdout
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console

ROOT = Path(__file__).parents[1]
CACHE = ROOT / "models" / "stock"
# The configuration says 100 epochs, and one over all examples takes 14 minutes on two busy cores. A tenth of every
# class for 8 epochs is what stock Rasa learns in about a quarter of an hour.
EPOCHS, SHARE = 8, 0.1
console = Console()
T = TypeVar("T")


def apart(work: Callable[..., T], *arguments: Any) -> T:
    """Done in a process of its own, so that what TensorFlow takes is given back."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def stock_model(epochs: int = EPOCHS, share: float = SHARE) -> tuple[Path, float]:
    """The model, trained on `share` of the examples of each class where there is none, and the seconds that took.

    One model serves both benchmarks: what a turn costs does not depend on the number of epochs, and the policies of a
    project with rules alone train in seconds.
    """
    config = re.sub(
        r"epochs: \d+", f"epochs: {epochs}", (ROOT / "config.diet.yml").read_text(encoding="utf-8")
    )
    digest = hashlib.sha256(f"{share}{config}".encode())
    for file in sorted([ROOT / "domain.yml", *(ROOT / "data").rglob("*.yml")]):
        digest.update(file.read_bytes())
    model = CACHE / f"{digest.hexdigest()[:16]}.tar.gz"
    note = model.with_suffix("").with_suffix(".json")
    if not (model.exists() and note.exists()):
        CACHE.mkdir(parents=True, exist_ok=True)
        (shortened := CACHE / "config.yml").write_text(config, encoding="utf-8")
        console.print(f"training stock Rasa once (DIET, ResponseSelector; {epochs} epochs), minutes each …")
        began = time.perf_counter()
        _train(shortened, model, share)
        note.write_text(json.dumps({"epochs": epochs, "seconds": time.perf_counter() - began}) + "\n")
    return model, float(json.loads(note.read_text())["seconds"])


def _train(config: Path, model: Path, share: float) -> None:
    from bot.nlu.environment import importing_rasa

    with importing_rasa():
        from rasa.engine.recipes import default_components  # noqa: F401
        from rasa.shared.nlu.training_data.training_data import TrainingData

        from bot.nlu.importer import ProjectImporter
        from bot.nlu.trainer import train_graph
        from bot.nlu.validation import sample

        class Sampled(ProjectImporter):
            @cached_property
            def _nlu_data(self) -> TrainingData:
                data = ProjectImporter(str(config), "domain.yml", ["data"]).get_nlu_data()
                return TrainingData(list(sample(data.intent_examples, share)), responses=data.responses)

        half = model.with_name(f"half-{model.name}")
        with chdir(ROOT), redirect_stdout(sys.stderr):
            train_graph(str(config), half, files=Sampled(str(config), "domain.yml", ["data"]))
        half.replace(model)


class StockParser:
    """A stock model with the stable surface of our `Parser`: the topic is the response selector's."""

    def __init__(self, model: Path) -> None:
        from bot.nlu.parse import Parser

        self._parser = Parser(model)

    def understand(self, text: str) -> dict[str, Any]:
        data = self._parser.understand(text)
        ranking = data.get("response_selector", {}).get("faq", {}).get("ranking", [])
        found = [
            {"id": item["intent_response_key"].removeprefix("faq/"), "score": item["confidence"]}
            for item in ranking
        ]
        return {**data, "topic": {**found[0], "candidates": found} if found else None}
