"""A linear classifier with honest probabilities: LinearSVC and one temperature.

The temperature is fitted on out-of-fold scores; a softmax of the bare margins would say nothing about being right.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.nlu.features import Vector

_SEED = 20260301


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    probabilities: NDArray[np.float32] = shifted / shifted.sum(axis=-1, keepdims=True)
    return probabilities


class LinearModel:
    """Classes, one row of weights per feature, and the temperature of the softmax."""

    def __init__(self, regularisation: float = 0.5) -> None:
        self._c = regularisation
        self.classes: list[str] = []
        self._weights: NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
        self._intercept: NDArray[np.float32] = np.zeros(0, dtype=np.float32)
        self._temperature = 1.0

    def fit(self, matrix: csr_matrix, labels: Sequence[str], folds: int = 3) -> "LinearModel":
        """`matrix` has one row per label; needs two classes. Calibration needs `folds` examples of each class."""
        truth = np.asarray(labels)
        self.classes = sorted(set(labels))
        self._weights, self._intercept = self._margins(matrix, truth)
        if min(np.unique(truth, return_counts=True)[1]) < folds:
            return self
        held_out = np.zeros((len(truth), len(self.classes)), dtype=np.float32)
        for train, test in StratifiedKFold(folds, shuffle=True, random_state=_SEED).split(matrix, truth):
            weights, intercept = self._margins(matrix[train], truth[train])
            held_out[test] = matrix[test] @ weights + intercept
        right = np.searchsorted(self.classes, truth)

        def loss(factor: float) -> float:
            return float(-np.log(softmax(held_out * factor)[np.arange(len(right)), right] + 1e-12).mean())

        self._temperature = float(minimize_scalar(loss, bounds=(0.5, 20), method="bounded").x)
        return self

    def _margins(
        self, matrix: csr_matrix, truth: NDArray[np.str_]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        # Balanced: `faq` has many times the examples of any other intent and would swallow its neighbours.
        svm = LinearSVC(C=self._c, class_weight="balanced", tol=1e-3, random_state=_SEED).fit(matrix, truth)
        weights, intercept = svm.coef_.T, svm.intercept_
        if weights.shape[1] == 1:  # two classes: scikit-learn gives the margin of the second only
            weights, intercept = np.hstack([-weights, weights]), np.hstack([-intercept, intercept])
        return np.ascontiguousarray(weights, dtype=np.float32), intercept.astype(np.float32)

    def probabilities(self, vector: Vector) -> NDArray[np.float32]:
        """One probability per class, in the order of `classes`."""
        indices, values = vector
        return softmax((values @ self._weights[indices] + self._intercept) * self._temperature)
