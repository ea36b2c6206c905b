"""What staff does with complaints. Every step and every look is audited; of two at once one wins.

A step is decided on what was `Seen`. Errors of all of them: `RecordNotFound` (also for what is not theirs to see),
`NotPermitted`, `RecordChanged`, `IllegalTransition`, `RuleBroken`. `public_note` is read by the complainant, `note` by staff.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from insurance.domain.complaint_clocks import Escalation, escalations
from insurance.domain.complaint_steps import Step, may_assign, may_see, may_take
from insurance.domain.complaints import ENDED, Complaint, ComplaintStatus, EventKind, Handler, Outcome
from insurance.domain.errors import NotPermitted, RecordChanged, RecordNotFound
from insurance.domain.terms import Terms
from insurance.services.complaint_views import ComplaintCase, ComplaintLine, complaint_case, complaint_line
from insurance.services.ports import Store, UnitOfWork
from kernel.clock import Clock

Listing = Literal["open", "overdue", "mine", "all"]
PAGE = 100
NEVER = datetime.max.replace(tzinfo=UTC)
OPEN = frozenset(ComplaintStatus) - ENDED


@dataclass(frozen=True)
class ComplaintPage:
    """`after` asks for the next page of `all`; the counts are of what is open and this person may see."""

    complaints: list[ComplaintLine]
    open: int
    overdue: int
    mine: int
    after: str | None


@dataclass(frozen=True)
class Seen:
    """A complaint as somebody last read it."""

    receipt_no: str
    version: int


Act = Callable[[Complaint, datetime], None]


class ComplaintHandling:
    def __init__(self, store: Store, clock: Clock, terms: Terms) -> None:
        self._store = store
        self._clock = clock
        self._terms = terms

    async def find(self, by: Handler, listing: Listing, after: str | None = None) -> ComplaintPage:
        """What this person may see: the open ones by what is due first, or a page of all, newest first."""
        handler = None if by.senior else by.username
        now = self._clock.now()
        page: list[Complaint] = []
        async with self._store.read() as work:
            found = await work.complaints.find(handler=handler, statuses=OPEN)
            if listing == "all":
                page = await work.complaints.find(handler=handler, after=after, limit=PAGE)
        open_ = [complaint_line(each, self._terms, now) for each in found if may_see(by, each)]
        open_.sort(key=lambda line: (line.duty.due if line.duty else NEVER, line.receipt_no))
        overdue = [line for line in open_ if line.overdue]
        mine = [line for line in open_ if line.owner == by.username]
        every = [complaint_line(each, self._terms, now) for each in page if may_see(by, each)]
        return ComplaintPage(
            complaints={"open": open_, "overdue": overdue, "mine": mine, "all": every}[listing],
            open=len(open_),
            overdue=len(overdue),
            mine=len(mine),
            after=page[-1].receipt_no if len(page) == PAGE else None,
        )

    async def escalations(self, at: datetime | None = None) -> list[Escalation]:
        """Everything that is due, and for whom by now; the most pressing first."""
        async with self._store.read() as work:
            found = await work.complaints.find(statuses=OPEN)
        return escalations(found, self._terms, at or self._clock.now())

    async def get(self, by: Handler, receipt_no: str) -> ComplaintCase:
        async with self._store.begin() as work:
            complaint = await self._visible(work, by, receipt_no)
            await self._audit(work, by, "read", complaint)
            case = await self._case(work, by, complaint)
            await work.commit()
        return case

    async def contact(self, by: Handler, receipt_no: str) -> str | None:
        """The number to call the complainant under, in full: theirs for this complaint, else the one on record."""
        async with self._store.begin() as work:
            complaint = await self._visible(work, by, receipt_no)
            if not (by.senior or complaint.owner == by.username):
                raise NotPermitted("contact")
            customer = await work.customers.get(complaint.customer_no) if complaint.customer_no else None
            await self._audit(work, by, "contact", complaint)
            await work.commit()
        return complaint.contact or (customer.phone if customer else None)

    async def register(
        self, by: Handler, seen: Seen, owner: Handler, note: str | None = None
    ) -> ComplaintCase:
        """登记: from here on somebody is accountable; an archived one is opened again for the new facts in `note`."""
        if not may_assign(by, owner):
            raise NotPermitted(Step.REGISTER)

        def act(complaint: Complaint, at: datetime) -> None:
            complaint.register(at=at, by=by.username, owner=owner, note=note)

        return await self._take(by, seen, Step.REGISTER, act, owner=owner.username)

    async def reassign(
        self, by: Handler, seen: Seen, owner: Handler, note: str | None = None
    ) -> ComplaintCase:
        def act(complaint: Complaint, at: datetime) -> None:
            complaint.reassign(at=at, by=by.username, owner=owner, note=note)

        return await self._take(by, seen, Step.REASSIGN, act, owner=owner.username)

    async def acknowledge(
        self, by: Handler, seen: Seen, public_note: str, note: str | None = None
    ) -> ComplaintCase:
        def act(complaint: Complaint, at: datetime) -> None:
            complaint.acknowledge(at=at, by=by.username, public_note=public_note, note=note)

        return await self._take(by, seen, Step.ACKNOWLEDGE, act)

    async def plan(self, by: Handler, seen: Seen, public_note: str, note: str | None = None) -> ComplaintCase:
        def act(complaint: Complaint, at: datetime) -> None:
            complaint.plan(at=at, by=by.username, public_note=public_note, note=note)

        return await self._take(by, seen, Step.PLAN, act)

    async def handle(
        self, by: Handler, seen: Seen, public_note: str, note: str | None = None
    ) -> ComplaintCase:
        """What was done about it within 72 hours, or why that takes longer."""

        def act(complaint: Complaint, at: datetime) -> None:
            complaint.handle(at=at, by=by.username, public_note=public_note, note=note)

        return await self._take(by, seen, Step.HANDLE, act)

    async def investigate(self, by: Handler, seen: Seen, note: str | None = None) -> ComplaintCase:
        def act(complaint: Complaint, at: datetime) -> None:
            complaint.investigate(at=at, by=by.username, note=note)

        return await self._take(by, seen, Step.INVESTIGATE, act)

    async def ask_more(
        self, by: Handler, seen: Seen, public_note: str, note: str | None = None
    ) -> ComplaintCase:
        def act(complaint: Complaint, at: datetime) -> None:
            complaint.ask_more(at=at, by=by.username, public_note=public_note, note=note)

        return await self._take(by, seen, Step.ASK_MORE, act)

    async def ask_extension(self, by: Handler, seen: Seen, note: str) -> ComplaintCase:
        """The owner asks, with the reason; somebody senior approves by `extend`."""

        def act(complaint: Complaint, at: datetime) -> None:
            complaint.ask_extension(at=at, by=by.username, note=note)

        return await self._take(by, seen, Step.ASK_EXTENSION, act)

    async def extend(
        self, by: Handler, seen: Seen, public_note: str, reason: str | None = None
    ) -> ComplaintCase:
        """To 30 days, then to 60. Nobody approves in another's name: `by` is the approver. `reason` None: the owner's."""

        def act(complaint: Complaint, at: datetime) -> None:
            asked = [event.note for event in complaint.round if event.kind is EventKind.EXTENSION_ASKED]
            why = reason or (asked[-1] if asked else None) or ""
            again = complaint.status is ComplaintStatus.EXTENDED_30
            extend = complaint.extend_60 if again else complaint.extend_30
            extend(at=at, approved_by=by, reason=why, public_note=public_note)

        return await self._take(by, seen, Step.EXTEND, act)

    async def decide(
        self,
        by: Handler,
        seen: Seen,
        decision: str,
        corrective_action: str | None = None,
        apology: str | None = None,
    ) -> ComplaintCase:
        outcome = Outcome(decision, corrective_action, apology)

        def act(complaint: Complaint, at: datetime) -> None:
            complaint.decide(at=at, by=by.username, outcome=outcome)

        return await self._take(by, seen, Step.DECIDE, act)

    async def notify(
        self, by: Handler, seen: Seen, public_note: str, note: str | None = None
    ) -> ComplaintCase:
        def act(complaint: Complaint, at: datetime) -> None:
            complaint.notify(at=at, by=by.username, public_note=public_note, note=note)

        return await self._take(by, seen, Step.NOTIFY, act)

    async def review(self, by: Handler, seen: Seen, note: str | None = None) -> ComplaintCase:
        def act(complaint: Complaint, at: datetime) -> None:
            complaint.review(at=at, by=by.username, note=note)

        return await self._take(by, seen, Step.REVIEW, act)

    async def mediate(self, by: Handler, seen: Seen, note: str | None = None) -> ComplaintCase:
        def act(complaint: Complaint, at: datetime) -> None:
            complaint.mediate(at=at, by=by.username, note=note)

        return await self._take(by, seen, Step.MEDIATE, act)

    async def archive(
        self,
        by: Handler,
        seen: Seen,
        satisfied: bool | None = None,
        corrective_action: str | None = None,
        note: str | None = None,
    ) -> ComplaintCase:
        def act(complaint: Complaint, at: datetime) -> None:
            complaint.archive(
                at=at, by=by.username, satisfied=satisfied, corrective_action=corrective_action, note=note
            )

        return await self._take(by, seen, Step.ARCHIVE, act)

    async def reject(
        self, by: Handler, seen: Seen, public_note: str, note: str | None = None
    ) -> ComplaintCase:
        """不予办理, with the reason in `public_note`."""

        def act(complaint: Complaint, at: datetime) -> None:
            complaint.reject(at=at, by=by.username, public_note=public_note, note=note)

        return await self._take(by, seen, Step.REJECT, act)

    async def _take(self, by: Handler, seen: Seen, step: Step, act: Act, **data: str) -> ComplaintCase:
        async with self._store.begin() as work:
            complaint = await self._visible(work, by, seen.receipt_no)
            if not may_take(by, complaint, step):
                raise NotPermitted(step)
            if complaint.version != seen.version:
                raise RecordChanged()
            act(complaint, self._clock.now())
            if not await work.complaints.put(complaint):
                raise RecordChanged()
            await self._audit(work, by, step, complaint, **data)
            case = await self._case(work, by, complaint)
            await work.commit()
        return case

    async def _visible(self, work: UnitOfWork, by: Handler, receipt_no: str) -> Complaint:
        complaint = await work.complaints.get(receipt_no.strip().upper())
        if complaint is None or not may_see(by, complaint):
            raise RecordNotFound()
        return complaint

    async def _audit(
        self, work: UnitOfWork, by: Handler, what: str, complaint: Complaint, **data: str
    ) -> None:
        await work.audit.append(
            at=self._clock.now(),
            who=by.username,
            what=f"complaint.{what}",
            whom=complaint.customer_no,
            data={"receipt_no": complaint.receipt_no, **data},
        )

    async def _case(self, work: UnitOfWork, by: Handler, complaint: Complaint) -> ComplaintCase:
        customer = await work.customers.get(complaint.customer_no) if complaint.customer_no else None
        return complaint_case(complaint, customer, by, self._terms, self._clock.now())
