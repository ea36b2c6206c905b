"""ClaimReport 报案: what somebody tells of a loss. Its number becomes the claim's once a policy is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from insurance.domain.claim_documents import ChecklistItem, ClaimDocument, documents_for, loss_kind, named
from insurance.domain.claims import MOST_ADDITIONS, Claim, Party
from insurance.domain.errors import RuleBroken
from insurance.domain.policies import Policy, PolicyStatus
from insurance.domain.products import Line
from kernel.clock import local

MOST_AMOUNT = Decimal(10) ** 12


@dataclass(frozen=True, repr=False, kw_only=True)
class ReportDraft:
    """As told, nothing of it checked against records; None where it was not said. `amount` in yuan.

    `injury`: who is hurt, also 「没有人受伤」. `incident_id`: the catastrophe it belongs to.
    """

    date_of_loss: date
    line: Line | None = None
    policy_no: str | None = None
    place: str | None = None
    cause: str | None = None
    injury: str | None = None
    amount: Decimal | None = None
    phone: str | None = None
    insured_name: str | None = None
    plate_no: str | None = None
    incident_id: str | None = None


@dataclass(frozen=True)
class Addition:
    """What was said after the report."""

    at: datetime
    note: str


@dataclass(frozen=True, repr=False, kw_only=True)
class ClaimReport(ReportDraft):
    """`subject`: the conversation it was told in; `customer_no` is known only where identity was."""

    claim_no: str
    subject: str
    customer_no: str | None
    reported_at: datetime
    additions: tuple[Addition, ...] = ()

    def __repr__(self) -> str:
        return f"ClaimReport({self.claim_no})"

    def __post_init__(self) -> None:
        if self.date_of_loss > local(self.reported_at).date():
            raise RuleBroken("date_of_loss_ahead")
        if self.amount is not None and not 0 <= self.amount < MOST_AMOUNT:
            raise RuleBroken("amount_implausible")

    @property
    def checklist(self) -> tuple[ChecklistItem, ...]:
        return documents_for(self.line, loss_kind(self.line, self.cause, self.injury))

    def with_addition(self, addition: Addition) -> "ClaimReport":
        if len(self.additions) >= MOST_ADDITIONS:
            raise RuleBroken("too_many_additions")
        return replace(self, additions=(*self.additions, addition))

    def claim_under(self, policy_no: str, line: Line, documents: Sequence[ClaimDocument] = ()) -> Claim:
        """The claim this report begins; what was added and handed in since is in its history, as if it had been one."""
        claim = Claim(
            claim_no=self.claim_no,
            policy_no=policy_no,
            line=line,
            reported_at=self.reported_at,
            date_of_loss=self.date_of_loss,
            cause=self.cause,
            injury=self.injury,
            amount_claimed=None if self.amount is None else self.amount.quantize(Decimal("0.01")),
        )
        moments = {each.at for each in self.additions} | {each.at for each in documents}
        for came in sorted(moments):
            for addition in self.additions:
                if addition.at == came:
                    claim.add_note(at=came, by=Party.CLAIMANT, note=addition.note)
            if names := [each.kind for each in documents if each.at == came]:
                claim.receive_documents(at=came, names=names)
                claim.count_documents(named(each for each in documents if each.at <= came), at=came)
        return claim


def policy_meant(draft: ReportDraft, own: Iterable[tuple[Policy, Line]]) -> tuple[Policy, Line] | None:
    """Of the reporter's own policies the stated one; where none was stated, the only one of that line on the day of loss.

    A stated number that is not among them means somebody else's policy or a slip: staff finds out, nothing is guessed.
    """
    if draft.policy_no is not None:
        stated = draft.policy_no.strip().casefold()
        return next((each for each in own if each[0].policy_no.casefold() == stated), None)
    fitting = [each for each in own if each[1] is draft.line and _may_cover(each[0], draft.date_of_loss)]
    return fitting[0] if len(fitting) == 1 else None


def _may_cover(policy: Policy, on: date) -> bool:
    """Its term holds the day; suspended or expired since, it may still have covered then."""
    ended = policy.status in (PolicyStatus.SURRENDERED, PolicyStatus.TERMINATED)
    return not ended and policy.effective_on <= on and (policy.expires_on is None or on < policy.expires_on)
