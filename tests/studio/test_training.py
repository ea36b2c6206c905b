"""Training jobs: asked for, run one at a time, stopped, taken up again. The process that trains is a stand-in."""

import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

import bot.studio.training.models  # noqa: F401  (registers the tables)
from bot.studio.errors import TrainingJobNotFound, TrainingJobOver, TrainingRuns
from bot.studio.training.evaluations import Evaluations
from bot.studio.training.gates import Gates
from bot.studio.training.jobs import LEASE, MAX_ATTEMPTS, Job, TrainingJobs
from bot.studio.training.runner import Runner
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.signals import LocalSignals
from tests.studio.stand_in_job import MODEL

COMMIT = "a" * 40
STAND_IN = Path(__file__).parent / "stand_in_job.py"


class Files:
    """A data repository with a project of three files."""

    async def export(self, commit: str, into: Path) -> None:
        (into / "tests" / "nlu").mkdir(parents=True)
        (into / "domain.yml").write_text("intents: []\n")
        (into / "tests" / "nlu" / "heldout.jsonl").write_text('{"text": "我要退保", "intent": "surrender"}\n')


@dataclass
class House:
    """A gateway's training room over one database and one folder of models."""

    engine: AsyncEngine
    clock: FrozenClock
    keyring: Keyring
    models: Path
    live: str | None = None
    registered: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.jobs = TrainingJobs(self.engine, self.keyring, self.clock)
        self.evaluations = Evaluations(self.engine, self.keyring, self.clock)
        self.gates = Gates(self.engine, self.clock, self.evaluations, self._live)

    async def _live(self) -> str | None:
        return self.live

    async def _register(self, model: str, job: Job) -> None:
        assert not (self.models / f"{model}.tar.gz").exists()  # it must be known before it is seen
        self.registered.append(model)

    def runner(self, mode: str) -> Runner:
        return Runner(
            self.jobs,
            self.evaluations,
            self.gates,
            Files(),
            self._live,
            self._register,
            models=self.models,
            command=[sys.executable, str(STAND_IN), mode],
            signals=LocalSignals(),
        )

    def left(self) -> list[str]:
        return sorted(path.name for path in self.models.iterdir())


@pytest.fixture
def house(engine: AsyncEngine, clock: FrozenClock, keyring: Keyring, tmp_path: Path) -> House:
    (models := tmp_path / "models").mkdir()
    return House(engine, clock, keyring, models)


async def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds
        await asyncio.sleep(0.02)


async def test_a_job_ends_with_a_model_its_figures_and_a_verdict(house: House) -> None:
    asked = await house.jobs.ask("lili", COMMIT, note="新条目")

    assert await house.runner("fine").run_once()

    done = await house.jobs.get(asked.id)
    assert (done.state, done.model, done.gate, done.progress, done.stage) == (
        "done",
        MODEL,
        "green",
        1.0,
        None,
    )
    assert (done.by, done.note) == ("lili", "新条目")
    assert done.log[-1] == "门禁通过"
    assert house.left() == [f"{MODEL}.tar.gz"]
    assert house.registered == [MODEL]
    assert await house.gates.verdict(MODEL) == "green"
    assert not await house.runner("fine").run_once()


async def test_the_live_model_is_measured_once(house: House) -> None:
    house.live = "live"
    (house.models / "live.tar.gz").write_bytes(b"live")
    for commit in (COMMIT, "b" * 40):
        await house.jobs.ask("lili", commit)
        await house.runner("fine").run_once()

    first, second = reversed(await house.jobs.all())
    assert "live 评估完" in first.log
    assert "live 评估完" not in second.log
    judged = await house.gates.of(MODEL)
    assert judged is not None and judged.live is not None
    assert (judged.against, judged.live.latency["p95"]) == ("live", 3.0)


async def test_a_verdict_holds_against_the_model_that_is_live_now(house: House) -> None:
    await house.jobs.ask("lili", COMMIT)
    await house.runner("fine").run_once()
    house.live = "never-measured"

    assert await house.gates.verdict(MODEL) == "missing"


async def test_a_model_no_job_made_has_no_verdict(house: House) -> None:
    assert await house.gates.verdict("somebody-elses") == "missing"
    assert await house.gates.of("somebody-elses") is None


async def test_the_same_commit_is_one_job_while_it_is_open(house: House) -> None:
    first, second = await asyncio.gather(
        house.jobs.ask("lili", COMMIT), house.jobs.ask("wangwu", COMMIT, cross_validate=True)
    )
    assert first.id == second.id
    assert (await house.jobs.get(first.id)).cross_validate

    await house.runner("fine").run_once()
    assert (await house.jobs.ask("lili", COMMIT)).id != first.id


