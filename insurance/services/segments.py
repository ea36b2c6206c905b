"""Groups of customers by what they have and did, for whoever asks them all the same thing. Numbers only, nobody's record."""

from dataclasses import dataclass
from datetime import timedelta

from insurance.domain.products import Line
from insurance.services.ports import Store
from kernel.clock import Clock


@dataclass(frozen=True)
class Segment:
    """Every condition that is named holds: a policy in force (of that line), a loss reported or a conversation with an identity
    check within the last so many days.
    """

    line: Line | None = None
    claim_days: int | None = None
    conversation_days: int | None = None


class SegmentService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def customers(self, segment: Segment) -> set[str]:
        """Their numbers; of those known to have died none."""
        now = self._clock.now()
        async with self._store.read() as work:
            found = await work.policies.holders(segment.line)
            if segment.claim_days is not None:
                found &= await work.claims.claimants(now - timedelta(days=segment.claim_days))
            if segment.conversation_days is not None:
                found &= await work.identity.proven_since(now - timedelta(days=segment.conversation_days))
            died: set[str] = set()
            numbers = sorted(found)
            for start in range(0, len(numbers), _AT_ONCE):
                died |= await work.customers.deceased(numbers[start : start + _AT_ONCE])
        return found - died


# More names than that fit into no statement.
_AT_ONCE = 5_000
