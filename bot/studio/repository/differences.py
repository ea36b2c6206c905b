"""What two versions of a file differ in, and taking a difference back where others came after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_CONTEXT = 3
_MOST_LINES = 2000  # of one file that are shown


@dataclass(frozen=True)
class Line:
    """`old`, `new`: its number before and after, from 1."""

    kind: Literal["same", "add", "remove"]
    old: int | None
    new: int | None
    text: str


@dataclass(frozen=True)
class Hunk:
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class FileDiff:
    """`cut`: there is more than is shown (a whole file that came or went)."""

    file: str
    hunks: tuple[Hunk, ...]
    cut: bool = False


class Overlap(Exception):
    """Both sides changed the same lines, or lines next to each other."""


def compare(file: str, before: str | None, after: str | None) -> FileDiff:
    """Hunks with three lines around what changed. None: there was, or is, no such file."""
    old, new = (before or "").splitlines(), (after or "").splitlines()
    hunks, left = [], _MOST_LINES
    for group in _grouped(old, new):
        lines = tuple(_lines(old, new, group))
        hunks.append(Hunk(lines[:left]))
        left -= len(lines)
        if left <= 0:
            break
    return FileDiff(file, tuple(hunks), left < 0)


def _lines(old: list[str], new: list[str], group: list[tuple[str, int, int, int, int]]) -> Iterator[Line]:
    for tag, i1, i2, j1, j2 in group:
        if tag == "equal":
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                yield Line("same", i + 1, j + 1, old[i])
            continue
        for i in range(i1, i2):
            yield Line("remove", i + 1, None, old[i])
        for j in range(j1, j2):
            yield Line("add", None, j + 1, new[j])


def _grouped(old: list[str], new: list[str]) -> Iterator[list[tuple[str, int, int, int, int]]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return iter(matcher.get_grouped_opcodes(_CONTEXT))


def merge(base: str | None, ours: str | None, theirs: str | None) -> str | None:
    """`ours` with the way from `base` to `theirs` gone as well; None is a file that is not there. `Overlap`."""
    if ours == base:
        return theirs
    if theirs == base or ours == theirs:
        return ours
    if base is None or ours is None or theirs is None:
        raise Overlap
    lines = base.splitlines(keepends=True)
    edits = sorted(
        [*_edits(lines, ours.splitlines(keepends=True)), *_edits(lines, theirs.splitlines(keepends=True))],
        key=lambda edit: edit[:2],
    )
    merged: list[str] = []
    at = 0
    last: tuple[int, int, list[str]] | None = None
    for edit in edits:
        start, end, instead = edit
        if edit == last:  # both did the same
            continue
        if last is not None and start <= at:
            raise Overlap
        merged += lines[at:start]
        merged += instead
        at, last = end, edit
    return "".join(merged + lines[at:])


def _edits(base: list[str], other: list[str]) -> Iterator[tuple[int, int, list[str]]]:
    """Start and end in `base`, and the lines that are there instead."""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, base, other, autojunk=False).get_opcodes():
        if tag != "equal":
            yield i1, i2, other[j1:j2]
