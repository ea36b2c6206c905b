"""A worker's process runs our model without TensorFlow, and only ours."""

import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from bot.nlu.lean import needs_tensorflow

ROOT = Path(__file__).parents[2]


def _model(folder: Path, *uses: str) -> Path:
    metadata = json.dumps(
        {"predict_schema": {"nodes": {str(i): {"uses": use} for i, use in enumerate(uses)}}}
    )
    model = folder / "model.tar.gz"
    with tarfile.open(model, "w:gz") as archive:
        member = tarfile.TarInfo("metadata.json")
        member.size = len(metadata.encode())
        archive.addfile(member, io.BytesIO(metadata.encode()))
    return model


def test_our_components_need_none(tmp_path: Path) -> None:
    model = _model(
        tmp_path,
        "bot.nlu.classifier.LinearIntentClassifier",
        "rasa.core.policies.rule_policy.RulePolicy",
    )
    assert not needs_tensorflow(model)


@pytest.mark.parametrize(
    "component",
    [
        "rasa.nlu.classifiers.diet_classifier.DIETClassifier",
        "rasa.core.policies.ted_policy.TEDPolicy",
        "acme.X",
    ],
)
def test_everything_else_gets_it(tmp_path: Path, component: str) -> None:
    assert needs_tensorflow(_model(tmp_path, "bot.nlu.classifier.LinearIntentClassifier", component))


def test_rasa_loads_without_it_and_nobody_can_use_it_by_mistake(tmp_path: Path) -> None:
    model = _model(tmp_path, "bot.nlu.classifier.LinearIntentClassifier")
    program = f"""
import sys
from pathlib import Path
from bot.nlu.lean import leave_tensorflow_out
assert leave_tensorflow_out(Path({str(model)!r}))
import bot.dialogue.engine
import tensorflow
assert not hasattr(tensorflow, "__version__")
try:
    tensorflow.keras.Model()
except RuntimeError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "without TensorFlow" in done.stdout
