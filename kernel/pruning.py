"""Deleting what was kept long enough, little at a time, so that nobody waits for it."""

from typing import Any

from sqlalchemy import ColumnElement, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from kernel.database import Base, readonly

_AT_ONCE = 1_000


async def prune(engine: AsyncEngine, row: type[Base], old: ColumnElement[bool]) -> int:
    """Delete the rows that are `old`, in transactions of so many; how many there were."""
    keys: list[Any] = list(row.__table__.primary_key)
    gone = 0
    while True:
        async with readonly(engine).connect() as connection:
            found = (await connection.execute(select(*keys).where(old).limit(_AT_ONCE))).all()
        if found:
            these = tuple_(*keys).in_([tuple(each) for each in found])
            async with engine.begin() as connection:
                # Once more `old`: one that was written meanwhile may not be any more.
                gone += (await connection.execute(delete(row).where(these, old))).rowcount
        if len(found) < _AT_ONCE:
            return gone
