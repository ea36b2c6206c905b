"""The data repository: what the bot knows, as files in git. Every change is one commit; nothing is lost to another.

One lock file per repository serialises writers, of this process and of others; edits made by hand in the folder
are committed, as they are, before anything else is.
"""

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeVar

import yaml
from aiohttp import web

from bot.studio.repository.differences import FileDiff, Overlap, compare, merge
from bot.studio.repository.errors import ChangeOverlaps, NoSuchFile, NotUndoable, PathRefused
from bot.studio.repository.history import EDITOR, SHIPPED, Author, Change, History, blob_id
from bot.studio.repository.layout import kept, kept_files
from kernel.clock import Clock

__all__ = ["REPOSITORY", "Author", "Change", "DataRepository", "Draft"]

T = TypeVar("T")


class Draft:
    """The repository's files as they would be after a change. Nothing of it is true before the commit."""

    def __init__(self, texts: Mapping[str, str], *, writable: bool = True) -> None:
        self._texts = texts
        self._writable = writable
        self.written: dict[str, str | None] = {}  # path → new text; None: removed

    def read(self, path: str) -> str:
        """The file's text, line ends as they are. `NoSuchFile`."""
        text = self.written[path] if path in self.written else self._texts.get(path)
        if text is None:
            raise NoSuchFile(file=path)
        return text

    def files(self, under: str, ext: str) -> list[str]:
        """Paths below the folder `under` that end in `.ext`, sorted."""
        paths = (self._texts.keys() | self.written.keys()) - {
            path for path, text in self.written.items() if text is None
        }
        folder = under.rstrip("/") + "/"
        return sorted(path for path in paths if path.startswith(folder) and path.endswith(f".{ext}"))

    def write(self, path: str, text: str) -> None:
        """New or changed. `PathRefused` outside of the layout."""
        self._check(path)
        self.written[path] = text

    def remove(self, path: str) -> None:
        """`NoSuchFile`, `PathRefused`."""
        self._check(path)
        self.read(path)
        self.written[path] = None

    def _check(self, path: str) -> None:
        if not self._writable:
            raise TypeError("a snapshot is for reading")
        if not kept(path):
            raise PathRefused(file=path)


