"""The models one worker has loaded, and which of them answers a turn.

Loading takes seconds and goes on in a thread, while turns are answered by what is there already. A model that cannot be
loaded answers nobody: its conversations go to the live one, the live one's to the one before.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import structlog
from prometheus_client import Counter

from bot.conversations.turns import Turn
from bot.dialogue.engine import Engine
from bot.release.choice import choose, in_share
from bot.release.states import ReleaseState
from kernel.errors import BaowenError
from kernel.signals import Signals

log = structlog.get_logger()
LOADS = Counter("baowen_model_loads_total", "Models loaded by workers", ["outcome"])
_LOOK_EVERY_S = 1.0
# A turn waits that long for a model to be loaded where none of those it has may answer; less than its lease.
_PATIENCE_S = 6.0
_TRY_AGAIN_S = 60.0
_SWITCH_S = 0.0005


class NoEngine(BaowenError):
    """No model that may answer is loaded."""

    code = "no_engine"


class Knowledge(Protocol):
    """What a model answers with besides what it learned."""

    def during(self) -> AbstractContextManager[None]:
        """Within the block actions answer with this model's texts."""
        ...

    def answer(self, topic: str) -> str | None:
        """The answer it gives on a topic."""
        ...


@dataclass(frozen=True)
class Loaded:
    engine: Engine
    knowledge: Knowledge | None = None

    def during(self) -> AbstractContextManager[None]:
        return self.knowledge.during() if self.knowledge is not None else contextlib.nullcontext()


@contextlib.contextmanager
def _turns_first() -> Iterator[None]:
    """A turn gives way often, a loading thread when it is made to: within the block it is made to ten times as often."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_S)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


class Answering(Protocol):
    """What a worker asks for every turn."""

    @property
    def model(self) -> str | None:
        """The model most customers are answered by, None while there is none."""
        ...

    async def take(self, turn: Turn) -> Loaded: ...

    def shadow_of(self, turn: Turn) -> Loaded | None:
        """The model that is to understand the turn as well, unheard."""
        ...

    async def run(self) -> None:
        """Keep up with releases, until cancelled."""
        ...


class OneEngine:
    """A single model for everybody: tests, evaluation, a chat in the terminal."""

    def __init__(self, engine: Engine) -> None:
        self._loaded = Loaded(engine)
        self.model = getattr(engine, "model", None)

    async def take(self, turn: Turn) -> Loaded:
        return self._loaded

    def shadow_of(self, turn: Turn) -> Loaded | None:
        return None

    async def run(self) -> None:
        """Nothing ever changes."""


class Releases(Protocol):
    """What the room of releases tells."""

    async def state(self, *, fresh: bool = False) -> ReleaseState: ...


class Engines:
    """See the module. `load` makes an engine of a model; it runs in a thread and may raise whatever it likes."""

    def __init__(
        self,
        releases: Releases,
        path: Callable[[str], Path | None],
        load: Callable[[Path], Loaded],
        signals: Signals,
    ) -> None:
        self._releases = releases
        self._path = path
        self._load_from = load
        self._signals = signals
        self._state = ReleaseState()
        self._loaded: dict[str, Loaded] = {}
        self._broken: dict[str, float] = {}
        self._changed = asyncio.Event()
        self._arrived = asyncio.Event()

    @property
    def model(self) -> str | None:
        return next(iter(self._usable(self._state.live)), None)

    @property
    def loaded(self) -> frozenset[str]:
        return frozenset(self._loaded)

    async def start(self) -> None:
        """Load the first model that may answer; the rest comes while turns are answered. `NoEngine`."""
        self._state = await self._releases.state(fresh=True)
        for model in self._state.answering:
            if await self._load(model):
                self._changed.set()
                return
        raise NoEngine()

    async def take(self, turn: Turn) -> Loaded:
        """The model that is to answer, or its stand-in. `NoEngine`."""
        silent_for = turn.at - turn.model_at if turn.model_at is not None else None
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            self._arrived.clear()
            chosen = choose(self._state, turn.conversation_id, turn.model, silent_for)
            for model in self._usable(chosen):
                return self._loaded[model]
            try:
                await asyncio.wait_for(self._arrived.wait(), max(0.0, deadline - time.monotonic()))
            except TimeoutError:
                raise NoEngine() from None

    def _usable(self, chosen: str | None) -> Iterator[str]:
        """Loaded models that may answer, the one to be preferred first; never one that was withdrawn."""
        for model in dict.fromkeys([chosen, *self._state.answering, *self._loaded]):
            if model in self._loaded and model not in self._state.withdrawn and model != self._only_shadow:
                yield model

    @property
    def _only_shadow(self) -> str | None:
        shadow = self._state.shadow
        return None if shadow in self._state.answering else shadow

    def shadow_of(self, turn: Turn) -> Loaded | None:
        state = self._state
        if state.shadow is None or not in_share(turn.conversation_id, state.shadow, state.shadow_share):
            return None
        return self._loaded.get(state.shadow)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch())
            tasks.create_task(self._keep_loaded())

    async def _watch(self) -> None:
        with self._signals.listen("release") as news:
            while True:
                news.clear()
                try:
                    state = await self._releases.state(fresh=True)
                except Exception as error:
                    # The database is away: who answered before answers on.
                    log.error("release_unknown", error=type(error).__name__)
                    state = self._state
                if state != self._state:
                    log.info("release_seen", live=state.live, canary=state.canary, shadow=state.shadow)
                    self._state = state
                    self._changed.set()
                    self._arrived.set()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), _LOOK_EVERY_S)

    async def _keep_loaded(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), _TRY_AGAIN_S)
            self._changed.clear()
            for model in [each for each in self._loaded if each not in self._wanted()]:
                # Turns in flight hold it until they end.
                del self._loaded[model]
            missing = [
                model for model in self._wanted() if model not in self._loaded and self._may_try(model)
            ]
            if missing:
                await self._load(missing[0])
                # Meanwhile others may be wanted more.
                self._changed.set()

    def _wanted(self) -> list[str]:
        """Most wanted first. Until the live one is there, what answers in its stead stays."""
        state = self._state
        wanted = [model for model in (*state.answering, state.shadow) if model is not None]
        if state.live not in self._loaded and not any(model in self._loaded for model in state.answering):
            wanted += [model for model in self._loaded if model not in state.withdrawn]
        return list(dict.fromkeys(wanted))

    def _may_try(self, model: str) -> bool:
        return time.monotonic() - self._broken.get(model, -_TRY_AGAIN_S) >= _TRY_AGAIN_S

    async def _load(self, model: str) -> bool:
        path = self._path(model)
        began = time.monotonic()
        try:
            if path is None:
                raise FileNotFoundError(model)
            with _turns_first():
                loaded = await asyncio.to_thread(self._load_from, path)
        except Exception as error:
            self._broken[model] = time.monotonic()
            LOADS.labels("failed").inc()
            log.error("model_not_loaded", model=model, error=type(error).__name__)
            log.debug("model_not_loaded", exc_info=True)
            return False
        self._loaded[model] = loaded
        self._broken.pop(model, None)
        self._arrived.set()
        LOADS.labels("loaded").inc()
        log.info("model_loaded", model=model, seconds=round(time.monotonic() - began, 1))
        return True
