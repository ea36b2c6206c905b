"""Lodging a complaint and following it. Anyone may complain without logging in."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from insurance.domain.complaints import (
    Complaint,
    ComplaintCategory,
    ComplaintStatus,
    category_of,
    urgencies,
)
from insurance.domain.errors import RecordNotFound
from insurance.domain.identity import Identity, Level
from insurance.domain.terms import Terms
from insurance.services.claims import TimelineEntry
from insurance.services.ports import Store
from kernel.clock import Clock, today

# Base32 without letters that are mistaken for digits.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class ComplaintView:
    """`resolve_by` is a day in Asia/Shanghai. `escalated`: a senior handler sees it at once."""

    receipt_no: str
    category: ComplaintCategory
    status: ComplaintStatus
    received_at: datetime
    respond_by: datetime
    plan_by: datetime
    resolve_by: date
    timeline: list[TimelineEntry]
    escalated: bool


def complaint_view(complaint: Complaint, terms: Terms) -> ComplaintView:
    return ComplaintView(
        receipt_no=complaint.receipt_no,
        category=complaint.category,
        status=complaint.status,
        received_at=complaint.received_at,
        respond_by=complaint.respond_by(terms),
        plan_by=complaint.plan_by(terms),
        resolve_by=complaint.resolve_by,
        timeline=[TimelineEntry(event.at, event.status, event.note) for event in complaint.events],
        escalated=complaint.escalated,
    )


class ComplaintService:
    def __init__(self, store: Store, clock: Clock, terms: Terms) -> None:
        self._store = store
        self._clock = clock
        self._terms = terms

    async def lodge(
        self,
        subject: str,
        identity: Identity,
        category: str,
        target: str | None,
        detail: str,
        demand: str | None,
        contact: str | None,
        key: str,
    ) -> ComplaintView:
        """Take a complaint at any level; the same (subject, key) gives the same complaint.

        `category`: a code of `ComplaintCategory` or its Chinese name, anything else counts as other.
        """
        customer_no = self._known(identity)
        now = self._clock.now()
        async with self._store.begin() as work:
            if (lodged := await work.complaints.by_key(subject, key)) is not None:
                return complaint_view(lodged, self._terms)
            customer = await work.customers.get(customer_no) if customer_no else None
            earlier = await work.complaints.of(subject, customer_no)
            complaint = Complaint(
                receipt_no=self._receipt_no(),
                subject=subject,
                customer_no=customer_no,
                category=category_of(category),
                target=target,
                detail=detail,
                demand=demand,
                contact=contact,
                received_at=now,
                urgencies=urgencies(
                    " ".join(filter(None, (target, detail, demand))),
                    earlier=len(earlier),
                    age=customer.age(today(self._clock)) if customer else None,
                ),
            )
            if await work.complaints.add(complaint, key):
                await work.commit()
                return complaint_view(complaint, self._terms)
        # Two repeats at once: the other one was faster.
        async with self._store.read() as work:
            lodged = await work.complaints.by_key(subject, key)
        if lodged is None:
            raise RecordNotFound()
        return complaint_view(lodged, self._terms)

    async def get(self, subject: str, identity: Identity, receipt_no: str) -> ComplaintView:
        """One lodged in this conversation or by this customer; `RecordNotFound`."""
        async with self._store.read() as work:
            complaint = await work.complaints.get(receipt_no.strip().upper())
        customer_no = self._known(identity)
        if complaint is not None:
            mine = complaint.subject == subject
            if mine or (customer_no is not None and complaint.customer_no == customer_no):
                return complaint_view(complaint, self._terms)
        raise RecordNotFound()

    async def list_for(self, subject: str, identity: Identity) -> list[ComplaintView]:
        """Those of this conversation and of this customer, newest first."""
        async with self._store.read() as work:
            complaints = await work.complaints.of(subject, self._known(identity))
        return [complaint_view(complaint, self._terms) for complaint in complaints]

    def _known(self, identity: Identity) -> str | None:
        alive = identity.until is None or self._clock.now() < identity.until
        return identity.customer_no if alive and identity.level >= Level.BOUND else None

    def _receipt_no(self) -> str:
        """TS, the day, eight random characters (40 bits): a neighbour's number cannot be guessed."""
        noise = "".join(secrets.choice(_ALPHABET) for _ in range(8))
        return f"TS{today(self._clock):%Y%m%d}{noise}"
