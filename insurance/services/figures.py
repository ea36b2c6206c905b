"""What figures of claims, complaints and reminders are made of. Nothing in it tells whose they are; nobody's identity is asked."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import datetime

from insurance.domain.claim_times import ClaimTimes
from insurance.domain.complaint_clocks import DutyCode, duties
from insurance.domain.complaints import Complaint, ComplaintCategory, ComplaintStatus
from insurance.domain.reminders import Preference
from insurance.domain.terms import Terms
from insurance.services.ports import Store

_PAGE = 500
_NO_COMPLAINT = frozenset({ComplaintStatus.WITHDRAWN, ComplaintStatus.REJECTED_NOT_COMPLAINT})


@dataclass(frozen=True)
class ComplaintTimes:
    """`kept`: of the duties whose time is over, whether each was done in it. `decided`: of its status, the house is done.

    One that was withdrawn or is no complaint has no duties.
    """

    receipt_no: str
    category: ComplaintCategory
    channel: str
    received_at: datetime
    status: ComplaintStatus
    kept: dict[DutyCode, bool]
    satisfied: bool | None


class FigureService:
    def __init__(self, store: Store, terms: Terms) -> None:
        self._store = store
        self._terms = terms

    async def first_claim(self) -> datetime | None:
        """When the first one was reported."""
        async with self._store.read() as work:
            return await work.claims.first_report()

    async def claims_reported(self, since: datetime, until: datetime) -> AsyncIterator[ClaimTimes]:
        """Those reported in [since, until)."""
        async for times in self._claims(since, until, ended=False):
            yield times

    async def claims_ended(self, since: datetime, until: datetime) -> AsyncIterator[ClaimTimes]:
        """Those paid or closed for the first time in [since, until)."""
        async for times in self._claims(since, until, ended=True):
            if times.ended_at is not None and since <= times.ended_at < until:
                yield times

    async def claims_changed(self, since: datetime) -> list[ClaimTimes]:
        """Those to which something happened since then."""
        async with self._store.read() as work:
            return await work.claims.times(await work.claims.changed(since))

    async def first_complaint(self) -> datetime | None:
        """When the first one was received."""
        async with self._store.read() as work:
            return await work.complaints.first_receipt()

    async def complaints(
        self, since: datetime, until: datetime, at: datetime
    ) -> AsyncIterator[ComplaintTimes]:
        """Those received in [since, until), as they stand at `at`, newest first."""
        after: str | None = None
        while True:
            async with self._store.read() as work:
                page = await work.complaints.find(since=since, until=until, after=after, limit=_PAGE)
            for complaint in page:
                yield self._complaint(complaint, at)
            if len(page) < _PAGE:
                return
            after = page[-1].receipt_no

    async def complaints_changed(self, since: datetime) -> list[datetime]:
        """When those were received to which something happened since then."""
        async with self._store.read() as work:
            found = await work.complaints.some(list(await work.complaints.changed(since)))
        return [complaint.received_at for complaint in found.values()]

    async def received(self, receipt_nos: Collection[str]) -> list[datetime]:
        """When these complaints were received."""
        async with self._store.read() as work:
            return [each.received_at for each in (await work.complaints.some(receipt_nos)).values()]

    async def turned_off(self, since: datetime, until: datetime) -> list[Preference]:
        """Reminders that customers switched off in [since, until)."""
        async with self._store.read() as work:
            return await work.reminders.turned_off(since, until)

    async def _claims(self, since: datetime, until: datetime, *, ended: bool) -> AsyncIterator[ClaimTimes]:
        async with self._store.read() as work:
            numbers = await work.claims.between(since, until, ended=ended)
            for start in range(0, len(numbers), _PAGE):
                for times in await work.claims.times(numbers[start : start + _PAGE]):
                    yield times

    def _complaint(self, complaint: Complaint, at: datetime) -> ComplaintTimes:
        counted = complaint.status not in _NO_COMPLAINT
        return ComplaintTimes(
            complaint.receipt_no,
            complaint.category,
            complaint.channel,
            complaint.received_at,
            complaint.status,
            {
                duty.code: duty.done_at is not None and duty.done_at <= duty.due
                for duty in duties(complaint, self._terms, at)
                if counted and at > duty.due
            },
            complaint.satisfied,
        )
