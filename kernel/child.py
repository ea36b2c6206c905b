"""A process of our own behind a pipe, started for the first question and ended when none comes.

A question is a line of JSON, and bytes after it where it says so; the answer is a line of JSON. What makes the process hang
or fall takes nothing else with it. It ends by itself with its parent: then its standard input ends.
"""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, Literal

from kernel.errors import BaowenError

_LONGEST_ANSWER = 8 * 1024 * 1024


class ChildFailed(BaowenError):
    """`reason`: too_slow, or ended (it fell, or its answer was cut off)."""

    code = "child_failed"

    def __init__(self, reason: Literal["too_slow", "ended"]) -> None:
        super().__init__(reason=reason)
        self.reason = reason


class Child:
    """One question at a time; others wait. `idle`: how long the process waits for another one."""

    def __init__(self, module: str, *, idle: timedelta) -> None:
        self._module = module
        self._idle = idle
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._ending: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Of the process while it lives."""
        return self._process.pid if self._process is not None else None

    async def ask(
        self, question: Mapping[str, Any], data: bytes = b"", *, timeout: timedelta
    ) -> dict[str, Any]:
        """The answer. `timeout`: the longest it may take from its turn on, the start included. `ChildFailed`."""
        async with self._turn:
            self._keep()
            try:
                async with asyncio.timeout(timeout.total_seconds()):
                    answer = await self._ask(question, data)
            except TimeoutError as error:
                await self._end()
                raise ChildFailed("too_slow") from error
            except (OSError, ValueError) as error:
                # A broken pipe, an answer cut off or without end.
                await self._end()
                raise ChildFailed("ended") from error
            except BaseException:
                # Whoever waited went away; the answer that still comes must not be taken for the next one's.
                await self._end()
                raise
            self._ending = asyncio.create_task(self._end_later())
            return answer

    async def close(self) -> None:
        """End the process, in the middle of a question if need be."""
        self._keep()
        await self._end()

    async def _ask(self, question: Mapping[str, Any], data: bytes) -> dict[str, Any]:
        process = self._process = self._process or await _started(self._module)
        assert process.stdin is not None and process.stdout is not None
        process.stdin.writelines([json.dumps(question).encode(), b"\n", data])
        await process.stdin.drain()
        answer: dict[str, Any] = json.loads(await process.stdout.readline())
        return answer

    def _keep(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None

    async def _end_later(self) -> None:
        await asyncio.sleep(self._idle.total_seconds())
        async with self._turn:
            self._ending = None
            await self._end()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _started(module: str) -> asyncio.subprocess.Process:
    # Our keys and addresses are none of its business.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BAOWEN_")}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment,
        limit=_LONGEST_ANSWER,
        start_new_session=True,
    )