async def test_a_running_job_is_not_given_a_cross_validation_later(house: House) -> None:
    asked = await house.jobs.ask("lili", COMMIT)
    await house.jobs.claim()
    with pytest.raises(TrainingRuns) as refused:
        await house.jobs.ask("lili", COMMIT, cross_validate=True)
    assert refused.value.data == {"job": asked.id}


async def test_of_many_gateways_one_runs_a_job(house: House) -> None:
    for n in range(3):
        await house.jobs.ask("lili", str(n) * 40)

    claimed = await asyncio.gather(*(house.jobs.claim() for _ in range(6)))

    assert len([job for job in claimed if job]) == 1
    assert [job.state for job in await house.jobs.all()].count("running") == 1


async def test_a_cancelled_job_is_gone_within_two_seconds_and_leaves_nothing(house: House) -> None:
    asked = await house.jobs.ask("lili", COMMIT)
    running = asyncio.create_task(house.runner("slow").run_once())
    await until(lambda: list(house.models.glob(".job-*/models/*")))

    began = time.monotonic()
    await house.jobs.cancel(asked.id)
    await running

    assert time.monotonic() - began < 2.0
    assert (await house.jobs.get(asked.id)).state == "cancelled"
    assert (house.left(), house.registered) == ([], [])
    with pytest.raises(TrainingJobOver):
        await house.jobs.cancel(asked.id)


async def test_a_waiting_job_is_cancelled_at_once(house: House) -> None:
    asked = await house.jobs.ask("lili", COMMIT)
    assert (await house.jobs.cancel(asked.id)).state == "cancelled"
    assert await house.jobs.claim() is None


@pytest.mark.parametrize(("mode", "error"), [("invalid", "data_invalid"), ("falls", "training_crashed")])
async def test_a_job_that_fails_says_why_and_leaves_nothing(house: House, mode: str, error: str) -> None:
    asked = await house.jobs.ask("lili", COMMIT)

    await house.runner(mode).run_once()

    failed = await house.jobs.get(asked.id)
    assert (failed.state, failed.error, failed.model) == ("failed", error, None)
    assert bool(failed.details) == (mode == "invalid")
    assert (house.left(), house.registered) == ([], [])
    assert await house.jobs.ask("lili", COMMIT) != failed


async def test_a_gateway_that_stops_in_order_leaves_the_job_to_the_next(house: House) -> None:
    asked = await house.jobs.ask("lili", COMMIT)
    running = asyncio.create_task(house.runner("slow").run())
    await until(lambda: list(house.models.glob(".job-*/models/*")))

    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert house.left() == []
    assert (await house.jobs.get(asked.id)).state == "waiting"
    assert await house.runner("fine").run_once()
    assert (await house.jobs.get(asked.id)).state == "done"


async def test_a_gateway_that_dies_loses_its_job_to_another_and_writes_nothing_more(house: House) -> None:
    asked = await house.jobs.ask("lili", COMMIT)
    dead = await house.jobs.claim()
    assert dead is not None
    (house.models / f".job-{asked.id}").mkdir()
    house.clock.advance(LEASE * 2)

    assert await house.runner("fine").run_once()

    assert (await house.jobs.get(asked.id)).state == "done"
    assert await house.jobs.keep(dead, "train", 0.5, []) == "lost"
    assert not await house.jobs.finish(dead, "failed")
    assert house.left() == [f"{MODEL}.tar.gz"]


async def test_a_job_nobody_brings_to_its_end_fails(house: House) -> None:
    asked = await house.jobs.ask("lili", COMMIT)
    for _ in range(MAX_ATTEMPTS):
        assert await house.jobs.claim()
        house.clock.advance(LEASE * 2)
        assert await house.jobs.take_back() == [asked.id]

    ended = await house.jobs.get(asked.id)
    assert (ended.state, ended.error) == ("failed", "training_interrupted")
    assert await house.jobs.claim() is None


async def test_a_job_nobody_asked_for_is_not_found(house: House) -> None:
    with pytest.raises(TrainingJobNotFound):
        await house.jobs.get("nothing")


async def test_words_of_customers_are_not_readable_in_the_database(house: House) -> None:
    house.live = "live"
    (house.models / "live.tar.gz").write_bytes(b"live")
    await house.jobs.ask("lili", COMMIT, note="王女士 13800138000 的问题")
    await house.runner("fine").run_once()
    async with house.engine.connect() as connection:
        for table in ("training_jobs", "evaluations", "gates", "known_wordings"):
            rows = (await connection.exec_driver_sql(f"SELECT * FROM {table}")).all()
            assert rows and "1380013800" not in str(rows)
