"""The database engine and the column types all stores share."""

import asyncio
import contextlib
import random
import sqlite3
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, MetaData, Text, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator
from sqlalchemy.util import await_only

# How long a writer waits for its place on SQLite, and how much of that at a time inside SQLite.
_WRITER_WAITS_S = 15.0
_BUSY_MS = 50

NAMING: Mapping[str, str] = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The one registry of tables, so that Alembic sees every room's models."""

    metadata = MetaData(naming_convention=dict(NAMING))


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime, also where the database (SQLite) knows no zones. A naive one is a `ValueError`."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Fen(TypeDecorator[Decimal]):
    """Money: `Decimal` yuan in Python, whole 分 in the database. More than two decimals is a `ValueError`."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        fen = value * 100
        if fen != fen.to_integral_value():
            raise ValueError(f"not a whole number of fen: {value}")
        return int(fen)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else (Decimal(value) / 100).quantize(Decimal("0.01"))


class Encrypted(Text):
    """Text that `kernel.crypto.Keyring` encrypted; the empty string stands for no value, as null does.

    Whoever declares a column so has declared it for `kernel.rotation` too, which keeps it under the newest key.
    """


def async_url(url: str) -> URL:
    """`BAOWEN_DATABASE_URL` names no driver; this adds the asynchronous one."""
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    backend = parsed.get_backend_name()
    if backend not in drivers:
        raise ValueError(f"unknown database {backend!r}: use sqlite:////path or postgresql://…")
    return parsed.set(drivername=drivers[backend])


def create_engine(url: str, *, pool_size: int = 5) -> AsyncEngine:
    """An engine for `sqlite:////path` (WAL, one writer waits for the other) or `postgresql://…`.

    Its errors name the statement, never the values: they end in logs.
    """
    parsed = async_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_async_engine(parsed, pool_size=pool_size, pool_pre_ping=True, hide_parameters=True)

    engine = create_async_engine(parsed, connect_args={"timeout": _WRITER_WAITS_S}, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "connect")
    def _configure(connection: Any, _: object) -> None:
        # The driver must not open transactions by itself: `_begin` does, with the lock a writer needs.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"busy_timeout={_BUSY_MS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "close")
    def _let_go(connection: Any, _: object) -> None:
        # Of a task that was cancelled in the middle of a statement: closed with a cursor that is not collected yet, the
        # connection would live on in SQLite and keep everybody else from writing.
        with contextlib.suppress(Exception):
            connection.rollback()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        # IMMEDIATE: a transaction that reads and then writes never fails half-way with SQLITE_BUSY.
        # Who only reads (execution option `readonly`) needs no transaction: every statement sees one state, and each
        # statement saved is four hand-overs to the driver's thread.
        if not connection.get_execution_options().get("readonly", False):
            _begin_immediate(connection)

    return engine


def _begin_immediate(connection: Any) -> None:
    """Wait for the writer's place in the event loop, not inside SQLite: a connection that waits there holds a lock of its
    own, and a cursor of it that is collected meanwhile would stop the whole process until the wait is over.
    """
    until = time.monotonic() + _WRITER_WAITS_S
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        except OperationalError as error:
            busy = getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() >= until:
                raise
        await_only(asyncio.sleep(random.uniform(0.005, 0.02)))  # noqa: S311 (so that two do not keep in step)


def readonly(engine: AsyncEngine) -> AsyncEngine:
    """The same engine and pool, for statements that only read; on SQLite each sees its own state."""
    return engine.execution_options(readonly=True)
