"""Audit: who did what to whom, in a chain in which nothing can be changed, removed or slipped in unseen."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

GENESIS = "0" * 64


@dataclass(frozen=True)
class Act:
    """`who` is a staff name or a system part, `whom` a customer number; `data` holds no personal data."""

    at: datetime
    who: str
    what: str
    whom: str | None
    data: dict[str, str]


@dataclass(frozen=True)
class AuditEntry:
    """An act at its place in the chain."""

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


@dataclass(frozen=True)
class AuditFilter:
    """Which entries are sought; None: whichever.

    `what` and `not_what` are beginnings (`staff.` or `staff.login`), `people` the only ones whose acts count;
    `since` is included, `until` is not.
    """

    who: str | None = None
    what: str | None = None
    whom: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    people: tuple[str, ...] | None = None
    not_what: str | None = None


def chain(
    before: str, seq: int, at: datetime, who: str, what: str, whom: str | None, data: dict[str, str]
) -> str:
    """SHA-256 (hex) over the digest before and the entry's own words."""
    entry = [before, seq, at.astimezone(UTC).isoformat(), who, what, whom, data]
    return hashlib.sha256(json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
