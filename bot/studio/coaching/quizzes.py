"""Quizzes: single choices out of the FAQ, where the other answers are those of entries near by, or written ones."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import uuid4

import msgspec
from ruamel.yaml import YAML
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.studio.coaching.cases import Area
from bot.studio.coaching.ledger import Entry, Kind, Ledger
from bot.studio.coaching.models import QuizRow
from bot.studio.errors import ItemNotFound, QuizOver
from insurance.domain.faq import FaqEntry
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.database import readonly

_CHOICES = 4


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ask: str
    right: str
    wrong: tuple[str, ...]


class Quiz(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Either `draw` questions of the FAQ `faq` categories, or written `questions`, all of them."""

    id: str
    title: str
    area: Area
    faq: tuple[str, ...] = ()
    draw: int = 0
    questions: tuple[Written, ...] = ()


class Quizzes(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"pass_from": "pass"}):
    """`pass_from`: least score; `minutes`: what a try counts for at most."""

    pass_from: int
    minutes: int
    quizzes: tuple[Quiz, ...]


class Question(msgspec.Struct, frozen=True):
    """`right`: place in `choices`; `source`: where the right answer stands."""

    ask: str
    choices: tuple[str, ...]
    right: int
    source: str | None = None


@dataclass(frozen=True)
class Try:
    """`chosen`: a place per question, None where none was; empty before the end."""

    id: str
    quiz: Quiz
    questions: Sequence[Question]
    chosen: Sequence[int | None]
    score: int | None

    @property
    def passed(self) -> bool:
        return self.score is not None and self.score >= quizzes().pass_from


@cache
def quizzes() -> Quizzes:
    source = files("bot.studio.coaching").joinpath("quizzes.yml").read_text("utf-8")
    table: Any = YAML(typ="safe", pure=True).load(source)
    return msgspec.convert(table, Quizzes)


def quiz_of(id: str) -> Quiz:
    """`ItemNotFound`."""
    found = next((each for each in quizzes().quizzes if each.id == id), None)
    if found is None:
        raise ItemNotFound(kind="quiz", id=id)
    return found


def draw(quiz: Quiz, entries: Sequence[FaqEntry], seed: str) -> list[Question]:
    """The questions of a try; the same seed draws the same ones."""
    chance = random.Random(seed)  # noqa: S311  (a draw, no secret)
    if quiz.questions:
        return [_mixed(each.ask, each.right, list(each.wrong), None, chance) for each in quiz.questions]
    pool = [entry for entry in entries if entry.category in quiz.faq]
    asked = chance.sample(pool, min(quiz.draw, len(pool)))
    return [
        _mixed(entry.question, entry.answer, _near(entry, pool, chance), _source(entry), chance)
        for entry in asked
    ]


def _near(entry: FaqEntry, pool: Sequence[FaqEntry], chance: random.Random) -> list[str]:
    """Answers to other questions of the kind, related ones first: wrong, but not absurd."""
    others = [each for each in pool if each.id != entry.id and each.answer != entry.answer]
    related = [each for each in others if each.id in entry.related]
    same = [each for each in others if each.category == entry.category and each not in related]
    rest = [each for each in others if each not in related and each not in same]
    for group in (same, rest):
        chance.shuffle(group)
    return list(dict.fromkeys(each.answer for each in (*related, *same, *rest)))[: _CHOICES - 1]


def _mixed(ask: str, right: str, wrong: list[str], source: str | None, chance: random.Random) -> Question:
    choices = [right, *wrong]
    chance.shuffle(choices)
    return Question(ask, tuple(choices), choices.index(right), source)


def _source(entry: FaqEntry) -> str:
    return " ".join(part for part in (entry.source.name, entry.source.article, entry.source.clause) if part)


class QuizRoom:
    """Tries at quizzes; each belongs to one person."""

    def __init__(
        self,
        engine: AsyncEngine,
        keyring: Keyring,
        clock: Clock,
        ledger: Ledger,
        entries: Callable[[], Sequence[FaqEntry]],
    ) -> None:
        self._engine = engine
        self._keyring = keyring
        self._clock = clock
        self._ledger = ledger
        self._entries = entries

    async def begin(self, username: str, quiz: Quiz) -> Try:
        id = uuid4().hex
        questions = draw(quiz, self._entries(), id)
        body = {"questions": msgspec.to_builtins(questions), "chosen": []}
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(QuizRow).values(
                    id=id,
                    username=username,
                    quiz=quiz.id,
                    started_at=self._clock.now(),
                    body=self._keyring.encrypt_json(body),
                )
            )
        return Try(id, quiz, questions, (), None)

    async def hand_in(self, username: str, id: str, chosen: Sequence[int | None]) -> Try:
        """Its score, booked in the ledger. `ItemNotFound`; `QuizOver` where it was handed in already."""
        async with readonly(self._engine).connect() as connection:
            found = await connection.execute(
                select(QuizRow.__table__).where(QuizRow.id == id, QuizRow.username == username)
            )
            row = found.one_or_none()
        if row is None:
            raise ItemNotFound(kind="quiz", id=id)
        quiz, body = quiz_of(row.quiz), self._keyring.decrypt_json(row.body)
        questions = msgspec.convert(body["questions"], list[Question])
        kept = [*chosen[: len(questions)], *([None] * (len(questions) - len(chosen)))]
        right = sum(mine == question.right for mine, question in zip(kept, questions, strict=True))
        score = round(100 * right / len(questions)) if questions else 0
        now = self._clock.now()
        async with self._engine.begin() as connection:
            ended = await connection.execute(
                update(QuizRow)
                .where(QuizRow.id == id, QuizRow.ended_at.is_(None))
                .values(ended_at=now, score=score, body=self._keyring.encrypt_json({**body, "chosen": kept}))
            )
        if not ended.rowcount:
            raise QuizOver()
        done = Try(id, quiz, questions, kept, score)
        minutes = min(quizzes().minutes, max(1, round((now - row.started_at).total_seconds() / 60)))
        entry = Entry(
            username, Kind.QUIZ, quiz.area, quiz.id, quiz.title, minutes, score, done.passed, now, username
        )
        await self._ledger.book([entry], f"quiz:{id}")
        return done
