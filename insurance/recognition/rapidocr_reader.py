"""`Reader` with RapidOCR, in a process of its own: a stranger's file that makes it hang or fall takes nothing else with it."""

from datetime import timedelta

from insurance.domain.errors import DocumentUnreadable, ReaderFailed
from insurance.recognition.reader import Box, Line
from kernel.child import Child, ChildFailed

TIMEOUT = timedelta(minutes=2)
IDLE = timedelta(minutes=2)


class RapidOcrReader:
    """One document at a time; others wait. Half a gigabyte while the process lives, nothing otherwise.

    `timeout`: the longest a document may take, the start included. `idle`: how long the process waits for another.
    """

    def __init__(self, *, timeout: timedelta = TIMEOUT, idle: timedelta = IDLE) -> None:
        self._timeout = timeout
        self._child = Child("insurance.recognition.child", idle=idle)

    @property
    def pid(self) -> int | None:
        """Of the process while it lives."""
        return self._child.pid

    async def read(self, image: bytes, media_type: str) -> list[Line]:
        """See `Reader.read`."""
        question = {"media_type": media_type, "size": len(image)}
        try:
            answer = await self._child.ask(question, image, timeout=self._timeout)
        except ChildFailed as error:
            raise ReaderFailed(error.reason) from error
        match answer:
            case {"lines": lines}:
                return [_line(*line) for line in lines]
            case {"unreadable": reason}:
                raise DocumentUnreadable(reason)
        raise ReaderFailed(answer["failed"])

    async def close(self) -> None:
        """End the process, in the middle of a document if need be."""
        await self._child.close()


def _line(text: str, confidence: float, corners: list[list[float]]) -> Line:
    first, second, third, fourth = ((x, y) for x, y in corners)
    return Line(text, confidence, Box((first, second, third, fourth)))
