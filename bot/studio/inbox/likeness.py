"""Which questions are alike: by characters and by sound (礼赔 is 理赔), and by what the model takes them for.

A group is the sum of its members; a question joins the nearest one from `JOINS` on, or opens its own. So the same questions in
the same order make the same groups, and a new one costs the same however long the inbox has been in use. Measured:
docs/studio/inbox.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import sqrt

from bot.studio.knowledge.wording import bare
from kernel.pinyin import sounds

# A feature's weight; of unit length.
Sketch = Mapping[str, float]

# The likeness from which on a question joins a group.
JOINS = 0.45
# Two messages in a row from here on are one question, said twice: by the words alone.
REPEATS = 0.5
# Half of a question's likeness is its words, half is what the model makes of it, as far as that is sure.
_MODEL = 0.5
# What nearly every question has: it counts a fifth.
_EVERYDAY = frozenset("的了吗啊呢吧呀嘛么我你您他她们这那个就是有在请问一下想要能可以怎咋什哪都也还会给把到")
_LITTLE = 0.2


def sketch(text: str, votes: Mapping[str, float] | None = None) -> Sketch:
    """`votes`: how likely each label is; see `votes.py`. Empty for a text without a letter."""
    words = _unit(_grams(bare(text)))
    likely = {f"v:{label}": share for label, share in (votes or {}).items() if label != "intent:out_of_scope"}
    if not likely or not words:
        return words
    length, sure = _length(likely), max(likely.values())
    if not length:
        return words
    joined = {feature: weight * sqrt(1 - _MODEL) for feature, weight in words.items()}
    joined |= {feature: share / length * sqrt(_MODEL) * sure for feature, share in likely.items()}
    return _unit(joined)


def likeness(one: Sketch, other: Sketch) -> float:
    """0 nothing in common, 1 the same."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other.get(feature, 0.0) for feature, weight in one.items())


class Groups:
    """Groups in memory, by id. Not for several threads at a time."""

    def __init__(self) -> None:
        self._sums: dict[str, dict[str, float]] = {}
        self._sizes: dict[str, int] = {}
        self._lengths: dict[str, float] = {}
        self._holding: defaultdict[str, dict[str, None]] = defaultdict(dict)

    def add(self, group: str, member: Sketch) -> None:
        total = self._sums.setdefault(group, {})
        for feature, weight in member.items():
            total[feature] = total.get(feature, 0.0) + weight
            self._holding[feature][group] = None
        self._sizes[group] = self._sizes.get(group, 0) + 1
        self._lengths[group] = _length(total)

    def remove(self, group: str, member: Sketch) -> None:
        """One that was added before."""
        self._sizes[group] -= 1
        total = self._sums[group]
        for feature, weight in member.items():
            total[feature] -= weight
        self._lengths[group] = _length(total)
        if self._sizes[group] == 0:
            for feature in self._sums.pop(group):
                self._holding[feature].pop(group, None)
            del self._sizes[group], self._lengths[group]

    def nearest(self, question: Sketch) -> str | None:
        """The group it belongs to, None for none; of two as near the one whose id comes first."""
        scores: defaultdict[str, float] = defaultdict(float)
        for feature, weight in question.items():
            for group in self._holding.get(feature, ()):
                scores[group] += weight * self._sums[group][feature]
        near = ((-score / (self._lengths[group] or 1.0), group) for group, score in scores.items())
        best = min(near, default=(0.0, ""))
        return best[1] if -best[0] >= JOINS else None


def _grams(text: str) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    weights = [_LITTLE if char in _EVERYDAY else 1.0 for char in text]
    for prefix, parts in (("c", text), ("p", sounds(text))):
        for feature, weight in _ones_and_twos(prefix, parts, weights):
            found[feature] += weight
    return found


def _ones_and_twos(
    prefix: str, parts: Sequence[str], weights: Sequence[float]
) -> Iterator[tuple[str, float]]:
    for part, weight in zip(parts, weights, strict=True):
        yield f"{prefix}:{part}", weight
    for (one, other), (left, right) in zip(pairwise(parts), pairwise(weights), strict=True):
        yield f"{prefix}:{one} {other}", max(left, right)


def _length(features: Mapping[str, float]) -> float:
    return sqrt(sum(weight * weight for weight in features.values()))


def _unit(features: Mapping[str, float]) -> dict[str, float]:
    length = _length(features)
    return {feature: weight / length for feature, weight in features.items()} if length else {}


def grouped(questions: Iterable[Sketch]) -> list[int]:
    """The number of the group of each, for measuring."""
    groups, found, opened = Groups(), [], 0
    for question in questions:
        group = groups.nearest(question)
        if group is None:
            group, opened = f"{opened:06}", opened + 1
        groups.add(group, question)
        found.append(int(group))
    return found
