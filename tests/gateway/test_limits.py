"""Rate limits count the same in process and in Redis; the client's address cannot be made up."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from ipaddress import ip_network
from types import SimpleNamespace

import pytest
import redis
from multidict import CIMultiDict

from bot.gateway.limits import LocalLimiter, RedisLimiter, client_address
from bot.http.errors import TooMany
from bot.http.limits import Limit

REDIS = os.environ.get("BAOWEN_TEST_REDIS_URL", "redis://127.0.0.1:6379/0")


@pytest.fixture(params=["local", "redis"])
async def limiter(request: pytest.FixtureRequest) -> AsyncIterator[LocalLimiter | RedisLimiter]:
    if request.param == "local":
        yield LocalLimiter()
        return
    try:
        with redis.Redis.from_url(REDIS) as server:
            server.ping()
            server.connection_pool.disconnect()
    except redis.exceptions.RedisError:
        if os.environ.get("BAOWEN_REQUIRE_SERVICES") == "1":
            raise
        pytest.skip("Redis is not reachable")
    limiter = RedisLimiter(REDIS)
    yield limiter
    await limiter.close()


async def test_the_hit_beyond_the_limit_is_told_when_to_come_back(limiter: LocalLimiter) -> None:
    key, limit = secrets.token_hex(8), Limit(2, 60)
    await limiter.hit(key, limit)
    await limiter.hit(key, limit)

    with pytest.raises(TooMany) as refused:
        await limiter.hit(key, limit)

    assert 1 <= refused.value.data["retry_after_s"] <= 60
    await limiter.hit(key + "other", limit)
    await limiter.forget(key)
    await limiter.hit(key, limit)


async def test_a_window_ends() -> None:
    now = 100.0
    limiter, limit = LocalLimiter(lambda: now), Limit(1, 60)
    await limiter.hit("a", limit)
    now = 160.0

    await limiter.hit("a", limit)
    with pytest.raises(TooMany):
        await limiter.hit("a", limit)


async def test_a_crowd_of_addresses_does_not_slow_the_count_down() -> None:
    limiter, limit = LocalLimiter(lambda: 100.0), Limit(1, 60)

    async with asyncio.timeout(5):
        for n in range(40_000):
            await limiter.hit(f"address {n}", limit)

    with pytest.raises(TooMany):
        await limiter.hit("address 7", limit)


async def test_without_redis_each_gateway_counts_for_itself() -> None:
    limiter, limit = RedisLimiter("redis://127.0.0.1:1/0"), Limit(1, 60)
    await limiter.hit("a", limit)

    with pytest.raises(TooMany):
        await limiter.hit("a", limit)
    await limiter.close()


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "address"),
    [
        ("203.0.113.9", "198.51.100.1", "", "203.0.113.9"),
        ("10.0.0.2", "198.51.100.1", "10.0.0.0/8", "198.51.100.1"),
        ("10.0.0.2", "6.6.6.6, 198.51.100.1, 10.0.0.3", "10.0.0.0/8", "198.51.100.1"),
        ("203.0.113.9", "198.51.100.1", "10.0.0.0/8", "203.0.113.9"),
        ("10.0.0.2", "nonsense", "10.0.0.0/8", "10.0.0.2"),
        ("10.0.0.2", "", "10.0.0.0/8", "10.0.0.2"),
        # Who has one IPv6 address has 2^64 of them.
        ("2001:db8:1:2:3:4:5:6", "", "", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "", "", "203.0.113.9"),
        ("::ffff:10.0.0.2", "2001:db8::7", "10.0.0.0/8", "2001:db8::/64"),
    ],
)
def test_only_trusted_proxies_say_who_the_client_is(
    peer: str, forwarded: str, trusted: str, address: str
) -> None:
    headers = CIMultiDict({"X-Forwarded-For": forwarded} if forwarded else {})
    request = SimpleNamespace(remote=peer, headers=headers)

    assert client_address(request, (ip_network(trusted),) if trusted else ()) == address
