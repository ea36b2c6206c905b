"""INSERT … ON CONFLICT for both databases, in bulk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession

from kernel.database import Base

Row = dict[str, Any]


async def upsert(db: AsyncSession, model: type[Base], rows: Sequence[Row]) -> None:
    """Insert each row, or replace the one with the same primary key."""
    await _insert(db, model, rows, replace=True)


async def insert_new(db: AsyncSession, model: type[Base], rows: Sequence[Row]) -> int:
    """Insert the rows that break no unique constraint; the number inserted."""
    return await _insert(db, model, rows, replace=False)


async def _insert(db: AsyncSession, model: type[Base], rows: Sequence[Row], *, replace: bool) -> int:
    if not rows:
        return 0
    table = model.__table__
    assert isinstance(table, Table)
    connection = await db.connection()
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    statement: Any = insert(table)
    if replace:
        keys = [column.name for column in table.primary_key]
        changes = {name: statement.excluded[name] for name in rows[0] if name not in keys}
        statement = statement.on_conflict_do_update(index_elements=keys, set_=changes)
    else:
        statement = statement.on_conflict_do_nothing()
    # One row is sent as one row: only then does the driver report how many were inserted.
    result = await connection.execute(statement, rows[0] if len(rows) == 1 else list(rows))
    return int(result.rowcount)
