"""A data subject's copy of the business records about them (个人信息保护法 45): as stored, in full, names as in the domain."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import msgspec

from insurance.domain.claim_documents import ClaimDocument
from insurance.domain.claims import Claim, ClaimStatus, EventKind
from insurance.domain.complaints import Complaint
from insurance.domain.errors import RecordNotFound
from insurance.domain.policies import Policy
from insurance.services.claim_files import Own
from insurance.services.ports import Store
from insurance.services.privacy import CONSOLE, EXPORTED, records_of
from kernel.clock import Clock

Copy = dict[str, Any]

# What a claim says of the insured's body, where that is somebody else (个人信息保护法 28, 29).
_MEDICAL = ("cause", "injury", "note", "denial")
# What makes a repeat known says nothing of anybody.
_TECHNICAL = ("key", "version")


@dataclass(frozen=True, repr=False)
class Business:
    """`about`: the names under which tasks may be about this customer; `shared`, `own`: conversations."""

    sections: Copy
    own: list[str]
    shared: list[str]
    abouts: set[str]


class PrivacyExport:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def of(self, customer_no: str) -> Business:
        """Noun → records; times with their zone, money in yuan as text. Audited. `RecordNotFound`."""
        async with self._store.read() as work:
            records = await records_of(work, customer_no)
            if records.customer is None:
                raise RecordNotFound()
            subjects = await work.privacy.subjects(customer_no)
            numbers = [each.claim_no for each in records.claims]
            numbers += [each.claim_no for each in records.reports]
            documents = await work.claim_documents.of(numbers)
            own = [subject for subject, shared in subjects.items() if not shared]
            lead_nos, call_nos = await work.privacy.wishes(customer_no, own)
            leads = [await work.leads.get(number) for number in lead_nos]
            callbacks = [await work.callbacks.get(number) for number in call_nos]
            choices = await work.reminders.of_customer(customer_no)
            bindings = [await work.identity.binding(subject) for subject in subjects]
        policies = {each.policy_no: each for each in records.policies}
        readable = {
            each.claim_no
            for each in records.claims
            if Own(each, policies[each.policy_no], records.customer).may_read_notes
        }
        readable |= {each.claim_no for each in records.reports} - records.elsewhere
        sections: Copy = {
            "customer": _plain(records.customer),
            "policies": [_plain(each) for each in records.policies],
            "payments": [*_premiums(records.policies), *_payments(records.claims)],
            "claims": [_claim(each, each.claim_no in readable) for each in records.claims],
            "claim_reports": [_plain(each) for each in records.reports],
            "claim_documents": [_document(each, readable) for each in documents],
            "complaints": [_complaint(each) for each in records.complaints],
            "servicing_requests": [_plain(each) for each in records.requests],
            "callbacks": [_plain(each) for each in callbacks],
            "leads": [_plain(each) for each in leads],
            "reminder_choices": [_plain(each) for each in choices],
            "bindings": [
                {"conversation_id": each.subject, "bound_at": each.bound_at, "used_at": each.used_at}
                for each in bindings
                if each is not None and each.customer_no == customer_no
            ],
        }
        async with self._store.begin() as work:
            await work.audit.append(
                at=self._clock.now(), who=CONSOLE, what=EXPORTED, whom=customer_no, data={}
            )
            await work.commit()
        abouts = {f"claim:{number}" for number in numbers} | {f"customer:{customer_no}"}
        abouts |= {f"complaint:{each.receipt_no}" for each in records.complaints}
        return Business(
            sections=msgspec.to_builtins(sections),
            own=own,
            shared=[subject for subject, shared in subjects.items() if shared],
            abouts=abouts,
        )


def _plain(record: Any) -> Copy:
    copied: Copy = msgspec.to_builtins(record)
    return _without(copied, _TECHNICAL)


def _claim(claim: Claim, readable: bool) -> Copy:
    copied = _plain(claim)
    if not readable:
        copied = _without(copied, _MEDICAL)
        copied["events"] = [_without(event, ("note",)) for event in copied["events"]]
    return copied


def _document(document: ClaimDocument, readable: Collection[str]) -> Copy:
    copied = _without(_plain(document), ("kept_path", "subject"))
    return copied if document.claim_no in readable else _without(copied, ("recognition",))


def _complaint(complaint: Complaint) -> Copy:
    """Notes among those who handle it, and who they are, are about colleagues."""
    copied = _without(_plain(complaint), ("owner", "owner_name"))
    copied["events"] = [
        {name: value for name, value in event.items() if name in ("at", "status", "kind", "public_note")}
        for event in copied["events"]
    ]
    return copied


def _payments(claims: list[Claim]) -> list[Copy]:
    """What went to the claimant."""
    return [
        {"of": "claim", "number": claim.claim_no, "at": event.at, "amount": event.amount}
        for claim in claims
        for event in claim.events
        if event.amount is not None
        and (
            event.kind is EventKind.ADVANCE_PAYMENT or (event.kind.moves and event.status is ClaimStatus.PAID)
        )
    ]


def _premiums(policies: list[Policy]) -> list[Copy]:
    """What this house knows of premiums: how much, how often, what is due next; each payment is in the core system."""
    return [
        {
            "of": "premium",
            "number": each.policy_no,
            "amount": each.premium,
            "pay_mode": each.pay_mode,
            "next_due_on": each.next_due_on,
        }
        for each in policies
    ]


def _without(copied: Copy, names: Collection[str]) -> Copy:
    return {name: value for name, value in copied.items() if name not in names}
