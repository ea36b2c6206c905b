"""Databases for the tests of conversations: one SQLite file and one PostgreSQL database per run, emptied per test."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations import models
from bot.conversations.service import Conversations
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.database import Base, create_engine
from kernel.signals import LocalSignals

SERVER = os.environ.get("BAOWEN_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")
T = TypeVar("T")
TABLES = [
    table
    for table in Base.metadata.sorted_tables
    if table.name in {row.__tablename__ for row in vars(models).values() if hasattr(row, "__tablename__")}
]


def run(work: Awaitable[T]) -> T:
    """Run `work` on a loop of its own, leaving the loop of the tests alone."""

    async def awaited() -> T:
        return await work

    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        return runner.run(awaited())


async def _create_tables(url: str) -> None:
    engine = create_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: Base.metadata.create_all(sync, tables=TABLES))
    await engine.dispose()


async def _on_server(statement: str) -> None:
    connection = await asyncpg.connect(SERVER, timeout=5)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def empty(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        for table in reversed(TABLES):
            await connection.execute(table.delete())


@pytest.fixture(scope="session")
def chat_sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('conversations') / 'chat.db'}"
    run(_create_tables(url))
    return url


@pytest.fixture(scope="session")
def chat_postgresql_url() -> Iterator[str]:
    name = f"baowen_test_chat_{uuid.uuid4().hex[:12]}"
    try:
        run(_on_server(f'CREATE DATABASE "{name}"'))
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        if os.environ.get("BAOWEN_REQUIRE_SERVICES") == "1":
            raise
        pytest.skip(f"no PostgreSQL at {SERVER}: {type(error).__name__}")
    url = f"{SERVER.rpartition('/')[0]}/{name}"
    run(_create_tables(url))
    yield url
    run(_on_server(f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture(params=["sqlite", "postgresql"])
def chat_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"chat_{request.param}_url")
    return url


@pytest.fixture
def emptied() -> Callable[[AsyncEngine], Awaitable[None]]:
    return empty


@pytest_asyncio.fixture
async def chat_engine(chat_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(chat_url)
    await empty(engine)
    yield engine
    await engine.dispose()


@pytest_asyncio.fixture
async def chat_engines(chat_postgresql_url: str) -> AsyncIterator[list[AsyncEngine]]:
    """Four engines on one PostgreSQL database: four processes, as far as the database can tell."""
    engines = [create_engine(chat_postgresql_url) for _ in range(4)]
    await empty(engines[0])
    yield engines
    for engine in engines:
        await engine.dispose()


@pytest.fixture
def chat_file(chat_sqlite_url: str) -> Path:
    return Path(chat_sqlite_url.removeprefix("sqlite:///"))


@pytest.fixture
def chats(chat_engine: AsyncEngine, keyring: Keyring, clock: FrozenClock) -> Conversations:
    return Conversations(chat_engine, keyring, clock, LocalSignals())


@pytest.fixture
def all_chats(chat_engines: list[AsyncEngine], keyring: Keyring, clock: FrozenClock) -> list[Conversations]:
    return [Conversations(engine, keyring, clock, LocalSignals()) for engine in chat_engines]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: takes more than a few seconds")
