"""One transaction over all repositories; leaving it without `commit` rolls back."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from insurance.domain.errors import StoreUnavailable
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


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, OSError) as error:
        raise StoreUnavailable() from error


class SqlStore:
    """`insurance.services.ports.Store` over SQLite or PostgreSQL."""

    def __init__(self, engine: AsyncEngine, keyring: Keyring) -> None:
        self._engine = engine
        self._keyring = keyring

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        with _reachable():
            async with AsyncSession(self._engine, expire_on_commit=False) as db:
                yield SqlUnitOfWork(db, self._keyring)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[UnitOfWork]:
        with _reachable():
            async with AsyncSession(readonly(self._engine), expire_on_commit=False) as db:
                yield SqlUnitOfWork(db, self._keyring)
