"""Audit: who did what to whom, in a chain in which nothing can be changed, removed or slipped in unseen."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

GENESIS = "0" * 64


@dataclass(frozen=True)
class AuditEntry:
    """`who` is a staff name or a system part, `whom` a customer number; `data` holds no personal data."""

    seq: int
    at: datetime
    who: str
    what: str
    whom: str | None
    data: dict[str, str]
    digest: str

    def follows(self, digest: str) -> bool:
        """Whether this entry is what was written after the entry with that digest."""
        return self.digest == chain(digest, self.seq, self.at, self.who, self.what, self.whom, self.data)


def chain(
    before: str, seq: int, at: datetime, who: str, what: str, whom: str | None, data: dict[str, str]
) -> str:
    """SHA-256 (hex) over the digest before and the entry's own words."""
    entry = [before, seq, at.astimezone(UTC).isoformat(), who, what, whom, data]
    return hashlib.sha256(json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
