"""FaqEntry: a general question with one checked answer and its source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

ANSWER_LENGTH = 150
MARKS = ("L", "Lm", "V", "S", "C", "?")
CHANNELS = ("web", "wechat", "wecom")


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
    `channels`: the answer where a channel has words of its own for it.
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
    effective_on: date | None = None
    expires_on: date | None = None
    related: tuple[str, ...] = ()
    catalogue: int | None = None
    channels: Mapping[str, str] = field(default_factory=dict, hash=False)

    def in_force(self, on: date) -> bool:
        """Valid from `effective_on` up to, not on, `expires_on`."""
        begun = self.effective_on is None or on >= self.effective_on
        return begun and (self.expires_on is None or on < self.expires_on)

    def answer_on(self, channel: str | None) -> str:
        """The answer in the words of that channel."""
        return self.channels.get(channel or "", self.answer)


def lint(entry: FaqEntry) -> Iterator[str]:
    """Codes of what is wrong with one entry."""
    if not entry.answer:
        yield "no_answer"
    if len(entry.answer) > ANSWER_LENGTH:
        yield "answer_too_long"
    if any(len(words) > ANSWER_LENGTH for words in entry.channels.values()):
        yield "channel_answer_too_long"
    if not entry.channels.keys() <= set(CHANNELS):
        yield "unknown_channel"
    if not entry.source.name:
        yield "no_source"
    if entry.mark not in MARKS:
        yield "unknown_mark"
    if entry.expires_on is not None and entry.expires_on <= entry.reviewed_on:
        yield "expired_before_review"
    if entry.effective_on and entry.expires_on and entry.expires_on <= entry.effective_on:
        yield "expired_before_effect"
    if len(set(entry.similar)) != len(entry.similar) or entry.question in entry.similar:
        yield "similar_question_twice"
