"""The git side of the data repository: dulwich, so that git itself need not be installed.

Everything here blocks; `repository.py` runs it in threads.
"""

import fcntl
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dulwich.diff_tree import tree_changes
from dulwich.errors import NotGitRepository
from dulwich.index import commit_tree, index_entry_from_stat
from dulwich.object_store import iter_tree_contents
from dulwich.objects import Blob, Commit, ObjectID
from dulwich.refs import HEADREF
from dulwich.repo import Repo

from bot.studio.repository.errors import ChangeNotFound
from bot.studio.repository.layout import ROOTS, kept

BRANCH = b"studio"
_OURS = "@studio.invalid"  # addresses of people who have none here (RFC 2606)
_UNDOES = "Undoes: "
_UNDONE = re.compile(r"\n\nUndoes: ([0-9a-f]{40})$")
_PLAIN_FILE = 0o100644
_SHANGHAI = 8 * 3600  # what commits are dated in


@dataclass(frozen=True)
class Author:
    """Who changes the data: `username` of a staff account, `name` as colleagues read it."""

    username: str
    name: str


EDITOR = Author("editor", "编辑器")  # who edited files by hand and committed nothing
SHIPPED = Author("baowen", "保问")


@dataclass(frozen=True)
class Change:
    """One commit. `files` are those of the layout it touched; `undoes` is the id of the change it takes back."""

    id: str
    at: datetime
    author: Author
    message: str
    files: tuple[str, ...]
    undoes: str | None


class History:
    """The commits of the repository in `folder`, which is made if it has none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self) -> Repo:
        """The caller closes it."""
        return Repo(self.folder)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other writer of this machine, thread or process, until it is left. Makes the repository where none is."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            repo = self.open()
        except NotGitRepository:
            repo = self._make()
        with closing(repo), (Path(repo.controldir()) / "baowen.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _make(self) -> Repo:
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            return self.open()
        except NotGitRepository:
            return Repo.init(self.folder, default_branch=BRANCH)
        finally:
            os.close(folder)

    def head(self) -> str | None:
        """The newest commit's id; None before the first."""
        with closing(self.open()) as repo:
            return _head(repo)

    def files(self, commit: str) -> dict[str, str]:
        """Path → blob id of the layout's files in `commit`. `ChangeNotFound`."""
        with closing(self.open()) as repo:
            return _files(repo, commit)

    def contents(self, commit: str) -> dict[str, bytes]:
        """Path → bytes of the layout's files in `commit`. `ChangeNotFound`."""
        with closing(self.open()) as repo:
            return {path: _blob(repo, id) for path, id in _files(repo, commit).items()}

    def find(self, id: str) -> Change:
        """`ChangeNotFound`."""
        with closing(self.open()) as repo:
            commit = _commit(repo, id)
            return change_of(commit, tuple(_touched(repo, commit)))

    def touched(self, commit: str) -> dict[str, tuple[bytes | None, bytes | None]]:
        """Path → content before and after, of the layout's files that `commit` changed; None where there is none."""
        with closing(self.open()) as repo:
            return {
                path: (_blob(repo, old) if old else None, _blob(repo, new) if new else None)
                for path, (old, new) in _touched(repo, _commit(repo, commit)).items()
            }

    def undone(self) -> dict[str, str]:
        """Id of a change that was taken back → id of the one that did it; the newest where there are several."""
        with closing(self.open()) as repo:
            found: dict[str, str] = {}
            for entry in repo.get_walker():
                if undoes := change_of(entry.commit, ()).undoes:
                    found.setdefault(undoes, entry.commit.id.decode())
            return found

    def parents(self, commit: str) -> int:
        with closing(self.open()) as repo:
            return len(_commit(repo, commit).parents)

    def commit(
        self,
        contents: Mapping[str, bytes | None],
        author: Author,
        message: str,
        at: datetime,
        undoes: str | None = None,
    ) -> str:
        """Commit `contents` (path → bytes, None: removed), which stand in the folder already. The new head's id.

        What the commit before had of other files it keeps; the index is brought in line for the layout's files alone.
        """
        with closing(self.open()) as repo:
            # Again where somebody's own git has committed in between.
            while (commit := self._try(repo, contents, author, message, at, undoes)) is None:
                pass
            return commit

    def _try(
        self,
        repo: Repo,
        contents: Mapping[str, bytes | None],
        author: Author,
        message: str,
        at: datetime,
        undoes: str | None,
    ) -> str | None:
        head = _head(repo)
        entries = {} if head is None else _entries(repo, head)
        for path, content in contents.items():
            if content is None:
                entries.pop(path.encode(), None)
                continue
            blob = Blob.from_string(content)
            repo.object_store.add_object(blob)
            mode = entries.get(path.encode(), (_PLAIN_FILE, b""))[0]
            entries[path.encode()] = (mode, blob.id)
        parent = None if head is None else ObjectID(head.encode())
        commit = Commit()
        commit.tree = commit_tree(
            repo.object_store, [(path, ObjectID(id), mode) for path, (mode, id) in entries.items()]
        )
        commit.parents = [] if parent is None else [parent]
        commit.author = commit.committer = _signature(author)
        commit.author_time = commit.commit_time = int(at.timestamp())
        commit.author_timezone = commit.commit_timezone = _SHANGHAI
        commit.encoding = b"UTF-8"
        text = message.strip() + (f"\n\n{_UNDOES}{undoes}" if undoes else "")
        commit.message = text.encode() + b"\n"
        repo.object_store.add_object(commit)
        if not repo.refs.set_if_equals(
            HEADREF,
            parent,
            commit.id,
            commit.committer,
            commit.commit_time,
            commit.commit_timezone,
            b"commit: " + text.encode().splitlines()[0],
        ):
            return None
        self._index(repo, entries)
        return commit.id.decode()

    def walk(
        self, *, before: str | None = None, limit: int | None = None, since: str | None = None
    ) -> Iterator[Change]:
        """Commits that touched the layout, newest first, of those in `before`'s past or the head's, not in `since`'s."""
        with closing(self.open()) as repo:
            start = _commit(repo, before).parents if before else [_head_id(repo)]
            if not start:
                return
            walker = repo.get_walker(
                include=start,
                exclude=[_commit(repo, since).id] if since else None,
                order="topo",
                paths=[path.encode() for path in ROOTS],
                max_entries=limit,
            )
            for entry in walker:
                yield change_of(entry.commit, tuple(_touched(repo, entry.commit)))

    def _index(self, repo: Repo, entries: Mapping[bytes, tuple[int, bytes]]) -> None:
        index = repo.open_index()
        ours = {path: id for path, (_, id) in entries.items() if kept(path.decode())}
        for path in [path for path in index if kept(path.decode()) and path not in ours]:
            del index[path]
        for path, id in ours.items():
            if path not in index or getattr(index[path], "sha", None) != id:
                place = self.folder / path.decode()
                if place.is_file():
                    index[path] = index_entry_from_stat(place.lstat(), ObjectID(id), mode=entries[path][0])
        index.write()


