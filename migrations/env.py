"""Alembic's entry. `baowen db upgrade` hands a connection in; the `alembic` command makes its own."""

import asyncio
from pathlib import Path
from typing import Any, Literal

from alembic import context
from sqlalchemy.engine import Connection

from bot.gateway.migrations import all_tables
from kernel.database import Encrypted, Fen, UtcDateTime, async_url, create_engine
from kernel.environment import database_url

METADATA = all_tables()


def plain_types(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Migrations name database types only, so that they never change with our code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Fen):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, Encrypted):
        return "sa.Text()"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=plain_types,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def connect_and_run() -> None:
    url = async_url(database_url())
    if url.get_backend_name() == "sqlite":
        Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(database_url())
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    asyncio.run(connect_and_run())
