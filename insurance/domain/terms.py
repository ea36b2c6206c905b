"""The house's own figures; each may be changed where the insurer is wired, the law's figures may not."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Terms:
    """Limits of the identity check and of complaints. Durations are exact, days are Asia/Shanghai calendar days."""

    code_lives: timedelta = timedelta(minutes=5)
    code_tries: int = 5
    code_lock: timedelta = timedelta(minutes=30)
    code_pause: timedelta = timedelta(seconds=60)
    codes_a_day: int = 5
    idle: timedelta = timedelta(minutes=15)
    complaint_response: timedelta = timedelta(hours=24)
    complaint_plan: timedelta = timedelta(hours=48)
    brand: str = "保问"


DEFAULT_TERMS = Terms()
