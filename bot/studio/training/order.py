"""What the gateway and a training job's process tell each other: an order on its standard input, news as lines of JSON on
its standard output.

The process sees a project's files and models, and neither our database nor our keys.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from bot.studio.training.evaluation import Evaluation, Known

Stage = Literal["export", "validate", "train", "evaluate", "golden", "cross_validate", "gate"]
STAGES: Sequence[Stage] = ("export", "validate", "train", "evaluate", "golden", "cross_validate", "gate")

HELDOUT = Path("tests/nlu/heldout.jsonl")
ENTITIES = Path("tests/nlu/heldout_entities.jsonl")
GOLDEN = Path("tests/golden")


class Order(Struct, frozen=True):
    """`project`: the exported files; `work`: a folder for the new model; `models`: where finished ones are. `live`: the model
    customers talk to. `measured` and `crossed`: models whose figures on `data`, and whose cross-validation, are kept already.
    """

    project: str
    work: str
    models: str
    data: str
    live: str | None = None
    measured: Sequence[str] = ()
    crossed: Sequence[str] = ()
    cross_validate: bool = False


class At(Struct, frozen=True, tag="at"):
    """`share` of the stage that is done, 0–1."""

    stage: Stage
    share: float


class Said(Struct, frozen=True, tag="said"):
    """A line for whoever watches. It holds no customer's words."""

    line: str


class Trained(Struct, frozen=True, tag="trained"):
    """`path`: the archive, in `work` or in `models`."""

    model: str
    path: str


class Measured(Struct, frozen=True, tag="measured"):
    evaluation: Evaluation


class Timed(Struct, frozen=True, tag="timed"):
    """Milliseconds (`p50`, `p95`) by model, measured side by side."""

    latency: Mapping[str, Mapping[str, float]]


class Remembered(Struct, frozen=True, tag="remembered"):
    known: Known


class Crossed(Struct, frozen=True, tag="crossed"):
    model: str
    figures: Mapping[str, float]


class Failed(Struct, frozen=True, tag="failed"):
    """`code`: `data_invalid` or `training_failed`; `details`: what is wrong, a line each."""

    code: str
    details: Sequence[str] = ()


News = At | Said | Trained | Measured | Timed | Remembered | Crossed | Failed
read_news = msgspec.json.Decoder(News).decode


def digest_of(project: Path) -> str:
    """16 hex digits over what models are measured on: held-out files and golden conversations."""
    total = sha256()
    files = [project / HELDOUT, project / ENTITIES, *sorted((project / GOLDEN).glob("*.yml"))]
    for path in files:
        if path.is_file():
            total.update(f"{path.relative_to(project)}\0".encode())
            total.update(sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]
