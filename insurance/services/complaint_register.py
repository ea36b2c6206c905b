"""The register of complaints 投诉台账: one row per complaint, for the regulator's and the house's own review."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from insurance.domain.complaint_steps import may_see
from insurance.domain.complaints import (
    Complaint,
    ComplaintCategory,
    ComplaintStatus,
    EventKind,
    Handler,
)
from insurance.domain.customers import Customer
from insurance.domain.errors import NotPermitted
from insurance.services.ports import Store
from kernel.clock import SHANGHAI, Clock
from kernel.masking import show_name, show_phone, show_text

S, K = ComplaintStatus, EventKind


# Steps of the register: the first time each of these happened since it was received or opened again.
REGISTER_STEPS: tuple[str, ...] = (
    S.REGISTERED,
    K.ACKNOWLEDGED,
    K.PLANNED,
    S.INVESTIGATING,
    K.HANDLED,
    S.DECIDED,
    S.NOTIFIED,
    S.ARCHIVED,
)


@dataclass(frozen=True)
class RegisterRow:
    """The complainant is masked; `steps` are the times of `REGISTER_STEPS`, None where one has not happened."""

    receipt_no: str
    received_at: datetime
    channel: str
    complainant: str | None
    category: ComplaintCategory
    target: str | None
    facts: str
    demand: str | None
    owner: str | None
    steps: list[datetime | None]
    status: ComplaintStatus
    result: str | None
    corrective_action: str | None
    satisfied: bool | None


class ComplaintRegister:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def rows(
        self, by: Handler, since: date | None = None, until: date | None = None
    ) -> list[RegisterRow]:
        """Received on `since` to `until`, both included, oldest first; audited. `NotPermitted` unless senior."""
        if not by.senior:
            raise NotPermitted("export")
        async with self._store.begin() as work:
            found = await work.complaints.find(
                since=_morning(since) if since else None,
                until=_morning(until + timedelta(days=1)) if until else None,
            )
            seen = [complaint for complaint in reversed(found) if may_see(by, complaint)]
            numbers = {complaint.customer_no for complaint in seen if complaint.customer_no}
            customers = {number: await work.customers.get(number) for number in numbers}
            span = {"since": str(since or ""), "until": str(until or ""), "rows": str(len(seen))}
            await work.audit.append(
                at=self._clock.now(), who=by.username, what="complaint.export", whom=None, data=span
            )
            await work.commit()
        return [_row(complaint, customers.get(complaint.customer_no or "")) for complaint in seen]


def _row(complaint: Complaint, customer: Customer | None) -> RegisterRow:
    who = show_name(customer.name) if customer else complaint.contact and show_phone(complaint.contact)
    happened = {event.what: event.at for event in reversed(complaint.round)}
    return RegisterRow(
        receipt_no=complaint.receipt_no,
        received_at=complaint.received_at,
        channel=complaint.channel,
        complainant=who,
        category=complaint.category,
        target=complaint.target and show_text(complaint.target),
        facts=show_text(complaint.detail),
        demand=complaint.demand and show_text(complaint.demand),
        owner=complaint.owner_name,
        steps=[happened.get(step) for step in REGISTER_STEPS],
        status=complaint.status,
        result=complaint.outcome.decision and show_text(complaint.outcome.decision),
        corrective_action=complaint.outcome.corrective_action,
        satisfied=complaint.satisfied,
    )


def _morning(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)
