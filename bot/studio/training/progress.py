"""How far a job is: its stages take very different times, so each counts as much as it took the last time."""

import time
from collections.abc import Mapping

from bot.studio.training.order import STAGES, Stage

# Seconds on two cores with the demo's data, until a job has shown how long they take here.
_USUAL: Mapping[Stage, float] = {
    "export": 1,
    "validate": 15,
    "train": 70,
    "evaluate": 10,
    "golden": 40,
    "cross_validate": 180,
    "gate": 1,
}
_NEARLY = 0.95


class Progress:
    """`share` of the whole, never falling. A stage that tells nothing of itself goes by the time it usually takes."""

    def __init__(self, last: Mapping[str, float], *, cross_validate: bool) -> None:
        self.stage: Stage = "export"
        self.seconds: dict[str, float] = {}
        self._expected = {
            stage: max(last.get(stage, _USUAL[stage]), 0.1)
            for stage in STAGES
            if stage != "cross_validate" or cross_validate
        }
        self._began = time.monotonic()
        self._told = 0.0
        self._share = 0.0

    def at(self, stage: Stage, share: float = 0.0) -> None:
        """`share` of the stage, 0–1, is done."""
        if stage != self.stage:
            now = time.monotonic()
            self.seconds[self.stage] = self.seconds.get(self.stage, 0.0) + now - self._began
            self.stage, self._began, self._told = stage, now, 0.0
        self._told = max(self._told, share)

    @property
    def share(self) -> float:
        """0–1."""
        total = sum(self._expected.values())
        before = sum(self._expected.get(stage, 0.0) for stage in STAGES[: STAGES.index(self.stage)])
        here = self._expected.get(self.stage, 0.0)
        guessed = min((time.monotonic() - self._began) / here, _NEARLY) if here else 0.0
        within = max(self._told, guessed) if self._told == 0.0 else self._told
        self._share = max(self._share, min((before + here * within) / total, 1.0))
        return round(self._share, 3)

    def ended(self) -> dict[str, float]:
        """Seconds of every stage so far."""
        self.at(self.stage)
        return {**self.seconds, self.stage: round(time.monotonic() - self._began, 1)}
