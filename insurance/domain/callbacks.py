"""FollowUp 回访: somebody wants to be called back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from insurance.domain.terms import DEFAULT_TERMS, Terms
from insurance.domain.working_days import target_day

KEPT = timedelta(days=180)


@dataclass(repr=False)
class FollowUp:
    """`wished_time` in the customer's words, `wished_on` the day where one was named. `keep_until`: deleted from then on."""

    follow_up_no: str
    subject: str
    customer_no: str | None
    phone: str
    topic: str
    wished_time: str | None
    wished_on: date | None
    received_at: datetime
    keep_until: datetime
    done_at: datetime | None = None
    done_by: str | None = None

    def __repr__(self) -> str:
        return f"FollowUp({self.follow_up_no})"

    def due_on(self, terms: Terms = DEFAULT_TERMS) -> date:
        """The day that was named, else the house's target."""
        return self.wished_on or target_day(self.received_at, terms.call_days)
