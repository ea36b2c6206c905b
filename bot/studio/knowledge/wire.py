"""The shapes of knowledge on the wire. What is read is encoded as the rooms have it: `Intent`, `Entry`, `Response`, `Table`."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from bot.studio.knowledge.checks import Findings, Label
from bot.studio.knowledge.faq import EntrySummary, NewFaqEntry, Source
from bot.studio.knowledge.intents import FILE, NAME, IntentSummary
from bot.studio.knowledge.mentions import Mention
from bot.studio.knowledge.responses import ResponseSummary, Variant
from bot.studio.knowledge.shelf import Said
from bot.studio.knowledge.tables import TableEntry, TableSummary
from bot.studio.repository.repository import Change

Text = Annotated[str, Meta(max_length=1_000)]
Message = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
Version = Annotated[str, Meta(min_length=1, max_length=64)]
EntryId = Annotated[str, Meta(min_length=1, max_length=100)]
Query = Annotated[str, Meta(max_length=100)]


class Counts(Struct):
    intents: int
    examples: int
    faq: int
    similar: int
    responses: int
    tables: int
    rules: int
    tests: int


class Overview(Struct):
    """`reviews_due`: entries to be looked at again, for whatever reason."""

    head: str
    counts: Counts
    reviews_due: int
    last_change: Change | None


class FoundIntents(Struct):
    intents: list[IntentSummary]


class PutIntent(Struct):
    version: Version
    examples: Annotated[list[Text], Meta(max_length=10_000)]
    message: Message | None = None


class PostIntent(Struct):
    id: Annotated[str, Meta(pattern=NAME)]
    file: Annotated[str, Meta(pattern=FILE)]
    examples: Annotated[list[Text], Meta(min_length=1, max_length=10_000)]


class FindEntries(Struct):
    """`q`: words that question, similar questions, answer or id hold; `due=1`: those to be looked at again."""

    category: Annotated[str, Meta(max_length=20)] = ""
    q: Query = ""
    due: Literal[0, 1] = 0


class Category(Struct):
    id: str
    name: str


class FoundEntries(Struct):
    entries: list[EntrySummary]
    categories: list[Category]


class GivenSource(Struct):
    name: Annotated[str, Meta(max_length=200)]
    article: Annotated[str, Meta(max_length=200)] | None = None
    clause: Annotated[str, Meta(max_length=200)] | None = None


class PostEntry(Struct, kw_only=True):
    """`answer` and each of `channels`: up to 150 characters. `id` none: one is made."""

    category: Annotated[str, Meta(max_length=20)]
    question: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
    answer: Text
    source: GivenSource
    mark: Annotated[str, Meta(max_length=4)]
    id: EntryId | None = None
    similar: Annotated[list[Text], Meta(max_length=2_000)] = []
    details: Annotated[str, Meta(max_length=2_000)] | None = None
    channels: dict[Literal["web", "wechat", "wecom"], Text] = {}
    effective_on: date | None = None
    expires_on: date | None = None
    product: Annotated[str, Meta(max_length=100)] | None = None
    related: Annotated[list[EntryId], Meta(max_length=20)] = []
    catalogue: Annotated[int, Meta(ge=1)] | None = None

    def as_entry(self) -> NewFaqEntry:
        source = Source(self.source.name, self.source.article, self.source.clause)
        return NewFaqEntry(
            category=self.category,
            question=self.question,
            answer=self.answer,
            source=source,
            mark=self.mark,
            id=self.id,
            similar=tuple(self.similar),
            details=self.details,
            channels={str(channel): words for channel, words in self.channels.items()},
            effective_on=self.effective_on,
            expires_on=self.expires_on,
            product=self.product,
            related=tuple(self.related),
            catalogue=self.catalogue,
        )


class PutEntry(PostEntry, kw_only=True):
    """The id stays what it is; a changed answer counts as looked at today."""

    version: Version
    message: Message | None = None


class FoundResponses(Struct):
    responses: list[ResponseSummary]


class GivenVariant(Struct):
    text: Text
    channel: Literal["web", "wechat", "wecom"] | None = None


class PutResponse(Struct):
    version: Version
    variants: Annotated[list[GivenVariant], Meta(min_length=1, max_length=50)]
    message: Message | None = None

    def as_variants(self) -> list[Variant]:
        return [Variant(each.text, each.channel) for each in self.variants]


class FoundTables(Struct):
    tables: list[TableSummary]


class GivenTableEntry(Struct):
    value: Annotated[str, Meta(max_length=100)]
    aliases: Annotated[list[Annotated[str, Meta(max_length=100)]], Meta(max_length=500)] = []


class PutTable(Struct):
    version: Version
    entries: Annotated[list[GivenTableEntry], Meta(max_length=5_000)]
    message: Message | None = None

    def as_entries(self) -> list[TableEntry]:
        return [TableEntry(each.value, tuple(each.aliases)) for each in self.entries]


class GivenLabel(Struct):
    kind: Literal["intent", "faq"]
    id: EntryId


class Check(Struct):
    """`label`: where the text is about to stand."""

    text: Annotated[str, Meta(max_length=500)]
    label: GivenLabel | None = None

    def as_label(self) -> Label | None:
        return Label(self.label.kind, self.label.id) if self.label else None


class FoundUtterance(Struct):
    kind: str
    id: str
    title: str
    text: str


class NearUtterance(FoundUtterance):
    """`likeness`: 1 the same words."""

    likeness: float


class Checked(Struct):
    """`conflicts`: the same words under another label; `held_out`: understanding is measured on them, so never trained."""

    same: list[FoundUtterance]
    conflicts: list[FoundUtterance]
    near: list[NearUtterance]
    held_out: bool


class FindMentions(Struct):
    q: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]


class FoundMentions(Struct):
    mentions: list[Mention]


class DueEntry(Struct):
    id: str
    question: str
    reviewed_on: date
    review_by: date
    overdue_days: int


class OpenEntry(Struct):
    id: str
    question: str


class ShownTask(Struct):
    """`done` of `all` entries have been looked at; `overdue_days`: 0 while there is time."""

    id: str
    reason: str
    due_on: date
    by: str
    open: list[OpenEntry]
    done: int
    all: int
    overdue_days: int


class FoundReviews(Struct):
    """What the quarter brings up, the longest due first, and tasks with something open, the most urgent first."""

    due: list[DueEntry]
    tasks: list[ShownTask]


class PostReview(Struct):
    """All entries that mention `q`, and those of `entries`; `due_on` none: fifteen days, as for a change of regulation."""

    reason: Message
    q: Query = ""
    entries: Annotated[list[EntryId], Meta(max_length=1_000)] = []
    due_on: date | None = None


class ReviewDone(Struct):
    entry_id: EntryId


def checked_of(findings: Findings) -> Checked:
    return Checked(
        [_utterance(each) for each in findings.same],
        [_utterance(each) for each in findings.conflicts],
        [NearUtterance(*each.utterance, likeness=each.likeness) for each in findings.near],
        findings.held_out,
    )


def _utterance(each: Said) -> FoundUtterance:
    return FoundUtterance(*each)
