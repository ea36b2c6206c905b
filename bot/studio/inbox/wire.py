"""The shapes of the inbox on the wire. Every text is masked."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from bot.studio.inbox import labels, page
from bot.studio.inbox.inbox import Around
from bot.studio.inbox.labels import Chosen
from bot.studio.inbox.reasons import Reason
from bot.studio.knowledge.intents import NAME
from bot.studio.knowledge.shelf import Shelf
from bot.studio.knowledge.wire import EntryId, PostEntry
from bot.studio.repository.repository import Change
from insurance.domain.journey import WISHES
from kernel.clock import local

Id = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
Ids = Annotated[list[Id], Meta(min_length=1, max_length=500)]
MarkedText = Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")]
_NEW = "新的问答"
_FOREIGN = "业务范围外"


class FindMissed(Struct):
    """`after`: what the page before gave as `next`."""

    state: Literal["open", "done"] = "open"
    reason: Reason | None = None
    after: Annotated[str, Meta(pattern=r"^\d+_[\d.]+_[0-9a-f]{32}$")] | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 20


class Missed(Struct):
    """`marked`: the text as an example, with its entities and nobody's numbers."""

    id: str
    group_id: str
    conversation_id: str
    seq: int
    at: str
    channel: str
    text: str
    marked: str
    reason: str
    intent: str | None
    confidence: float | None
    topic: str | None
    model: str | None
    state: str


class Proposal(Struct):
    """`id`: of the intent or entry; `confidence`: 0 to 1."""

    kind: Literal["intent", "faq", "new_faq", "out_of_scope"]
    id: str | None
    title: str
    confidence: float


class ProposedAnswer(Struct):
    text: str
    by: str


class Labelled(Struct):
    """`change`: the commit it made, null for none."""

    id: str
    at: str
    by: str
    label: dict[str, Any]
    change: str | None


class Group(Struct):
    """`trend`: questions a day, oldest first; `items`: the newest twenty. What is done has no version and no proposal."""

    id: str
    version: int
    title: str
    size: int
    reasons: dict[str, int]
    first_at: str
    last_at: str
    trend: list[int]
    proposal: Proposal | None
    proposed_answer: ProposedAnswer | None
    items: list[Missed]
    labelled: Labelled | None


class Counts(Struct):
    """Groups with open questions, and labels."""

    open: int
    done: int


class FoundMissed(Struct):
    """`missed`: all questions of the groups of this page."""

    groups: list[Group]
    missed: list[Missed]
    counts: Counts
    next: str | None


class IntentLabel(Struct, tag="intent", tag_field="kind"):
    intent: Annotated[str, Meta(pattern=NAME)]


class FaqLabel(Struct, tag="faq", tag_field="kind"):
    faq: EntryId


class NewFaqLabel(Struct, tag="new_faq", tag_field="kind"):
    entry: PostEntry


class OutOfScopeLabel(Struct, tag="out_of_scope", tag_field="kind"):
    pass


class IgnoreLabel(Struct, tag="ignore", tag_field="kind"):
    why: Annotated[str, Meta(max_length=200)] | None = None


GivenLabel = IntentLabel | FaqLabel | NewFaqLabel | OutOfScopeLabel | IgnoreLabel


class PostAnnotation(Struct):
    """A whole group as it stood at `version`, or `missed_ids`. `texts`: marked, by question, where they were edited."""

    label: GivenLabel
    group_id: Id | None = None
    version: Annotated[int, Meta(ge=0)] | None = None
    missed_ids: Ids | None = None
    texts: dict[Id, MarkedText] = {}

    def as_label(self) -> labels.Label:
        given = self.label
        if isinstance(given, IntentLabel):
            return labels.Label("intent", given.intent)
        if isinstance(given, FaqLabel):
            return labels.Label("faq", given.faq)
        if isinstance(given, NewFaqLabel):
            return labels.Label("new_faq", entry=given.entry.as_entry())
        if isinstance(given, IgnoreLabel):
            return labels.Label("ignore", why=given.why)
        return labels.Label("out_of_scope")

    def as_chosen(self) -> Chosen | None:
        """None where it says neither or both."""
        if (self.group_id is None) == (self.missed_ids is None) or (self.group_id and self.version is None):
            return None
        return Chosen(self.group_id, self.version, tuple(self.missed_ids or ()), self.texts)


class Skipped(Struct):
    """`why`: held_out, there, elsewhere (`label`: where it stands), twice."""

    text: str
    why: str
    label: dict[str, str] | None


class Annotation(Struct):
    """`missed`: how many questions; `skipped`: texts that did not become examples; `change` null: none did."""

    id: str
    label: dict[str, Any]
    missed: int
    change: Change | None
    skipped: list[Skipped]


class SplitMissed(Struct):
    missed_ids: Ids


class SplitOff(Struct):
    """The new group."""

    id: str
    version: int


class Line(Struct):
    seq: int
    at: str
    sender: str
    text: str
    agent: str | None


class MissedConversation(Struct):
    """`seq`: the question."""

    conversation_id: str
    channel: str
    seq: int
    messages: list[Line]


def found(shown: page.Page, shelf: Shelf) -> FoundMissed:
    groups = [_group(each, shelf) for each in shown.groups]
    return FoundMissed(
        groups, [item for group in groups for item in group.items], Counts(shown.open, shown.done), shown.next
    )


def annotation(made: labels.Annotation) -> Annotation:
    skipped = [Skipped(each.text, each.why, each.label) for each in made.skipped]
    return Annotation(made.id, made.label, made.missed, made.change, skipped)


def conversation(around: Around) -> MissedConversation:
    lines = [
        Line(
            message.seq,
            local(message.at).isoformat(timespec="seconds"),
            message.sender.value,
            text,
            message.content.agent,
        )
        for message, text in around.messages
    ]
    return MissedConversation(around.missed.conversation_id, around.missed.channel, around.missed.seq, lines)


def _group(group: page.Group, shelf: Shelf) -> Group:
    answer: Mapping[str, str] | None = group.proposed_answer
    done = group.labelled
    return Group(
        group.id,
        group.version,
        group.title,
        group.size,
        dict(group.reasons),
        local(group.first_at).isoformat(timespec="seconds"),
        local(group.last_at).isoformat(timespec="seconds"),
        list(group.trend),
        _proposal(group, shelf),
        ProposedAnswer(answer["text"], answer["by"]) if answer else None,
        [_missed(each) for each in group.items],
        Labelled(
            done.id, local(done.at).isoformat(timespec="seconds"), done.by, dict(done.label), done.change
        )
        if done
        else None,
    )


def _missed(each: page.Missed) -> Missed:
    return Missed(
        each.id,
        each.group_id,
        each.conversation_id,
        each.seq,
        local(each.at).isoformat(timespec="seconds"),
        each.channel,
        each.text,
        each.marked,
        each.reason,
        each.intent,
        each.confidence,
        each.topic,
        each.model,
        each.state,
    )


def _proposal(group: page.Group, shelf: Shelf) -> Proposal | None:
    if group.proposal is None:
        return None
    kind, id, confidence = group.proposal
    item = shelf.find(kind, id) if id else None
    if id and item is None:
        # It went away since the model was trained.
        return Proposal("new_faq", None, _NEW, confidence)
    if kind == "faq" and item is not None:
        return Proposal(kind, id, item.title, confidence)
    if kind == "intent" and id is not None:
        return Proposal(kind, id, WISHES.get(id, id), confidence)
    return Proposal(kind, None, _FOREIGN if kind == "out_of_scope" else _NEW, confidence)
