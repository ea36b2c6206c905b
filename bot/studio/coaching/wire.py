"""The shapes of coaching."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from bot.studio.coaching.cases import Area, Case
from bot.studio.coaching.ledger import Entry, Kind
from bot.studio.coaching.library import Shelved
from bot.studio.coaching.practices import Practice
from bot.studio.coaching.quizzes import Quiz, Try
from kernel.clock import local

Id = Annotated[str, Meta(min_length=1, max_length=32)]
Username = Annotated[str, Meta(min_length=1, max_length=64)]


class EntryShown(Struct):
    kind: Kind
    area: Area
    title: str
    minutes: int
    score: int | None
    passed: bool | None
    at: datetime
    by: str


class PlanShown(Struct):
    """`due_on`: the last day of the quarter."""

    kind: Literal["quiz", "case"]
    id: str
    title: str
    due_on: date
    done: bool


class CaseOffered(Struct):
    """`best`: the highest score so far."""

    id: str
    title: str
    area: Area
    difficulty: int
    mood: str
    about: str
    best: int | None


class QuizOffered(Struct):
    id: str
    title: str
    area: Area
    questions: int
    pass_from: int
    best: int | None


class Mine(Struct):
    """Somebody's own record. `minutes`: of this year; `tour`: they have seen the tour of the desk."""

    minutes: int
    target_minutes: int
    alert_below_minutes: int
    plan: list[PlanShown]
    cases: list[CaseOffered]
    quizzes: list[QuizOffered]
    entries: list[EntryShown]
    tour: bool


class BeginPractice(Struct):
    case: Id


class SayLine(Struct):
    """`version`: of the practice as the page shows it."""

    text: Annotated[str, Meta(min_length=1, max_length=1_000, pattern=r"\S")]
    version: Annotated[int, Meta(ge=1)]


class EndPractice(Struct):
    version: Annotated[int, Meta(ge=1)]


class LineShown(Struct):
    sender: Literal["agent", "customer"]
    text: str
    at: datetime
    faults: list[str]


class MarkShown(Struct):
    what: str
    points: int
    of: int
    line: int | None


class PracticeShown(Struct):
    """`marks` and `score` once it has ended."""

    id: str
    username: str
    case: str
    title: str
    about: str
    mood: str
    version: int
    started_at: datetime
    ended_at: datetime | None
    ending: str | None
    lines: list[LineShown]
    score: int | None
    passed: bool | None
    marks: list[MarkShown]
    comment: str | None
    comment_by: str | None


class BeginQuiz(Struct):
    quiz: Id


class QuestionAsked(Struct):
    ask: str
    choices: list[str]


class QuizBegun(Struct):
    id: str
    title: str
    questions: list[QuestionAsked]


class HandIn(Struct):
    """A place per question, null where none was chosen."""

    chosen: Annotated[list[Annotated[int, Meta(ge=0, le=9)] | None], Meta(max_length=50)]


class QuestionAnswered(Struct):
    ask: str
    choices: list[str]
    chosen: int | None
    right: int
    source: str | None


class QuizDone(Struct):
    id: str
    score: int
    passed: bool
    questions: list[QuestionAnswered]


class TourSeen(Struct):
    seen: bool = True


class Person(Struct):
    """`short`: fewer hours this year than anybody should have."""

    username: str
    name: str
    role: str
    minutes: int
    short: bool
    digital: bool
    plan_done: int
    plan_all: int
    last_at: datetime | None


class People(Struct):
    """`digital_coverage`: share of those listed who passed the digital quiz this year, None where nobody is."""

    people: list[Person]
    target_minutes: int
    alert_below_minutes: int
    digital_coverage: float | None
    digital_coverage_alert: float


class PracticeListed(Struct):
    id: str
    title: str
    started_at: datetime
    ending: str | None
    score: int | None


class PersonRecord(Struct):
    username: str
    entries: list[EntryShown]
    practices: list[PracticeListed]


class BookLesson(Struct):
    """Something learnt together, for several people at once."""

    title: Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S")]
    area: Area
    minutes: Annotated[int, Meta(ge=1, le=600)]
    usernames: Annotated[list[Username], Meta(min_length=1, max_length=200)]
    kind: Literal["lesson", "role_play"] = "lesson"
    on: date | None = None


class Booked(Struct):
    booked: int


class CaseShown(Struct):
    """`version` 0: shipped with the house, and not to be changed."""

    id: str
    case: Case
    ready: bool
    version: int
    by: str | None


class Cases(Struct):
    cases: list[CaseShown]


class AddCase(Struct):
    case: Case
    ready: bool = False


class ChangeCase(Struct):
    case: Case
    version: Annotated[int, Meta(ge=1)]
    ready: bool = False


class DraftCase(Struct):
    conversation_id: Annotated[str, Meta(pattern=r"^[\w-]{1,64}$")]


class Drafted(Struct):
    """Not saved."""

    case: Case


class Comment(Struct):
    text: Annotated[str, Meta(min_length=1, max_length=1_000, pattern=r"\S")]


def entry_of(entry: Entry) -> EntryShown:
    return EntryShown(
        entry.kind,
        entry.area,
        entry.title,
        entry.minutes,
        entry.score,
        entry.passed,
        local(entry.at),
        entry.by,
    )


def practice_of(practice: Practice) -> PracticeShown:
    score, ending = practice.score, practice.played.ending
    return PracticeShown(
        practice.id,
        practice.username,
        practice.case.id,
        practice.case.title,
        practice.case.about,
        practice.case.mood,
        practice.version,
        local(practice.started_at),
        local(practice.ended_at) if practice.ended_at else None,
        ending.value if ending else None,
        [
            LineShown("agent" if line.mine else "customer", line.text, local(line.at), list(line.faults))
            for line in practice.lines
        ],
        score.total if score else None,
        score.passed if score else None,
        [MarkShown(mark.what, mark.points, mark.of, mark.line) for mark in score.marks] if score else [],
        practice.comment,
        practice.comment_by,
    )


def listed_of(practice: Practice) -> PracticeListed:
    return PracticeListed(
        practice.id,
        practice.case.title,
        local(practice.started_at),
        practice.played.ending.value if practice.played.ending else None,
        practice.score.total if practice.score else None,
    )


def case_of(shelved: Shelved) -> CaseShown:
    return CaseShown(shelved.case.id, shelved.case, shelved.ready, shelved.version, shelved.by)


def begun_of(tried: Try) -> QuizBegun:
    return QuizBegun(
        tried.id, tried.quiz.title, [QuestionAsked(each.ask, list(each.choices)) for each in tried.questions]
    )


def done_of(tried: Try) -> QuizDone:
    return QuizDone(
        tried.id,
        tried.score or 0,
        tried.passed,
        [
            QuestionAnswered(each.ask, list(each.choices), chosen, each.right, each.source)
            for each, chosen in zip(tried.questions, tried.chosen, strict=True)
        ],
    )


def questions_in(quiz: Quiz) -> int:
    return len(quiz.questions) or quiz.draw
