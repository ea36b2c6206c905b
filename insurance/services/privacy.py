"""A data subject's request, the business half: who is meant, what has to stay and why, what goes (个人信息保护法 47)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from insurance.domain import retention
from insurance.domain.claim_reports import ClaimReport
from insurance.domain.claims import Claim
from insurance.domain.complaints import ENDED, Complaint
from insurance.domain.customers import Customer
from insurance.domain.errors import RecordNotFound
from insurance.domain.policies import Policy
from insurance.domain.retention import FOREVER
from insurance.domain.servicing import ServicingRequest
from insurance.domain.terms import Terms
from insurance.services.bindings import Bindings
from insurance.services.ports import Store, UnitOfWork
from kernel.clock import Clock, today
from kernel.masking import show_name
from kernel.privacy import Basis, Entry, entries

CONSOLE = "console"
ERASED, EXPORTED = "privacy.erased", "privacy.exported"


@dataclass(frozen=True, repr=False)
class Records:
    """All business records of one customer. `reports`: those that no claim of theirs has begun from; `elsewhere`: numbers of
    those that a claim under somebody else's policy has.
    """

    customer: Customer | None
    policies: list[Policy]
    claims: list[Claim]
    reports: list[ClaimReport]
    elsewhere: set[str]
    complaints: list[Complaint]
    requests: list[ServicingRequest]
    choices: int


@dataclass(frozen=True)
class Kept:
    """Number → the last day it is kept; what is missing may go. `customer`: None where nothing keeps the record."""

    policies: dict[str, date] = field(default_factory=dict)
    claims: dict[str, date] = field(default_factory=dict)
    reports: dict[str, date] = field(default_factory=dict)
    complaints: dict[str, date] = field(default_factory=dict)
    requests: dict[str, date] = field(default_factory=dict)

    @property
    def customer(self) -> date | None:
        days = (self.policies, self.claims, self.reports, self.complaints, self.requests)
        return max((day for kept in days for day in kept.values()), default=None)

    @property
    def abouts(self) -> set[str]:
        """As tasks name what they are about."""
        nouns = {"claim": {**self.claims, **self.reports}, "complaint": self.complaints}
        return {f"{noun}:{number}" for noun, kept in nouns.items() for number in kept}


@dataclass(frozen=True)
class Plan:
    """What an erasure would find. `running`: a contract or a case goes on, so the customer has to be reached. `papers`: where
    files of claims lie whose time is over; `abouts`: what tasks may be about.
    """

    name: str | None
    running: bool
    kept: Kept
    papers: list[str]
    abouts: set[str]


class PrivacyService:
    def __init__(self, store: Store, clock: Clock, terms: Terms) -> None:
        self._store = store
        self._clock = clock
        self._bindings = Bindings(terms)

    async def conversations(self, customer_no: str) -> dict[str, bool]:
        """Conversation → whether another customer was checked in it too."""
        async with self._store.read() as work:
            return await work.privacy.subjects(customer_no)

    async def plan(self, customer_no: str, before: Collection[str] = ()) -> Plan:
        """`before`: conversations that were theirs alone. `RecordNotFound` where nobody of that number is, or ever was erased."""
        on = today(self._clock)
        async with self._store.read() as work:
            records = await records_of(work, customer_no, before)
            if records.customer is None and not await _was_erased(work, customer_no):
                raise RecordNotFound()
            kept = kept_of(records, on)
            over = [each.claim_no for each in records.claims if each.claim_no not in kept.claims]
            over += [each.claim_no for each in records.reports if each.claim_no not in kept.reports]
            documents = await work.claim_documents.of(over)
        abouts = {f"claim:{number}" for number in over} | {f"customer:{customer_no}"}
        abouts |= {f"complaint:{each.receipt_no}" for each in records.complaints} | kept.abouts
        return Plan(
            name=show_name(records.customer.name) if records.customer else None,
            running=runs(records, on),
            kept=kept,
            papers=[each.kept_path for each in documents if each.kept_path is not None],
            abouts=abouts,
        )

    async def forget(self, subject: str) -> dict[str, int]:
        """Of a conversation whose words are gone: who it was, and what was wished in it without a name; noun → how many."""
        async with self._store.begin() as work:
            dropped = await work.privacy.drop_wishes(subject=subject)
            await work.identity.erase(subject)
            await self._bindings.end(work, subject, "erased", self._clock.now())
            await work.commit()
        return dropped

    async def step_out(self, subject: str, customer_no: str) -> None:
        """The conversation is another customer's too: it forgets this one, and stays."""
        async with self._store.begin() as work:
            binding = await work.identity.binding(subject, lock=True)
            if binding is not None and binding.customer_no == customer_no:
                await self._bindings.end(work, subject, "erased", self._clock.now())
            await work.privacy.step_out(subject, customer_no)
            await work.commit()

    async def erase(
        self, customer_no: str, before: Collection[str], gone: Iterable[Entry], kept: Iterable[Entry]
    ) -> tuple[list[Entry], list[Entry]]:
        """In one transaction, with its entry in the audit trail: what no rule keeps goes. `gone`, `kept`: what the other rooms
        did, which is counted there too; `before` as of `plan`. Both lists in full.
        """
        on, now = today(self._clock), self._clock.now()
        async with self._store.begin() as work:
            # Whoever writes to a customer's records asks for this row first.
            await work.customers.get(customer_no, lock=True)
            records = await records_of(work, customer_no, before)
            stays = kept_of(records, on)
            wishes = await work.privacy.drop_wishes(customer_no=customer_no)
            await work.privacy.drop_codes(customer_no)
            dropped = await _drop(work, records, stays)
            if stays.customer is None:
                dropped["customer"] = await work.privacy.drop_customer(customer_no)
                dropped["reminder_choice"] = records.choices
            elif not runs(records, on):
                dropped["contact"] = await work.privacy.drop_contacts(customer_no)
            all_gone = _sum([*gone, *(Entry(noun, n, Basis.ASKED) for noun, n in wishes.items())])
            contact = Entry("contact", dropped.pop("contact", 0), Basis.ASKED)
            all_gone += entries(contact, *(Entry(noun, n, Basis.OVER) for noun, n in dropped.items()))
            trail = await work.audit.entries(customer_no)
            all_kept = [
                *_stays(records, stays, on),
                *kept,
                Entry("audit_entry", len(trail) + 1, Basis.AUDIT),
            ]
            counted = {f"gone_{each.noun}": str(each.count) for each in all_gone}
            await work.audit.append(at=now, who=CONSOLE, what=ERASED, whom=customer_no, data=counted)
            await work.commit()
        return all_gone, all_kept