class DataRepository:
    """All methods run their work in a thread. Nothing is made in `folder` before the first use."""

    def __init__(self, folder: Path, seed: Path, clock: Clock) -> None:
        self.folder = folder
        self._seed = seed
        self._clock = clock
        self._history = History(folder)
        self._read: dict[str, tuple[tuple[int, ...], bytes, str, str]] = {}

    @classmethod
    def at(cls, folder: Path, seed: Path, clock: Clock) -> "DataRepository":
        """`seed`: the project whose files a new repository begins with."""
        return cls(folder.absolute(), seed.absolute(), clock)

    async def head(self) -> str:
        """The newest commit's id, 40 hex digits."""
        return await asyncio.to_thread(self._head)

    async def snapshot(self) -> Draft:
        """The present files, for reading."""
        return await asyncio.to_thread(self._snapshot)

    async def change(
        self, author: Author, message: str, work: Callable[[Draft], T]
    ) -> tuple[Change | None, T]:
        """Run `work` on a draft (in a thread, inside the lock) and commit what it wrote.

        None for the change where it changed nothing; an error of `work` leaves nothing behind.
        """
        return await asyncio.to_thread(self._change, author, message, work)

    async def changes(
        self, *, before: str | None = None, limit: int = 50, since: str | None = None
    ) -> list[Change]:
        """Newest first: what came before `before` (exclusive) and after `since` (exclusive). `ChangeNotFound`."""
        return await asyncio.to_thread(self._changes, before, limit, since)

    async def find(self, id: str) -> Change:
        """`ChangeNotFound`."""
        return await asyncio.to_thread(self._find, id)

    async def undone(self) -> dict[str, str]:
        """Id of a change that was taken back → id of the change that did it."""
        return await asyncio.to_thread(self._undone)

    async def diff(self, id: str) -> list[FileDiff]:
        """What a change did to each file. `ChangeNotFound`."""
        return await asyncio.to_thread(self._diff, id)

    async def undo(self, id: str, author: Author) -> Change:
        """A new change that takes that one back; later changes elsewhere stay.

        `ChangeNotFound`, `ChangeOverlaps`, `NotUndoable`.
        """
        return await asyncio.to_thread(self._undo, id, author)

    async def export(self, commit: str, into: Path) -> None:
        """Write the files of that commit into the folder `into`, a project of their own. `ChangeNotFound`."""
        await asyncio.to_thread(self._export, commit, into)

    def _head(self) -> str:
        with self._locked() as head:
            return head

    def _snapshot(self) -> Draft:
        with self._locked():
            return Draft(self._texts(), writable=False)

    def _change(self, author: Author, message: str, work: Callable[[Draft], T]) -> tuple[Change | None, T]:
        with self._locked():
            draft = Draft(self._texts())
            result = work(draft)
            return self._commit(draft, author, message), result

    def _commit(self, draft: Draft, author: Author, message: str, undoes: str | None = None) -> Change | None:
        present = self._texts()
        contents = {
            path: None if text is None else text.encode()
            for path, text in draft.written.items()
            if present.get(path) != text
        }
        if not contents:
            return None
        # The files first: a crash in between leaves an edit to be committed as made by hand, never one undone.
        for path, content in contents.items():
            _put(self.folder / path, content)
        return self._find(self._history.commit(contents, author, message, self._clock.now(), undoes))

    def _changes(self, before: str | None, limit: int, since: str | None) -> list[Change]:
        with self._locked():
            return list(islice(self._history.walk(before=before, since=since), limit))

    def _find(self, id: str) -> Change:
        return self._history.find(id)

    def _undone(self) -> dict[str, str]:
        with self._locked():
            return self._history.undone()

    def _diff(self, id: str) -> list[FileDiff]:
        return [
            compare(path, _text(before), _text(after))
            for path, (before, after) in self._history.touched(id).items()
        ]

    def _undo(self, id: str, author: Author) -> Change:
        with self._locked():
            change = self._history.find(id)
            if self._history.parents(id) != 1:
                raise NotUndoable(change=id)
            texts = self._texts()
            draft = Draft(texts)
            overlapping = []
            for path, (before, after) in self._history.touched(id).items():
                try:
                    text = merge(_text(after), texts.get(path), _text(before))
                    if text is not None and path.endswith((".yml", ".yaml")):
                        yaml.compose(text, yaml.CSafeLoader)
                except (Overlap, yaml.YAMLError):
                    overlapping.append(path)
                    continue
                draft.written[path] = text
            if overlapping:
                raise ChangeOverlaps(change=id, files=overlapping)
            done = self._commit(draft, author, f"撤销：{change.message}", undoes=id)
            if done is None:
                raise NotUndoable(change=id)
            return done

    def _export(self, commit: str, into: Path) -> None:
        for path, content in self._history.contents(commit).items():
            _put(into / path, content)

    @contextmanager
    def _locked(self) -> Iterator[str]:
        """Alone with the folder, which is seeded, and without edits that are not committed. The head's id."""
        with self._history.alone():
            yield self._ready()

    def _ready(self) -> str:
        head = self._history.head()
        if head is None and not any(kept_files(self.folder)):
            for path in kept_files(self._seed):
                _put(self.folder / path, (self._seed / path).read_bytes())
            return self._commit_folder({}, SHIPPED, "出厂数据")
        committed = self._history.files(head) if head else {}
        present = {path: id for path, (_, _, id, _) in self._present().items()}
        if head is not None and committed == present:
            return head
        return self._commit_folder(committed, EDITOR, "直接改了文件")

    def _commit_folder(self, committed: Mapping[str, str], author: Author, message: str) -> str:
        present = self._present()
        contents: dict[str, bytes | None] = {
            path: content for path, (_, content, id, _) in present.items() if committed.get(path) != id
        }
        contents.update((path, None) for path in committed.keys() - present.keys())
        return self._history.commit(contents, author, message, self._clock.now())

    def _texts(self) -> dict[str, str]:
        return {path: text for path, (_, _, _, text) in self._present().items()}

    def _present(self) -> dict[str, tuple[tuple[int, ...], bytes, str, str]]:
        """Path → stamp, bytes, blob id and text of the files in the folder; read again where the stamp has moved."""
        found = {}
        for path in kept_files(self.folder):
            stat = (self.folder / path).stat()
            stamp = (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)
            known = self._read.get(path)
            if known is None or known[0] != stamp:
                content = (self.folder / path).read_bytes()
                known = (stamp, content, blob_id(content), content.decode("utf-8", "replace"))
            found[path] = known
        self._read = found
        return found


def _put(place: Path, content: bytes | None) -> None:
    """The whole file or nothing: a reader never sees half of it."""
    if content is None:
        place.unlink(missing_ok=True)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(place.stat().st_mode if place.exists() else 0o644)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode("utf-8", "replace")


REPOSITORY = web.AppKey("repository", DataRepository)
