"""What rooms need of a rate limiter; the gateway brings the real ones."""

from dataclasses import dataclass
from typing import Protocol

from aiohttp import web


@dataclass(frozen=True)
class Limit:
    """At most `count` hits within `per_s` seconds."""

    count: int
    per_s: int


class Limiter(Protocol):
    """Counts hits per key."""

    async def hit(self, key: str, limit: Limit) -> None:
        """Count one; raises `bot.http.errors.TooMany` with `retry_after_s` when `limit` is passed."""

    async def forget(self, key: str) -> None:
        """Start counting anew."""


LIMITER: web.AppKey[Limiter] = web.AppKey("limiter", Limiter)
