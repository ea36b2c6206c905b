"""Column types and engines, on SQLite and on PostgreSQL."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from kernel.clock import SHANGHAI
from kernel.database import Fen, UtcDateTime, async_url, create_engine, readonly

METADATA = MetaData()
SAMPLES = Table(
    "kernel_samples",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime),
    Column("amount", Fen),
)


@pytest.fixture
async def samples(engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    async with engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)
    yield engine
    async with engine.begin() as connection:
        await connection.run_sync(METADATA.drop_all)


async def stored(engine: AsyncEngine, **values: object) -> object:
    """What comes back of one value."""
    (name,) = values
    async with engine.begin() as connection:
        await connection.execute(insert(SAMPLES).values(**values))
    async with readonly(engine).connect() as connection:
        return await connection.scalar(select(SAMPLES.c[name]).order_by(SAMPLES.c.id.desc()).limit(1))


async def test_a_moment_comes_back_aware_in_utc_to_the_microsecond(samples: AsyncEngine) -> None:
    at = datetime(2025, 6, 3, 8, 30, 0, 123_456, tzinfo=SHANGHAI)

    back = await stored(samples, at=at)

    assert isinstance(back, datetime)
    assert back == at and back.utcoffset() == timedelta(0)


async def test_a_naive_moment_is_refused(samples: AsyncEngine) -> None:
    with pytest.raises(StatementError, match="naive datetime"):
        await stored(samples, at=datetime(2025, 6, 3))  # noqa: DTZ001


async def test_moments_compare_by_time_not_by_zone(samples: AsyncEngine) -> None:
    early, late = datetime(2025, 6, 3, 9, tzinfo=SHANGHAI), datetime(2025, 6, 3, 2, tzinfo=UTC)
    async with samples.begin() as connection:
        await connection.execute(insert(SAMPLES), [{"at": late}, {"at": early}])
        rows = await connection.execute(select(SAMPLES.c.at).where(SAMPLES.c.at < late))

        assert [row.at for row in rows] == [early]


@pytest.mark.parametrize("amount", ["0.00", "0.01", "1200.00", "-35.50", "99999999999.99"])
async def test_money_comes_back_to_the_fen(samples: AsyncEngine, amount: str) -> None:
    back = await stored(samples, amount=Decimal(amount))

    assert str(back) == amount


@pytest.mark.parametrize("amount", ["0.001", "12.345"])
async def test_a_fraction_of_a_fen_is_refused(samples: AsyncEngine, amount: str) -> None:
    with pytest.raises(StatementError, match="not a whole number of fen"):
        await stored(samples, amount=Decimal(amount))


async def test_nothing_stays_nothing(samples: AsyncEngine) -> None:
    assert await stored(samples, at=None) is None
    assert await stored(samples, amount=None) is None


def test_urls_name_no_driver() -> None:
    assert async_url("sqlite:////tmp/x.db").drivername == "sqlite+aiosqlite"
    assert async_url("postgresql://u@h/d").drivername == "postgresql+asyncpg"
    with pytest.raises(ValueError, match="unknown database 'mysql'"):
        async_url("mysql://u@h/d")


async def test_an_sqlite_writer_waits_for_the_other_instead_of_failing(tmp_path: Path) -> None:
    """Transactions that read before they write are the ones SQLite would refuse half-way."""
    engine = create_engine(f"sqlite:///{tmp_path / 'writers.db'}")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        await connection.execute(text("INSERT INTO counter VALUES (0)"))

    async def count() -> None:
        async with engine.begin() as connection:
            n = await connection.scalar(text("SELECT n FROM counter"))
            await asyncio.sleep(0.002)
            await connection.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})

    await asyncio.gather(*(count() for _ in range(10)))

    async with readonly(engine).connect() as connection:
        assert await connection.scalar(text("SELECT n FROM counter")) == 10
    await engine.dispose()


async def test_an_sqlite_reader_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'readers.db'}")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE t (n INTEGER)"))

    async with engine.begin() as writer:
        await writer.execute(text("INSERT INTO t VALUES (1)"))
        async with asyncio.timeout(2), readonly(engine).connect() as reader:
            assert await reader.scalar(text("SELECT count(*) FROM t")) == 0
    await engine.dispose()


async def test_a_failed_statement_does_not_repeat_its_values(samples: AsyncEngine) -> None:
    with pytest.raises(DBAPIError) as failed:
        async with samples.begin() as connection:
            await connection.execute(text("INSERT INTO nowhere VALUES (:phone)"), {"phone": "13812345678"})

    assert "13812345678" not in str(failed.value)


async def test_an_exception_rolls_everything_back(samples: AsyncEngine) -> None:
    with pytest.raises(OperationalError if samples.dialect.name == "sqlite" else Exception):
        async with samples.begin() as connection:
            await connection.execute(insert(SAMPLES).values(amount=Decimal("1.00")))
            await connection.execute(text("INSERT INTO no_such_table VALUES (1)"))

    async with readonly(samples).connect() as connection:
        assert (await connection.execute(select(SAMPLES))).all() == []


async def test_a_writer_who_waits_for_another_can_give_up_at_once(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'w.db'}")

    async def write() -> None:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT 1"))

    async with engine.begin():
        waiting = asyncio.create_task(write())
        await asyncio.sleep(0.2)
        began = time.monotonic()
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert time.monotonic() - began < 1
    await write()
    await engine.dispose()


async def test_writers_who_met_are_all_heard(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'w.db'}")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE said (who INTEGER)"))

    async def say(who: int) -> None:
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO said VALUES (:who)"), {"who": who})
            await asyncio.sleep(0.005)

    await asyncio.gather(*map(say, range(20)))

    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(DISTINCT who) FROM said")) == 20
    await engine.dispose()


async def test_writers_given_up_in_the_middle_hold_nobody_up(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'w.db'}")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE said (who INTEGER)"))
    waited, over, chance = [], False, Random(1)

    async def say() -> None:
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO said VALUES (1)"))

    async def keep_saying() -> None:
        while not over:
            began = time.monotonic()
            await say()
            waited.append(time.monotonic() - began)

    going_on = [asyncio.create_task(keep_saying()) for _ in range(3)]
    for _ in range(200):
        given_up = asyncio.create_task(say())
        await asyncio.sleep(chance.uniform(0, 0.01))
        given_up.cancel()
        await asyncio.gather(given_up, return_exceptions=True)
    over = True
    await asyncio.gather(*going_on)

    assert max(waited) < 5  # a place that nobody gives back is waited for 15 seconds
    await engine.dispose()
