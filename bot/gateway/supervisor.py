"""Worker processes: started, watched, started again when they die, ended with the gateway."""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Sequence

import structlog

log = structlog.get_logger("supervisor")

_STABLE_AFTER_S = 30.0
_GRACE_S = 5.0


class Supervisor:
    """Keeps `count` processes alive; `command` says how number so and so is started, from 0.

    A dead one is back after `pause` seconds, twice as long each time it dies young, at most after `longest`.
    """

    def __init__(
        self, command: Callable[[int], Sequence[str]], count: int, *, pause: float = 0.5, longest: float = 8.0
    ) -> None:
        self._command = command
        self._count = count
        self._pause = pause
        self._longest = longest
        self.pids: dict[int, int] = {}

    async def run(self) -> None:
        """Until cancelled; then every process is asked to end, and after a grace made to."""
        async with asyncio.TaskGroup() as tasks:
            for number in range(self._count):
                tasks.create_task(self._keep(number))

    async def _keep(self, number: int) -> None:
        pause = self._pause
        while True:
            began = time.monotonic()
            # A session of its own: Ctrl-C reaches the gateway alone, which then ends the workers in order.
            command = self._command(number)
            process = await asyncio.create_subprocess_exec(*command, start_new_session=True)
            self.pids[number] = process.pid
            try:
                status = await process.wait()
            except asyncio.CancelledError:
                await _end(process)
                raise
            finally:
                self.pids.pop(number, None)
            pause = self._pause if time.monotonic() - began > _STABLE_AFTER_S else pause
            log.warning("worker_died", number=number, status=status, back_in_s=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._longest)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _GRACE_S)
    except TimeoutError:
        process.kill()
        await process.wait()


def die_with(parent: int, *, every_s: float = 1.0) -> None:
    """End this process soon after `parent` is no longer its parent, killed or not: nobody would restart it.

    A worker may end at any point, so no farewell is needed.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(every_s)
        os._exit(0)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
