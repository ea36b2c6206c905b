"""What staff does with a claim, and the facts each step takes. Withdrawing and agreeing are the claimant's alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from insurance.domain.claims import Claim, Party
from insurance.domain.errors import RuleBroken


class ClaimStep(StrEnum):
    """Each is a verb of `Claim`; the list of missing documents has its own (`ask_documents`)."""

    ACKNOWLEDGE = "acknowledge"
    SUBMIT = "submit"
    ACCEPT = "accept"
    REGISTER = "register"
    INVESTIGATE = "investigate"
    ASSESS = "assess"
    CALCULATE = "calculate"
    REVIEW = "review"
    PROPOSE = "propose"
    APPROVE = "approve"
    PAY_IN_ADVANCE = "pay_in_advance"
    PAY = "pay"
    DENY = "deny"
    SEND_DENIAL_NOTICE = "send_denial_notice"
    DISPUTE = "dispute"
    CLOSE = "close"


@dataclass(frozen=True, repr=False)
class StepFacts:
    """`amount` in yuan, whole fen; `reason` and `clause` of a denial."""

    note: str | None = None
    amount: Decimal | None = None
    reason: str | None = None
    clause: str | None = None


# What decides about money, or ends the matter, takes a second pair of eyes: the house's own rule.
_SENIOR = frozenset(
    {
        ClaimStep.PROPOSE,
        ClaimStep.APPROVE,
        ClaimStep.PAY_IN_ADVANCE,
        ClaimStep.PAY,
        ClaimStep.DENY,
        ClaimStep.SEND_DENIAL_NOTICE,
        ClaimStep.CLOSE,
    }
)


def may_take(step: ClaimStep, *, senior: bool) -> bool:
    """Whether a member of staff may take it; `senior`: a supervisor."""
    return senior or step not in _SENIOR


_NEEDED: Mapping[ClaimStep, frozenset[str]] = {
    ClaimStep.PROPOSE: frozenset({"amount"}),
    ClaimStep.PAY_IN_ADVANCE: frozenset({"amount"}),
    ClaimStep.DENY: frozenset({"reason", "clause"}),
}
_WELCOME: Mapping[ClaimStep, frozenset[str]] = {
    **_NEEDED,
    ClaimStep.APPROVE: frozenset({"amount"}),
    ClaimStep.SEND_DENIAL_NOTICE: frozenset(),
}
_NOTE = frozenset({"note"})


def take(claim: Claim, step: ClaimStep, facts: StepFacts, *, at: datetime) -> None:
    """`RuleBroken` where a fact is missing or out of place; else what the verb itself says."""
    given = {name: value for name, value in vars(facts).items() if value is not None}
    if not _NEEDED.get(step, frozenset()) <= given.keys() <= _WELCOME.get(step, _NOTE):
        raise RuleBroken("facts_of_the_step")
    amount = facts.amount
    if amount is not None and (amount < 0 or amount != amount.quantize(Decimal("0.01"))):
        raise RuleBroken("amount_implausible")
    getattr(claim, step.value)(at=at, by=Party.STAFF, **given)
