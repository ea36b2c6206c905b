"""The two kinds of processes: the gateway, which also watches the workers, and a worker."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from bot.conversations.service import Conversations
from bot.desk.assist.assist import ASSIST
from bot.desk.routing.people import DeskPeople
from bot.gateway import worker_metrics
from bot.gateway.app import build_app
from bot.gateway.composition import check_staff, judge_of, model_of, opened, signals_of
from bot.gateway.demo_phone.account import demo_account
from bot.gateway.operations import CONVERSATIONS, METRICS, warn_of_calendar
from bot.gateway.parts import Parts
from bot.gateway.recognition import recognising
from bot.gateway.releasing import following, loader, releases_of
from bot.gateway.settings import Settings
from bot.gateway.supervisor import Supervisor, die_with
from bot.nlu.lean import leave_tensorflow_out
from bot.release.comparisons import Comparisons
from bot.studio.release.release import RELEASE
from bot.studio.training.runner import RUNNER
from kernel import tracing
from kernel.errors import BaowenError
from kernel.signals import Signals

if TYPE_CHECKING:
    from bot.dialogue.worker import Worker

log = structlog.get_logger("gateway")

_SHUTDOWN_S = 3.0
_IDLE_S = 75.0  # a connection without a request; the library would keep it for an hour


class NoModel(BaowenError):
    """There is nothing the workers could load. `data`: folder."""

    code = "no_model"


async def serve(
    settings: Settings, host: str, port: int, workers: int, announce: Callable[[], None] = lambda: None
) -> None:
    """Until SIGTERM or SIGINT. `announce` is called once the port answers; `NoModel`, `SettingError`."""
    if model_of(settings) is None:
        raise NoModel(folder=str(settings.models))
    async with (
        traced(settings, "baowen-gateway"),
        opened(settings) as parts,
        demo_account(settings, parts.clock) as (given, add_phone),
    ):
        await check_staff(parts)
        warn_of_calendar(parts.clock)
        app = build_app(
            given,
            engine=parts.engine,
            clock=parts.clock,
            signals=signals_of(settings, hub=True),
            services=parts.services,
            sweeps=[
                parts.services.identity.sweep,
                parts.services.leads.sweep,
                parts.services.callbacks.sweep,
            ],
        )
        add_phone(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_S, keepalive_timeout=_IDLE_S)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            announce()
            counted = settings.var / f"worker-metrics-{port}"
            worker_metrics.read_from(counted, app[METRICS].registry)
            plain = [sys.executable, "-m", "bot.gateway.cli", "worker", "--parent", str(os.getpid())]

            def command(number: int) -> list[str]:
                return [*plain, "--number", str(number), "--metrics", str(counted)]

            suggestions = app[ASSIST].suggestions
            async with (
                following(app[RELEASE].releases, parts.services.faq, suggestions.renew),
                recognising(parts, app[CONVERSATIONS], app[METRICS].documents),
            ):
                # Nobody's first look at a conversation is to wait for it.
                warming = asyncio.create_task(suggestions.warm())
                training = asyncio.create_task(app[RUNNER].run())
                supervising = asyncio.create_task(Supervisor(command, workers).run())
                await _told_to_stop(supervising)
                supervising.cancel()
                training.cancel()
                await asyncio.gather(supervising, warming, training, return_exceptions=True)
        finally:
            await runner.cleanup()


@asynccontextmanager
async def traced(settings: Settings, service: str) -> AsyncIterator[None]:
    """Spans go to the collector of the settings, if there is one."""
    if settings.tracing is not None:
        tracing.switch_on(service, settings.tracing)
    try:
        yield
    finally:
        await asyncio.to_thread(tracing.switch_off)


async def work(settings: Settings, parent: int | None) -> None:
    """One dialogue worker, until SIGTERM; ends with its parent."""
    if parent is not None:
        die_with(parent)
    async with traced(settings, "baowen-worker"), opened(settings, migrate=False) as parts:
        signals = signals_of(settings, hub=False)
        worker, _ = await worker_of(parts, signals)
        async with signals.run():
            working = asyncio.create_task(worker.run())
            log.info("worker_ready", worker=worker.name)
            await _told_to_stop(working)
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)


async def worker_of(parts: Parts, signals: Signals) -> "tuple[Worker, Conversations]":
    """A worker with the live model loaded, and the conversations it works on; `NoModel`."""
    releases = releases_of(parts.settings, parts.engine, parts.keyring, parts.clock, signals)
    live = (await releases.state()).live
    model = releases.registry.path(live) if live is not None else None
    if model is None:
        raise NoModel(folder=str(parts.settings.models))
    leave_tensorflow_out(model)
    # Rasa is imported here alone: the gateway and the other commands do without.
    from actions import runtime
    from bot.dialogue.engines import Engines
    from bot.dialogue.shadow import Shadow
    from bot.dialogue.worker import Worker

    runtime.provide(parts.services)
    load = loader(parts.engine, parts.keyring, parts.clock, parts.services.faq)
    engines = Engines(releases, releases.registry.path, load, signals)
    await engines.start()
    people = DeskPeople(parts.clock, parts.settings.desk_hours)
    conversations = Conversations(parts.engine, parts.keyring, parts.clock, signals, people)
    shadow = Shadow(Comparisons(parts.engine, parts.keyring))
    return Worker(conversations, engines, judge_of(parts.services), shadow=shadow), conversations


async def _told_to_stop(task: "asyncio.Task[None]") -> None:
    """Returns on SIGTERM and SIGINT; raises what `task` raises if it ends by itself."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    stopping = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait({stopping, task}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if task in done:
        task.result()
