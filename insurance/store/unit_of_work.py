"""One transaction over all repositories; leaving it without `commit` rolls back."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from insurance.domain.errors import StoreUnavailable
from insurance.services.ports import UnitOfWork
from insurance.store.audit import SqlAudit
from insurance.store.callbacks import SqlFollowUps
from insurance.store.claim_documents import SqlClaimDocuments
from insurance.store.claim_reports import SqlClaimReports
from insurance.store.claims import SqlClaims
from insurance.store.complaints import SqlComplaints
from insurance.store.customers import SqlCustomers
from insurance.store.identity import SqlIdentities
from insurance.store.incidents import SqlIncidents
from insurance.store.leads import SqlLeads
from insurance.store.policies import SqlPolicies
from insurance.store.privacy import SqlPrivacy
from insurance.store.products import SqlProducts
from insurance.store.recognition import SqlReadings
from insurance.store.reminders import SqlReminders
from insurance.store.servicing import SqlServicing
from kernel.crypto import Keyring
from kernel.database import readonly


class SqlUnitOfWork:
    def __init__(self, db: AsyncSession, keyring: Keyring) -> None:
        self._db = db
        self.products = SqlProducts(db)
        self.customers = SqlCustomers(db, keyring)
        self.policies = SqlPolicies(db, keyring)
        self.claims = SqlClaims(db, keyring)
        self.claim_reports = SqlClaimReports(db, keyring)
        self.claim_documents = SqlClaimDocuments(db, keyring)
        self.readings = SqlReadings(db)
        self.complaints = SqlComplaints(db, keyring)
        self.servicing = SqlServicing(db, keyring)
        self.reminders = SqlReminders(db)
        self.leads = SqlLeads(db, keyring)
        self.callbacks = SqlFollowUps(db, keyring)
        self.incidents = SqlIncidents(db)
        self.identity = SqlIdentities(db)
        self.privacy = SqlPrivacy(db, keyring)
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
