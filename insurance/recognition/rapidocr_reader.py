"""`Reader` with RapidOCR, in a process of its own that is started for the first document and ended when none comes.

The event loop only waits for a pipe. A file that makes the process hang or fall takes nothing else with it.
"""

import asyncio
import json
import os
import sys
from contextlib import suppress
from datetime import timedelta
from typing import Any

from insurance.domain.errors import DocumentUnreadable, ReaderFailed
from insurance.recognition.reader import Box, Line

TIMEOUT = timedelta(minutes=2)
IDLE = timedelta(minutes=2)
_LONGEST_ANSWER = 8 * 1024 * 1024


class RapidOcrReader:
    """One document at a time; others wait. Half a gigabyte while the process lives, nothing otherwise.

    `timeout`: the longest a document may take, the start included. `idle`: how long the process waits for another.
    """

    def __init__(self, *, timeout: timedelta = TIMEOUT, idle: timedelta = IDLE) -> None:
        self._timeout = timeout
        self._idle = idle
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._ending: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Of the process while it lives."""
        return self._process.pid if self._process is not None else None

    async def read(self, image: bytes, media_type: str) -> list[Line]:
        """See `Reader.read`."""
        async with self._turn:
            self._keep()
            try:
                async with asyncio.timeout(self._timeout.total_seconds()):
                    answer = await self._ask(image, media_type)
            except TimeoutError as error:
                await self._end()
                raise ReaderFailed("too_slow") from error
            except (OSError, ValueError) as error:
                # A broken pipe, an answer cut off or without end.
                await self._end()
                raise ReaderFailed("ended") from error
            except BaseException:
                # Whoever waited went away; the answer that still comes must not be taken for the next one's.
                await self._end()
                raise
            self._ending = asyncio.create_task(self._end_later())
        match answer:
            case {"lines": lines}:
                return [_line(*line) for line in lines]
            case {"unreadable": reason}:
                raise DocumentUnreadable(reason)
        raise ReaderFailed(answer["failed"])

    async def close(self) -> None:
        """End the process, in the middle of a document if need be."""
        self._keep()
        await self._end()

    async def _ask(self, image: bytes, media_type: str) -> dict[str, Any]:
        process = self._process = self._process or await _started()
        assert process.stdin is not None and process.stdout is not None
        question = {"media_type": media_type, "size": len(image)}
        process.stdin.writelines([json.dumps(question).encode(), b"\n", image])
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


async def _started() -> asyncio.subprocess.Process:
    # It opens strangers' files: our keys are none of its business.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BAOWEN_")}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "insurance.recognition.child",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment,
        limit=_LONGEST_ANSWER,
        start_new_session=True,
    )


def _line(text: str, confidence: float, corners: list[list[float]]) -> Line:
    first, second, third, fourth = ((x, y) for x, y in corners)
    return Line(text, confidence, Box((first, second, third, fourth)))
