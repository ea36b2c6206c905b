"""Rate limits: a fixed window per key, in Redis when there is one, else in this process."""

import math
import time
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

import structlog
from aiohttp import web
from redis import asyncio as aioredis
from redis.exceptions import RedisError

from bot.http.errors import TooMany
from bot.http.limits import Limit

log = structlog.get_logger("limits")

_SWEEP_ABOVE = 10_000


class LocalLimiter:
    """Counts in memory. `monotonic` gives seconds; tests bring their own."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._now = monotonic
        self._windows: dict[str, tuple[float, int]] = {}
        self._sweep_above = _SWEEP_ABOVE

    async def hit(self, key: str, limit: Limit) -> None:
        now = self._now()
        ends, count = self._windows.get(key, (0.0, 0))
        if ends <= now:
            ends, count = now + limit.per_s, 0
        if count >= limit.count:
            raise TooMany(retry_after_s=max(math.ceil(ends - now), 1))
        if len(self._windows) > self._sweep_above:
            self._windows = {each: kept for each, kept in self._windows.items() if kept[0] > now}
            # Twice what is left, so that a crowd of running windows is not walked through at every hit.
            self._sweep_above = max(_SWEEP_ABOVE, 2 * len(self._windows))
        self._windows[key] = (ends, count + 1)

    async def forget(self, key: str) -> None:
        self._windows.pop(key, None)

    async def close(self) -> None:
        """Nothing to close."""


class RedisLimiter:
    """Counts for all gateways together; while Redis is away each counts for itself."""

    def __init__(self, url: str) -> None:
        self._redis: Any = aioredis.Redis.from_url(url)
        self._meanwhile = LocalLimiter()

    async def hit(self, key: str, limit: Limit) -> None:
        name = f"baowen:limit:{key}"
        try:
            async with self._redis.pipeline(transaction=True) as pipeline:
                pipeline.set(name, 0, ex=limit.per_s, nx=True)
                pipeline.incr(name)
                pipeline.ttl(name)
                _, count, left = await pipeline.execute()
        except (RedisError, OSError) as error:
            log.warning("redis_away", error=type(error).__name__)
            await self._meanwhile.hit(key, limit)
            return
        if count > limit.count:
            raise TooMany(retry_after_s=max(int(left), 1))

    async def forget(self, key: str) -> None:
        await self._meanwhile.forget(key)
        try:
            await self._redis.delete(f"baowen:limit:{key}")
        except (RedisError, OSError) as error:
            log.warning("redis_away", error=type(error).__name__)

    async def close(self) -> None:
        await self._redis.close()
        await self._redis.connection_pool.disconnect()


def client_address(request: web.Request, trusted: tuple[IPv4Network | IPv6Network, ...]) -> str:
    """The peer, or behind trusted proxies the nearest address in `X-Forwarded-For` that is none of them.

    Of an IPv6 address its /64: whoever has one has all of them.
    """
    address = request.remote or "unknown"
    hops = [hop.strip() for hop in ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")]
    while hops and _within(address, trusted):
        hop = hops.pop()
        if _parsed(hop) is None:
            break
        address = hop
    parsed = _parsed(address)
    return (
        str(IPv6Network((parsed, 64), strict=False))
        if isinstance(parsed, IPv6Address)
        else str(parsed or address)
    )


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(text)
    except ValueError:
        return None
    return (isinstance(parsed, IPv6Address) and parsed.ipv4_mapped) or parsed


def _within(address: str, trusted: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in trusted)
