"""The Rasa test stories in tests/conversations pass with the conventional command."""

import os
import subprocess
import sys
from pathlib import Path

from tests.dialogue.conftest import ROOT


def test_rasa_test_predicts_every_story(model: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("rasa")),
            *("test", "core", "--model", str(model), "--stories", "tests/conversations"),
            *("--out", str(tmp_path), "--fail-on-prediction-errors"),
        ],
        cwd=ROOT,
        env=os.environ | {"RASA_TELEMETRY_ENABLED": "false", "TQDM_DISABLE": "1", "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
