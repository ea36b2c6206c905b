"""Puts the room of training together: its jobs' processes are started with our own command line."""

import sys
from collections.abc import Sequence

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.settings import Settings
from bot.release.registry import TrainedModel
from bot.release.releases import Releases
from bot.release.states import Act, ReleaseState
from bot.studio.repository.repository import DataRepository
from bot.studio.training.evaluations import Evaluations
from bot.studio.training.gates import Gates
from bot.studio.training.jobs import Job, TrainingJobs
from bot.studio.training.runner import RUNNER, Runner
from bot.studio.training.training import TRAINING, Standing, Training
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.signals import Signals

COMMAND = (sys.executable, "-m", "bot.gateway.cli", "training-job")


class Standings:
    """Models as the room of releases knows them."""

    def __init__(self, releases: Releases) -> None:
        self._releases = releases

    async def standings(self) -> Sequence[Standing]:
        course, acts = await self._releases.course(), await self._releases.all()
        approved = {act.model: act for act in reversed(acts) if act.act is Act.APPROVE}
        return [
            Standing(
                model.id,
                course.state_of(model.id).value,
                course.shares.get(model.id),
                model.trained_at,
                model.trained_by,
                model.commit,
                approved[model.id].by if model.id in approved else None,
                approved[model.id].at if model.id in approved else None,
                model.size,
            )
            for model in await self._releases.registry.all()
        ]

    async def release(self) -> ReleaseState:
        return await self._releases.state()

    async def register(self, model: str, job: Job) -> None:
        trained = TrainedModel(model, job.started_at or job.created_at, job.by, job.commit, job.id)
        await self._releases.registry.register(trained)


def add(
    app: web.Application,
    settings: Settings,
    engine: AsyncEngine,
    clock: Clock,
    keyring: Keyring,
    signals: Signals,
    repository: DataRepository,
    releases: Releases,
) -> None:
    """The room, and what runs its jobs once the gateway serves."""
    releasing = Standings(releases)
    evaluations = Evaluations(engine, keyring, clock)
    gates = Gates(engine, clock, evaluations, releases.live)
    training = Training(TrainingJobs(engine, keyring, clock), gates, releasing, repository, signals)
    app[TRAINING] = training
    app[RUNNER] = Runner(
        training.jobs,
        evaluations,
        gates,
        repository,
        releases.live,
        releasing.register,
        models=settings.models,
        command=COMMAND,
        signals=signals,
    )
