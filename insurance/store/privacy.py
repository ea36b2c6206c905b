"""Taking out what is kept of one customer, table by table."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from insurance.store.callbacks import FollowUpRow
from insurance.store.claim_documents import ClaimDocumentRow
from insurance.store.claim_reports import ClaimReportRow
from insurance.store.claims import ClaimActRow, ClaimEventRow, ClaimRow
from insurance.store.complaints import ComplaintEventRow, ComplaintRow
from insurance.store.customers import CustomerRow, customer_of_row, customer_row
from insurance.store.identity import BindingRow, ChallengeRow, CustomerConversationRow, IdentityRow
from insurance.store.leads import LeadRow
from insurance.store.policies import PolicyRow
from insurance.store.recognition import ReadingRow
from insurance.store.reminders import ReminderChoiceRow
from insurance.store.servicing import ServicingEventRow, ServicingRow
from insurance.store.upsert import insert_new
from kernel.crypto import Keyring

# Stands where a customer stood who was erased: somebody was checked there, nobody knows who.
SOMEBODY = "erased"
_IN = 500


class SqlPrivacy:
    """`insurance.services.ports.privacy.PrivacyStore`."""

    def __init__(self, db: AsyncSession, keyring: Keyring) -> None:
        self._db = db
        self._keyring = keyring

    async def subjects(self, customer_no: str) -> dict[str, bool]:
        rows = (CustomerConversationRow, BindingRow, IdentityRow)
        found: set[str] = set()
        for row in rows:
            found |= set(await self._db.scalars(select(row.subject).where(row.customer_no == customer_no)))
        shared: set[str] = set()
        for batch in _batches(found):
            for row in rows:
                others = select(row.subject).where(row.subject.in_(batch), row.customer_no != customer_no)
                shared |= set(await self._db.scalars(others))
        return {subject: subject in shared for subject in sorted(found)}

    async def step_out(self, subject: str, customer_no: str) -> None:
        row = CustomerConversationRow
        at = await self._db.scalar(
            select(row.at).where(row.subject == subject, row.customer_no == customer_no)
        )
        if at is not None:
            somebody = {"subject": subject, "customer_no": SOMEBODY, "at": at}
            await insert_new(self._db, CustomerConversationRow, [somebody])
        for table in (CustomerConversationRow, IdentityRow, ChallengeRow):
            await self._db.execute(
                delete(table).where(table.subject == subject, table.customer_no == customer_no)
            )

    async def wishes(self, customer_no: str, subjects: Collection[str]) -> tuple[list[str], list[str]]:
        leads, calls = LeadRow, FollowUpRow
        lead_nos = set(await self._db.scalars(select(leads.lead_no).where(leads.customer_no == customer_no)))
        call_nos = set(
            await self._db.scalars(select(calls.follow_up_no).where(calls.customer_no == customer_no))
        )
        for batch in _batches(subjects):
            lead_nos |= set(await self._db.scalars(select(leads.lead_no).where(leads.subject.in_(batch))))
            call_nos |= set(
                await self._db.scalars(select(calls.follow_up_no).where(calls.subject.in_(batch)))
            )
        return sorted(lead_nos), sorted(call_nos)

    async def drop_wishes(
        self, *, subject: str | None = None, customer_no: str | None = None
    ) -> dict[str, int]:
        dropped = {}
        for noun, row in (("lead", LeadRow), ("callback", FollowUpRow)):
            theirs = row.customer_no == customer_no if subject is None else row.subject == subject
            dropped[noun] = await self._delete(row, theirs)
        return dropped

    async def drop_codes(self, customer_no: str) -> None:
        for row in (IdentityRow, ChallengeRow):
            await self._delete(row, row.customer_no == customer_no)

    async def drop_reports(self, claim_nos: Collection[str]) -> None:
        await self._drop(ClaimActRow, ClaimActRow.claim_no, claim_nos)
        await self._drop_documents(claim_nos)
        await self._drop(ClaimReportRow, ClaimReportRow.claim_no, claim_nos)

    async def drop_claims(self, claim_nos: Collection[str]) -> None:
        await self.drop_reports(claim_nos)
        await self._drop(ClaimEventRow, ClaimEventRow.claim_no, claim_nos)
        await self._drop(ClaimRow, ClaimRow.claim_no, claim_nos)

    async def drop_requests(self, request_nos: Collection[str]) -> None:
        await self._drop(ServicingEventRow, ServicingEventRow.request_no, request_nos)
        await self._drop(ServicingRow, ServicingRow.request_no, request_nos)

    async def drop_complaints(self, receipt_nos: Collection[str]) -> None:
        await self._drop(ComplaintEventRow, ComplaintEventRow.receipt_no, receipt_nos)
        await self._drop(ComplaintRow, ComplaintRow.receipt_no, receipt_nos)

    async def drop_policies(self, policy_nos: Collection[str]) -> None:
        await self._drop(PolicyRow, PolicyRow.policy_no, policy_nos)

    async def drop_contacts(self, customer_no: str) -> int:
        row = await self._db.get(CustomerRow, customer_no, with_for_update=True, populate_existing=True)
        if row is None:
            return 0
        customer = customer_of_row(row, self._keyring)
        known = sum(contact is not None for contact in (customer.phone, customer.email))
        if known:
            values = customer_row(replace(customer, phone=None, email=None), self._keyring)
            mine = CustomerRow.customer_no == customer_no
            await self._db.execute(update(CustomerRow).where(mine).values(values))
        return known

    async def drop_customer(self, customer_no: str) -> int:
        await self._delete(ReminderChoiceRow, ReminderChoiceRow.customer_no == customer_no)
        return await self._delete(CustomerRow, CustomerRow.customer_no == customer_no)

    async def _drop_documents(self, claim_nos: Collection[str]) -> None:
        row = ClaimDocumentRow
        for batch in _batches(claim_nos):
            theirs = select(row.id).where(row.claim_no.in_(batch))
            await self._delete(ReadingRow, ReadingRow.document_id.in_(theirs))
            await self._delete(row, row.claim_no.in_(batch))

    async def _drop(self, row: Any, number: Any, numbers: Collection[str]) -> None:
        for batch in _batches(numbers):
            await self._delete(row, number.in_(batch))

    async def _delete(self, row: Any, theirs: Any) -> int:
        return int((await self._db.execute(delete(row).where(theirs))).rowcount)  # type: ignore[attr-defined]


def _batches(values: Collection[str]) -> list[list[str]]:
    ordered = sorted(values)
    return [ordered[start : start + _IN] for start in range(0, len(ordered), _IN)]
