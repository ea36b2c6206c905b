"""Taking reports of losses. Anyone may report; whether a stated policy exists is told to nobody."""

from dataclasses import dataclass
from datetime import date, datetime

from insurance.domain.claim_clocks import Deadline, acknowledge_by
from insurance.domain.claim_documents import ChecklistItem
from insurance.domain.claim_reports import Addition, ClaimReport, ReportDraft, policy_meant
from insurance.domain.claims import NEXT_STEPS, Claim, ClaimStatus, NextStep, Party
from insurance.domain.errors import RecordNotFound, RuleBroken
from insurance.domain.identity import Identity, Level
from insurance.domain.policies import Policy
from insurance.domain.products import Line
from insurance.domain.terms import Terms
from insurance.services.access import known_customer
from insurance.services.claim_files import holder_of, reach
from insurance.services.claim_views import ClaimView, claim_view, shown_policy_no
from insurance.services.once import once
from insurance.services.policies import products_of
from insurance.services.ports import Store, UnitOfWork
from insurance.services.receipts import receipt_no
from kernel.clock import Clock, today
from kernel.masking import show_phone

LONGEST_NOTE = 2_000


@dataclass(frozen=True)
class ReportReceipt:
    """`policy_no`: as stated, or the one it was put under; masked below VERIFIED. `documents`: what this kind of loss
    needs. `next_step`, `deadlines`: what comes next and by when.
    """

    claim_no: str
    policy_no: str | None
    line: Line | None
    status: ClaimStatus
    reported_at: datetime
    date_of_loss: date
    documents: tuple[ChecklistItem, ...]
    next_step: NextStep
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True)
class ReportCase:
    """An unlinked report as staff sees it in the list of work: phone and stated policy number masked. What was told, in
    full, is a look of its own. `acknowledge_by`: when the reporter is to have heard of us.
    """

    claim_no: str
    customer_no: str | None
    line: Line | None
    date_of_loss: date
    phone: str | None
    policy_no: str | None
    reported_at: datetime
    acknowledge_by: datetime


