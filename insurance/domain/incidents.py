"""Incident 突发事件 (catastrophe mode): discover, report, respond, handle, evaluate.

ANNOUNCED: known and prepared, customers see nothing yet. ACTIVE: banner, fast track, FAQ pack, and those concerned are served
first. EASING: it abates, nobody is served first any more. CLOSED: over and evaluated, as the review note says.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from insurance.domain.conduct import breaches
from insurance.domain.errors import ConductBreach, IllegalTransition, RuleBroken
from insurance.domain.products import Line


class IncidentKind(StrEnum):
    TYPHOON = "typhoon"
    FLOOD = "flood"
    EARTHQUAKE = "earthquake"
    SYSTEM_FAILURE = "system_failure"
    OTHER = "other"


class IncidentStatus(StrEnum):
    ANNOUNCED = "announced"
    ACTIVE = "active"
    EASING = "easing"
    CLOSED = "closed"


S = IncidentStatus

TRANSITIONS: dict[IncidentStatus, frozenset[IncidentStatus]] = {
    # → CLOSED: it did not come.
    S.ANNOUNCED: frozenset({S.ACTIVE, S.CLOSED}),
    S.ACTIVE: frozenset({S.EASING, S.CLOSED}),
    # → ACTIVE: it comes back, like the second half of a storm.
    S.EASING: frozenset({S.ACTIVE, S.CLOSED}),
    S.CLOSED: frozenset(),
}

BANNER_LENGTH = 80
TITLE_LENGTH = 40

# Who names the event means this one, wherever he is.
_NAMED: dict[IncidentKind, re.Pattern[str]] = {
    IncidentKind.TYPHOON: re.compile("台风|臺風|颱風|热带风暴"),
    IncidentKind.FLOOD: re.compile("洪水|洪涝|内涝|水灾|山洪|水淹|被淹|泡水"),
    IncidentKind.EARTHQUAKE: re.compile("地震|余震"),
}
_RANK = re.compile("(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|[省市区县])$")


@dataclass(frozen=True)
class IncidentEvent:
    """`note` holds no personal data."""

    at: datetime
    status: IncidentStatus
    by: str
    note: str | None = None


@dataclass
class Incident:
    """`regions`: place names as customers say them, none = everywhere. `lines`: none = all. `faq_pack`: ids of entries.

    In force within `[starts_at, ends_at)` while ACTIVE or EASING; `ends_at` None = until it is closed.
    """

    id: str
    kind: IncidentKind
    title: str
    banner: str
    regions: tuple[str, ...]
    lines: frozenset[Line]
    faq_pack: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None = None
    status: IncidentStatus = IncidentStatus.ANNOUNCED
    events: list[IncidentEvent] = field(default_factory=list)

    def in_force(self, at: datetime) -> bool:
        begun = self.starts_at <= at and (self.ends_at is None or at < self.ends_at)
        return begun and self.status in (S.ACTIVE, S.EASING)

    def concerns(self, line: Line | None, text: str) -> bool:
        """Whether a case of that line (None: not known) told in these words may come from this incident.

        Where regions are set, `text` must name one of them or the event itself.
        """
        if self.lines and line is not None and line not in self.lines:
            return False
        if not self.regions or any(_plain(region) in text for region in self.regions):
            return True
        named = _NAMED.get(self.kind)
        return named is not None and named.search(text) is not None

    @property
    def review(self) -> str | None:
        """What the evaluation found, once it is closed."""
        return self.events[-1].note if self.status is S.CLOSED else None

    def announce(self, *, at: datetime, by: str) -> None:
        """The first event; `RuleBroken`, `ConductBreach` for what no customer should read."""
        if not 0 < len(self.title) <= TITLE_LENGTH:
            raise RuleBroken("title_length")
        if self.ends_at is not None and self.ends_at <= max(self.starts_at, at):
            raise RuleBroken("ends_before_it_starts")
        self.banner = checked_banner(self.banner)
        self.events.append(IncidentEvent(at, S.ANNOUNCED, by))

    def activate(self, *, at: datetime, by: str, note: str | None = None) -> None:
        self._move(S.ACTIVE, at, by, note)

    def ease(self, *, at: datetime, by: str, note: str | None = None) -> None:
        self._move(S.EASING, at, by, note)

    def close(self, *, at: datetime, by: str, note: str) -> None:
        """`note`: what went well and what did not, the last step of every plan for emergencies."""
        if not note.strip():
            raise RuleBroken("review_note_missing")
        self._move(S.CLOSED, at, by, note)

    def _move(self, to: IncidentStatus, at: datetime, by: str, note: str | None) -> None:
        if to not in TRANSITIONS[self.status]:
            raise IllegalTransition("incident", self.status, to)
        self.status = to
        self.events.append(IncidentEvent(at, to, by, note))


def checked_banner(text: str) -> str:
    """`text` on one line; `RuleBroken` when it is empty or too long, `ConductBreach`."""
    text = " ".join(text.split())
    if not 0 < len(text) <= BANNER_LENGTH:
        raise RuleBroken("banner_length")
    if found := breaches(text):
        raise ConductBreach([breach.told() for breach in found])
    return text


def region_words(words: Iterable[str]) -> tuple[str, ...]:
    """Each once, without blanks; one character alone names no place."""
    return tuple(dict.fromkeys(word.strip() for word in words if len(word.strip()) > 1))


def _plain(region: str) -> str:
    """广东 for 广东省: customers leave the rank out."""
    plain = _RANK.sub("", region)
    return plain if len(plain) > 1 else region
