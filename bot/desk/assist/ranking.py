"""Which of many short texts come nearest to what somebody wrote: BM25 over characters, pairs of them and their sounds.

In pure Python over an inverted index: a linear classifier of scikit-learn on the same features was no better and far
heavier (docs/desk/assist.md).
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import opencc

from kernel.pinyin import sounds

# The usual constants: how soon a repeated feature stops to count more, and how much a long document is held back.
_K, _B = 1.2, 0.75
# A short text fits many documents by accident; it is judged as though it had so many features more that none knows.
_UNKNOWN = 4
_NUMBER = re.compile(r"[0-9a-z-]*\d[0-9a-z-]*")
_NO_WORD = re.compile(r"[\W_]+")


class Ranked(NamedTuple):
    """`score`: 0 nothing in common, near 1 the document's own words."""

    id: str
    score: float


class Ranking:
    """`documents`: per id the texts that belong to it, read as one document."""

    def __init__(self, documents: Mapping[str, Iterable[str]]) -> None:
        counts = {
            id: Counter(feature for text in texts for feature in features(text))
            for id, texts in documents.items()
        }
        lengths = {id: count.total() for id, count in counts.items()}
        mean = sum(lengths.values()) / max(1, len(lengths)) or 1
        found_in = Counter(feature for count in counts.values() for feature in count)
        self._rarity = {feature: _rarity(len(counts), found) for feature, found in found_in.items()}
        self._rarest = _rarity(len(counts), 0)
        self._weights: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
        for id, count in counts.items():
            held_back = _K * (1 - _B + _B * lengths[id] / mean)
            for feature, times in count.items():
                weight = self._rarity[feature] * times * (_K + 1) / (times + held_back)
                self._weights[feature].append((id, weight))

    def rank(self, text: str, limit: int) -> list[Ranked]:
        """The best documents, the best first; those that share nothing with `text` are left out."""
        asked = set(features(text))
        scores: defaultdict[str, float] = defaultdict(float)
        for feature in asked:
            for id, weight in self._weights.get(feature, ()):
                scores[id] += weight
        rarities = sum(self._rarity.get(feature, self._rarest) for feature in asked)
        most = (_K + 1) * (rarities + _UNKNOWN * self._rarest)
        best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
        return [Ranked(id, score / most) for id, score in best]


def features(text: str) -> list[str]:
    """Characters, pairs of characters, and pairs of their sounds, which absorb homophones such as 礼赔."""
    folded = fold(text)
    heard = sounds(folded)
    return [
        *folded,
        *(a + b for a, b in pairwise(folded)),
        *(f"{a} {b}" for a, b in pairwise(heard)),
    ]


def fold(text: str) -> str:
    """One spelling: full width as plain, traditional as simplified characters, every number as 0, no punctuation."""
    return _NO_WORD.sub("", _NUMBER.sub("0", simplify(text)))


def simplify(text: str) -> str:
    """Full width as plain, capitals as small letters, traditional as simplified characters."""
    plain: str = _converter().convert(unicodedata.normalize("NFKC", text).lower())
    return plain


def _rarity(documents: int, found: int) -> float:
    return math.log(1 + (documents - found + 0.5) / (found + 0.5))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
