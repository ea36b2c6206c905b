"""The gateway's side of the process that has Rasa: `bot/laboratory/child.py` does the work, here is who asks it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.conversations.errors import EmptyMessage, MessageTooLong, PayloadNotOffered, PayloadSpent
from bot.laboratory.errors import LaboratoryFailed, NoSuchPerson, TrialFailed, TrialGone
from kernel.child import Child, ChildFailed
from kernel.errors import BaowenError

# After so long without a question the process ends, and trials with it.
IDLE = timedelta(minutes=30)
# The longest a job may take; each may have to start the process and load a model first.
LIMITS = {
    "parse": timedelta(minutes=2),
    "validate": timedelta(minutes=3),
    "open": timedelta(minutes=2),
    "say": timedelta(seconds=60),
    "close": timedelta(seconds=60),
}
REFUSALS: dict[str, type[BaowenError]] = {
    error.code: error
    for error in (
        TrialGone,
        TrialFailed,
        NoSuchPerson,
        EmptyMessage,
        MessageTooLong,
        PayloadNotOffered,
        PayloadSpent,
    )
}


class Laboratory:
    """`ask` for one of the jobs of `bot/laboratory/child.py`; askers wait for each other.

    Half a gigabyte while the process lives, nothing otherwise.
    """

    def __init__(self, *, idle: timedelta = IDLE) -> None:
        self._child = Child("bot.laboratory.child", idle=idle)

    @property
    def pid(self) -> int | None:
        """Of the process while it lives."""
        return self._child.pid

    async def ask(self, job: str, *, timeout: timedelta | None = None, **arguments: Any) -> Any:
        """What the job found, as plain JSON values. `LaboratoryFailed`, and what the job itself refuses."""
        if "trial" in arguments and self.pid is None:
            raise TrialGone()  # trials live in the process alone
        given = {name: str(value) if isinstance(value, Path) else value for name, value in arguments.items()}
        try:
            answer = await self._child.ask({"job": job, **given}, timeout=timeout or LIMITS[job])
        except ChildFailed as error:
            raise LaboratoryFailed(reason=error.reason) from error
        match answer:
            case {"found": found}:
                return found
            case {"refused": code, "data": data}:
                raise REFUSALS[code](**data)
        raise LaboratoryFailed(reason=answer["failed"])

    async def close(self) -> None:
        """End the process, in the middle of a job if need be."""
        await self._child.close()
