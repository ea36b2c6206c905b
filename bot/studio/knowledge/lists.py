"""Which item of a list became which: so that what an item has beside its words stays with it."""

from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher


def paired(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[int | None]:
    """For each of `new` its place in `old`: the same one, or the one it stands in place of; None for one more."""
    places: list[int | None] = [None] * len(new)
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind in ("equal", "replace"):
            for step in range(min(end - start, new_end - new_start)):
                places[new_start + step] = start + step
    return places
