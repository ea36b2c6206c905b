"""What services need from outside: a store, ways to send texts and mails, the insurer's own pages.

An insurer's core system takes a store's place by implementing the protocol of its noun.
"""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from insurance.services.ports.cases import (
    ClaimDocumentStore,
    ClaimReportStore,
    ComplaintStore,
    FollowUpStore,
    IncidentStore,
    LeadStore,
    ReadingStore,
    ReminderStore,
    ServicingStore,
)
from insurance.services.ports.checks import AuditStore, IdentityStore
from insurance.services.ports.outside import NO_PAGES, Mailer, Pages, SmsSender
from insurance.services.ports.privacy import PrivacyStore
from insurance.services.ports.records import ClaimStore, CustomerStore, PolicyStore, ProductStore

__all__ = [
    "NO_PAGES",
    "AuditStore",
    "ClaimDocumentStore",
    "ClaimReportStore",
    "ClaimStore",
    "ComplaintStore",
    "CustomerStore",
    "FollowUpStore",
    "IdentityStore",
    "IncidentStore",
    "LeadStore",
    "Mailer",
    "Pages",
    "PolicyStore",
    "PrivacyStore",
    "ProductStore",
    "ReadingStore",
    "ReminderStore",
    "ServicingStore",
    "SmsSender",
    "Store",
    "UnitOfWork",
]


class UnitOfWork(Protocol):
    """One transaction. Leaving it without `commit` rolls back."""

    @property
    def products(self) -> ProductStore: ...
    @property
    def customers(self) -> CustomerStore: ...
    @property
    def policies(self) -> PolicyStore: ...
    @property
    def claims(self) -> ClaimStore: ...
    @property
    def claim_reports(self) -> ClaimReportStore: ...
    @property
    def claim_documents(self) -> ClaimDocumentStore: ...
    @property
    def readings(self) -> ReadingStore: ...
    @property
    def complaints(self) -> ComplaintStore: ...
    @property
    def servicing(self) -> ServicingStore: ...
    @property
    def reminders(self) -> ReminderStore: ...
    @property
    def leads(self) -> LeadStore: ...
    @property
    def callbacks(self) -> FollowUpStore: ...
    @property
    def incidents(self) -> IncidentStore: ...
    @property
    def identity(self) -> IdentityStore: ...
    @property
    def privacy(self) -> PrivacyStore: ...
    @property
    def audit(self) -> AuditStore: ...

    async def commit(self) -> None: ...


class Store(Protocol):
    """Opens units of work; `read` promises not to write and never waits for a writer."""

    def begin(self) -> AbstractAsyncContextManager[UnitOfWork]: ...

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]: ...
