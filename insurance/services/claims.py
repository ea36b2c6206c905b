"""Claims as their policy's holder may see them and act on them. The bot never decides or predicts cover."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from insurance.domain.claim_documents import ClaimDocument, named, still_missing
from insurance.domain.claim_steps import ClaimStep, StepFacts, may_take, take
from insurance.domain.claims import Claim, ClaimStatus, NextStep, Party
from insurance.domain.errors import NotPermitted, RecordNotFound, RuleBroken
from insurance.domain.identity import Identity, Level
from insurance.domain.terms import Terms
from insurance.services.access import customer_of, known_customer
from insurance.services.claim_files import ClaimFile, Own, holder_of, reach
from insurance.services.claim_views import (
    ClaimView,
    TimelineEntry,
    asked_for,
    claim_view,
    report_view,
)
from insurance.services.ports import Store, UnitOfWork
from kernel.clock import Clock

__all__ = ["ClaimService", "ClaimView", "HandIn", "TimelineEntry", "claim_view"]

LONGEST_REASON = 2_000
LONGEST_NAME = 64


@dataclass(frozen=True)
class HandIn:
    """What came of a hand-in. `received`: the documents' names, None where unknown; `covered`: what of the one list they
    filled; `missing`: what of it is still to come, piece by piece. `claim`: how things stand.
    """

    claim_no: str
    received: tuple[str | None, ...]
    covered: tuple[str, ...]
    missing: tuple[str, ...]
    claim: ClaimView

    @property
    def status(self) -> ClaimStatus:
        return self.claim.status

    @property
    def next_step(self) -> NextStep:
        return self.claim.next_step


class ClaimService:
    def __init__(self, store: Store, clock: Clock, terms: Terms) -> None:
        self._store = store
        self._clock = clock
        self._terms = terms

    async def list_for(self, identity: Identity, subject: str | None = None) -> list[ClaimView]:
        """The customer's claims, and what was reported in this conversation or by this customer; newest report first.

        Below `Level.BOUND` the conversation's reports alone; where there is none, `IdentityRequired`.
        """
        now = self._clock.now()
        customer_no = known_customer(identity, at=now)
        async with self._store.read() as work:
            reports = await work.claim_reports.of(subject or identity.subject, customer_no)
            if customer_no is None and not reports:
                customer_of(identity, Level.BOUND, at=now)
            owned = await self._owned(work, customer_no) if customer_no is not None else []
            level = identity.level if customer_no is not None else Level.ANONYMOUS
            numbers = {own.claim.claim_no for own in owned}
            files = [ClaimFile(own.claim.claim_no, level, None, own.claim, own) for own in owned]
            files += [
                ClaimFile(report.claim_no, level, report, None, None)
                for report in reports
                if report.claim_no not in numbers
            ]
            documents = await work.claim_documents.of([file.claim_no for file in files])
        views = [
            self._view(file, [each for each in documents if each.claim_no == file.claim_no]) for file in files
        ]
        return sorted(views, key=lambda view: view.reported_at, reverse=True)

    async def get(self, identity: Identity, claim_no: str, subject: str | None = None) -> ClaimView:
        """One of the customer's own claims (from `Level.BOUND`), or one reported in this conversation; `RecordNotFound`.

        To whoever is not its policy's known holder a reported claim stays as it was reported.
        """
        async with self._store.read() as work:
            file = await reach(work, subject or identity.subject, identity, claim_no, at=self._clock.now())
            return self._view(file, await work.claim_documents.of([file.claim_no]))

    async def hand_in(
        self,
        subject: str,
        identity: Identity,
        claim_no: str,
        documents: Sequence[tuple[str | None, str]],
        key: str,
    ) -> HandIn:
        """Take documents, (name or None, attachment id) each, for a claim or report as `get` finds it; where it was not
        told in this conversation, `Level.VERIFIED`.

        The caller has made sure that the attachments are this conversation's. The one list shrinks and never grows; the
        claim is handed in again only when all of it is there. `RuleBroken` without documents.
        """
        if not documents:
            raise RuleBroken("no_documents")
        documents = [((name or "").strip()[:LONGEST_NAME] or None, file) for name, file in documents]
        now = self._clock.now()
        async with self._store.begin() as work:
            file = await reach(work, subject, identity, claim_no, at=now, needs=Level.VERIFIED, lock=True)
            if await work.claims.first_time(file.claim_no, subject, "hand_in", key, now):
                new = await work.claim_documents.add(file.claim_no, subject, key, documents, now)
                if file.claim is not None:
                    await self._count(work, file.claim, [name for name, _ in documents] if new else [], now)
                await work.commit()
            came = await work.claim_documents.of([file.claim_no])
            return self._handed_in(file, came, subject, key)

    async def agree(self, identity: Identity, claim_no: str, key: str) -> ClaimView:
        """The claimant agrees to the proposed result (`Level.VERIFIED`).

        Agreement is the insured's or the beneficiary's (保险法 23): where another person than the holder is insured, staff
        takes it, `RuleBroken`.
        """

        def agree(own: Own, at: datetime) -> None:
            _claimants_own(own)
            own.claim.approve(at=at, by=Party.CLAIMANT)

        return await self._act(identity, claim_no, "agree", key, agree)

    async def dispute(self, identity: Identity, claim_no: str, reason: str, key: str) -> ClaimView:
        """The result, or the assessment, is disputed for a stated reason (`Level.VERIFIED`)."""
        if not reason.strip():
            raise RuleBroken("dispute_without_reason")

        def dispute(own: Own, at: datetime) -> None:
            own.claim.dispute(at=at, by=Party.CLAIMANT, note=reason.strip()[:LONGEST_REASON])

        return await self._act(identity, claim_no, "dispute", key, dispute)

    async def withdraw(self, identity: Identity, claim_no: str, key: str) -> ClaimView:
        """撤案, the claimant's own act (`Level.VERIFIED`); as with `agree`, where another person is insured, `RuleBroken`."""

        def withdraw(own: Own, at: datetime) -> None:
            _claimants_own(own)
            own.claim.withdraw(at=at, by=Party.CLAIMANT)

        return await self._act(identity, claim_no, "withdraw", key, withdraw)

    async def holder(self, claim_no: str) -> str:
        """For staff: whose claim or report it is; `RecordNotFound`, also for a report of somebody unknown."""
        async with self._store.read() as work:
            customer_no = await holder_of(work, claim_no)
        if customer_no is None:
            raise RecordNotFound()
        return customer_no

    async def ask_documents(
        self, staff: str, claim_no: str, documents: Sequence[str], key: str | None = None
    ) -> ClaimView:
        """For staff: everything that is missing, in one list (保险法 22); once per key. Audited; `RecordNotFound`,
        `IllegalTransition`, `RuleBroken`.
        """
        names = tuple(dict.fromkeys(name.strip() for name in documents))
        return await self._step(
            staff,
            claim_no,
            "ask_documents",
            lambda claim, at: claim.ask_documents(at=at, by=Party.STAFF, documents=names),
            key,
        )

    async def take_step(
        self,
        staff: str,
        claim_no: str,
        step: ClaimStep,
        facts: StepFacts | None = None,
        *,
        senior: bool = False,
        key: str | None = None,
    ) -> ClaimView:
        """For staff: any other step, once per key. Audited; `NotPermitted` where it takes somebody `senior`,
        `RecordNotFound`, `IllegalTransition`, `RuleBroken`.
        """
        if not may_take(step, senior=senior):
            raise NotPermitted(step)
        return await self._step(
            staff, claim_no, step.value, lambda claim, at: take(claim, step, facts or StepFacts(), at=at), key
        )

    async def _act(
        self, identity: Identity, claim_no: str, act: str, key: str, do: Callable[[Own, datetime], None]
    ) -> ClaimView:
        """The claimant's act, once per key; a repeat sees how things stand."""
        now = self._clock.now()
        customer_of(identity, Level.VERIFIED, at=now)
        async with self._store.begin() as work:
            file = await reach(work, identity.subject, identity, claim_no, at=now, lock=True)
            if file.own is None:
                # Whether a policy stands behind the number is not told here.
                raise RuleBroken("report_without_own_policy")
            if await work.claims.first_time(file.claim_no, identity.subject, act, key, now):
                do(file.own, now)
                await work.claims.put([file.own.claim])
                await work.commit()
            return self._view(file, await work.claim_documents.of([file.claim_no]))

    async def _step(
        self, staff: str, claim_no: str, what: str, do: Callable[[Claim, datetime], None], key: str | None
    ) -> ClaimView:
        now = self._clock.now()
        async with self._store.begin() as work:
            claim = await work.claims.get(claim_no.strip(), lock=True)
            policy = await work.policies.get(claim.policy_no) if claim else None
            if claim is None or policy is None:
                raise RecordNotFound()
            if key is None or await work.claims.first_time(claim.claim_no, staff, what, key, now):
                do(claim, now)
                await work.claims.put([claim])
                data = {"claim_no": claim.claim_no}
                await work.audit.append(
                    at=now, who=staff, what=f"claim.{what}", whom=policy.customer_no, data=data
                )
                await work.commit()
            documents = await work.claim_documents.of([claim.claim_no])
        return claim_view(claim, Level.VERIFIED, documents=documents, terms=self._terms)

    @staticmethod
    async def _count(work: UnitOfWork, claim: Claim, names: Sequence[str | None], at: datetime) -> None:
        if names:
            claim.receive_documents(at=at, names=names)
        came = await work.claim_documents.of([claim.claim_no])
        claim.count_documents(named(each for each in came if each.at >= claim.documents_count_from), at=at)
        await work.claims.put([claim])

    def _handed_in(
        self, file: ClaimFile, documents: Sequence[ClaimDocument], subject: str, key: str
    ) -> HandIn:
        view = self._view(file, documents)
        since = file.own.claim.documents_count_from if file.own else None
        came = [each for each in documents if since is None or each.at >= since]
        these = [each for each in came if (each.subject, each.key) == (subject, key)]
        before = still_missing(asked_for(view), named(each for each in came if each not in these))
        after = still_missing(asked_for(view), named(came))
        return HandIn(
            claim_no=file.claim_no,
            received=tuple(each.kind for each in these),
            covered=tuple(name for name in before if name not in after),
            missing=view.wanting,
            claim=view,
        )

    async def _owned(self, work: UnitOfWork, customer_no: str) -> list[Own]:
        policies = {policy.policy_no: policy for policy in await work.policies.of_customer(customer_no)}
        holder = await work.customers.get(customer_no)
        claims = await work.claims.of_customer(customer_no)
        return [Own(claim, policies[claim.policy_no], holder) for claim in claims]

    def _view(self, file: ClaimFile, documents: Sequence[ClaimDocument]) -> ClaimView:
        if file.own is not None:
            return claim_view(
                file.own.claim,
                file.level,
                notes=file.own.may_read_notes,
                acts=file.own.acts,
                documents=documents,
                terms=self._terms,
            )
        assert file.report is not None
        return report_view(file.report, file.level, documents, self._terms)


def _claimants_own(own: Own) -> None:
    if own.claim.line.insures_persons and not own.insured_is_holder:
        raise RuleBroken("act_of_the_insured")
