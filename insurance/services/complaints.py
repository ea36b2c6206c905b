"""Lodging a complaint, following it and withdrawing it. Anyone may complain without logging in."""

from dataclasses import dataclass
from datetime import date, datetime

from insurance.domain.complaint_clocks import Duty, next_duty
from insurance.domain.complaints import (
    Complaint,
    ComplaintCategory,
    ComplaintStatus,
    EventKind,
    category_of,
    urgencies,
)
from insurance.domain.errors import RecordChanged, RecordNotFound
from insurance.domain.identity import Identity, Level
from insurance.domain.terms import Terms
from insurance.services.claims import TimelineEntry
from insurance.services.ports import Store, UnitOfWork
from insurance.services.receipts import receipt_no
from kernel.clock import Clock, today
from kernel.masking import show_name


@dataclass(frozen=True)
class ComplaintView:
    """What the complainant may know. `resolve_by` is a day in Asia/Shanghai. `escalated`: a senior handler sees it at once.

    `next_duty`: what the house owes next, None when nothing; `owner_name`: who answers for it, by surname (李主管).
    `timeline` holds states and what was told (`acknowledged`, `planned`, `handled`), never a note among staff.
    """

    receipt_no: str
    category: ComplaintCategory
    status: ComplaintStatus
    received_at: datetime
    respond_by: datetime
    plan_by: datetime
    resolve_by: date
    timeline: list[TimelineEntry]
    escalated: bool
    next_duty: Duty | None
    owner_name: str | None


def complaint_view(complaint: Complaint, terms: Terms, at: datetime) -> ComplaintView:
    return ComplaintView(
        receipt_no=complaint.receipt_no,
        category=complaint.category,
        status=complaint.status,
        received_at=complaint.received_at,
        respond_by=complaint.respond_by(terms),
        plan_by=complaint.plan_by(terms),
        resolve_by=complaint.resolve_by,
        timeline=[
            TimelineEntry(event.at, event.what, event.public_note)
            for event in complaint.events
            if event.kind is EventKind.STATUS or event.public_note is not None
        ],
        escalated=complaint.escalated,
        next_duty=next_duty(complaint, terms, at),
        owner_name=None if complaint.owner_name is None else _by_surname(complaint.owner_name),
    )


def _by_surname(name: str) -> str:
    """李丽 → 李主管; a name in other letters is not shown."""
    surname = show_name(name).rstrip("*")
    return f"{surname}主管" if "\u4e00" <= surname[:1] <= "\u9fff" else "投诉主管"


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
        channel: str = "web",
    ) -> ComplaintView:
        """Take a complaint at any level; the same (subject, key) gives the same complaint.

        `category`: a code of `ComplaintCategory` or its Chinese name, anything else counts as other. `channel`: how it
        came in.
        """
        customer_no = self._known(identity, Level.BOUND)
        return await self._lodge(
            subject, customer_no, category, target, detail, demand, contact, key, channel
        )

    async def lodge_for(
        self,
        staff: str,
        customer_no: str,
        subject: str,
        category: str,
        target: str | None,
        detail: str,
        demand: str | None,
        contact: str | None,
        key: str,
    ) -> ComplaintView:
        """For staff: what the customer complained of to a person, taken as `lodge` takes it. Audited; `RecordNotFound`
        where there is no such customer.
        """
        async with self._store.read() as work:
            if await work.customers.get(customer_no) is None:
                raise RecordNotFound()
        return await self._lodge(
            subject, customer_no, category, target, detail, demand, contact, key, "desk", staff
        )

    async def _lodge(
        self,
        subject: str,
        customer_no: str | None,
        category: str,
        target: str | None,
        detail: str,
        demand: str | None,
        contact: str | None,
        key: str,
        channel: str,
        staff: str | None = None,
    ) -> ComplaintView:
        now = self._clock.now()
        async with self._store.begin() as work:
            if (lodged := await work.complaints.by_key(subject, key)) is not None:
                return self._view(lodged)
            customer = await work.customers.get(customer_no) if customer_no else None
            earlier = await work.complaints.of(subject, customer_no)
            complaint = Complaint(
                receipt_no=receipt_no("TS", today(self._clock)),
                subject=subject,
                customer_no=customer_no,
                category=category_of(category),
                target=target,
                detail=detail,
                demand=demand,
                contact=contact,
                received_at=now,
                channel=channel,
                urgencies=urgencies(
                    " ".join(filter(None, (target, detail, demand))),
                    earlier=len(earlier),
                    age=customer.age(today(self._clock)) if customer else None,
                ),
            )
            if await work.complaints.add(complaint, key):
                if staff is not None:
                    data = {"receipt_no": complaint.receipt_no}
                    await work.audit.append(
                        at=now, who=staff, what="complaint.lodge", whom=customer_no, data=data
                    )
                await work.commit()
                return self._view(complaint)
        # Two repeats at once: the other one was faster.
        async with self._store.read() as work:
            lodged = await work.complaints.by_key(subject, key)
        if lodged is None:
            raise RecordNotFound()
        return self._view(lodged)

    async def get(self, subject: str, identity: Identity, receipt_no: str) -> ComplaintView:
        """One lodged in this conversation or by this customer (`Level.VERIFIED`); `RecordNotFound`."""
        async with self._store.read() as work:
            return self._view(await self._mine(work, subject, identity, receipt_no))

    async def withdraw(self, subject: str, identity: Identity, receipt_no: str) -> ComplaintView:
        """The complainant's own act; once more is no more. `RecordNotFound`, `IllegalTransition`, `RecordChanged`."""
        async with self._store.begin() as work:
            complaint = await self._mine(work, subject, identity, receipt_no)
            if complaint.status is ComplaintStatus.WITHDRAWN:
                return self._view(complaint)
            now = self._clock.now()
            complaint.withdraw(at=now)
            if not await work.complaints.put(complaint):
                raise RecordChanged()
            data = {"receipt_no": complaint.receipt_no}
            await work.audit.append(
                at=now, who="customer", what="complaint.withdraw", whom=complaint.customer_no, data=data
            )
            await work.commit()
        return self._view(complaint)

    async def list_for(self, subject: str, identity: Identity) -> list[ComplaintView]:
        """Those of this conversation and, at `Level.VERIFIED`, of this customer, newest first."""
        async with self._store.read() as work:
            complaints = await work.complaints.of(subject, self._known(identity, Level.VERIFIED))
        return [self._view(complaint) for complaint in complaints]

    async def _mine(self, work: UnitOfWork, subject: str, identity: Identity, receipt_no: str) -> Complaint:
        complaint = await work.complaints.get(receipt_no.strip().upper())
        customer_no = self._known(identity, Level.VERIFIED)
        if complaint is not None:
            lodged_here = complaint.subject == subject
            if lodged_here or (customer_no is not None and complaint.customer_no == customer_no):
                return complaint
        raise RecordNotFound()

    def _view(self, complaint: Complaint) -> ComplaintView:
        return complaint_view(complaint, self._terms, self._clock.now())

    def _known(self, identity: Identity, at_least: Level) -> str | None:
        alive = identity.until is None or self._clock.now() < identity.until
        return identity.customer_no if alive and identity.level >= at_least else None
