"""Finds the FAQ entry that asks what the customer asks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from bot.nlu.features import Features, Vectoriser

# Measured on our entries: the answer's words weigh as much as four questions, and the profile of an entry finds it more
# often than its nearest question does. The nearest question only decides where it is nearly the message itself.
_ANSWER_WEIGHT = 4.0
_ECHO_POWER = 3
_FOLDS = 4
_SEED = 20260301


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry with the likelihood (0–1) that it answers the message."""

    id: str
    question: str
    score: float


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index needs of an FAQ entry; `questions` holds the standard question and the similar ones."""

    id: str
    title: str
    questions: Sequence[Features]
    answer: Features


class FaqIndex:
    """One profile (all questions and the answer) and all questions of every entry, compared by cosine.

    The score is a probability: a logistic curve over nearness and lead of the best entry, fitted on held-out questions
    and on messages that ask no FAQ.
    """

    def __init__(self) -> None:
        self._vectoriser = Vectoriser()
        self._ids: list[str] = []
        self._titles: list[str] = []
        self._entry_of = np.zeros(0, dtype=np.int64)
        self._questions = csr_matrix((0, 0), dtype=np.float32)  # features × questions
        self._profiles = np.zeros((0, 0), dtype=np.float32)  # features × entries
        self._curve = (8.0, 8.0, -3.0)

    def fit(self, entries: Sequence[Entry], others: Sequence[Features]) -> "FaqIndex":
        """`others` are messages that ask no FAQ."""
        self._ids = [entry.id for entry in entries]
        self._titles = [entry.title for entry in entries]
        questions = [question for entry in entries for question in entry.questions]
        self._entry_of = np.repeat(np.arange(len(entries)), [len(entry.questions) for entry in entries])
        matrix = self._vectoriser.fit(questions)
        answers = self._vectoriser.matrix([entry.answer for entry in entries])
        self._questions = matrix.T.tocsr()
        self._profiles = _profiles(matrix, self._entry_of, answers)
        self._calibrate(matrix, answers, self._vectoriser.matrix(others))
        return self

    def _calibrate(self, questions: csr_matrix, answers: csr_matrix, others: csr_matrix) -> None:
        if min(np.bincount(self._entry_of), default=0) < _FOLDS or not others.shape[0]:
            return
        signals, right = [], []
        folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
        for kept, held in folds.split(questions, self._entry_of):
            profiles = _profiles(questions[kept], self._entry_of[kept], answers)
            nearness = _nearness(questions[held], profiles, questions[kept].T.tocsr(), self._entry_of[kept])
            signals.append(_signals(nearness))
            right.append(nearness.argmax(axis=1) == self._entry_of[held])
        signals.append(_signals(_nearness(others, self._profiles, self._questions, self._entry_of)))
        right.append(np.zeros(others.shape[0], dtype=bool))
        curve = LogisticRegression(C=1000.0).fit(np.vstack(signals), np.concatenate(right))
        self._curve = (float(curve.coef_[0][0]), float(curve.coef_[0][1]), float(curve.intercept_[0]))

    def find(self, message: Features, count: int = 3) -> list[Candidate]:
        """The `count` nearest entries, best first; fewer when fewer share anything with the message."""
        if not self._ids:
            return []
        vector = self._vectoriser.matrix([message])
        nearness = _nearness(vector, self._profiles, self._questions, self._entry_of)[0]
        order = [int(index) for index in (-nearness).argsort(kind="stable")[: count + 1]]
        lead = nearness[order[0]] - (nearness[order[1]] if len(order) > 1 else 0.0)
        found = []
        for index in order[:count]:
            if nearness[index] > 0:
                margin = lead if index == order[0] else nearness[index] - nearness[order[0]]
                found.append(
                    Candidate(
                        self._ids[index], self._titles[index], self._likelihood(nearness[index], margin)
                    )
                )
        return found

    def _likelihood(self, near: float, lead: float) -> float:
        by_near, by_lead, base = self._curve
        return float(1 / (1 + np.exp(-(by_near * near + by_lead * lead + base))))


def _profiles(questions: csr_matrix, entry_of: NDArray[np.int64], answers: csr_matrix) -> NDArray[np.float32]:
    """features × entries, columns of unit length."""
    members = csr_matrix(
        (np.ones(len(entry_of), dtype=np.float32), (entry_of, np.arange(len(entry_of)))),
        shape=(answers.shape[0], len(entry_of)),
    )
    summed = np.asarray((members @ questions + answers * _ANSWER_WEIGHT).todense(), dtype=np.float32)
    lengths = np.linalg.norm(summed, axis=1, keepdims=True)
    return np.ascontiguousarray((summed / np.maximum(lengths, 1e-9)).T)


def _nearness(
    messages: csr_matrix, profiles: NDArray[np.float32], questions: csr_matrix, entry_of: NDArray[np.int64]
) -> NDArray[np.float32]:
    """messages × entries, 0 to 2: cosine with the profile plus the (sharpened) cosine with the nearest question."""
    unit = np.sqrt(3.0)  # a vector has three parts of unit length
    result: NDArray[np.float32] = np.asarray(messages @ profiles, dtype=np.float32) / unit
    echoes = (np.asarray((messages @ questions).todense(), dtype=np.float32) / unit**2) ** _ECHO_POWER
    nearest = np.zeros_like(result)
    for row, echo in enumerate(echoes):
        np.maximum.at(nearest[row], entry_of, echo)
    return result + nearest


def _signals(nearness: NDArray[np.float32]) -> NDArray[np.float32]:
    """Per message: nearness of the best entry and its lead over the second."""
    if nearness.shape[1] < 2:
        return np.column_stack([nearness[:, 0], nearness[:, 0]])
    top = np.sort(nearness, axis=1)[:, -2:]
    return np.column_stack([top[:, 1], top[:, 1] - top[:, 0]])