async def records_of(work: UnitOfWork, customer_no: str, before: Collection[str] = ()) -> Records:
    """What was stated without a name counts where it was stated in a conversation of this customer alone; `before`: those that
    were forgotten meanwhile.
    """
    subjects = await work.privacy.subjects(customer_no)
    own = {*before, *(subject for subject, shared in subjects.items() if not shared)}
    claims = await work.claims.of_customer(customer_no)
    begun = {claim.claim_no for claim in claims}
    reports = {each.claim_no: each for each in await work.claim_reports.of(None, customer_no)}
    complaints = {each.receipt_no: each for each in await work.complaints.of(None, customer_no)}
    for subject in sorted(own):
        for report in await work.claim_reports.of(subject, None):
            reports.setdefault(report.claim_no, report)
        for complaint in await work.complaints.of(subject, None):
            complaints.setdefault(complaint.receipt_no, complaint)
    mine = (None, customer_no)
    unbegun = [each for number, each in reports.items() if number not in begun and each.customer_no in mine]
    return Records(
        customer=await work.customers.get(customer_no),
        policies=await work.policies.of_customer(customer_no),
        claims=claims,
        reports=unbegun,
        elsewhere=set(await work.claims.all([each.claim_no for each in unbegun])),
        complaints=[each for each in complaints.values() if each.customer_no in mine],
        requests=await work.servicing.of_customer(customer_no),
        choices=len(await work.reminders.of_customer(customer_no)),
    )