class ClaimReportService:
    def __init__(self, store: Store, clock: Clock, terms: Terms) -> None:
        self._store = store
        self._clock = clock
        self._terms = terms

    async def report(self, subject: str, identity: Identity, draft: ReportDraft, key: str) -> ReportReceipt:
        """Take a report at any level; the same (subject, key) gives the same report.

        From `Level.BOUND`, where a policy of the customer's own is meant (`policy_meant`), the claim begins under it at
        once. Else the report alone is kept, and looks the same whatever number was stated. `RuleBroken` for a day of loss
        that is still to come, and for an amount beyond any loss.
        """
        customer_no = known_customer(identity, at=self._clock.now())
        level = identity.level if customer_no is not None else Level.ANONYMOUS
        return self._receipt(await self._take(subject, customer_no, draft, key), level)

    async def report_for(
        self, staff: str, customer_no: str, subject: str, draft: ReportDraft, key: str
    ) -> ReportReceipt:
        """For staff: what the customer told a person, taken as `report` takes it, and answered by that. Audited;
        `RecordNotFound` where there is no such customer.
        """
        async with self._store.read() as work:
            if await work.customers.get(customer_no) is None:
                raise RecordNotFound()
        report = await self._take(subject, customer_no, draft, key, staff)
        return self._receipt(report, Level.VERIFIED)

    async def _take(
        self, subject: str, customer_no: str | None, draft: ReportDraft, key: str, staff: str | None = None
    ) -> ClaimReport:
        now = self._clock.now()

        async def find(work: UnitOfWork) -> ClaimReport | None:
            return await work.claim_reports.by_key(subject, key)

        async def make(work: UnitOfWork) -> ClaimReport | None:
            meant = None
            if customer_no is not None:
                meant = policy_meant(draft, await _policies_of(work, customer_no))
            found = {} if meant is None else {"policy_no": meant[0].policy_no, "line": meant[1]}
            report = ClaimReport(
                claim_no=receipt_no("LP", today(self._clock)),
                subject=subject,
                customer_no=customer_no,
                reported_at=now,
                **(vars(draft) | found),
            )
            if not await work.claim_reports.add(report, key):
                return None
            if meant is not None:
                claim = report.claim_under(meant[0].policy_no, meant[1])
                if staff is not None:
                    claim.acknowledge(at=now, by=Party.STAFF)
                await work.claims.put([claim])
            if staff is not None:
                data = {"claim_no": report.claim_no}
                await work.audit.append(
                    at=now, who=staff, what="claim_report.take", whom=customer_no, data=data
                )
            return report

        report, _ = await once(self._store, find, make)
        return report

    async def of_conversation(self, subject: str) -> list[ReportReceipt]:
        """The reports told in it, newest first; policy numbers masked."""
        async with self._store.read() as work:
            reports = await work.claim_reports.of(subject, None)
        return [self._receipt(report, Level.ANONYMOUS) for report in reports]

    async def append(self, subject: str, identity: Identity, claim_no: str, note: str, key: str) -> None:
        """What was forgotten in the report, or is to be added to the customer's own claim; once per key.

        Where it was not told in this conversation, `Level.VERIFIED`. `RecordNotFound`, or `IdentityRequired` below that;
        `RuleBroken` without a word and beyond 50 additions.
        """
        note, now = _addition(note), self._clock.now()
        async with self._store.begin() as work:
            file = await reach(work, subject, identity, claim_no, at=now, needs=Level.VERIFIED, lock=True)
            if await work.claims.first_time(file.claim_no, subject, "append", key, now):
                await _append(work, file.report, file.claim, note, Party.CLAIMANT, now)
                await work.commit()

    async def append_for(self, staff: str, claim_no: str, note: str, key: str) -> None:
        """For staff: what a person learnt about the loss; the claimant reads it. Once per key, audited. As `append`."""
        note, now = _addition(note), self._clock.now()
        async with self._store.begin() as work:
            report = await work.claim_reports.get(claim_no.strip(), lock=True)
            claim = await work.claims.get(claim_no.strip(), lock=True)
            found = claim or report
            if found is None:
                raise RecordNotFound()
            if await work.claims.first_time(found.claim_no, staff, "append", key, now):
                await _append(work, report, claim, note, Party.STAFF, now)
                data = {"claim_no": found.claim_no}
                whom = await holder_of(work, found.claim_no)
                await work.audit.append(at=now, who=staff, what="claim.note", whom=whom, data=data)
                await work.commit()

    async def waiting(self) -> list[ReportCase]:
        """For staff: reports that no claim has begun from yet, oldest first."""
        async with self._store.read() as work:
            reports = await work.claim_reports.unlinked()
        return [
            ReportCase(
                claim_no=report.claim_no,
                customer_no=report.customer_no,
                line=report.line,
                date_of_loss=report.date_of_loss,
                phone=report.phone and show_phone(report.phone),
                policy_no=shown_policy_no(report.policy_no, Level.ANONYMOUS),
                reported_at=report.reported_at,
                acknowledge_by=acknowledge_by(report.reported_at, self._terms).due,
            )
            for report in reports
        ]

    async def details(self, staff: str, claim_no: str) -> ClaimReport:
        """For staff: all that was told; the look is audited. `RecordNotFound`."""
        async with self._store.begin() as work:
            report = await work.claim_reports.get(claim_no.strip())
            if report is None:
                raise RecordNotFound()
            await work.audit.append(
                at=self._clock.now(),
                who=staff,
                what="claim_report.details",
                whom=report.customer_no,
                data={"claim_no": report.claim_no},
            )
            await work.commit()
        return report

    async def link(self, staff: str, claim_no: str, policy_no: str) -> ClaimView:
        """For staff: begin the claim of a report under a policy; done twice it is one claim. Audited.

        `RecordNotFound`; `RuleBroken` where it stands under another policy already.
        """
        now = self._clock.now()
        async with self._store.begin() as work:
            report = await work.claim_reports.get(claim_no.strip(), lock=True)
            policy = await work.policies.get(policy_no.strip())
            product = await work.products.get(policy.product_code) if policy else None
            if report is None or policy is None or product is None:
                raise RecordNotFound()
            documents = await work.claim_documents.of([report.claim_no])
            claim = await work.claims.get(report.claim_no)
            if claim is None:
                claim = report.claim_under(policy.policy_no, product.line, documents)
                claim.acknowledge(at=now, by=Party.STAFF)
                await work.claims.put([claim])
                await self._audit(work, staff, claim, policy, now)
                await work.commit()
            elif claim.policy_no != policy.policy_no:
                raise RuleBroken("report_under_another_policy")
        return claim_view(claim, Level.VERIFIED, documents=documents, terms=self._terms)

    @staticmethod
    async def _audit(work: UnitOfWork, staff: str, claim: Claim, policy: Policy, at: datetime) -> None:
        data = {"claim_no": claim.claim_no, "policy_no": policy.policy_no}
        await work.audit.append(at=at, who=staff, what="claim.link", whom=policy.customer_no, data=data)

    def _receipt(self, report: ClaimReport, level: Level) -> ReportReceipt:
        return ReportReceipt(
            claim_no=report.claim_no,
            policy_no=shown_policy_no(report.policy_no, level),
            line=report.line,
            status=ClaimStatus.REPORTED,
            reported_at=report.reported_at,
            date_of_loss=report.date_of_loss,
            documents=report.checklist,
            next_step=NEXT_STEPS[ClaimStatus.REPORTED],
            deadlines=(acknowledge_by(report.reported_at, self._terms),),
        )


def _addition(note: str) -> str:
    note = note.strip()[:LONGEST_NOTE]
    if not note:
        raise RuleBroken("addition_without_words")
    return note


async def _append(
    work: UnitOfWork, report: ClaimReport | None, claim: Claim | None, note: str, by: Party, at: datetime
) -> None:
    if report is not None:
        await work.claim_reports.put(report.with_addition(Addition(at, note)))
    if claim is not None:
        claim.add_note(at=at, by=by, note=note)
        await work.claims.put([claim])


async def _policies_of(work: UnitOfWork, customer_no: str) -> list[tuple[Policy, Line]]:
    policies = await work.policies.of_customer(customer_no)
    products = await products_of(work, policies)
    return [(policy, products[policy.product_code].line) for policy in policies]
