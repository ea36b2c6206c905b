"""`baowen privacy` as people run it."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.gateway.cli import app
from bot.gateway.commands.privacy import NOUNS, REASONS
from bot.gateway.composition import opened
from bot.gateway.settings import Settings
from insurance.store.unit_of_work import SqlStore
from kernel.privacy import Basis
from tests.insurance.samples import fill


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("BAOWEN_ENV", "test")
    monkeypatch.setenv("BAOWEN_VAR", str(tmp_path / "var"))

    async def made() -> None:
        async with opened(Settings.from_environment()) as parts:
            await fill(SqlStore(parts.engine, parts.keyring))

    asyncio.run(made())

    def run(*arguments: str, **more: Any) -> Result:
        return CliRunner().invoke(app, ["privacy", *arguments], **more)

    return run


def test_a_copy_is_one_json_document(run: Any) -> None:
    copied = run("export", "C1")
    assert copied.exit_code == 0, copied.output
    assert json.loads(copied.stdout)["customer"]["customer_no"] == "C1"


def test_a_copy_in_a_file_is_for_its_owner_alone_and_not_written_over(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "copy.json"
    assert run("export", "C1", "--out", str(file)).exit_code == 0
    assert file.stat().st_mode & 0o777 == 0o600 and json.loads(file.read_text("utf-8"))["about"]
    again = run("export", "C1", "--out", str(file))
    assert again.exit_code == 1 and "已存在" in again.stderr


def test_erasing_asks_first_and_no_means_no(run: Any) -> None:
    asked = run("erase", "C1", input="n\n")
    assert asked.exit_code == 1 and "演***" in asked.stderr and "已删除" not in asked.stdout
    assert json.loads(run("export", "C1").stdout)["customer"]["phone"] == "19900000001"


def test_both_lists_are_told_with_the_reason(run: Any) -> None:
    done = run("erase", "C1", input="y\n")
    assert done.exit_code == 0, done.output
    assert "已删除：\n  没有" in done.stdout
    assert "保单 1：合同还有效或事情还没办完" in done.stdout and "审计记录" in done.stdout


def test_for_programs_it_is_json(run: Any) -> None:
    told = json.loads(run("erase", "C1", "--yes", "--json").stdout)
    assert told["customer_no"] == "C1" and told["gone"] == []
    [policy] = [each for each in told["kept"] if each["noun"] == "policy"]
    assert (policy["count"], policy["basis"], policy["until"]) == (1, "running", None)


@pytest.mark.parametrize("command", [("export",), ("erase", "--yes")])
def test_nobody_of_that_number_is_told_so(run: Any, command: tuple[str, ...]) -> None:
    failed = run(*command, "C9")
    assert failed.exit_code == 1 and "没有客户 C9" in failed.stderr


def test_every_reason_has_its_words() -> None:
    assert set(REASONS) == set(Basis) and all(NOUNS.values())
    assert "!" not in "".join(REASONS.values()) and "！" not in "".join(REASONS.values())
    assert os.linesep not in "".join(REASONS.values())
