"""Wires the services to their store. The only module of this room that knows which store it is."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from insurance.demo.service import DemoService
from insurance.domain.terms import DEFAULT_TERMS, Terms
from insurance.services.audit import AuditService
from insurance.services.claims import ClaimService
from insurance.services.complaints import ComplaintService
from insurance.services.customers import CustomerService
from insurance.services.faq import FaqService
from insurance.services.identity import IdentityService
from insurance.services.imports import ImportService
from insurance.services.policies import PolicyService
from insurance.services.ports import SmsSender
from insurance.services.products import ProductService
from insurance.services.renewals import RenewalService
from insurance.store.unit_of_work import SqlStore
from kernel.clock import Clock
from kernel.crypto import Keyring


@dataclass(frozen=True)
class Services:
    """Everything actions, desk and command line call."""

    clock: Clock
    products: ProductService
    customers: CustomerService
    policies: PolicyService
    claims: ClaimService
    renewals: RenewalService
    complaints: ComplaintService
    identity: IdentityService
    faq: FaqService
    audit: AuditService
    imports: ImportService
    demo: DemoService


def bootstrap(
    *,
    engine: AsyncEngine,
    keyring: Keyring,
    clock: Clock,
    sms: SmsSender,
    faq_folder: Path,
    settings: Terms = DEFAULT_TERMS,
) -> Services:
    """Services over one database; nothing is opened or read until a service is called."""
    store = SqlStore(engine, keyring)
    return Services(
        clock=clock,
        products=ProductService(store),
        customers=CustomerService(store, clock, settings),
        policies=PolicyService(store, clock),
        claims=ClaimService(store, clock),
        renewals=RenewalService(store, clock),
        complaints=ComplaintService(store, clock, settings),
        identity=IdentityService(store, keyring, clock, sms, settings),
        faq=FaqService(faq_folder),
        audit=AuditService(store, clock),
        imports=ImportService(store, clock),
        demo=DemoService(store, clock),
    )
