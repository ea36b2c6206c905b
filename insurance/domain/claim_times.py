"""When a claim was reported, accepted and ended: what the house's speed is measured by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from insurance.domain.claim_states import AT_WORK, ClaimStatus
from insurance.domain.products import Line
from kernel.clock import SHANGHAI, local

S = ClaimStatus

# 理赔受理: the house's own target, from the report; the first day does not count, the last one counts whole.
ACCEPTANCE_DAYS = 3
_ACCEPTED = AT_WORK | {S.AWAIT_AGREEMENT, S.APPROVED, S.PAID, S.DENIED}
_ENDED = frozenset({S.PAID, S.CLOSED})
UNTIMED = _ACCEPTED | _ENDED


@dataclass(frozen=True)
class ClaimTimes:
    """`moves`: every state it reached, and when, oldest first. `known`: it was followed from the report on; of one that was
    accepted or ended when the core system told of it first, nobody knows when that was.
    """

    claim_no: str
    line: Line
    reported_at: datetime
    moves: Sequence[tuple[datetime, ClaimStatus]]
    known: bool = True

    @property
    def accept_by(self) -> datetime:
        """The last moment that is in time."""
        last = local(self.reported_at).date() + timedelta(days=ACCEPTANCE_DAYS)
        return datetime.combine(last, time.max, SHANGHAI)

    @property
    def accepted_at(self) -> datetime | None:
        """When it was accepted, or was found in a state that comes after."""
        return self._first(_ACCEPTED)

    @property
    def ended_at(self) -> datetime | None:
        """Paid, or closed without a payment: the first time."""
        return self._first(_ENDED)

    def withdrawn_before(self, at: datetime) -> bool:
        """Whether the claimant took it back by then and had not handed it in again."""
        last = next((status for when, status in reversed(self.moves) if when <= at), None)
        return last is S.WITHDRAWN

    def _first(self, statuses: frozenset[ClaimStatus]) -> datetime | None:
        return next((at for at, status in self.moves if status in statuses), None)
