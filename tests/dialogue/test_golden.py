"""`baowen evaluate` plays the golden conversations and reports where one leaves the agreed way."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.dialogue.golden import read_golden
from tests.dialogue.conftest import ROOT

GOLDEN = ROOT / "tests" / "golden"
_WRONG = """
conversations:
- name: 说的不是约定的
  turns:
  - says: 转人工
    templates: [utter_greet]
    cards: [policy]
    asks: phone
    hears: [再见]
    hears_not: [转人工]
"""


def _evaluate(model: Path, golden: Path, work: Path) -> tuple[dict[str, Any], str]:
    (models := work / "models").mkdir()
    (models / model.name).symlink_to(model)
    (heldout := work / "heldout.jsonl").write_text('{"text": "我要退保", "intent": "surrender"}\n')
    command = [str(Path(sys.executable).with_name("baowen")), "evaluate", str(heldout)]
    command += ["--out", str(work / "report.json"), "--golden", str(golden), "--entities", str(work / "none")]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"BAOWEN_MODELS": str(models)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads((work / "report.json").read_text()), done.stdout


def test_every_golden_conversation_goes_as_agreed(model: Path, tmp_path: Path) -> None:
    report, said = _evaluate(model, GOLDEN, tmp_path)
    assert report["golden"]["deviations"] == []
    assert report["golden"]["right"] == len(read_golden(GOLDEN)) >= 15
    assert report["accuracy"] == 1.0
    assert "意图正确率" in said


def test_a_deviation_is_told_with_its_turn_and_everything_that_is_wrong(model: Path, tmp_path: Path) -> None:
    (folder := tmp_path / "golden").mkdir()
    (folder / "wrong.yml").write_text(_WRONG, encoding="utf-8")
    report, said = _evaluate(model, folder, tmp_path)
    (deviation,) = report["golden"]["deviations"]
    assert (deviation["turn"], deviation["said"]) == (1, "转人工")
    assert len(deviation["problems"]) == 5
    assert "说的不是约定的" in said


def test_a_misspelt_expectation_is_refused(tmp_path: Path) -> None:
    (tmp_path / "typo.yml").write_text("conversations: [{name: 招呼, turns: [{says: 你好, heers: [您]}]}]")
    with pytest.raises(ValueError, match="招呼: heers"):
        read_golden(tmp_path)
