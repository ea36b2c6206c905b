"""Wires the services to their store. The only module of this room that knows which store it is."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from insurance.demo.service import DemoService
from insurance.domain.terms import DEFAULT_TERMS, Terms
from insurance.mail import ConsoleMail
from insurance.recognition.reader import Reader
from insurance.services.audit import AuditService
from insurance.services.callbacks import CallbackService
from insurance.services.changes import ChangeService
from insurance.services.claim_documents import ClaimDocumentService
from insurance.services.claim_reports import ClaimReportService
from insurance.services.claims import ClaimService
from insurance.services.complaint_handling import ComplaintHandling
from insurance.services.complaint_register import ComplaintRegister
from insurance.services.complaints import ComplaintService
from insurance.services.conduct import ConductService
from insurance.services.contacts import ContactService
from insurance.services.customer_timeline import CustomerTimelineService
from insurance.services.customers import CustomerService
from insurance.services.due_reminders import DueReminders
from insurance.services.faq import FaqService
from insurance.services.figures import FigureService
from insurance.services.identity import IdentityService
from insurance.services.imports import ImportService
from insurance.services.incidents import IncidentService
from insurance.services.leads import LeadService
from insurance.services.payments import PaymentService
from insurance.services.policies import PolicyService
from insurance.services.ports import NO_PAGES, Mailer, Pages, SmsSender
from insurance.services.privacy import PrivacyService
from insurance.services.privacy_export import PrivacyExport
from insurance.services.products import ProductService
from insurance.services.recognition import AttachmentSource, RecognitionService
from insurance.services.reminders import ReminderService
from insurance.services.renewals import RenewalService
from insurance.services.segments import SegmentService
from insurance.services.servicing import ServicingService
from insurance.store.unit_of_work import SqlStore
from kernel.clock import Clock
from kernel.crypto import Keyring


@dataclass(frozen=True)
class Services:
    """Everything actions, desk and command line call."""

    clock: Clock
    products: ProductService
    customers: CustomerService
    customer_timeline: CustomerTimelineService
    policies: PolicyService
    claims: ClaimService
    claim_reports: ClaimReportService
    claim_documents: ClaimDocumentService
    renewals: RenewalService
    reminders: ReminderService
    due_reminders: DueReminders
    contacts: ContactService
    payments: PaymentService
    servicing: ServicingService
    leads: LeadService
    callbacks: CallbackService
    complaints: ComplaintService
    complaint_handling: ComplaintHandling
    complaint_register: ComplaintRegister
    changes: ChangeService
    segments: SegmentService
    identity: IdentityService
    faq: FaqService
    audit: AuditService
    conduct: ConductService
    incidents: IncidentService
    imports: ImportService
    figures: FigureService
    privacy: PrivacyService
    privacy_export: PrivacyExport
    demo: DemoService


def bootstrap(
    *,
    engine: AsyncEngine,
    keyring: Keyring,
    clock: Clock,
    sms: SmsSender,
    faq_folder: Path,
    mailer: Mailer | None = None,
    pages: Pages = NO_PAGES,
    settings: Terms = DEFAULT_TERMS,
) -> Services:
    """Services over one database; nothing is opened or read until a service is called. Mails go to the console unless
    told otherwise.
    """
    store = SqlStore(engine, keyring)
    faq = FaqService(faq_folder)
    audit = AuditService(store, clock)
    return Services(
        clock=clock,
        products=ProductService(store),
        customers=CustomerService(store, clock, settings, audit),
        customer_timeline=CustomerTimelineService(store, clock, audit),
        policies=PolicyService(store, clock),
        claims=ClaimService(store, clock, settings),
        claim_reports=ClaimReportService(store, clock, settings),
        claim_documents=ClaimDocumentService(store, clock),
        renewals=RenewalService(store, clock),
        reminders=ReminderService(store, clock),
        due_reminders=DueReminders(store, clock, settings, pages),
        contacts=ContactService(store, clock, settings),
        payments=PaymentService(store, clock, settings, pages),
        servicing=ServicingService(store, clock, settings, sms, mailer or ConsoleMail(), pages),
        leads=LeadService(store, clock, settings),
        callbacks=CallbackService(store, clock, settings),
        complaints=ComplaintService(store, clock, settings),
        complaint_handling=ComplaintHandling(store, clock, settings),
        complaint_register=ComplaintRegister(store, clock),
        changes=ChangeService(store, clock, settings),
        segments=SegmentService(store, clock),
        identity=IdentityService(store, keyring, clock, sms, settings),
        faq=faq,
        audit=audit,
        conduct=ConductService(store, faq, clock),
        incidents=IncidentService(store, faq, clock),
        imports=ImportService(store, clock),
        figures=FigureService(store, settings),
        privacy=PrivacyService(store, clock, settings),
        privacy_export=PrivacyExport(store, clock),
        demo=DemoService(store, clock),
    )


def recognition(
    *, engine: AsyncEngine, keyring: Keyring, clock: Clock, files: AttachmentSource, reader: Reader
) -> RecognitionService:
    """For the one process that reads pictures: nobody else needs a reader."""
    store = SqlStore(engine, keyring)
    return RecognitionService(store, ClaimDocumentService(store, clock), files, reader, clock)
