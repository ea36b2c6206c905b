"""What happened lately to claims and complaints, for whoever tells customers of it.

Events of one record are numbered without a gap, and a later one is never seen before an earlier one: whoever adds one holds the
record, or waits at its number. Between records there is no order, for one transaction may end long after a younger one.
So who follows them remembers a number per record, never an instant for all of them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from insurance.domain.claim_clocks import Deadline, running
from insurance.domain.claim_documents import tells_of_death
from insurance.domain.claims import Claim, ClaimStatus
from insurance.domain.complaint_clocks import next_duty
from insurance.domain.complaints import ENDED, Complaint, ComplaintStatus
from insurance.domain.products import Line
from insurance.domain.terms import Terms
from insurance.services.complaints import complaint_view
from insurance.services.ports import Store
from kernel.clock import Clock, local


class Case(StrEnum):
    CLAIM = "claim"
    COMPLAINT = "complaint"


@dataclass(frozen=True)
class Change:
    """`what`: the state that was reached, or what else happened; `kind` tells which, and how (`EventKind` of the record)."""

    seq: int
    at: datetime
    what: str
    kind: str


@dataclass(frozen=True)
class ClaimCourse:
    """A claim as far as messages need it. `missing`: documents still to come; `deadlines`: the clocks that run and have not run out.

    `of_death`: somebody died, as far as was told.
    """

    number: str
    customer_no: str
    policy_no: str
    product: str
    line: Line
    status: ClaimStatus
    reported_at: datetime
    changes: tuple[Change, ...]
    missing: tuple[str, ...]
    deadlines: tuple[Deadline, ...]
    of_death: bool


@dataclass(frozen=True)
class ComplaintCourse:
    """`customer_no` None: nobody knows who complained. `owner`: who answers for it, by surname (李主管). `due`: by when the
    house owes what is next, `resolve_by`: the last day for the result; None when nothing, and when it is late already.
    """

    number: str
    customer_no: str | None
    conversation: str
    changes: tuple[Change, ...]
    owner: str | None
    due: datetime | None
    resolve_by: date | None


Course = ClaimCourse | ComplaintCourse
# The result is told already.
_TOLD = ENDED | {ComplaintStatus.NOTIFIED, ComplaintStatus.REVIEW, ComplaintStatus.MEDIATION}


class ChangeService:
    def __init__(self, store: Store, clock: Clock, terms: Terms) -> None:
        self._store = store
        self._clock = clock
        self._terms = terms

    @property
    def brand(self) -> str:
        """The name texts are signed with."""
        return self._terms.brand

    async def since(self, at: datetime) -> dict[tuple[Case, str], int]:
        """The records to which something happened since then: (what, number) → number of the last event."""
        async with self._store.read() as work:
            claims = await work.claims.changed(at)
            complaints = await work.complaints.changed(at)
        found = {(Case.CLAIM, number): seq for number, seq in claims.items()}
        return found | {(Case.COMPLAINT, number): seq for number, seq in complaints.items()}

    async def claims(self, numbers: Collection[str]) -> dict[str, ClaimCourse]:
        """Those that exist, by number."""
        async with self._store.read() as work:
            claims = await work.claims.all(numbers)
            policies = await work.policies.some({claim.policy_no for claim in claims.values()})
            products = await work.products.some({policy.product_code for policy in policies.values()})
        return {
            number: self._claim(claim, policy.customer_no, products[policy.product_code].short_name)
            for number, claim in claims.items()
            for policy in [policies[claim.policy_no]]
        }

    async def complaints(self, numbers: Collection[str]) -> dict[str, ComplaintCourse]:
        """Those that exist, by number."""
        async with self._store.read() as work:
            found = await work.complaints.some(numbers)
        return {number: self._complaint(complaint) for number, complaint in found.items()}

    async def complaining(self, customer_nos: Collection[str]) -> set[str]:
        """Which of these customers have a complaint that has not ended."""
        async with self._store.read() as work:
            return {
                customer_no
                for customer_no in customer_nos
                for complaint in await work.complaints.of(None, customer_no)
                if complaint.status not in ENDED
            }

    async def deceased(self, customer_nos: Collection[str]) -> set[str]:
        """Those of them known to have died."""
        async with self._store.read() as work:
            return await work.customers.deceased(customer_nos)

    def _claim(self, claim: Claim, customer_no: str, product: str) -> ClaimCourse:
        now = self._clock.now()
        return ClaimCourse(
            number=claim.claim_no,
            customer_no=customer_no,
            policy_no=claim.policy_no,
            product=product,
            line=claim.line,
            status=claim.status,
            reported_at=claim.reported_at,
            changes=tuple(
                Change(seq, event.at, event.status if event.kind.moves else event.kind, event.kind)
                for seq, event in enumerate(claim.events, start=1)
            ),
            missing=claim.missing_documents,
            deadlines=tuple(each for each in running(claim, self._terms) if each.due > now),
            of_death=tells_of_death(claim.cause, claim.injury),
        )

    def _complaint(self, complaint: Complaint) -> ComplaintCourse:
        now = self._clock.now()
        duty = None if complaint.status in ENDED else next_duty(complaint, self._terms, now)
        return ComplaintCourse(
            number=complaint.receipt_no,
            customer_no=complaint.customer_no,
            conversation=complaint.subject,
            changes=tuple(
                Change(seq, event.at, event.what, event.kind)
                for seq, event in enumerate(complaint.events, start=1)
            ),
            owner=complaint_view(complaint, self._terms, now).owner_name,
            due=duty.due if duty and not duty.overdue else None,
            resolve_by=None
            if complaint.status in _TOLD or complaint.resolve_by < local(now).date()
            else complaint.resolve_by,
        )
