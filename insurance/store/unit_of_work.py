"""One transaction over all repositories; leaving it without `commit` rolls back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from insurance.services.ports import UnitOfWork
from insurance.store.audit import SqlAudit
from insurance.store.claims import SqlClaims
from insurance.store.complaints import SqlComplaints
from insurance.store.customers import SqlCustomers
from insurance.store.identity import SqlIdentities
from insurance.store.policies import SqlPolicies
from insurance.store.products import SqlProducts
from kernel.crypto import Keyring
from kernel.database import readonly


class SqlUnitOfWork:
    def __init__(self, db: AsyncSession, keyring: Keyring) -> None:
        self._db = db
        self.products = SqlProducts(db)
        self.customers = SqlCustomers(db, keyring)
        self.policies = SqlPolicies(db, keyring)
        self.claims = SqlClaims(db, keyring)
        self.complaints = SqlComplaints(db, keyring)
        self.identity = SqlIdentities(db)
        self.audit = SqlAudit(db)

    async def commit(self) -> None:
        await self._db.commit()


class SqlStore:
    """`insurance.services.ports.Store` over SQLite or PostgreSQL."""

    def __init__(self, engine: AsyncEngine, keyring: Keyring) -> None:
        self._engine = engine
        self._keyring = keyring

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        async with AsyncSession(self._engine, expire_on_commit=False) as db:
            yield SqlUnitOfWork(db, self._keyring)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[UnitOfWork]:
        async with AsyncSession(readonly(self._engine), expire_on_commit=False) as db:
            yield SqlUnitOfWork(db, self._keyring)
