"""What a trainer hears while typing: the same words are there already, stand under another label, or others come near."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.studio.knowledge.markup import plain
from bot.studio.knowledge.shelf import Files, Said, Shelf
from bot.studio.knowledge.wording import bare, key_of

MEASURES = ("tests/nlu/heldout.jsonl", "tests/nlu/heldout_entities.jsonl", "tests/nlu/dev.jsonl")
# Below it two short sentences share little but their everyday words.
_NEAR = 0.6
_NEAREST = 8
# So many are looked at until `_NEAREST` labels are found.
_POOL = 60


class Label(NamedTuple):
    """`kind`: intent or faq."""

    kind: str
    id: str


class Near(NamedTuple):
    """`likeness`: 1 the same words, 0 none in common."""

    utterance: Said
    likeness: float


@dataclass(frozen=True)
class Findings:
    """`same`: these words under the label in question, or under any where none is; `conflicts`: under another one;
    `near`: the nearest of each label, the most alike first; `held_out`: understanding is measured on these words."""

    same: list[Said]
    conflicts: list[Said]
    near: list[Near]
    held_out: bool


class Index:
    """All utterances of a shelf, made ready to be compared: 30,000 take 1.7 s anew, and little where `former` knows most of
    them; a check takes about 10 ms."""

    def __init__(self, shelf: Shelf, held_out: "HeldOutTexts", former: "Index | None" = None) -> None:
        self._utterances = shelf.utterances
        known: Mapping[str, tuple[str, str]] = former._forms if former else {}
        self._forms: dict[str, tuple[str, str]] = {
            text: known.get(text) or _forms(text) for _, _, _, text in self._utterances
        }
        self._stems = [self._forms[each.text][0] for each in self._utterances]
        self._same: defaultdict[str, list[Said]] = defaultdict(list)
        for each in self._utterances:
            self._same[self._forms[each.text][1]].append(each)
        self._held_out = held_out

    def check(self, text: str, label: Label | None = None) -> Findings:
        """`text` may hold marks; it may stand in the index itself."""
        text = plain(text)
        stem, form = _forms(text)
        same = self._same.get(form, []) if stem else []
        conflicts = [each for each in same if label is not None and Label(each.kind, each.id) != label]
        return Findings(
            [each for each in same if each not in conflicts],
            conflicts,
            self._near(stem, same) if stem else [],
            self._held_out.holds(text),
        )

    def _near(self, stem: str, same: Sequence[Said]) -> list[Near]:
        pool = process.extract(
            stem, self._stems, scorer=fuzz.ratio, limit=_POOL, score_cutoff=_NEAR * 100, processor=None
        )
        best: dict[Label, Near] = {}
        for _, likeness, place in pool:
            found = self._utterances[place]
            if found not in same:
                best.setdefault(Label(found.kind, found.id), Near(found, round(likeness / 100, 2)))
        return list(best.values())[:_NEAREST]


class HeldOutTexts:
    """What understanding is measured on, and whatever only looks different: none of it may be trained."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._keys = {key for text in texts if (key := key_of(bare(text)))}

    @classmethod
    def of(cls, files: Files) -> "HeldOutTexts":
        """Of the measures that the repository has."""
        there = set(files.files("tests/nlu", "jsonl"))
        return _held_out(tuple(files.read(path) for path in MEASURES if path in there))

    def holds(self, text: str) -> bool:
        """`text` without marks. What everyone says (好的) is no one's wording, and never held out."""
        return key_of(bare(text)) in self._keys


def _forms(text: str) -> tuple[str, str]:
    """How a text is compared, and how it is looked up: by its sound, or as it stands where it is too short for that."""
    stem = bare(text)
    return stem, key_of(stem) or f"={stem}"


@lru_cache(maxsize=2)
def _held_out(measures: tuple[str, ...]) -> HeldOutTexts:
    rows = (row for measure in measures for row in measure.splitlines())
    return HeldOutTexts(json.loads(row)["text"] for row in rows if row.strip())
