"""Runs training jobs in a gateway: one process each, watched, stopped at once, nothing left behind.

Of several gateways only one runs a job at a time; all of them need the same folder of models.
"""

import asyncio
import os
import shutil
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import msgspec
import structlog
from aiohttp import web

from bot.studio.training.evaluation import Evaluation, Known
from bot.studio.training.evaluations import Evaluations
from bot.studio.training.gates import Gates, Live
from bot.studio.training.jobs import Job, TrainingJobs
from bot.studio.training.order import (
    At,
    Crossed,
    Failed,
    Measured,
    Order,
    Remembered,
    Said,
    Timed,
    Trained,
    digest_of,
    read_news,
)
from bot.studio.training.progress import Progress
from kernel.signals import Signals

log = structlog.get_logger("training")

TOPIC = "training"
_LOOK_EVERY_S = 2.0
_KEEP_EVERY_S = 0.5
_LONGEST_LINE = 256 * 1024 * 1024  # an evaluation with all its rows


class Repository(Protocol):
    """Where the training data are."""

    async def export(self, commit: str, into: Path) -> None: ...


# Tells the registry of releases that a model is there: its id, the job that made it.
Register = Callable[[str, Job], Awaitable[None]]


class _Ended(Exception):
    """The job is not to go on: "cancelled", or "lost" to another gateway."""


@dataclass
class _Findings:
    """What a job's process has told so far."""

    data: str = ""
    model: str | None = None
    path: Path | None = None
    evaluations: dict[str, Evaluation] = field(default_factory=dict)
    latency: dict[str, dict[str, float]] = field(default_factory=dict)
    crossed: dict[str, dict[str, float]] = field(default_factory=dict)
    known: Known | None = None
    failed: Failed | None = None
    lines: list[str] = field(default_factory=list)


