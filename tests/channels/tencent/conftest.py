from collections.abc import AsyncIterator

import pytest_asyncio

from kernel.clock import FrozenClock
from tests.channels.tencent.platform import Account, account


@pytest_asyncio.fixture
async def official(clock: FrozenClock) -> AsyncIterator[Account]:
    async with account(clock) as each:
        yield each


@pytest_asyncio.fixture
async def impatient(clock: FrozenClock) -> AsyncIterator[Account]:
    """As `official`, but waits half a second for an answer."""
    async with account(clock, patience=0.5) as each:
        yield each


@pytest_asyncio.fixture
async def wecom(clock: FrozenClock) -> AsyncIterator[Account]:
    async with account(clock, wecom=True) as each:
        yield each
