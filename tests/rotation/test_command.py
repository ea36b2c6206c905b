"""`baowen keys` along the steps of docs/security.md."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.gateway.cli import app
from kernel.crypto import Keyring
from tests.gateway.conftest import logs_as_before
from tests.rotation.rows import NEW, OLD

__all__ = ["logs_as_before"]

Run = Callable[..., Result]
OLD_NAME, NEW_NAME = Keyring([OLD]).names[0], Keyring([NEW]).names[0]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """A command with these data keys, newest first."""
    monkeypatch.setenv("BAOWEN_ENV", "test")
    monkeypatch.setenv("BAOWEN_VAR", str(tmp_path / "var"))

    def run(keys: list[bytes], *arguments: str) -> Result:
        monkeypatch.setenv("BAOWEN_DATA_KEYS", ",".join(urlsafe_b64encode(key).decode() for key in keys))
        return CliRunner().invoke(app, list(arguments))

    yield run


def told(result: Result) -> dict[str, Any]:
    return dict(json.loads(result.stdout)["tables"])


def test_a_key_is_changed_and_the_old_one_dropped(run: Run) -> None:
    assert run([OLD], "demo", "load").exit_code == 0
    customers = told(run([OLD], "keys", "check"))["customers"]["rows"]
    assert customers > 0

    due = run([NEW, OLD], "keys", "check")
    rotated = run([NEW, OLD], "keys", "rotate")
    again = run([NEW, OLD], "keys", "rotate")
    dropped = run([NEW], "keys", "check")

    assert due.exit_code == 1 and "baowen keys rotate" in due.stderr
    assert told(due)["customers"]["under"] == {OLD_NAME: customers}
    assert (rotated.exit_code, again.exit_code, dropped.exit_code) == (0, 0, 0)
    assert told(rotated)["customers"] == {
        "seen": customers,
        "rewritten": customers,
        "unreadable": 0,
        "held": 0,
    }
    assert told(again)["customers"]["rewritten"] == 0
    assert told(dropped)["customers"] == {"rows": customers, "under": {NEW_NAME: customers}, "unreadable": 0}
    assert run([NEW], "audit", "verify").exit_code == 0
    assert run([NEW], "demo", "load").exit_code == 0


def test_a_key_dropped_too_early_is_told(run: Run) -> None:
    assert run([OLD], "demo", "load").exit_code == 0

    check, rotate = run([NEW], "keys", "check"), run([NEW], "keys", "rotate")

    assert (check.exit_code, rotate.exit_code) == (1, 1)
    assert "BAOWEN_DATA_KEYS" in check.stderr and "BAOWEN_DATA_KEYS" in rotate.stderr
    rows = told(check)["policies"]["rows"]
    assert rows == told(check)["policies"]["unreadable"] == told(rotate)["policies"]["unreadable"] > 0
    assert run([NEW, OLD], "keys", "rotate").exit_code == 0
    assert run([NEW], "keys", "check").exit_code == 0


def test_the_output_holds_no_key(run: Run) -> None:
    told = run([OLD], "keys", "check").output + run([NEW, OLD], "keys", "rotate").output
    for key in (OLD, NEW):
        assert key.hex() not in told and urlsafe_b64encode(key).decode() not in told
