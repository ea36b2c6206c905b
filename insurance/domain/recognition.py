"""Tries at reading a document's picture: how many there are, how long one may take, when the next one comes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_ATTEMPTS = 3
# Longer than any reader takes; so long a document waits when the process that reads it dies.
LEASE = timedelta(minutes=5)


@dataclass(frozen=True)
class Reading:
    """A try at a document, held by who got it. `attempt` counts from 1; `token` tells it from every other try."""

    document_id: int
    subject: str
    attachment_id: str
    handed_in_at: datetime
    attempt: int
    token: str

    @property
    def is_last(self) -> bool:
        return self.attempt >= MAX_ATTEMPTS


def pause_after(attempt: int) -> timedelta:
    """Before the next try: one minute, then five."""
    return timedelta(minutes=5 ** (attempt - 1))
