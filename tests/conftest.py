"""Fixtures for tests that need a database: each runs on SQLite and on PostgreSQL."""

import os
import secrets
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

import insurance.store  # noqa: F401 (registers the tables)
from kernel.clock import SHANGHAI, FrozenClock
from kernel.crypto import Keyring
from kernel.database import Base, create_engine

# A server whose user may create databases; every test makes its own and drops it.
POSTGRES = os.environ.get("BAOWEN_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")


@pytest.fixture
def clock() -> FrozenClock:
    """A Monday morning without holidays near."""
    return FrozenClock(datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI))


@pytest.fixture
def keyring() -> Keyring:
    return Keyring([b"k" * 32])


async def _postgres() -> asyncpg.Connection:
    try:
        return await asyncpg.connect(POSTGRES, timeout=5)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        if os.environ.get("BAOWEN_REQUIRE_SERVICES") == "1":
            raise
        pytest.skip(f"PostgreSQL is not reachable: {type(error).__name__}")


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """An empty database with every table registered so far."""
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'test.db'}")
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        yield engine
        await engine.dispose()
        return
    name = f"baowen_test_{secrets.token_hex(6)}"
    server = await _postgres()
    try:
        await server.execute(f'CREATE DATABASE "{name}"')
        engine = create_engine(f"{POSTGRES.rpartition('/')[0]}/{name}")
        try:
            async with engine.begin() as connection:
                await connection.run_sync(Base.metadata.create_all)
            yield engine
        finally:
            await engine.dispose()
            await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await server.close()
