"""Claims as their policy's holder may see them. Read only: the bot never decides or predicts cover."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from insurance.domain.claims import NEXT_STEPS, Claim, ClaimStatus, EventKind, NextStep, due_by
from insurance.domain.customers import Customer
from insurance.domain.identity import Identity, Level
from insurance.domain.policies import Policy
from insurance.services.access import customer_of, own
from insurance.services.ports import Store
from kernel.clock import Clock
from kernel.masking import show_policy_no


@dataclass(frozen=True)
class TimelineEntry:
    """`status` is a state's code; `advance_payment` stands for an advance."""

    at: datetime
    status: str
    note: str | None


@dataclass(frozen=True)
class ClaimView:
    """Money in yuan. `due_by`: last day of the insurer's next duty. Below VERIFIED: number masked, no sums, no notes."""

    claim_no: str
    policy_no: str
    status: ClaimStatus
    next_step: NextStep
    reported_at: datetime
    date_of_loss: date
    amount_claimed: Decimal | None
    amount_approved: Decimal | None
    timeline: list[TimelineEntry]
    missing_documents: list[str]
    due_by: date | None


def claim_view(claim: Claim, level: Level, *, notes: bool = True) -> ClaimView:
    """`notes`: whether the reader may see what the notes say, not only the states."""
    full = level >= Level.VERIFIED
    timeline = [
        TimelineEntry(
            at=event.at,
            status=EventKind.ADVANCE_PAYMENT if event.kind is EventKind.ADVANCE_PAYMENT else event.status,
            note=event.note if full and notes else None,
        )
        for event in claim.events
    ]
    return ClaimView(
        claim_no=claim.claim_no,
        policy_no=claim.policy_no if full else show_policy_no(claim.policy_no),
        status=claim.status,
        next_step=NEXT_STEPS[claim.status],
        reported_at=claim.reported_at,
        date_of_loss=claim.date_of_loss,
        amount_claimed=claim.amount_claimed if full else None,
        amount_approved=claim.amount_approved if full else None,
        timeline=timeline,
        missing_documents=list(claim.missing_documents),
        due_by=due_by(claim),
    )


class ClaimService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def list_for(self, identity: Identity) -> list[ClaimView]:
        """The customer's claims, newest report first (from `Level.BOUND`)."""
        customer_no = customer_of(identity, Level.BOUND, at=self._clock.now())
        async with self._store.read() as work:
            claims = await work.claims.of_customer(customer_no)
            policies = {policy.policy_no: policy for policy in await work.policies.of_customer(customer_no)}
            holder = await work.customers.get(customer_no)
        return [
            claim_view(
                claim, identity.level, notes=_may_read_notes(claim, policies.get(claim.policy_no), holder)
            )
            for claim in claims
        ]

    async def get(self, identity: Identity, claim_no: str) -> ClaimView:
        """One of the customer's own claims (from `Level.BOUND`); `RecordNotFound`."""
        customer_no = customer_of(identity, Level.BOUND, at=self._clock.now())
        async with self._store.read() as work:
            claim = await work.claims.get(claim_no.strip())
            policy = await work.policies.get(claim.policy_no) if claim else None
            holder = await work.customers.get(customer_no)
        found = own(claim, policy.customer_no if policy else None, customer_no)
        return claim_view(found, identity.level, notes=_may_read_notes(found, policy, holder))


def _may_read_notes(claim: Claim, policy: Policy | None, holder: Customer | None) -> bool:
    """Another person's medical facts are not shown to who pays the premium without that person's consent (PIPL 28, 29)."""
    if not claim.line.insures_persons:
        return True
    return policy is not None and holder is not None and policy.insured_name == holder.name
