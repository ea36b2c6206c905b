"""The house's own figures; each may be changed where the insurer is wired, the law's figures may not."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Terms:
    """Limits and targets. Durations are exact, days are Asia/Shanghai calendar days. `binding_lives`: without use.

    `servicing_days`, `call_days`, `claim_…_days`: working days for a servicing request, for calling back, for naming all
    documents a claim lacks, for its decision, for that of a complex one. `auto_renew_open_days`: how early auto cover
    may be renewed, which differs from region to region, at most 90.
    """

    code_lives: timedelta = timedelta(minutes=5)
    code_tries: int = 5
    code_lock: timedelta = timedelta(minutes=30)
    code_pause: timedelta = timedelta(seconds=60)
    codes_a_day: int = 5
    idle: timedelta = timedelta(minutes=15)
    binding_lives: timedelta = timedelta(days=180)
    complaint_response: timedelta = timedelta(hours=24)
    complaint_plan: timedelta = timedelta(hours=48)
    complaint_handling: timedelta = timedelta(hours=72)
    servicing_days: int = 5
    call_days: int = 1
    claim_acknowledgement: timedelta = timedelta(hours=24)
    claim_document_notice_days: int = 5
    claim_decision_days: int = 5
    claim_decision_days_complex: int = 10
    payment_link_lives: timedelta = timedelta(minutes=30)
    auto_renew_open_days: int = 30
    brand: str = "保问"

    def __post_init__(self) -> None:
        if not 1 <= self.auto_renew_open_days <= 90:
            raise ValueError(f"auto_renew_open_days is 1 to 90, not {self.auto_renew_open_days}")


DEFAULT_TERMS = Terms()
