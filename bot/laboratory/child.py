"""The process that has Rasa: `python -m bot.laboratory.child`. Started for the first question, it serves until its input ends.

It knows no key, no address and no database of ours: it reads model files and data folders, and plays on demo records of its
own. A question is a line `{"job", …arguments}`; the answer `{"found": …}`, `{"refused": code, "data"}` or `{"failed": name}`.
"""

import asyncio
import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from bot.laboratory.laboratory import REFUSALS
from bot.nlu.lean import leave_tensorflow_out
from kernel.errors import BaowenError

_NICE = 5  # customers come first


class Child:
    """What the jobs share; made with the first model, so that Rasa is imported in the way that model allows."""

    def __init__(self) -> None:
        self._trials: Any = None

    async def parse(self, model: str, text: str, at: str | None = None, data: str | None = None) -> Any:
        """What the model understands, and why; `data`: the project whose examples are shown."""
        trials = self._ready(model)
        from bot.laboratory.why import explained  # Rasa is imported by now, in the way the model allows

        loaded = await trials.model(Path(model))
        return explained(loaded.engine, loaded.entries, text, at, Path(data) if data else None)

    async def open(self, model: str, customer: str | None = None) -> Any:
        """A new trial."""
        return await self._ready(model).open(Path(model), customer)

    async def say(
        self, trial: str, text: str | None = None, payload: str | None = None, data: str | None = None
    ) -> Any:
        """A customer's message in a trial."""
        return await self._known().say(trial, text, payload, Path(data) if data else None)

    async def close(self, trial: str) -> Any:
        await self._known().close(trial)

    async def validate(self, folder: str) -> Any:
        """What is wrong with a project: `[{"severity", "text", "file"}]`."""
        from bot.laboratory.validation import problems

        return list(problems(Path(folder)))

    def _ready(self, model: str) -> Any:
        if self._trials is None:
            leave_tensorflow_out(Path(model))
            from bot.laboratory.trials import Trials
            from kernel.clock import SystemClock

            self._trials = Trials(SystemClock())
        return self._trials

    def _known(self) -> Any:
        from bot.laboratory.errors import TrialGone

        if self._trials is None:
            raise TrialGone()
        return self._trials

    async def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        job = getattr(self, question.pop("job"))
        try:
            return {"found": await job(**question)}
        except BaowenError as error:
            if error.code in REFUSALS:
                return {"refused": error.code, "data": error.data}
            return {"failed": error.code}
        except Exception as error:
            # The name alone: a message may hold what was written.
            return {"failed": type(error).__name__}


def main() -> None:
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must neither mix with the answers nor reach a log.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.nice(_NICE)
    warnings.simplefilter("ignore")
    child = Child()
    with asyncio.Runner() as runner:
        while question := questions.readline():
            answer = runner.run(child.answer(json.loads(question)))
            answers.write(json.dumps(answer, ensure_ascii=False, default=str).encode() + b"\n")
            answers.flush()


if __name__ == "__main__":
    main()
