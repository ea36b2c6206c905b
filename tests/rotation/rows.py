"""Rows for every table with encrypted columns, made from the tables themselves, so that a new table is in at once."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Integer, Numeric, String, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.migrations import all_tables
from kernel.crypto import Keyring
from kernel.database import Encrypted, Fen, UtcDateTime

TABLES = all_tables()
ENCRYPTED = {
    table.name: [column.name for column in table.columns if isinstance(column.type, Encrypted)]
    for table in TABLES.sorted_tables
    if any(isinstance(column.type, Encrypted) for column in table.columns)
}
OLD, NEW = b"o" * 32, b"n" * 32
AT = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)


def words(table: str, column: str, number: int) -> dict[str, str]:
    """What is encrypted there; every row of customers has a phone and an id number."""
    return {"of": f"{table}.{column}.{number}", "phone": f"1990000{number:04}", "id_number": f"ID{number:04}"}


async def fill(engine: AsyncEngine, keyring: Keyring, rows: int) -> None:
    """`rows` rows in each of the tables and in those they refer to."""
    wanted = {TABLES.tables[name] for name in ENCRYPTED}
    while more := {key.column.table for table in wanted for key in table.foreign_keys} - wanted:
        wanted |= more
    async with engine.begin() as connection:
        for table in TABLES.sorted_tables:
            if table in wanted:
                made = [_row(table, number, keyring) for number in range(1, rows + 1)]
                await connection.execute(insert(table), made)


async def opened(engine: AsyncEngine, keyring: Keyring) -> dict[str, list[Any]]:
    """What every encrypted value says, by table and column."""
    found: dict[str, list[Any]] = {}
    async with engine.connect() as connection:
        for name, columns in ENCRYPTED.items():
            table = TABLES.tables[name]
            for column in columns:
                tokens = await connection.scalars(select(table.c[column]).order_by(*table.primary_key))
                found[f"{name}.{column}"] = [keyring.decrypt_json(token) for token in tokens]
    return found


def _row(table: Table, number: int, keyring: Keyring) -> dict[str, Any]:
    return {column.name: _value(table, column, number, keyring) for column in table.columns}


def _value(table: Table, column: Column[Any], number: int, keyring: Keyring) -> Any:
    kind = column.type
    if isinstance(kind, Encrypted):
        return keyring.encrypt_json(words(table.name, column.name, number))
    for key in column.foreign_keys:
        return _value(key.column.table, key.column, number, keyring)
    if "digest" in column.info:
        digest = column.info["digest"]
        return keyring.index(words(table.name, digest.column, number)[digest.field], digest.purpose)
    if isinstance(kind, UtcDateTime):
        return AT
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer):
        return number
    if isinstance(kind, (Fen, Numeric)):
        return Decimal(number) if isinstance(kind, Fen) else float(number)
    if isinstance(kind, Date):
        return date(2026, 11, 16)
    if isinstance(kind, JSON):
        return []
    assert isinstance(kind, String), (table.name, column.name, kind)
    return f"{column.name}{number}"[-(kind.length or 99) :]
