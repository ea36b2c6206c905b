"""The states of a complaint, the table between them, and the events they leave."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ComplaintStatus(StrEnum):
    RECEIVED = "received"
    REGISTERED = "registered"
    MORE_INFO = "more_info"
    INVESTIGATING = "investigating"
    EXTENDED_30 = "extended_30"
    EXTENDED_60 = "extended_60"
    DECIDED = "decided"
    NOTIFIED = "notified"
    REVIEW = "review"
    MEDIATION = "mediation"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"
    REJECTED_NOT_COMPLAINT = "rejected_not_complaint"


S = ComplaintStatus

TRANSITIONS: dict[ComplaintStatus, frozenset[ComplaintStatus]] = {
    S.RECEIVED: frozenset({S.REGISTERED}),
    S.REGISTERED: frozenset({S.INVESTIGATING, S.MORE_INFO, S.REJECTED_NOT_COMPLAINT, S.WITHDRAWN}),
    S.MORE_INFO: frozenset({S.INVESTIGATING, S.WITHDRAWN}),
    S.INVESTIGATING: frozenset({S.DECIDED, S.EXTENDED_30, S.WITHDRAWN}),
    S.EXTENDED_30: frozenset({S.DECIDED, S.EXTENDED_60}),
    S.EXTENDED_60: frozenset({S.DECIDED}),
    S.DECIDED: frozenset({S.NOTIFIED}),
    S.NOTIFIED: frozenset({S.ARCHIVED, S.REVIEW, S.MEDIATION}),
    S.REVIEW: frozenset({S.NOTIFIED, S.ARCHIVED}),
    S.MEDIATION: frozenset({S.ARCHIVED}),
    S.ARCHIVED: frozenset({S.REGISTERED}),
    S.WITHDRAWN: frozenset(),
    S.REJECTED_NOT_COMPLAINT: frozenset(),
}
# Registered and not decided yet.
IN_WORK = frozenset({S.REGISTERED, S.MORE_INFO, S.INVESTIGATING, S.EXTENDED_30, S.EXTENDED_60})
EXTENDABLE = frozenset({S.INVESTIGATING, S.EXTENDED_30})
# Nothing is due any more.
ENDED = frozenset({S.ARCHIVED, S.WITHDRAWN, S.REJECTED_NOT_COMPLAINT})


@dataclass(frozen=True)
class Handler:
    """A member of staff who works on complaints. `name` is what customers read; `senior`: 主管 or above."""

    username: str
    name: str
    senior: bool = False


class EventKind(StrEnum):
    STATUS = "status"
    ACKNOWLEDGED = "acknowledged"
    PLANNED = "planned"
    HANDLED = "handled"
    EXTENSION_ASKED = "extension_asked"
    REASSIGNED = "reassigned"


@dataclass(frozen=True)
class ComplaintEvent:
    """`by` is a username or `customer`; `note` is for staff alone, `public_note` is what the complainant reads."""

    at: datetime
    status: ComplaintStatus
    by: str
    note: str | None = field(default=None, repr=False)
    public_note: str | None = field(default=None, repr=False)
    kind: EventKind = EventKind.STATUS

    @property
    def what(self) -> str:
        """The state that was reached, or what else happened."""
        return self.status.value if self.kind is EventKind.STATUS else self.kind.value


@dataclass(frozen=True, repr=False)
class Outcome:
    """How it was decided, what the house does differently from now on (改进措施), and its apology where one is due."""

    decision: str | None = None
    corrective_action: str | None = None
    apology: str | None = None
