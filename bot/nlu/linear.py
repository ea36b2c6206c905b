"""A linear classifier with honest probabilities: LinearSVC, temperatures, and a bar for classes that must not be missed.

Classes may form groups: `faq/claims.how_long` is a member of `faq`. A group's score is that of its best member, so a
group as varied as `faq` does not become one vague class that takes whatever is new (measured: docs/nlu.md).
"""

import warnings
from collections.abc import Mapping, Sequence

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.nlu.features import Vector

_SEED = 20260301
_SHARES = 2  # the same on every machine: how many there are has a say in the weights
_ROUNDS = 8  # of liblinear: more changes no figure, and takes longer
_REST = "~"
_HELD_OUT = 3  # one part in three is held out for calibration

Matrix = NDArray[np.float32]


def softmax(scores: Matrix) -> Matrix:
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    probabilities: Matrix = shifted / shifted.sum(axis=-1, keepdims=True)
    return probabilities


class LinearModel:
    """`classes`, `groups` (a class without `/` is its own), one column of weights per class."""

    def __init__(self, regularisation: float = 1.5) -> None:
        self._c = regularisation
        self.classes: list[str] = []
        self.groups: list[str] = []
        self._starts = np.zeros(0, dtype=np.int64)  # where each group begins in `classes`
        # features × classes, in steps of `_step` per class: a quarter of the memory, and no figure changes.
        self._weights = np.zeros((0, 0), dtype=np.int8)
        self._step: Matrix = np.zeros(0, dtype=np.float32)
        self._intercept: Matrix = np.zeros(0, dtype=np.float32)
        self._bar: Matrix = np.zeros(0, dtype=np.float32)  # per group, added to its score
        self._temperature = 1.0
        self._member_temperature = 1.0

    def fit(
        self,
        matrix: csr_matrix,
        labels: Sequence[str],
        leads: Mapping[str, float] | None = None,
        alarms: Mapping[str, float] | None = None,
    ) -> "LinearModel":
        """`matrix` has one row per label; needs two classes. Calibration needs three examples of each class.

        `leads`: group → what is added to its margin. `alarms`: group → the share (0–1) of other groups' examples that
        may be taken for it; it is favoured up to there.
        """
        truth = np.asarray(labels)
        # Sorted by group, then name: reduceat below wants members side by side.
        self.classes = sorted(set(labels), key=lambda name: (name.partition("/")[0], name))
        names = [name.partition("/")[0] for name in self.classes]
        self.groups = sorted(set(names))
        self._starts = np.array([names.index(group) for group in self.groups])
        self._bar = np.array([(leads or {}).get(group, 0.0) for group in self.groups], dtype=np.float32)
        weights, self._intercept = self._margins(matrix, truth)
        self._step = np.maximum(np.abs(weights).max(axis=0) / 127, 1e-9).astype(np.float32)
        self._weights = np.round(weights / self._step).astype(np.int8)
        if min(np.unique(truth, return_counts=True)[1]) >= _HELD_OUT:
            parts = StratifiedKFold(_HELD_OUT, shuffle=True, random_state=_SEED)
            kept, held = next(iter(parts.split(matrix, truth)))
            weights, intercept = self._margins(matrix[kept], truth[kept])
            self._calibrate(matrix[held] @ weights + intercept, truth[held], alarms or {})
        return self

    def _margins(self, matrix: csr_matrix, truth: NDArray[np.str_]) -> tuple[Matrix, Matrix]:
        """Weights (features × classes) and intercepts, one class against all others; the classes shared by threads."""
        matrix = matrix.astype(np.float64)
        matrix.sort_indices()

        shares = [self.classes[offset::_SHARES] for offset in range(_SHARES)]
        weights = np.zeros((matrix.shape[1], len(self.classes)), dtype=np.float32)
        intercept = np.zeros(len(self.classes), dtype=np.float32)
        for model in Parallel(n_jobs=_SHARES)(
            delayed(_fitted)(matrix, truth, mine, self._c) for mine in shares
        ):
            for name, row, constant in _rows(model):
                if name != _REST:
                    weights[:, self.classes.index(name)] = row
                    intercept[self.classes.index(name)] = constant
        return weights, intercept

    def _by_group(self, margins: Matrix) -> Matrix:
        best: Matrix = np.maximum.reduceat(margins, self._starts, axis=-1) + self._bar
        return best

    def _calibrate(self, margins: Matrix, truth: NDArray[np.str_], alarms: Mapping[str, float]) -> None:
        """`margins` of examples that were held out."""
        groups = np.array([name.partition("/")[0] for name in truth])
        for group, share in alarms.items():
            if group not in self.groups:
                continue
            scores = self._by_group(margins)
            column = self.groups.index(group)
            lead = scores[:, column] - np.delete(scores, column, axis=1).max(axis=1)
            self._bar[column] -= min(0.0, float(np.quantile(lead[groups != group], 1 - share)))
        right = np.array([self.groups.index(group) for group in groups])
        self._temperature = _temperature(self._by_group(margins), right)
        for start, end in zip(self._starts, [*self._starts[1:], len(self.classes)], strict=True):
            if end - start > 1:
                mine = np.isin(truth, self.classes[start:end])
                members = np.array([self.classes.index(name) - start for name in truth[mine]])
                self._member_temperature = _temperature(margins[mine][:, start:end], members)

    def probabilities(self, vector: Vector) -> tuple[Matrix, Matrix]:
        """One probability per group, and one per class given its group, in the order of `groups` and `classes`."""
        indices, values = vector
        margins = (values @ self._weights[indices].astype(np.float32)) * self._step + self._intercept
        groups = softmax(self._by_group(margins) * self._temperature)
        within = np.exp((margins - margins.max()) * self._member_temperature)
        totals = np.add.reduceat(within, self._starts)
        sizes = np.diff(np.append(self._starts, len(self.classes)))
        return groups, within / np.repeat(np.maximum(totals, 1e-30), sizes)


def _fitted(matrix: csr_matrix, truth: NDArray[np.str_], mine: Sequence[str], c: float) -> LinearSVC:
    """Each class of `mine` against all others."""
    labels = np.where(np.isin(truth, mine), truth, _REST)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return LinearSVC(C=c, tol=0.1, max_iter=_ROUNDS, random_state=_SEED).fit(matrix, labels)


def _rows(model: LinearSVC) -> list[tuple[str, NDArray[np.float64], float]]:
    """Name, weights and intercept of each class of a fitted model."""
    if len(model.classes_) == 2:  # scikit-learn gives the margin of the second only
        (row,), (constant,) = model.coef_, model.intercept_
        return [(model.classes_[0], -row, -constant), (model.classes_[1], row, constant)]
    return list(zip(model.classes_, model.coef_, model.intercept_, strict=True))


def _temperature(scores: Matrix, right: NDArray[np.int64]) -> float:
    """What to multiply `scores` with, so that their softmax is as likely as possible."""

    def loss(factor: float) -> float:
        return float(-np.log(softmax(scores * factor)[np.arange(len(right)), right] + 1e-12).mean())

    return float(minimize_scalar(loss, bounds=(0.5, 20), method="bounded").x)