def change_of(commit: Commit, files: tuple[str, ...]) -> Change:
    """A commit as the studio shows it; of people who commit with their own git, the address tells who they are."""
    name, _, address = commit.author.decode("utf-8", "replace").partition(" <")
    text = commit.message.decode("utf-8", "replace").strip()
    undone = _UNDONE.search(text)
    return Change(
        id=commit.id.decode(),
        at=datetime.fromtimestamp(commit.commit_time, UTC),
        author=Author(address.partition("@")[0] or name, name),
        message=text[: undone.start()] if undone else text,
        files=files,
        undoes=undone[1] if undone else None,
    )


def blob_id(content: bytes) -> str:
    """The id git gives a file of this content."""
    return Blob.from_string(content).id.decode()


def _signature(author: Author) -> bytes:
    name = re.sub(r"[<>\r\n\0]", "", author.name).strip() or author.username
    return f"{name} <{author.username}{_OURS}>".encode()


def _head_id(repo: Repo) -> ObjectID:
    return repo.refs[HEADREF]


def _head(repo: Repo) -> str | None:
    try:
        return _head_id(repo).decode()
    except KeyError:
        return None


def _commit(repo: Repo, id: str) -> Commit:
    try:
        found = repo[ObjectID(id.encode())]
    except (KeyError, ValueError, AssertionError) as error:
        raise ChangeNotFound(change=id) from error
    if not isinstance(found, Commit):
        raise ChangeNotFound(change=id)
    return found


def _entries(repo: Repo, commit: str) -> dict[bytes, tuple[int, bytes]]:
    tree = _commit(repo, commit).tree
    return {
        entry.path: (entry.mode, entry.sha)
        for entry in iter_tree_contents(repo.object_store, tree)
        if entry.path and entry.mode and entry.sha
    }


def _touched(repo: Repo, commit: Commit) -> dict[str, tuple[str | None, str | None]]:
    """Path → blob ids before and after."""
    before = _commit(repo, commit.parents[0].decode()).tree if commit.parents else None
    found: dict[str, tuple[str | None, str | None]] = {}
    for change in tree_changes(repo.object_store, before, commit.tree):
        for side, entry in enumerate((change.old, change.new)):
            if entry is None or not entry.path or not entry.sha:
                continue
            path, id = entry.path.decode("utf-8", "replace"), entry.sha.decode()
            if kept(path):
                old, new = found.get(path, (None, None))
                found[path] = (id, new) if side == 0 else (old, id)
    return dict(sorted(found.items()))


def _files(repo: Repo, commit: str) -> dict[str, str]:
    return {
        path.decode(): id.decode()
        for path, (_, id) in _entries(repo, commit).items()
        if kept(path.decode("utf-8", "replace"))
    }


def _blob(repo: Repo, id: str) -> bytes:
    blob = repo[ObjectID(id.encode())]
    assert isinstance(blob, Blob)
    return blob.data
