"""What this room works with; the gateway puts it together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiohttp import web

from bot.release.states import ReleaseState
from bot.studio.repository.repository import DataRepository
from bot.studio.training.gates import Gates
from bot.studio.training.jobs import TrainingJobs
from kernel.signals import Signals


@dataclass(frozen=True)
class Standing:
    """A trained model and where it stands in its release. `share`: percent of the conversations it answers or shadows, None
    where it does neither; `size` in bytes; `trained_by` and `approved_by` are usernames.
    """

    id: str
    state: str
    share: int | None
    trained_at: datetime
    trained_by: str | None
    commit: str | None
    approved_by: str | None
    approved_at: datetime | None
    size: int


class Releasing(Protocol):
    """What the room of releases tells."""

    async def standings(self) -> Sequence[Standing]:
        """Newest first."""
        ...

    async def release(self) -> ReleaseState:
        """Who answers whom now."""
        ...


@dataclass(frozen=True)
class Training:
    jobs: TrainingJobs
    gates: Gates
    releasing: Releasing
    repository: DataRepository
    signals: Signals


TRAINING = web.AppKey("training", Training)
