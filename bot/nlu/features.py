"""Lexical features of Chinese text: character n-grams, words, sounds and meanings, weighted by TF-IDF.

Sounds (pinyin without tones, southern mergers folded) absorb homophone typing errors such as 礼赔 or 续宝; meanings
(of the thesaurus) let 钱啥时候到 meet 赔款多久到账.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, groupby, pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from kernel.pinyin import sounds

_NUMBER = re.compile(r"[0-9A-Za-z-]*\d[0-9A-Za-z-]*")
# Where one writes a comma is a habit of the hand, not of the wish.
_PUNCTUATION = re.compile(r"[\s，,。.；;、：:！!…~～—\"'“”‘’()（）]+")
_LATIN = re.compile(r"[0-9A-Za-z-]+")
# Weights by part: measured, docs/nlu.md. Characters, words and sounds count alike; meanings, coarser, count less.
WEIGHTS = {"c": 1.0, "w": 1.0, "p": 1.0, "m": 0.6}
# A feature seen in one example alone says nothing about another one.
_LEAST_SEEN = 2

Vector = tuple[NDArray[np.int64], NDArray[np.float32]]
Features = dict[str, Counter[str]]


def _grams(items: Sequence[str], sizes: range, prefix: str, joiner: str = "") -> Iterable[str]:
    for size in sizes:
        for start in range(len(items) - size + 1):
            yield prefix + joiner.join(items[start : start + size])


def analyse(text: str, words: Sequence[str], meanings: Sequence[str] = ()) -> Features:
    """Features per part: `c` characters 1–2, `w` words 1–2, `p` sounds 1–2, `m` meanings and pairs of them.

    Numbers look alike, punctuation but the question mark counts for nothing.
    """
    folded = _PUNCTUATION.sub("", _NUMBER.sub("0", text.lower()))
    terms = [term for word in _terms(words) if (term := _PUNCTUATION.sub("", _NUMBER.sub("0", word.lower())))]
    if not folded:
        return {part: Counter() for part in WEIGHTS}
    return {
        "c": Counter(_grams(f"^{folded}$", range(1, 3), "c:")),
        "w": Counter([f"w:{term}" for term in terms] + [f"w:{a} {b}" for a, b in pairwise(terms)]),
        "p": Counter(_grams(sounds(folded), range(1, 3), "p:", " ")),
        "m": Counter(
            [f"m:{name}" for name in meanings] + [f"m:{a}+{b}" for a, b in combinations(sorted(meanings), 2)]
        ),
    }


def _terms(words: Sequence[str]) -> Iterable[str]:
    """`words` with the pieces of a number such as HX-2024-000123 put together again, however many it was cut into."""
    for latin, run in groupby(words, key=lambda word: _LATIN.fullmatch(word) is not None):
        if latin:
            yield "".join(run)
        else:
            yield from run


class Vectoriser:
    """TF-IDF over the parts; each part has unit length, then its weight (`WEIGHTS`, or others by part)."""

    def __init__(self, weights: Mapping[str, float] | None = None) -> None:
        self.weights = {**WEIGHTS, **(weights or {})}
        self.vocabulary: dict[str, int] = {}
        self.idf: NDArray[np.float32] = np.zeros(0, dtype=np.float32)
        self._rarest = 1.0

    def fit(self, documents: Sequence[Features]) -> csr_matrix:
        """Learn vocabulary and idf; the matrix of `documents`, one row each."""
        frequency: Counter[str] = Counter()
        for document in documents:
            for part in document.values():
                frequency.update(part.keys())
        kept = sorted(feature for feature, count in frequency.items() if count >= _LEAST_SEEN)
        self.vocabulary = {feature: index for index, feature in enumerate(kept)}
        counts = np.array([frequency[feature] for feature in self.vocabulary], dtype=np.float32)
        self.idf = (np.log((1 + len(documents)) / (1 + counts)) + 1).astype(np.float32)
        self._rarest = float(np.log(1 + len(documents)) + 1)
        return self.matrix(documents)

    def vector(self, document: Features) -> Vector:
        """Indices and values of one document. Unknown features count in its length, so strange text scores low."""
        indices: list[int] = []
        values: list[NDArray[np.float32]] = []
        for name, part in document.items():
            known = [(self.vocabulary[f], n) for f, n in part.items() if f in self.vocabulary]
            if not known:
                continue
            columns, numbers = zip(*known, strict=True)
            weighted = (1 + np.log(np.array(numbers, dtype=np.float32))) * self.idf[list(columns)]
            unknown = (len(part) - len(known)) * self._rarest**2
            values.append(weighted * (self.weights[name] / np.sqrt(np.dot(weighted, weighted) + unknown)))
            indices.extend(columns)
        joined = np.concatenate(values) if values else np.zeros(0, dtype=np.float32)
        return np.array(indices, dtype=np.int64), joined.astype(np.float32)

    def matrix(self, documents: Sequence[Features]) -> csr_matrix:
        vectors = [self.vector(document) for document in documents]
        lengths = np.cumsum([0] + [len(indices) for indices, _ in vectors])
        indices = np.concatenate([i for i, _ in vectors]) if vectors else np.zeros(0, dtype=np.int64)
        values = np.concatenate([v for _, v in vectors]) if vectors else np.zeros(0, dtype=np.float32)
        return csr_matrix((values, indices, lengths), shape=(len(vectors), len(self.vocabulary)))
