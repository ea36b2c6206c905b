"""A claim as a conversation may reach it: because it was reported here, or because the policy is the customer's."""

from dataclasses import dataclass
from datetime import datetime

from insurance.domain.claim_reports import ClaimReport
from insurance.domain.claims import Act, Claim, acts_in
from insurance.domain.customers import Customer
from insurance.domain.identity import Identity, Level
from insurance.domain.policies import Policy
from insurance.services.access import IdentityRequired, RecordNotFound, known_customer
from insurance.services.ports import UnitOfWork


@dataclass(frozen=True)
class Own:
    """The customer's own claim, with the policy it is made under and its holder."""

    claim: Claim
    policy: Policy
    holder: Customer | None

    @property
    def insured_is_holder(self) -> bool:
        return self.holder is not None and self.policy.insured_name == self.holder.name

    @property
    def may_read_notes(self) -> bool:
        """Another person's medical facts are not shown to who pays the premium without that person's consent (PIPL 28, 29)."""
        return not self.claim.line.insures_persons or self.insured_is_holder

    @property
    def acts(self) -> frozenset[Act]:
        """What the holder may do now. Agreeing and withdrawing are the insured's or the beneficiary's (保险法 23); to
        object on the insured's behalf is open to the holder too.
        """
        may = acts_in(self.claim.status)
        return may if not self.claim.line.insures_persons or self.insured_is_holder else may & {Act.DISPUTE}


@dataclass(frozen=True)
class ClaimFile:
    """`report`: told in this conversation or by this customer. `claim`: what stands behind the number, whoever's it is;
    only through `own` may anything of it be shown. One of `report` and `own` is there. `level`: what still counts of the
    identity.
    """

    claim_no: str
    level: Level
    report: ClaimReport | None
    claim: Claim | None
    own: Own | None


async def reach(
    work: UnitOfWork,
    subject: str,
    identity: Identity,
    claim_no: str,
    *,
    at: datetime,
    needs: Level = Level.BOUND,
    lock: bool = False,
) -> ClaimFile:
    """`RecordNotFound`, or `IdentityRequired` below `needs`: the same whether the number exists or not.

    What was told in this conversation it reaches at any level. `lock`: nobody else changes report or claim until the
    unit of work ends.
    """
    customer_no = known_customer(identity, at=at)
    level = identity.level if customer_no is not None else Level.ANONYMOUS
    report = await work.claim_reports.get(claim_no.strip(), lock=lock)
    claim = await work.claims.get(claim_no.strip(), lock=lock)
    if report is not None and report.subject != subject and not _same(report.customer_no, customer_no):
        report = None
    if (report is None or report.subject != subject) and level < needs:
        raise IdentityRequired(needs)
    own = None if claim is None or customer_no is None else await _own(work, claim, customer_no)
    if report is not None:
        return ClaimFile(report.claim_no, level, report, claim, own)
    if own is not None:
        return ClaimFile(own.claim.claim_no, level, None, claim, own)
    raise RecordNotFound()


async def holder_of(work: UnitOfWork, claim_no: str) -> str | None:
    """The customer whose policy the claim is under; of a mere report the one who told it, where known. `RecordNotFound`."""
    claim = await work.claims.get(claim_no.strip())
    if claim is not None:
        policy = await work.policies.get(claim.policy_no)
        return policy.customer_no if policy else None
    report = await work.claim_reports.get(claim_no.strip())
    if report is None:
        raise RecordNotFound()
    return report.customer_no


async def _own(work: UnitOfWork, claim: Claim, customer_no: str) -> Own | None:
    policy = await work.policies.get(claim.policy_no)
    if policy is None or policy.customer_no != customer_no:
        return None
    return Own(claim, policy, await work.customers.get(customer_no))


def _same(reporter: str | None, customer_no: str | None) -> bool:
    return reporter is not None and reporter == customer_no
