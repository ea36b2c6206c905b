"""The gate on really trained models of the small project: what a label breaks is stopped, what helps is let through."""

import re
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.training import COMMAND
from bot.studio.repository.repository import Author, DataRepository, Draft
from bot.studio.training.evaluations import Evaluations
from bot.studio.training.gates import Gates, Judgement
from bot.studio.training.jobs import Job, TrainingJobs
from bot.studio.training.runner import Runner
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.database import create_engine
from kernel.signals import LocalSignals
from tests.gateway_fixtures import TABLES
from tests.small_project import make_small_project, train_small

# Each trains a model or two: seconds where nothing else runs, minutes on a busy machine.
pytestmark = pytest.mark.timeout(900)

LILI = Author("lili", "李丽")
_CLAIMS, _SMALLTALK, _CONTACT = "data/nlu/claims.yml", "data/nlu/smalltalk.yml", "data/faq/contact.yml"


class Studio:
    """A repository with the small project, its model live, and what trains and judges others."""

    def __init__(self, engine: AsyncEngine, clock: FrozenClock, keyring: Keyring, folder: Path) -> None:
        project = make_small_project(folder / "project")
        live = train_small(project)
        self.models = live.parent
        self.repository = DataRepository.at(folder / "repository", project, clock)
        self.jobs = TrainingJobs(engine, keyring, clock)
        self.live = live.name.removesuffix(".tar.gz")
        evaluations = Evaluations(engine, keyring, clock)
        self.gates = Gates(engine, clock, evaluations, self._live)
        self.runner = Runner(
            self.jobs,
            evaluations,
            self.gates,
            self.repository,
            self._live,
            self._register,
            models=self.models,
            command=COMMAND,
            signals=LocalSignals(),
        )

    async def _live(self) -> str | None:
        return self.live

    async def _register(self, model: str, job: Job) -> None:
        """Nobody keeps a register here."""

    async def train(self) -> tuple[Job, Judgement]:
        asked = await self.jobs.ask("lili", await self.repository.head())
        await self.runner.run_once()
        job = await self.jobs.get(asked.id)
        assert job.state == "done" and job.model, (job.error, job.details, job.log)
        judged = await self.gates.of(job.model)
        assert judged is not None
        return job, judged


@pytest.fixture
async def studio(clock: FrozenClock, keyring: Keyring, tmp_path: Path):
    engine = create_engine(f"sqlite:///{tmp_path / 'studio.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(TABLES.create_all)
    yield Studio(engine, clock, keyring, tmp_path)
    await engine.dispose()


async def test_a_label_that_breaks_another_intent_is_stopped_by_the_gate(studio: Studio) -> None:
    def mislabel(draft: Draft) -> None:
        """Thirty ways to ask how far a claim is become ways to say goodbye."""
        claims = draft.read(_CLAIMS)
        examples = claims.partition("- intent: claim_status")[2].partition("- intent:")[0]
        lines = [line for line in examples.splitlines() if line.startswith("    - ")][:30]
        plain = [re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", line) for line in lines]
        head = "- intent: goodbye\n  examples: |\n"
        draft.write(
            _SMALLTALK, draft.read(_SMALLTALK).replace(head, head + "".join(f"{line}\n" for line in plain))
        )

    await studio.repository.change(LILI, "Thirty more ways to say goodbye", mislabel)

    job, judged = await studio.train()

    assert (job.gate, judged.against) == ("red", studio.live)
    assert ("known", "claim_status") in [(reason.code, reason.what) for reason in judged.gate.reasons]
    assert judged.known and "goodbye" in {each.judged for each in judged.known.lost}
    assert await studio.gates.verdict(judged.model) == "red"


async def test_the_live_data_again_are_not_trained_again_and_a_new_wording_is_let_through(
    studio: Studio,
) -> None:
    job, judged = await studio.train()
    assert (job.gate, job.model, judged.against) == ("green", studio.live, None)
    assert "这份数据已经训练过，直接使用原来的模型" in job.log
    assert judged.candidate and judged.candidate.golden and judged.candidate.golden.deviations == []

    def more(draft: Draft) -> None:
        asked = re.search(r"  similar:\n", draft.read(_CONTACT))
        assert asked
        text = draft.read(_CONTACT)
        draft.write(_CONTACT, text[: asked.end()] + "  - 怎么才能跟真人说上话\n" + text[asked.end() :])

    await studio.repository.change(LILI, "One more wording", more)
    job, judged = await studio.train()
    assert (job.gate, judged.against) == ("green", studio.live), judged.gate.reasons
    assert judged.candidate and judged.candidate.golden and judged.candidate.golden.right == 4


async def test_data_that_cannot_be_read_are_not_trained(studio: Studio) -> None:
    await studio.repository.change(
        LILI, "A slip", lambda draft: draft.write(_CLAIMS, draft.read(_CLAIMS) + "\n- intent: [\n")
    )
    asked = await studio.jobs.ask("lili", await studio.repository.head())
    await studio.runner.run_once()

    failed = await studio.jobs.get(asked.id)
    assert (failed.state, failed.error) == ("failed", "data_invalid")
    assert _CLAIMS in failed.details[0]
    assert [path.name for path in studio.models.iterdir()] == [f"{studio.live}.tar.gz"]