def kept_of(records: Records, on: date) -> Kept:
    """What a rule still keeps on that day. A policy and the claims under it are kept together, as the one kept longest."""
    policies = {each.policy_no: retention.policy_until(each, on) for each in records.policies}
    for claim in records.claims:
        policies[claim.policy_no] = max(policies[claim.policy_no], retention.claim_until(claim))
    reports = {
        each.claim_no: FOREVER if each.claim_no in records.elsewhere else retention.report_until(each)
        for each in records.reports
    }
    complaints = {each.receipt_no: retention.complaint_until(each) for each in records.complaints}
    requests = {each.request_no: retention.request_until(each) for each in records.requests}
    return Kept(
        policies=_after(on, policies),
        claims=_after(on, {each.claim_no: policies[each.policy_no] for each in records.claims}),
        reports=_after(on, reports),
        complaints=_after(on, complaints),
        requests=_after(on, requests),
    )


def runs(records: Records, on: date) -> bool:
    """Whether the house still has to reach this customer."""
    return (
        any(retention.runs(each, on) for each in records.policies)
        or any(retention.is_open(each) for each in records.claims)
        or any(each.status not in ENDED for each in records.complaints)
        or any(each.open for each in records.requests)
    )


async def _drop(work: UnitOfWork, records: Records, kept: Kept) -> dict[str, int]:
    """In an order in which nothing points to what is gone; noun → how many."""
    over = {
        "claim": {each.claim_no for each in records.claims} - kept.claims.keys(),
        "report": {each.claim_no for each in records.reports} - kept.reports.keys(),
        "complaint": {each.receipt_no for each in records.complaints} - kept.complaints.keys(),
        "request": {each.request_no for each in records.requests} - kept.requests.keys(),
        "policy": {each.policy_no for each in records.policies} - kept.policies.keys(),
    }
    await work.privacy.drop_claims(over["claim"])
    await work.privacy.drop_reports(over["report"])
    await work.privacy.drop_complaints(over["complaint"])
    await work.privacy.drop_requests(over["request"])
    await work.privacy.drop_policies(over["policy"])
    return {noun: len(numbers) for noun, numbers in over.items()}


def _stays(records: Records, kept: Kept, on: date) -> list[Entry]:
    """A line per noun and basis, with the last day of the one kept longest."""
    policies = {each.policy_no for each in records.policies if retention.runs(each, on)}
    claims = {
        each.claim_no for each in records.claims if retention.is_open(each) or each.policy_no in policies
    }
    complaints = {each.receipt_no for each in records.complaints if each.status not in ENDED}
    requests = {each.request_no for each in records.requests if each.open}
    listed = [
        *_lines("policy", kept.policies, policies, Basis.CONTRACT),
        *_lines("claim", kept.claims, claims, Basis.CONTRACT),
        *_lines("report", kept.reports, set(), Basis.CONTRACT),
        *_lines("complaint", kept.complaints, complaints, Basis.COMPLAINT),
        *_lines("request", kept.requests, requests, Basis.CONTRACT),
    ]
    if records.customer is not None and kept.customer is not None:
        running = {""} if runs(records, on) else set()
        listed += _lines("customer", {"": kept.customer}, running, Basis.CONTRACT)
        until = None if kept.customer == FOREVER else kept.customer
        listed += entries(Entry("reminder_choice", records.choices, Basis.CONSENT, until))
    return listed


def _lines(noun: str, days: dict[str, date], running: set[str], basis: Basis) -> list[Entry]:
    over = [day for number, day in days.items() if number not in running]
    last = max(over, default=None)
    until = None if last == FOREVER else last
    return entries(
        Entry(noun, len(days.keys() & running), Basis.RUNNING), Entry(noun, len(over), basis, until)
    )


def _after(on: date, days: dict[str, date]) -> dict[str, date]:
    return {number: day for number, day in days.items() if day > on}


def _sum(found: Iterable[Entry]) -> list[Entry]:
    """One line per noun and basis."""
    counts: dict[tuple[str, Basis], int] = {}
    for each in found:
        counts[each.noun, each.basis] = counts.get((each.noun, each.basis), 0) + each.count
    return entries(*(Entry(noun, count, basis) for (noun, basis), count in counts.items()))


async def _was_erased(work: UnitOfWork, customer_no: str) -> bool:
    return any(each.what == ERASED for each in await work.audit.entries(customer_no))
