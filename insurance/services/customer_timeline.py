"""Everything that happened between one customer and the house, for staff, as one list of happenings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from insurance.domain.claims import Claim
from insurance.domain.complaints import Complaint
from insurance.domain.errors import RecordNotFound
from insurance.domain.identity import Level
from insurance.domain.policies import Policy, PolicyStatus
from insurance.domain.servicing import ServicingRequest
from insurance.services.audit import AuditService
from insurance.services.policies import products_of
from insurance.services.ports import Store
from insurance.services.renewals import dues_in
from kernel.clock import SHANGHAI, Clock, today
from kernel.masking import show_text


class Subject(StrEnum):
    """What it happened to."""

    POLICY = "policy"
    DUE = "due"
    REPORT = "report"
    CLAIM = "claim"
    COMPLAINT = "complaint"
    REQUEST = "request"
    CALLBACK = "callback"
    LEAD = "lead"


@dataclass(frozen=True)
class Happening:
    """`what`: a code of the subject's own (a state, an event); `about`: the product's name, a kind, a category; `note`:
    what was said, personal numbers masked. What happens on a day happens with its beginning in Asia/Shanghai.
    """

    at: datetime
    subject: Subject
    number: str
    what: str
    about: str | None = None
    note: str | None = None


class CustomerTimelineService:
    def __init__(self, store: Store, clock: Clock, audit: AuditService) -> None:
        self._store = store
        self._clock = clock
        self._audit = audit

    async def of(self, staff: str, customer_no: str) -> list[Happening]:
        """All of it, in no order; what is due may lie ahead. The look is audited. `RecordNotFound`."""
        async with self._store.read() as work:
            if await work.customers.get(customer_no) is None:
                raise RecordNotFound()
            policies = await work.policies.of_customer(customer_no)
            products = await products_of(work, policies)
            claims = await work.claims.of_customer(customer_no)
            reports = await work.claim_reports.of(None, customer_no)
            complaints = await work.complaints.of(None, customer_no)
            requests = await work.servicing.of_customer(customer_no)
            callbacks = await work.callbacks.of_customer(customer_no)
            leads = await work.leads.of_customer(customer_no)
        await self._audit.record(staff, "customer.timeline", customer_no)
        on = today(self._clock)
        begun = {claim.claim_no for claim in claims}
        found = [
            Happening(_morning(due.due_on), Subject.DUE, due.policy_no, due.state, due.product)
            for due in dues_in(policies, products, on, Level.VERIFIED)
        ]
        for policy in policies:
            found += _of_policy(policy, products[policy.product_code].name, on)
        for claim in claims:
            found += _of_claim(claim)
        # A report that became a claim begins the claim's own events.
        found += [
            Happening(report.reported_at, Subject.REPORT, report.claim_no, "reported", report.line)
            for report in reports
            if report.claim_no not in begun
        ]
        for complaint in complaints:
            found += _of_complaint(complaint)
        for request in requests:
            found += _of_request(request)
        for wish in callbacks:
            found.append(
                Happening(
                    wish.received_at, Subject.CALLBACK, wish.follow_up_no, "wished", None, _shown(wish.topic)
                )
            )
            if wish.done_at is not None:
                found.append(Happening(wish.done_at, Subject.CALLBACK, wish.follow_up_no, "done"))
        for lead in leads:
            found.append(Happening(lead.received_at, Subject.LEAD, lead.lead_no, "wished"))
            if lead.done_at is not None:
                found.append(Happening(lead.done_at, Subject.LEAD, lead.lead_no, "done"))
        return found


def _of_policy(policy: Policy, product: str, on: date) -> Iterator[Happening]:
    yield Happening(_morning(policy.effective_on), Subject.POLICY, policy.policy_no, "effective", product)
    if policy.status is PolicyStatus.EXPIRED and policy.expires_on is not None and policy.expires_on <= on:
        yield Happening(_morning(policy.expires_on), Subject.POLICY, policy.policy_no, "expired", product)


def _of_claim(claim: Claim) -> Iterator[Happening]:
    for event in claim.events:
        what = event.status if event.kind.moves else event.kind
        yield Happening(event.at, Subject.CLAIM, claim.claim_no, what, claim.line, _shown(event.note))


def _of_complaint(complaint: Complaint) -> Iterator[Happening]:
    """What the complainant may know of; notes among those who handle it stay with it."""
    for event in complaint.events:
        note = _shown(event.public_note)
        yield Happening(
            event.at, Subject.COMPLAINT, complaint.receipt_no, event.what, complaint.category, note
        )


def _of_request(request: ServicingRequest) -> Iterator[Happening]:
    for event in request.events:
        yield Happening(
            event.at, Subject.REQUEST, request.request_no, event.status, request.kind, _shown(event.note)
        )


def _shown(note: str | None) -> str | None:
    return None if note is None else show_text(note)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
