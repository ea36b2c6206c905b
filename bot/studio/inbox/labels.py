"""Labels: what a trainer says that questions are, written into the training data as one commit.

In three steps, so that no transaction waits for a commit: the questions are taken, the files are changed, the questions are
done. What cannot be written gives them back; of a process that died in between the sweep gives them back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Literal, Protocol
from uuid import uuid4

import structlog
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.studio.errors import AlreadyLabelled, ItemNotFound, VersionConflict
from bot.studio.inbox.models import AnnotationRow, MissedGroupRow, MissedQuestionRow
from bot.studio.inbox.store import InboxStore
from bot.studio.inbox.votes import OUT_OF_SCOPE
from bot.studio.knowledge.checks import Findings
from bot.studio.knowledge.checks import Label as Place
from bot.studio.knowledge.faq import NewFaqEntry
from bot.studio.knowledge.markup import plain
from bot.studio.knowledge.wording import key
from bot.studio.repository.repository import Author, Change

log = structlog.get_logger()

Kind = Literal["intent", "faq", "new_faq", "out_of_scope", "ignore"]
# A commit takes a second; who has not come back after so long will not.
_LOST_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class Label:
    """`id`: of the intent or entry; `entry`: the new one; `why`: it is to be ignored."""

    kind: Kind
    id: str | None = None
    entry: NewFaqEntry | None = field(default=None, repr=False)
    why: str | None = None

    def told(self) -> dict[str, Any]:
        """As it is read: `{"kind", "intent" | "faq" | "why"}`, of a new entry also `entry` with its question."""
        told: dict[str, Any] = {"kind": self.kind}
        if self.id:
            told["intent" if self.kind == "intent" else "faq"] = self.id
        if self.entry:
            told["entry"] = {"question": self.entry.question}
        if self.why:
            told["why"] = self.why
        return told


@dataclass(frozen=True)
class Skipped:
    """Why a text did not become an example: held_out, there, elsewhere (`label`: where), twice."""

    text: str = field(repr=False)
    why: str
    label: dict[str, str] | None = None


@dataclass(frozen=True)
class Annotation:
    id: str
    label: dict[str, Any]
    missed: int
    change: Change | None
    skipped: list[Skipped]


@dataclass(frozen=True)
class Chosen:
    """A group as it stood at `version`, or these questions. `texts`: as the trainer wrote them, by question."""

    group_id: str | None = None
    version: int | None = None
    missed_ids: Sequence[str] = ()
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)


class Examples(Protocol):
    async def add_examples(self, intent: str, texts: Sequence[str], author: Author) -> Change | None: ...


class Entries(Protocol):
    async def add_similar(self, entry_id: str, texts: Sequence[str], author: Author) -> Change | None: ...

    async def create(self, entry: NewFaqEntry, author: Author) -> tuple[Change, str]: ...


class Checking(Protocol):
    async def of(self, text: str, label: Place | None = None) -> Findings: ...


class Teaching(Protocol):
    """What labels need of the room of knowledge."""

    @property
    def intents(self) -> Examples: ...
    @property
    def entries(self) -> Entries: ...
    @property
    def checks(self) -> Checking: ...


class Labels:
    def __init__(self, store: InboxStore, teaching: Teaching) -> None:
        self._store = store
        self._teaching = teaching

    async def annotate(self, chosen: Chosen, label: Label, author: Author) -> Annotation:
        """`AlreadyLabelled` where a colleague was first, `VersionConflict` where the group was split meanwhile, `ItemNotFound`;
        what the room of knowledge refuses. Then nothing has changed.
        """
        id = uuid4().hex
        taken = await self._take(id, chosen, label, author)
        try:
            texts = [chosen.texts.get(each, marked) for each, marked in taken.items()]
            change, written, skipped = await self._write(texts, label, author)
        except BaseException:
            await self._give_back([id])
            raise
        await self._finish(id, written, change, author)
        return Annotation(id, written.told(), len(taken), change, skipped)

    async def split(self, missed_ids: Sequence[str]) -> tuple[str, int]:
        """Open questions become a group of their own; its id and version. Errors as of `annotate`."""
        async with self._store.writing() as connection:
            rows = await self._open(connection, Chosen(missed_ids=missed_ids))
            return await self._move(connection, rows), 1

    async def taken_back(self, change_id: str) -> None:
        """The commit of a label was undone: its questions are open again."""
        row, note = MissedQuestionRow, AnnotationRow
        async with self._store.writing() as connection:
            query = select(note.id).where(note.change_id == change_id, note.state == "done")
            ids = list((await connection.execute(query)).scalars())
            mine = (row.annotation_id.in_(ids), row.state == "done")
            groups = (await connection.execute(select(row.group_id).where(*mine))).scalars()
            await self._touch(connection, set(groups))
            await connection.execute(update(row).where(*mine).values(state="open", annotation_id=None))
            await connection.execute(update(note).where(note.id.in_(ids)).values(state="undone"))

    async def recover(self) -> int:
        """Give back what a process that died has taken; how many labels were lost."""
        row, before = AnnotationRow, self._store.clock.now() - _LOST_AFTER
        async with self._store.reading.connect() as connection:
            query = select(row.id).where(row.state == "writing", row.at < before)
            lost = list((await connection.execute(query)).scalars())
        if lost:
            log.warning("labels_given_back", labels=len(lost))
            await self._give_back(lost)
        return len(lost)

    async def _take(self, id: str, chosen: Chosen, label: Label, author: Author) -> dict[str, str]:
        """Questions by id, each with its example."""
        row, store = MissedQuestionRow, self._store
        async with store.writing() as connection:
            rows = await self._open(connection, chosen)
            groups = {each.group_id for each in rows}
            if label.kind == "ignore" and chosen.group_id is None:
                groups = {await self._move(connection, rows)}
            await connection.execute(
                insert(AnnotationRow).values(
                    id=id,
                    at=store.clock.now(),
                    by=author.username,
                    state="writing",
                    kind=label.kind,
                    missed=len(rows),
                    body=store.keyring.encrypt_json({"label": label.told(), "name": author.name}),
                )
            )
            await connection.execute(
                update(row)
                .where(row.id.in_([each.id for each in rows]))
                .values(state="labelling", annotation_id=id)
            )
            await self._touch(connection, groups)
            return {each.id: store.keyring.decrypt_json(each.body)["marked"] for each in rows}

    async def _open(self, connection: AsyncConnection, chosen: Chosen) -> list[Row[Any]]:
        row = MissedQuestionRow
        if chosen.group_id is not None:
            group = await self._group(connection, chosen.group_id, chosen.version or 0)
            wanted = (row.group_id == group.id, row.joined <= (chosen.version or 0))
        else:
            wanted = (row.id.in_(chosen.missed_ids), row.id.is_not(None))
        found = await connection.execute(select(row.__table__).where(*wanted).order_by(row.at, row.id))
        rows = found.all()
        there = [each for each in rows if each.state == "open"]
        if len(rows) < len(set(chosen.missed_ids)):
            raise ItemNotFound(
                kind="missed", id=next(iter(set(chosen.missed_ids) - {each.id for each in rows}))
            )
        if not there or (chosen.group_id is None and len(there) < len(rows)):
            raise await self._labelled(connection, [each for each in rows if each.state != "open"])
        return there

    async def _group(self, connection: AsyncConnection, id: str, version: int) -> Row[Any]:
        row = MissedGroupRow
        found = await connection.execute(select(row.__table__).where(row.id == id).with_for_update())
        group = found.one_or_none()
        if group is None:
            raise ItemNotFound(kind="missed_group", id=id)
        if group.touched > version:
            questions = MissedQuestionRow
            labelled = await connection.execute(
                select(questions.__table__).where(
                    questions.group_id == id,
                    questions.joined <= version,
                    questions.annotation_id.is_not(None),
                )
            )
            if rows := labelled.all():
                raise await self._labelled(connection, rows)
            raise VersionConflict(current={"id": id, "version": group.version})
        return group

    async def _labelled(self, connection: AsyncConnection, rows: Iterable[Row[Any]]) -> AlreadyLabelled:
        ids = {each.annotation_id for each in rows if each.annotation_id}
        query = (
            select(AnnotationRow.__table__).where(AnnotationRow.id.in_(ids)).order_by(AnnotationRow.at.desc())
        )
        row = (await connection.execute(query)).first()
        if row is None:
            return AlreadyLabelled(by=None, label=None)
        body = self._store.keyring.decrypt_json(row.body)
        return AlreadyLabelled(by=body["name"], label=body["label"])

    async def _move(self, connection: AsyncConnection, rows: Sequence[Row[Any]]) -> str:
        row, group_id = MissedQuestionRow, await self._store.open_group(connection)
        await connection.execute(
            update(row).where(row.id.in_([each.id for each in rows])).values(group_id=group_id, joined=1)
        )
        await self._touch(connection, {each.group_id for each in rows} | {group_id})
        return group_id

    async def _touch(self, connection: AsyncConnection, groups: Iterable[str]) -> None:
        row = MissedGroupRow
        await connection.execute(
            update(row)
            .where(row.id.in_(list(groups)))
            .values(version=row.version + 1, touched=row.version + 1)
        )

    async def _write(
        self, texts: Sequence[str], label: Label, author: Author
    ) -> tuple[Change | None, Label, list[Skipped]]:
        if label.kind == "ignore":
            return None, label, []
        place = _place(label)
        fit, skipped = await self._fit(texts, place)
        if label.kind == "new_faq":
            assert label.entry is not None
            similar = [*label.entry.similar, *map(plain, fit)]
            entry = _with_similar(label.entry, [text for text in similar if text != label.entry.question])
            created, id = await self._teaching.entries.create(entry, author)
            return created, replace(label, id=id), skipped
        if not fit or place is None:
            return None, label, skipped
        if place.kind == "faq":
            return await self._teaching.entries.add_similar(place.id, fit, author), label, skipped
        return await self._teaching.intents.add_examples(place.id, fit, author), label, skipped

    async def _fit(self, texts: Sequence[str], place: Place | None) -> tuple[list[str], list[Skipped]]:
        """Those that may become examples, and why not the others."""
        fit: list[str] = []
        skipped: list[Skipped] = []
        seen: set[str] = set()
        for text in texts:
            said = plain(text)
            if (sound := key(said) or said) in seen:
                skipped.append(Skipped(said, "twice"))
                continue
            seen.add(sound)
            found = await self._teaching.checks.of(text, place)
            if found.held_out:
                skipped.append(Skipped(said, "held_out"))
            elif other := found.conflicts or (found.same if place is None else []):
                skipped.append(Skipped(said, "elsewhere", {"kind": other[0].kind, "id": other[0].id}))
            elif found.same:
                skipped.append(Skipped(said, "there"))
            else:
                fit.append(text)
        return fit, skipped

    async def _finish(self, id: str, label: Label, change: Change | None, author: Author) -> None:
        row, store = MissedQuestionRow, self._store
        ignored = label.kind == "ignore"
        async with store.writing() as connection:
            mine = row.annotation_id == id
            if ignored:
                groups = select(row.group_id).where(mine).scalar_subquery()
                await connection.execute(
                    update(MissedGroupRow)
                    .where(MissedGroupRow.id.in_(groups))
                    .values(ignored_at=store.clock.now())
                )
            await connection.execute(update(row).where(mine).values(state="ignored" if ignored else "done"))
            await connection.execute(
                update(AnnotationRow)
                .where(AnnotationRow.id == id)
                .values(
                    state="done",
                    change_id=change.id if change else None,
                    body=store.keyring.encrypt_json({"label": label.told(), "name": author.name}),
                )
            )

    async def _give_back(self, ids: Sequence[str]) -> None:
        row = MissedQuestionRow
        async with self._store.writing() as connection:
            await connection.execute(
                update(row)
                .where(row.annotation_id.in_(ids), row.state == "labelling")
                .values(state="open", annotation_id=None)
            )
            await connection.execute(
                delete(AnnotationRow).where(AnnotationRow.id.in_(ids), AnnotationRow.state == "writing")
            )


def _place(label: Label) -> Place | None:
    if label.kind == "out_of_scope":
        return Place("intent", OUT_OF_SCOPE)
    if label.kind in ("intent", "faq"):
        return Place(label.kind, label.id or "")
    return None


def _with_similar(entry: NewFaqEntry, similar: Sequence[str]) -> NewFaqEntry:
    return replace(entry, similar=tuple(dict.fromkeys(similar)))
