"""The case library: what is shipped, and what the house made of its own conversations."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.studio.coaching.cases import Case, faults, shipped
from bot.studio.coaching.models import CaseRow
from bot.studio.errors import BadCase, ItemExists, ItemNotFound, VersionConflict
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.database import readonly


@dataclass(frozen=True)
class Shelved:
    """`version` 0: shipped, and not to be changed here; `ready`: agents may practise with it."""

    case: Case
    ready: bool
    version: int
    by: str | None


class CaseLibrary:
    def __init__(self, engine: AsyncEngine, keyring: Keyring, clock: Clock) -> None:
        self._engine = engine
        self._keyring = keyring
        self._clock = clock

    async def all(self) -> list[Shelved]:
        """Shipped ones first, the house's own newest first."""
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(select(CaseRow.__table__).order_by(CaseRow.at.desc()))
            own = [self._shelved(row) for row in rows]
        return [*(Shelved(case, True, 0, None) for case in shipped()), *own]

    async def get(self, id: str) -> Shelved:
        """`ItemNotFound`."""
        found = next((each for each in await self.all() if each.case.id == id), None)
        if found is None:
            raise ItemNotFound(kind="case", id=id)
        return found

    async def ready(self, id: str) -> Case:
        """One to practise with; `ItemNotFound` for a draft as well."""
        found = await self.get(id)
        if not found.ready:
            raise ItemNotFound(kind="case", id=id)
        return found.case

    async def add(self, case: Case, by: str, *, ready: bool) -> Shelved:
        """`BadCase`, `ItemExists`."""
        _check(case)
        if any(each.id == case.id for each in shipped()):
            raise ItemExists(kind="case", id=case.id)
        try:
            async with self._engine.begin() as connection:
                await connection.execute(
                    insert(CaseRow).values(id=case.id, **self._values(case, by, ready, 1))
                )
        except IntegrityError as error:
            raise ItemExists(kind="case", id=case.id) from error
        return Shelved(case, ready, 1, by)

    async def change(self, case: Case, by: str, version: int, *, ready: bool) -> Shelved:
        """`BadCase`, `ItemNotFound` (also for a shipped one), `VersionConflict`."""
        _check(case)
        async with self._engine.begin() as connection:
            changed = await connection.execute(
                update(CaseRow)
                .where(CaseRow.id == case.id, CaseRow.version == version)
                .values(self._values(case, by, ready, version + 1))
            )
        if changed.rowcount:
            return Shelved(case, ready, version + 1, by)
        present = await self.get(case.id)
        if not present.version:
            raise ItemNotFound(kind="case", id=case.id)
        raise VersionConflict(current=msgspec.to_builtins(present))

    def _values(self, case: Case, by: str, ready: bool, version: int) -> dict[str, Any]:
        body = self._keyring.encrypt_json(msgspec.to_builtins(case))
        return {"ready": ready, "version": version, "by": by, "at": self._clock.now(), "body": body}

    def _shelved(self, row: Any) -> Shelved:
        return Shelved(
            msgspec.convert(self._keyring.decrypt_json(row.body), Case), row.ready, row.version, row.by
        )


def _check(case: Case) -> None:
    if problems := faults(case):
        raise BadCase(problems=problems)
