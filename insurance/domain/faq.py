"""FaqEntry: a general question with one checked answer and its source."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

ANSWER_LENGTH = 150
MARKS = ("L", "Lm", "V", "S", "C", "?")


@dataclass(frozen=True)
class Source:
    """Where the answer stands: a law with its article, or a clause."""

    name: str
    article: str | None = None
    clause: str | None = None


@dataclass(frozen=True)
class FaqEntry:
    """`mark`: how sure the source is (L law read, Lm law from memory, V secondary, S house, C practice, ? open).

    `catalogue` is the entry's number in the list of topics that every insurer's bot must know; entries beyond it have none.
    """

    id: str
    category: str
    question: str
    similar: tuple[str, ...]
    answer: str
    source: Source
    mark: str
    reviewed_on: date
    details: str | None = None
    product: str | None = None
    expires_on: date | None = None
    related: tuple[str, ...] = ()
    catalogue: int | None = None

    def expired(self, on: date) -> bool:
        """Valid up to, not on, `expires_on`."""
        return self.expires_on is not None and on >= self.expires_on


def lint(entry: FaqEntry) -> Iterator[str]:
    """Codes of what is wrong with one entry."""
    if not entry.answer:
        yield "no_answer"
    if len(entry.answer) > ANSWER_LENGTH:
        yield "answer_too_long"
    if not entry.source.name:
        yield "no_source"
    if entry.mark not in MARKS:
        yield "unknown_mark"
    if entry.expires_on is not None and entry.expires_on <= entry.reviewed_on:
        yield "expired_before_review"
    if len(set(entry.similar)) != len(entry.similar) or entry.question in entry.similar:
        yield "similar_question_twice"
