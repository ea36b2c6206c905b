"""The `baowen` command as people run it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.gateway.cli import app

HEADER = (
    "product_code,name,line,term_type,cooling_off_days,grace_days,waiting_days,deductible,"
    "coverages,exclusions,renewal,clause_version\n"
)
PRODUCT = "P0001,示例定期寿险,life,long,15,60,90,,身故,故意犯罪,none,v1\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("BAOWEN_ENV", "test")
    monkeypatch.setenv("BAOWEN_VAR", str(tmp_path / "var"))

    def run(*arguments: str, **more: str) -> Result:
        return CliRunner().invoke(app, list(arguments), **more)

    return run


def test_an_import_says_what_it_did_and_may_be_repeated(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "products.csv"
    file.write_text(HEADER + PRODUCT, "utf-8")

    first, second = run("import", "products", str(file)), run("import", "products", str(file))

    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert "新增 1，更新 0" in first.stdout and "新增 0，更新 1" in second.stdout


def test_an_import_names_every_bad_row_and_changes_nothing(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "products.csv"
    file.write_text(
        HEADER + PRODUCT + PRODUCT.replace("P0001", "P0002").replace(",long,", ",forever,"), "utf-8"
    )

    failed = run("import", "products", str(file))

    assert failed.exit_code == 1 and "line 3, column term_type" in failed.stderr
    file.write_text(HEADER + PRODUCT, "utf-8")
    assert "新增 1" in run("import", "products", str(file)).stdout


def test_an_unknown_kind_is_named(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "x.csv"
    file.write_text(HEADER, "utf-8")

    failed = run("import", "boats", str(file))

    assert failed.exit_code == 1 and "boats" in failed.stderr


def test_staff_are_added_once_with_a_decent_password(run) -> None:  # type: ignore[no-untyped-def]
    def add(username: str, password: str, role: str = "agent") -> Result:
        added: Result = run("staff", "add", username, "--role", role, "--password-stdin", input=password)
        return added

    assert add("lili", "correct horse\n").exit_code == 0
    assert add("lili", "correct horse\n").exit_code == 1
    assert add("wei", "short\n").exit_code == 1
    assert add("wei", "correct horse\n", "king").exit_code == 1


def test_a_bad_setting_ends_any_command_naming_it(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("BAOWEN_WORKERS", "many")

    failed = run("db", "upgrade")

    assert failed.exit_code == 1 and failed.stderr.startswith("BAOWEN_WORKERS: ")


def test_serving_without_a_model_says_what_to_run(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("BAOWEN_MODELS", str(tmp_path))

    failed = run("serve", "--port", "0")

    assert failed.exit_code == 1 and "baowen train" in failed.stderr


def test_production_waits_for_its_migrations(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    for name, value in {"ENV": "production", "SECRET_KEY": key, "DATA_KEYS": key}.items():
        monkeypatch.setenv(f"BAOWEN_{name}", value)
    file = tmp_path / "products.csv"
    file.write_text(HEADER + PRODUCT, "utf-8")

    early = run("import", "products", str(file))
    upgraded, late = run("db", "upgrade"), run("import", "products", str(file))

    assert early.exit_code == 1 and "baowen db upgrade" in early.stderr
    assert (upgraded.exit_code, late.exit_code) == (0, 0)
    assert run("demo", "load").exit_code == 1


def test_a_lost_password_is_replaced_by_a_temporary_one(run) -> None:  # type: ignore[no-untyped-def]
    run("staff", "add", "lili", "--role", "admin", "--password-stdin", input="correct horse\n")

    given = run("staff", "password", "lili", "--password-stdin", input="battery staple\n")
    weak = run("staff", "password", "lili", "--password-stdin", input="short\n")
    unknown = run("staff", "password", "nobody", "--password-stdin", input="battery staple\n")

    assert (given.exit_code, weak.exit_code, unknown.exit_code) == (0, 1, 1)
    assert "password" in weak.stderr and "nobody" in unknown.stderr


def test_a_lost_phone_is_helped_from_the_console(run) -> None:  # type: ignore[no-untyped-def]
    run("staff", "add", "lili", "--role", "admin", "--password-stdin", input="correct horse\n")

    assert run("staff", "reset-second-factor", "lili").exit_code == 0
    assert run("staff", "reset-second-factor", "nobody").exit_code == 1


def test_a_broken_audit_chain_is_told_with_its_first_entry(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for username in ("lili", "wei", "tang"):
        run("staff", "add", username, "--role", "agent", "--password-stdin", input="correct horse\n")
    whole = run("audit", "verify")

    with closing(sqlite3.connect(tmp_path / "var" / "baowen.db")) as database:
        database.execute("DROP TRIGGER audit_entries_no_update")
        database.execute("UPDATE audit_entries SET data = '{}' WHERE seq = 2")
        database.commit()
    broken = run("audit", "verify")

    assert whole.exit_code == 0 and "3 条" in whole.stdout
    assert broken.exit_code == 1 and "第 2 条" in broken.stderr
