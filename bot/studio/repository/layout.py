"""Which files of a project are the bot's data: what the repository keeps, and all that a model is trained from."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

_FILES = frozenset(
    {"domain.yml", "config.yml", "tests/nlu/heldout.jsonl", "tests/nlu/heldout_entities.jsonl"}
)
_FOLDERS = ("data/", "tests/golden/")
# For readers that name whole paths: every path of the layout is one of these or below one.
ROOTS = (*sorted(_FILES), *(folder.rstrip("/") for folder in _FOLDERS))


def kept(path: str) -> bool:
    """Whether `path` (relative, with /) belongs to the layout. Hidden files and editors' copies do not."""
    pure = PurePosixPath(path)
    if pure.as_posix() != path or pure.is_absolute() or path.endswith("~"):
        return False
    if any(part.startswith(".") for part in pure.parts):
        return False
    return path in _FILES or path.startswith(_FOLDERS)


def kept_files(folder: Path) -> Iterator[str]:
    """The layout's files in `folder`, sorted."""
    found = [path for path in _FILES if (folder / path).is_file()]
    for below in _FOLDERS:
        found += [
            path.relative_to(folder).as_posix()
            for path in (folder / below).rglob("*")
            if path.is_file() and not path.is_symlink()
        ]
    return (path for path in sorted(found) if kept(path))
