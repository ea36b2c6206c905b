"""Fixtures for tests that need a database: each runs on SQLite and on PostgreSQL."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings
from sqlalchemy.ext.asyncio import AsyncEngine

import insurance.store  # noqa: F401 (registers the tables)
from kernel.clock import SHANGHAI, FrozenClock
from kernel.crypto import Keyring
from kernel.database import create_engine
from tests.databases import emptied, empty_sqlite

# A server whose user may create databases; a test run makes its own and drops it.
POSTGRES = os.environ.get("BAOWEN_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")


# How long an example takes says something of the machine, not of the code.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture
def clock() -> FrozenClock:
    """A Monday morning without holidays near."""
    return FrozenClock(datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI))


@pytest.fixture
def keyring() -> Keyring:
    return Keyring([b"k" * 32])


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of this run alone; without a server the test skips, or fails where services are required."""
    yield from _database()


@pytest.fixture(scope="module")
def own_postgres_url() -> Iterator[str]:
    """An empty database of this file alone, for who makes its tables by migrations."""
    yield from _database()


def _database() -> Iterator[str]:
    name = f"baowen_test_{secrets.token_hex(6)}"
    try:
        _apart(_execute(f'CREATE DATABASE "{name}"'))
        # No test outlives the server: nothing has to be on the disk before it goes on.
        _apart(_execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        if os.environ.get("BAOWEN_REQUIRE_SERVICES") == "1":
            raise
        pytest.skip(f"PostgreSQL is not reachable: {type(error).__name__}")
    yield f"{POSTGRES.rpartition('/')[0]}/{name}"
    _apart(_execute(f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _execute(statement: str) -> None:
    server = await asyncpg.connect(POSTGRES, timeout=5)
    try:
        await server.execute(statement)
    finally:
        await server.close()


def _apart(work: Coroutine[Any, Any, None]) -> None:
    """Run on a thread of its own: the tests' event loops are not to be touched."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """An empty database with every table registered so far."""
    if request.param == "sqlite":
        engine = await empty_sqlite(tmp_path / "test.db")
    else:
        engine = create_engine(request.getfixturevalue("postgres_url"))
        async with engine.begin() as connection:
            await emptied(connection)
    yield engine
    await engine.dispose()
