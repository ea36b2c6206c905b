"""The inbox as trainers read it: groups of open questions, and what was labelled."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, case, func, select

from bot.studio.inbox.models import AnnotationRow, MissedGroupRow, MissedQuestionRow
from bot.studio.inbox.reasons import Reason
from bot.studio.inbox.store import InboxStore
from bot.studio.inbox.votes import Proposal, proposal_of
from kernel.clock import local, today

ITEMS = 20
TREND_DAYS = 14
# A title says what it is about.
_LEAST_TITLE = 5

_Row = MissedQuestionRow
_LABELLED = (_Row.annotation_id.is_not(None), _Row.state.in_(("done", "ignored")))


@dataclass(frozen=True)
class Missed:
    """A question in the inbox; `state`: open or done."""

    id: str
    group_id: str
    conversation_id: str
    seq: int
    at: datetime
    channel: str
    text: str = field(repr=False)
    marked: str = field(repr=False)
    reason: str
    intent: str | None
    confidence: float | None
    topic: str | None
    model: str | None
    state: str
    answer: Mapping[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Labelled:
    """Who said what the questions are, when, by which change."""

    id: str
    at: datetime
    by: str
    label: Mapping[str, Any]
    change: str | None


@dataclass(frozen=True)
class Group:
    """`trend`: questions a day, the last fourteen days, oldest first. `items`: the newest of them."""

    id: str
    version: int
    title: str
    size: int
    reasons: Mapping[str, int]
    first_at: datetime
    last_at: datetime
    trend: Sequence[int]
    proposal: Proposal | None
    items: Sequence[Missed]
    labelled: Labelled | None = None

    @property
    def proposed_answer(self) -> Mapping[str, str] | None:
        """The newest good one of a person."""
        return next((each.answer for each in self.items if each.answer), None)


@dataclass(frozen=True)
class Page:
    """`open`, `done`: how many groups, how many labels. `next`: what to ask the next page with."""

    groups: list[Group]
    open: int
    done: int
    next: str | None


class InboxPages:
    def __init__(self, store: InboxStore) -> None:
        self._store = store

    async def open(self, *, reason: Reason | None, after: str | None, limit: int) -> Page:
        """Groups with open questions, the largest first; `reason`: those that hold at least one of it."""
        last, size = func.max(_Row.at), func.count()
        query = select(_Row.group_id, size, last).where(_Row.state == "open").group_by(_Row.group_id)
        if reason is not None:
            query = query.having(func.sum(case((_Row.reason == reason.value, 1), else_=0)) > 0)
        keys = [(-count, -at.timestamp(), id) for id, count, at in await self._all(query)]
        shown, following = _cut(keys, after, limit)
        return Page(await self._groups([id for *_, id in shown]), *await self._counts(), following)

    async def done(self, *, reason: Reason | None, after: str | None, limit: int) -> Page:
        """What was labelled together, the newest first."""
        query = select(AnnotationRow.id, AnnotationRow.at).where(AnnotationRow.state == "done")
        held = select(_Row.annotation_id).where(*_LABELLED)
        if reason is not None:
            held = held.where(_Row.reason == reason.value)
        rows = await self._all(query.where(AnnotationRow.id.in_(held)))
        shown, following = _cut([(0, -at.timestamp(), id) for id, at in rows], after, limit)
        return Page(await self._labels([id for *_, id in shown]), *await self._counts(), following)

    async def one(self, missed_id: str) -> Missed | None:
        """The question, whatever its state."""
        rows = await self._all(select(_Row.__table__).where(_Row.id == missed_id))
        return self._missed(rows[0]) if rows else None

    async def _counts(self) -> tuple[int, int]:
        groups = select(func.count(_Row.group_id.distinct())).where(_Row.state == "open")
        labels = select(func.count(_Row.annotation_id.distinct())).where(*_LABELLED)
        async with self._store.reading.connect() as connection:
            return await connection.scalar(groups) or 0, await connection.scalar(labels) or 0

    async def _groups(self, ids: Sequence[str]) -> list[Group]:
        members = await self._members(_Row.group_id, ids, _Row.state == "open")
        query = select(MissedGroupRow.id, MissedGroupRow.version).where(MissedGroupRow.id.in_(ids))
        versions = {row.id: row.version for row in await self._all(query)}
        items = await self._items(members)
        return [self._group(id, versions[id], members[id], items[id], None) for id in ids if members.get(id)]

    async def _labels(self, ids: Sequence[str]) -> list[Group]:
        members = await self._members(_Row.annotation_id, ids, *_LABELLED)
        rows = await self._all(select(AnnotationRow.__table__).where(AnnotationRow.id.in_(ids)))
        labels = {row.id: self._labelled(row) for row in rows}
        items = await self._items(members)
        return [self._group(id, 0, members[id], items[id], labels[id]) for id in ids if members.get(id)]

    async def _members(self, by: Any, ids: Sequence[str], *conditions: Any) -> dict[str, list[Row[Any]]]:
        """Newest first, without what was said."""
        query = (
            select(by.label("key"), _Row.id, _Row.at, _Row.reason, _Row.votes)
            .where(by.in_(ids), *conditions)
            .order_by(_Row.at.desc(), _Row.id)
        )
        found: defaultdict[str, list[Row[Any]]] = defaultdict(list)
        for row in await self._all(query):
            found[row.key].append(row)
        return found

    async def _items(self, members: Mapping[str, Sequence[Row[Any]]]) -> dict[str, list[Missed]]:
        wanted = {key: [row.id for row in rows[:ITEMS]] for key, rows in members.items()}
        ids = [id for some in wanted.values() for id in some]
        rows = await self._all(select(_Row.__table__).where(_Row.id.in_(ids)))
        opened = await asyncio.to_thread(lambda: {row.id: self._missed(row) for row in rows})
        return {key: [opened[id] for id in some if id in opened] for key, some in wanted.items()}

    def _group(
        self,
        id: str,
        version: int,
        members: Sequence[Row[Any]],
        items: Sequence[Missed],
        labelled: Labelled | None,
    ) -> Group:
        answered = any(each.answer for each in items)
        proposal = None if labelled else proposal_of([row.votes for row in members], answered=answered)
        return Group(
            id,
            version,
            _title(items),
            len(members),
            Counter(row.reason for row in members),
            members[-1].at,
            members[0].at,
            _trend([local(row.at).date() for row in members], today(self._store.clock)),
            proposal,
            items,
            labelled,
        )

    def _missed(self, row: Row[Any]) -> Missed:
        body = self._store.keyring.decrypt_json(row.body)
        return Missed(
            row.id,
            row.group_id,
            row.conversation_id,
            row.seq,
            row.at,
            row.channel,
            body["text"],
            body["marked"],
            row.reason,
            row.intent,
            row.confidence,
            row.topic,
            row.model,
            "open" if row.state in ("open", "labelling") else "done",
            body.get("answer"),
        )

    def _labelled(self, row: Row[Any]) -> Labelled:
        body = self._store.keyring.decrypt_json(row.body)
        return Labelled(row.id, row.at, body["name"], body["label"], row.change_id)

    async def _all(self, query: Select[Any]) -> Sequence[Row[Any]]:
        async with self._store.reading.connect() as connection:
            return (await connection.execute(query)).all()


_Key = tuple[int, float, str]


def _cut(keys: Iterable[_Key], after: str | None, limit: int) -> tuple[list[_Key], str | None]:
    """The page behind `after`, which the page before gave, and what the next one is asked with."""
    ordered = sorted(keys)
    if after is not None:
        size, at, id = after.split("_", 2)
        place = (-int(size), -float(at), id)
        ordered = [key for key in ordered if key > place]
    shown = ordered[:limit]
    if len(ordered) <= limit:
        return shown, None
    return shown, f"{-shown[-1][0]}_{-shown[-1][1]!r}_{shown[-1][2]}"


def _title(items: Sequence[Missed]) -> str:
    """The shortest of the questions that says something."""
    texts = [each.text for each in items]
    long = [text for text in texts if len(text) >= _LEAST_TITLE]
    return min(long or texts, key=lambda text: (len(text), text), default="")


def _trend(days: Iterable[date], last: date) -> list[int]:
    asked = Counter(days)
    return [asked[last - timedelta(days=ago)] for ago in reversed(range(TREND_DAYS))]
