"""Changing the data keys while the house runs: every encrypted value under the newest key, every look-up digest anew.

A room says which columns are encrypted where it declares its table: by their type, `kernel.database.Encrypted`. A column
that holds a digest of something encrypted says so in its `info` (`Digest`). Nothing else is kept: which key a value is
under is told by trying the keys, so a rotation that was killed is simply begun again.

Whoever holds a row is never waited for. Rows are read and encrypted anew without a lock; then those that nobody holds
are locked, and written if they still stand as they were read. So a concurrent write always wins, and a rotation, which
waits for nobody while it holds locks, is part of no deadlock. Every process has to encrypt under the newest key before
it begins; docs/security.md has the steps.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Column, MetaData, Select, Table, Update, bindparam, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncEngine

from kernel.crypto import Keyring, Undecryptable
from kernel.database import Encrypted, readonly

# Rows per transaction, and the seconds before each try of those that somebody held.
BATCH = 200
_PAUSES = (0.0, 0.1, 0.5, 2.0)

DIGEST = "digest"

# Told after every batch: the table's name and how many of its rows were read.
Progress = Callable[[str, int], None]
_Row = tuple[Any, ...]


@dataclass(frozen=True)
class Digest:
    """`info={DIGEST: …}` of a column: it holds `Keyring.index(value, purpose)` of what stands under `field` in the JSON
    that the same row has encrypted in `column`, null where nothing stands there."""

    column: str
    field: str
    purpose: str


@dataclass
class Standing:
    """Rows of a table: all that were `seen`; those `under` each key (0 the newest), a row by the oldest key it needs; and
    those with a value that no key opens. A row in which nothing is encrypted needs no key.
    """

    seen: int = 0
    under: Counter[int] = field(default_factory=Counter)
    unreadable: int = 0


@dataclass
class Rotated:
    """Rows of a table: all that were `seen`; those `rewritten`; those with a value that no key opens; and those that need an
    older key still, for others `held` or changed them at every try.
    """

    seen: int = 0
    rewritten: int = 0
    unreadable: int = 0
    held: int = 0


def silent(_table: str, _seen: int) -> None:
    """For who wants to hear of no progress."""


async def check(
    engine: AsyncEngine, keyring: Keyring, tables: MetaData, progress: Progress = silent
) -> dict[str, Standing]:
    """What stands under which key, by name of table; writes nothing."""
    found: dict[str, Standing] = {}
    for sealed in _sealed_tables(tables, keyring):
        standing = found[sealed.table.name] = Standing()
        async for rows in _batches(engine, sealed, BATCH):
            for row in rows:
                places = sealed.places(row)
                standing.seen += 1
                if None in places:
                    standing.unreadable += 1
                elif places:
                    standing.under[max(place for place in places if place is not None)] += 1
            progress(sealed.table.name, standing.seen)
    return found


async def rotate(
    engine: AsyncEngine,
    keyring: Keyring,
    tables: MetaData,
    progress: Progress = silent,
    *,
    batch: int = BATCH,
) -> dict[str, Rotated]:
    """Rewrite what is not under the newest key, `batch` rows per transaction; what was done, by name of table."""
    found: dict[str, Rotated] = {}
    for sealed in _sealed_tables(tables, keyring):
        done = found[sealed.table.name] = Rotated()
        async for rows in _batches(engine, sealed, batch):
            stale = []
            for row in rows:
                places = sealed.places(row)
                done.seen += 1
                done.unreadable += None in places
                if any(places):
                    stale.append(row)
            await _rewrite(engine, sealed, stale, done)
            progress(sealed.table.name, done.seen)
    return found


async def _rewrite(engine: AsyncEngine, sealed: "_SealedTable", stale: Sequence[_Row], done: Rotated) -> None:
    for pause in _PAUSES:
        if not stale:
            return
        await asyncio.sleep(pause)
        written = await _write(engine, sealed, stale)
        done.rewritten += len(written)
        left = [sealed.key_of(row) for row in stale if row not in written]
        again = await _read(engine, sealed.among(left)) if left else []
        stale = [row for row in again if any(sealed.places(row))]
    done.held += len(stale)


async def _write(engine: AsyncEngine, sealed: "_SealedTable", stale: Sequence[_Row]) -> set[_Row]:
    """Those that could be written: nobody held them, and they still stood as they were read."""
    renewed = {row: sealed.renewed(row) for row in stale}
    free = sealed.among([sealed.key_of(row) for row in stale])
    async with engine.begin() as connection:
        # SQLite has no locks of rows and needs none: this transaction is the only one that writes.
        locked = await connection.execute(free.with_for_update(skip_locked=True, key_share=True))
        same = {tuple(row) for row in locked} & renewed.keys()
        if same:
            await connection.execute(sealed.writing, [renewed[row] for row in same])
    return same


async def _batches(engine: AsyncEngine, sealed: "_SealedTable", size: int) -> AsyncIterator[Sequence[_Row]]:
    """All rows, along the primary key."""
    query = sealed.reading.order_by(*sealed.key).limit(size)
    rows = await _read(engine, query)
    while rows:
        yield rows
        beyond = tuple_(*sealed.key) > tuple_(*sealed.key_of(rows[-1]))
        rows = await _read(engine, query.where(beyond))


async def _read(engine: AsyncEngine, query: Select[Any]) -> Sequence[_Row]:
    async with readonly(engine).connect() as connection:
        return [tuple(row) for row in await connection.execute(query)]


def _sealed_tables(tables: MetaData, keyring: Keyring) -> list["_SealedTable"]:
    found = [_SealedTable(table, keyring) for _, table in sorted(tables.tables.items())]
    return [sealed for sealed in found if sealed.columns]


class _SealedTable:
    """A table with encrypted columns. A row of it is read as: its primary key, its encrypted columns, its digests."""

    def __init__(self, table: Table, keyring: Keyring) -> None:
        self.table = table
        self.key: list[Column[Any]] = list(table.primary_key)
        self.columns = [column.name for column in table.columns if isinstance(column.type, Encrypted)]
        self._digests: dict[str, Digest] = {
            column.name: column.info[DIGEST] for column in table.columns if DIGEST in column.info
        }
        self._written = [*self.columns, *self._digests]
        self._keyring = keyring

    @property
    def reading(self) -> Select[Any]:
        return select(*self.key, *(self.table.columns[name] for name in self._written))

    def among(self, keys: Sequence[_Row]) -> Select[Any]:
        return self.reading.where(tuple_(*self.key).in_(keys))

    @cached_property
    def writing(self) -> Update:
        """Takes what `renewed` gives."""
        mine = (column == bindparam(f"of_{column.name}") for column in self.key)
        return (
            update(self.table).where(*mine).values({name: bindparam(f"new_{name}") for name in self._written})
        )

    def key_of(self, row: _Row) -> _Row:
        return row[: len(self.key)]

    def places(self, row: _Row) -> list[int | None]:
        """Which key each encrypted value of the row is under, 0 the newest; None where none opens it."""
        tokens = row[len(self.key) :][: len(self.columns)]
        return [self._place(token) for token in tokens if token]

    def renewed(self, row: _Row) -> dict[str, Any]:
        """The row under the newest key. A value that no key opens stays, and so does its digest."""
        values = dict(zip(self._written, row[len(self.key) :], strict=True))
        for name in self.columns:
            if (token := values[name]) and self._place(token):
                values[name] = self._keyring.rotate(token)
        for name, digest in self._digests.items():
            token = values[digest.column]
            if token and self._place(token) is not None:
                value = self._keyring.decrypt_json(token)[digest.field]
                values[name] = self._keyring.index(value, digest.purpose) if value else None
        of = zip(self.key, row, strict=False)
        return {f"of_{column.name}": value for column, value in of} | {
            f"new_{name}": value for name, value in values.items()
        }

    def _place(self, token: str) -> int | None:
        try:
            return self._keyring.place_of(token)
        except Undecryptable:
            return None