class Runner:
    """`command` starts a job's process, which reads an `Order` and writes `News`."""

    def __init__(
        self,
        jobs: TrainingJobs,
        evaluations: Evaluations,
        gates: Gates,
        repository: Repository,
        live: Live,
        register: Register,
        *,
        models: Path,
        command: Sequence[str],
        signals: Signals,
    ) -> None:
        self._jobs = jobs
        self._evaluations = evaluations
        self._gates = gates
        self._repository = repository
        self._live = live
        self._register = register
        self._models = models.resolve()
        self.command = command
        self._signals = signals

    async def run(self) -> None:
        """Until cancelled; a job that runs then is stopped, and taken up by whoever looks next."""
        with self._signals.listen(TOPIC) as asked:
            while True:
                asked.clear()
                try:
                    while await self.run_once():
                        pass
                except Exception:
                    log.exception("training_failed")
                with suppress(TimeoutError):
                    await asyncio.wait_for(asked.wait(), _LOOK_EVERY_S)

    async def run_once(self) -> bool:
        """Whether there was a job to run."""
        for id in await self._jobs.take_back():
            log.warning("training_interrupted", job=id)
        job = await self._jobs.claim()
        if job is None:
            return False
        log.info("training_began", job=job.id, commit=job.commit, attempt=job.attempt)
        # Beside the models, so that the finished one is moved in one step.
        folder = self._models / f".job-{job.id}"
        await asyncio.to_thread(_emptied, folder)
        try:
            await self._work(job, folder)
        except asyncio.CancelledError:
            await self._jobs.give_back(job)
            raise
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        return True

    async def _work(self, job: Job, folder: Path) -> None:
        progress = Progress(await self._jobs.last_seconds(), cross_validate=job.cross_validate)
        found = _Findings()
        keeping = asyncio.create_task(self._keep(job, progress, found.lines))
        working = asyncio.create_task(self._process(job, folder, progress, found))
        try:
            await asyncio.wait({keeping, working}, return_when=asyncio.FIRST_COMPLETED)
            if keeping.done():
                keeping.result()
            await working
            progress.at("gate")
            await self._conclude(job, progress, found)
        except _Ended as ended:
            if str(ended) == "cancel":
                await self._jobs.finish(job, "cancelled", log=[*found.lines, "已取消"])
            log.info("training_stopped", job=job.id, why=str(ended))
        except Exception as error:
            await self._jobs.finish(job, "failed", log=found.lines, error="training_crashed")
            # No traceback: the values around it are people's words.
            log.error("training_crashed", job=job.id, error=type(error).__name__)
        finally:
            for task in (keeping, working):
                task.cancel()
            await asyncio.gather(keeping, working, return_exceptions=True)

    async def _keep(self, job: Job, progress: Progress, lines: Sequence[str]) -> None:
        """Renews the lease for as long as the job is to go on."""
        while True:
            told = await self._jobs.keep(job, progress.stage, progress.share, lines)
            if told != "go":
                raise _Ended(told)
            await asyncio.sleep(_KEEP_EVERY_S)

    async def _process(self, job: Job, folder: Path, progress: Progress, found: _Findings) -> None:
        found.lines.append(f"导出数据版本 {job.commit[:8]}")
        project = folder / "project"
        await self._repository.export(job.commit, project)
        order = await self._order(job, folder, project)
        found.data = order.data
        process = await asyncio.create_subprocess_exec(
            *self.command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            # It needs files alone: our keys and our database are none of its business.
            env={name: value for name, value in os.environ.items() if not name.startswith("BAOWEN_")},
            limit=_LONGEST_LINE,
            start_new_session=True,
        )
        try:
            assert process.stdin is not None and process.stdout is not None
            with suppress(BrokenPipeError, ConnectionResetError):
                process.stdin.write(msgspec.json.encode(order))
                await process.stdin.drain()
            process.stdin.close()
            async for line in process.stdout:
                self._hear(line, progress, found)
            if await process.wait() and found.failed is None:
                found.failed = Failed("training_crashed")
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()

    async def _order(self, job: Job, folder: Path, project: Path) -> Order:
        data = await asyncio.to_thread(digest_of, project)
        live = await self._live()
        archive = self._models / f"{live}.tar.gz" if live else None
        return Order(
            project=str(project),
            work=str(folder / "models"),
            models=str(self._models),
            data=data,
            live=str(archive) if archive and archive.exists() else None,
            measured=await self._evaluations.measured(data),
            crossed=await self._evaluations.crossed(),
            cross_validate=job.cross_validate,
        )

    def _hear(self, line: bytes, progress: Progress, found: _Findings) -> None:
        match read_news(line):
            case At(stage, share):
                progress.at(stage, share)
            case Said(words):
                found.lines.append(words)
            case Trained(model, path):
                found.model, found.path = model, Path(path)
            case Measured(evaluation):
                found.evaluations[evaluation.model] = evaluation
            case Timed(latency):
                found.latency = {model: dict(times) for model, times in latency.items()}
            case Remembered(known):
                found.known = known
            case Crossed(model, figures):
                found.crossed[model] = dict(figures)
            case Failed() as failed:
                found.failed = failed

    async def _conclude(self, job: Job, progress: Progress, found: _Findings) -> None:
        if found.failed is not None or found.model is None or found.path is None:
            failed = found.failed or Failed("training_crashed")
            await self._jobs.finish(
                job, "failed", log=found.lines, error=failed.code, details=failed.details, seconds={}
            )
            log.warning("training_failed", job=job.id, code=failed.code)
            return
        await self._take_over(job, found)
        verdict = await self._gates.judge(found.model, found.data)
        found.lines.append({"green": "门禁通过", "red": "门禁未通过"}.get(verdict, "门禁缺少数据"))
        ended = {"log": found.lines, "model": found.model, "gate": verdict}
        await self._jobs.finish(job, "done", **ended, seconds=progress.ended())  # type: ignore[arg-type]
        log.info("training_done", job=job.id, model=found.model, gate=verdict)

    async def _take_over(self, job: Job, found: _Findings) -> None:
        """The model comes among the others when all that is known of it is kept, and the registry knows whose it is."""
        assert found.model is not None and found.path is not None
        for evaluation in found.evaluations.values():
            await self._evaluations.keep(evaluation)
        for model, latency in found.latency.items():
            await self._evaluations.keep_latency(model, found.data, latency)
        if found.known is not None:
            await self._evaluations.keep_known(found.model, found.known)
        for model, figures in found.crossed.items():
            await self._evaluations.keep_crossed(model, figures)
        target = self._models / found.path.name
        # One that was there is whoever's it was: to register it would make the live model a candidate.
        if not target.exists():
            await self._register(found.model, job)
            await asyncio.to_thread(found.path.replace, target)


RUNNER = web.AppKey("training_runner", Runner)


def _emptied(folder: Path) -> None:
    """What an attempt left behind that was killed with its gateway."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
