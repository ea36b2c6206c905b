"""Trains a model, unless one of exactly this data, configuration and code exists already."""

import hashlib
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from importlib.metadata import version
from pathlib import Path

import kernel.pinyin
from bot.nlu.environment import expected_warnings, importing_rasa
from insurance.services.faq import pack
from kernel.errors import BaowenError

_PACKAGES = (
    "rasa",
    "scikit-learn",
    "scipy",
    "numpy",
    "spacy",
    "jieba",
    "pypinyin",
    "opencc-python-reimplemented",
)
_CODE = Path(__file__).parent
_PINYIN = Path(kernel.pinyin.__file__)


class TrainingFailed(BaowenError):
    """Rasa refused the data or the configuration; what it said is on stderr. `data`: code."""

    code = "training_failed"


def fingerprint(root: Path, config: str = "config.yml") -> str:
    """16 hex digits over everything a model depends on: `data/`, domain, configuration, `bot/nlu`, libraries."""
    total = hashlib.sha256()
    for name, path in _inputs(root, config):
        total.update(f"{name}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    for package in _PACKAGES:
        total.update(f"{package}={version(package)}\0".encode())
    return total.hexdigest()[:16]


def _inputs(root: Path, config: str) -> Iterator[tuple[str, Path]]:
    for path in sorted([root / "domain.yml", root / config, *(root / "data").rglob("*")]):
        if path.is_file() and not path.name.startswith("."):
            yield str(path.relative_to(root)), path
    for path in sorted(_CODE.glob("*.py")):
        yield f"bot/nlu/{path.name}", path
    yield "kernel/pinyin.py", _PINYIN


def model_path(root: Path, out: Path = Path("models"), config: str = "config.yml") -> Path:
    """Where the model of the present data is, or would be."""
    return root / out / f"{fingerprint(root, config)}.tar.gz"


def train(root: Path, out: Path = Path("models"), *, force: bool = False, config: str = "config.yml") -> Path:
    """The model of the present data under `root / out`; trained only where it is missing or `force` is set.

    Progress goes to stderr. `TrainingFailed` when Rasa gives up.
    """
    root = root.resolve()
    model = model_path(root, out, config)
    if model.exists() and not force:
        # `serve` takes the newest.
        model.touch()
        _say(f"model {model.name} is up to date")
        return model

    started = time.monotonic()
    _say("loading Rasa …")
    with importing_rasa():
        from rasa.engine.recipes import default_components  # noqa: F401  (all it knows, while warnings are off)
        from rasa.shared.exceptions import RasaException

        from bot.nlu.trainer import train_graph

    model.parent.mkdir(parents=True, exist_ok=True)
    # Rasa writes the archive in place; a reader must never see half of it.
    workshop = Path(tempfile.mkdtemp(prefix=".training-", dir=model.parent))
    try:
        _say(f"training {model.name} …")
        with chdir(root), redirect_stdout(sys.stderr), expected_warnings():
            try:
                train_graph(config, workshop / model.name)
            except RasaException as error:
                _say(str(error))
                raise TrainingFailed from error
        if (root / "data" / "faq").is_dir():
            pack(workshop / model.name, root / "data" / "faq")
        (workshop / model.name).replace(model)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    _say(f"trained in {time.monotonic() - started:.0f} s: {model}")
    return model


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
