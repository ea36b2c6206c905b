"""Trainers ask for a training, watch it and read its gate; everybody else is told no."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.staff.accounts import Role
from bot.studio.training.runner import RUNNER
from kernel.clock import FrozenClock
from tests.gateway_fixtures import Gateway, Seat, running
from tests.small_project import make_small_project
from tests.studio.stand_in_job import MODEL
from tests.studio.test_training import STAND_IN


@pytest.fixture
async def studio(
    database: AsyncEngine, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Gateway]:
    """A gateway on a repository of its own, whose training jobs are played by a stand-in."""
    monkeypatch.chdir(make_small_project(tmp_path / "project"))
    (models := tmp_path / "models").mkdir()
    (models / "shipped.tar.gz").write_bytes(b"the model that came with the program")
    async with running(database, clock, tmp_path, MODELS=str(models)) as gateway:
        gateway.app[RUNNER].command = (sys.executable, str(STAND_IN), "fine")
        yield gateway


async def got(seat: Seat, path: str) -> dict[str, Any]:
    response = await seat.get(f"/api/studio/{path}")
    assert response.status == 200, await response.text()
    return dict(await response.json())


async def asked(seat: Seat, **body: Any) -> dict[str, Any]:
    response = await seat.post("/api/studio/training-jobs", **body)
    assert response.status == 201, await response.text()
    return dict(await response.json())


async def test_a_training_is_asked_for_watched_and_read(studio: Gateway) -> None:
    lili = await studio.sign_in("lili", Role.TRAINER, name="李丽")
    job = await asked(lili, note="新条目")
    assert (job["state"], job["by"], job["by_name"], job["note"]) == ("waiting", "lili", "李丽", "新条目")
    assert len(job["commit"]) == 40

    await studio.app[RUNNER].run_once()

    done = await got(lili, f"training-jobs/{job['id']}")
    assert (done["state"], done["model"], done["gate"], done["error"]) == ("done", MODEL, "green", None)
    assert (await got(lili, "training-jobs"))["jobs"] == [done]

    models = await got(lili, "models")
    assert models["release"]["live"] == "shipped"
    candidate, shipped = sorted(models["models"], key=lambda each: str(each["id"]))
    assert (candidate["id"], candidate["state"], candidate["gate"]) == (MODEL, "candidate", "green")
    assert (candidate["trained_by_name"], candidate["commit"]) == ("李丽", job["commit"])
    assert candidate["figures"]["accuracy"] == 1.0
    assert (shipped["state"], shipped["gate"], shipped["figures"]) == ("live", "missing", None)


async def test_a_gate_shows_both_models_and_nobodys_telephone(studio: Gateway) -> None:
    lili = await studio.sign_in("lili", Role.TRAINER)
    await asked(lili)
    await studio.app[RUNNER].run_once()

    wangwu = await studio.sign_in("wangwu", Role.SUPERVISOR)
    gate = await got(wangwu, f"models/{MODEL}/gate")

    assert (gate["model"], gate["against"], gate["verdict"], gate["rows"]) == (MODEL, "shipped", "green", 10)
    accuracy = next(each for each in gate["figures"] if each["name"] == "accuracy")
    assert (accuracy["live"], accuracy["candidate"], accuracy["delta"], accuracy["red"]) == (1, 1, 0, False)
    assert gate["latency"] == {"live": {"p50": 1, "p95": 3}, "candidate": {"p50": 1, "p95": 3}}
    assert gate["remembered"] == [{"intent": "surrender", "known": 100, "kept": 99, "red": False}]
    assert gate["forgotten"][0]["text"] == "电话 138****8000"
    assert "1380013800" not in str(gate)


async def test_a_model_that_was_never_measured_has_a_gate_that_says_so(studio: Gateway) -> None:
    lili = await studio.sign_in("lili", Role.TRAINER)
    gate = await got(lili, "models/shipped/gate")
    assert (gate["verdict"], gate["reasons"][0]["code"]) == ("missing", "no_evaluation")


async def test_a_second_wish_for_the_same_data_is_the_same_job(studio: Gateway) -> None:
    lili = await studio.sign_in("lili", Role.TRAINER)
    wangwu = await studio.sign_in("wangwu", Role.TRAINER)
    assert (await asked(lili))["id"] == (await asked(wangwu))["id"]


async def test_a_job_is_cancelled_once(studio: Gateway) -> None:
    lili = await studio.sign_in("lili", Role.TRAINER)
    job = await asked(lili)
    first = await lili.post(f"/api/studio/training-jobs/{job['id']}/cancel")
    second = await lili.post(f"/api/studio/training-jobs/{job['id']}/cancel")
    assert ((await first.json())["state"], second.status) == ("cancelled", 409)
    assert (await second.json())["error"]["code"] == "training_job_over"


async def test_a_failure_says_what_to_do_and_shows_no_telephone(studio: Gateway) -> None:
    studio.app[RUNNER].command = (sys.executable, str(STAND_IN), "invalid")
    lili = await studio.sign_in("lili", Role.TRAINER)
    job = await asked(lili)
    await studio.app[RUNNER].run_once()

    error = (await got(lili, f"training-jobs/{job['id']}"))["error"]
    assert error["code"] == "data_invalid"
    assert error["message"].startswith("数据有问题")
    assert error["details"]["problems"] == ["data/nlu/claims.yml: 138****8000"]


async def test_a_job_nobody_asked_for_is_not_there(studio: Gateway) -> None:
    lili = await studio.sign_in("lili", Role.TRAINER)
    assert (await lili.get("/api/studio/training-jobs/nothing")).status == 404
