"""`baowen remind`, and the jobs of a gateway: from a policy in the database to a text."""

import asyncio
import base64
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from bot.gateway.app import SCHEDULE
from bot.gateway.cli import app
from bot.gateway.middleware import SETTINGS
from insurance.store.unit_of_work import SqlStore
from kernel.clock import SHANGHAI, FrozenClock
from kernel.crypto import Keyring
from kernel.database import create_engine
from tests.gateway_fixtures import database as database
from tests.gateway_fixtures import running
from tests.insurance.samples import a_customer, a_policy, a_product

DUE = date(2026, 11, 16)


async def fill(store: SqlStore) -> None:
    async with store.begin() as work:
        await work.products.put([a_product()])
        await work.customers.put([a_customer(1), a_customer(2)])
        await work.policies.put([a_policy(1, next_due_on=DUE), a_policy(2, next_due_on=DUE)])
        await work.customers.set_deceased({"C2": date(2026, 10, 1)})
        await work.commit()


def texts(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


@pytest.fixture
def remind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The command at a time of the day, over a database with two policies; one holder has died."""

    def run(*arguments: str, hour: int) -> Any:
        at = datetime(2026, 11, 16, hour, tzinfo=SHANGHAI)
        offset = (at - datetime.now(UTC)).total_seconds()
        for name, value in {
            "ENV": "test",
            "VAR": str(tmp_path),
            "DATABASE_URL": f"sqlite:///{tmp_path / 'baowen.db'}",
            "SMS_BACKEND": f"file:{tmp_path / 'texts.jsonl'}",
            "SECRET_KEY": base64.urlsafe_b64encode(b"s" * 32).decode(),
            "DATA_KEYS": base64.urlsafe_b64encode(b"k" * 32).decode(),
            "CLOCK_OFFSET": str(int(offset)),
        }.items():
            monkeypatch.setenv(f"BAOWEN_{name}", value)
        done = CliRunner().invoke(app, ["remind", *arguments])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout.splitlines()[-1])

    return run


def loaded(tmp_path: Path) -> None:
    async def load() -> None:
        engine = create_engine(f"sqlite:///{tmp_path / 'baowen.db'}")
        await fill(SqlStore(engine, Keyring([b"k" * 32])))
        await engine.dispose()

    asyncio.run(load())


def test_the_command_plans_waits_and_sends_once(remind: Callable[..., Any], tmp_path: Path) -> None:
    on = ("--on", DUE.isoformat())
    nothing = {"planned": 0, "sent": 0, "queued": 0, "skipped": {}}
    assert remind(*on, hour=6) == nothing  # makes the tables
    loaded(tmp_path)
    dead = {"deceased": 1}
    assert remind(*on, "--dry-run", hour=6) == nothing | {"planned": 1, "skipped": dead}
    assert remind(*on, hour=6) == nothing | {"planned": 1, "queued": 1, "skipped": dead}
    assert texts(tmp_path / "texts.jsonl") == []
    assert remind(*on, hour=10) == nothing | {"sent": 1, "skipped": dead}
    assert remind(*on, hour=11) == nothing | {"skipped": dead}
    [sent] = texts(tmp_path / "texts.jsonl")
    assert sent["phone"] == a_customer(1).phone and "应交日2026年11月16日" in sent["text"]


def test_a_day_that_is_none_is_refused() -> None:
    done = CliRunner().invoke(app, ["remind", "--on", "2026-13-01"])
    assert done.exit_code == 2


async def test_a_gateway_plans_the_day_and_sends_when_the_hours_begin(
    database: AsyncEngine,
    clock: FrozenClock,
    tmp_path: Path,
) -> None:
    file = tmp_path / "texts.jsonl"
    clock.set(datetime(2026, 11, 16, 0, 1, tzinfo=SHANGHAI))
    async with running(database, clock, tmp_path, SMS_BACKEND=f"file:{file}") as gateway:
        await fill(SqlStore(database, Keyring(gateway.app[SETTINGS].data_keys)))
        schedule = gateway.app[SCHEDULE]
        assert await schedule.at_once("reminders")
        assert await schedule.at_once("reminder_periods")
        assert await schedule.at_once("outreach")
        assert texts(file) == []
        clock.advance(timedelta(hours=8, minutes=59))
        assert await schedule.at_once("outreach")
        assert await schedule.at_once("reminders") and await schedule.at_once("outreach")
        assert len(texts(file)) == 1
