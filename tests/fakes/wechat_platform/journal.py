"""What happened on the platform and what time it is there."""

import asyncio
from collections.abc import Iterator
from fnmatch import fnmatch
from itertools import count
from typing import Any

from kernel.clock import Clock

from .records import Call, Sent

_NO_MESSAGE = ("typing",)


class Journal:
    """`now` drives tokens, windows, codes and media; `wall` is the clock alone and stamps the signatures."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._shift = 0.0
        self._changed = asyncio.Condition()
        self._numbers: Iterator[int] = count(1)
        self.sent: list[Sent] = []
        self.calls: list[Call] = []

    def wall(self) -> float:
        return self._clock.now().timestamp()

    def now(self) -> float:
        return self.wall() + self._shift

    def advance(self, seconds: float) -> None:
        self._shift += seconds

    def number(self) -> int:
        return next(self._numbers)

    async def show(
        self, channel: str, openid: str, msgtype: str, text: str, payload: Any = None, msgid: str = ""
    ) -> None:
        """Put something on a customer's screen."""
        async with self._changed:
            self.sent.append(Sent(self.number(), channel, openid, msgtype, text, payload, msgid))
            self._changed.notify_all()

    def find_sent(
        self, channel: str | None = None, openid: str | None = None, contains: str = "", since: int = 0
    ) -> list[Sent]:
        return [
            row
            for row in self.sent
            if row.seq > since
            and (row.channel == channel if channel else row.channel not in _NO_MESSAGE)
            and openid in (None, row.openid)
            and contains in row.text
        ]

    async def wait_sent(self, minimum: int = 1, timeout: float = 10.0, **which: Any) -> list[Sent]:
        """Matching messages once there are `minimum` of them, or as many as there are after `timeout` seconds."""
        async with self._changed:
            try:
                async with asyncio.timeout(timeout):
                    await self._changed.wait_for(lambda: len(self.find_sent(**which)) >= minimum)
            except TimeoutError:
                pass
        return self.find_sent(**which)

    def find_calls(self, endpoint: str = "*", errcode: int | None = None) -> list[Call]:
        return [
            call
            for call in self.calls
            if fnmatch(call.endpoint, endpoint) and errcode in (None, call.errcode)
        ]
