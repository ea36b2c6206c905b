"""The shapes of training jobs, models and gates. Shares are 0–1, times milliseconds; people's words are masked."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from bot.http.errors import PROBLEMS, error_body
from bot.release.states import ReleaseState
from bot.studio.training import gate as gates
from bot.studio.training import jobs
from bot.studio.training.evaluation import Evaluation, Golden, Judged
from bot.studio.training.gate import NOTHING, Figure, Scored, Verdict
from bot.studio.training.gates import Judgement
from bot.studio.training.order import Stage
from bot.studio.training.training import Standing
from kernel.clock import local
from kernel.masking import show_text

_MOST_FLIPPED = 300
_MOST_CONFUSED = 40


class AskTraining(Struct):
    """`cross_validate` takes minutes more."""

    cross_validate: bool = False
    note: Annotated[str, Meta(max_length=500)] = ""


class Job(Struct):
    """`progress` 0–1 over all stages; `error`: code, sentence and `details.problems`, a line each."""

    id: str
    state: jobs.State
    stage: Stage | None
    progress: float
    by: str
    by_name: str
    commit: str
    note: str
    cross_validate: bool
    created_at: str
    started_at: str | None
    ended_at: str | None
    model: str | None
    gate: str | None
    log: list[str]
    error: dict[str, Any] | None


class Jobs(Struct):
    """Newest first."""

    jobs: list[Job]


class Model(Struct):
    """`changes`: commits since the live model's; `figures`: of its newest gate, by name; `gate`: what it would say now."""

    id: str
    state: str
    share: int | None
    trained_at: str
    trained_by: str | None
    trained_by_name: str | None
    commit: str | None
    changes: int | None
    figures: dict[str, float | None] | None
    gate: Verdict
    approved_by: str | None
    approved_by_name: str | None
    approved_at: str | None
    size: int


class Release(Struct):
    live: str | None
    canary: str | None
    canary_share: int
    shadow: str | None
    shadow_share: int
    previous: str | None


class Models(Struct):
    """Newest first."""

    models: list[Model]
    release: Release


class Reason(Struct):
    """`what`: the intent, entity or conversation to blame."""

    code: str
    what: str | None
    live: float | None
    candidate: float | None
    margin: float | None


class ShownFigure(Struct):
    name: str
    live: float | None
    candidate: float | None
    delta: float | None
    margin: float | None
    better: Literal["higher", "lower"]
    red: bool


class IntentDelta(Struct):
    """F1."""

    intent: str
    support: int
    live: float | None
    candidate: float | None
    delta: float | None
    red: bool


class EntityDelta(Struct):
    """F1."""

    entity: str
    support: int
    live: float | None
    candidate: float | None
    delta: float | None
    red: bool


class Remembered(Struct):
    """Of the `known` training wordings the live model understands, the candidate still understands `kept`."""

    intent: str
    known: int
    kept: int
    red: bool


class TopicChange(Struct):
    """Of the `rows` that ask for the entry so many find it."""

    id: str
    question: str
    live: int
    candidate: int
    rows: int


class Faq(Struct):
    hit_1: float | None
    changes: list[TopicChange]


class Confusion(Struct):
    truth: str
    judged: str
    live: int
    candidate: int


class Flipped(Struct):
    """`live` and `candidate`: an intent, or `faq/` and the entry's id; `now`: the candidate's."""

    text: str
    truth: str
    topic: str | None
    live: str
    candidate: str
    now: Literal["right", "wrong"]


class Played(Struct):
    right: int
    conversations: int


class Deviation(Struct):
    """`newly`: the live model goes as agreed there."""

    conversation: str
    turn: int
    said: str
    problems: list[str]
    newly: bool


class BothPlayed(Struct):
    live: Played | None
    candidate: Played | None
    deviations: list[Deviation]


class Both(Struct):
    live: dict[str, float] | None
    candidate: dict[str, float] | None


class GateShown(Struct):
    """`against`: the live model, null where there is none; `flipped`: newly wrong ones first, `flipped_count` all of them;
    `forgotten`: training wordings the live model understands and the candidate does not."""

    id: str
    model: str
    against: str | None
    verdict: Verdict
    at: str | None
    rows: int
    reasons: list[Reason] = field(default_factory=list)
    figures: list[ShownFigure] = field(default_factory=list)
    intents: list[IntentDelta] = field(default_factory=list)
    entities: list[EntityDelta] = field(default_factory=list)
    faq: Faq | None = None
    confusion: list[Confusion] = field(default_factory=list)
    flipped: list[Flipped] = field(default_factory=list)
    flipped_count: int = 0
    golden: BothPlayed | None = None
    remembered: list[Remembered] = field(default_factory=list)
    forgotten: list[Flipped] = field(default_factory=list)
    cross_validation: Both | None = None
    latency: Both | None = None


def job(of: jobs.Job, names: Mapping[str, str]) -> Job:
    """`names`: of colleagues, by username."""
    code = of.error if of.error is None or of.error in PROBLEMS else "training_crashed"
    return Job(
        of.id,
        of.state,
        of.stage,
        of.progress,
        of.by,
        names.get(of.by, of.by),
        of.commit,
        of.note,
        of.cross_validate,
        _time(of.created_at) or "",
        _time(of.started_at),
        _time(of.ended_at),
        of.model,
        of.gate,
        [show_text(line) for line in of.log],
        error_body(code, {"problems": [show_text(line) for line in of.details]}) if code else None,
    )


def model(
    of: Standing,
    gate: Verdict,
    figures: Mapping[str, float | None] | None,
    changes: int | None,
    names: Mapping[str, str],
) -> Model:
    return Model(
        of.id,
        of.state,
        of.share,
        _time(of.trained_at) or "",
        of.trained_by,
        names.get(of.trained_by, of.trained_by) if of.trained_by else None,
        of.commit,
        changes,
        dict(figures) if figures is not None else None,
        gate,
        of.approved_by,
        names.get(of.approved_by, of.approved_by) if of.approved_by else None,
        _time(of.approved_at),
        of.size,
    )


def release(of: ReleaseState) -> Release:
    return Release(of.live, of.canary, of.canary_share, of.shadow, of.shadow_share, of.previous)


def gate(model: str, of: Judgement | None) -> GateShown:
    """A model no job has measured has a gate too: nothing is known."""
    if of is None:
        return GateShown(model, model, None, "missing", None, 0, _reasons(NOTHING))
    made, candidate = of.gate, of.candidate
    shown = GateShown(
        of.id,
        of.model,
        of.against,
        made.verdict,
        _time(of.at),
        len(candidate.rows) if candidate else 0,
        _reasons(made),
        [_figure(each) for each in made.figures],
        [IntentDelta(*_scored(each)) for each in made.intents],
        [EntityDelta(*_scored(each)) for each in made.entities],
    )
    if candidate is None:
        return shown
    shown.faq = Faq(candidate.report["faq"]["hit_1"], _topics(made, candidate))
    shown.confusion = [
        Confusion(each.truth, each.judged, each.live, each.candidate)
        for each in made.confusion[:_MOST_CONFUSED]
    ]
    shown.flipped = [_flipped(was, now) for was, now in made.flipped[:_MOST_FLIPPED]]
    shown.flipped_count = len(made.flipped)
    shown.golden = _golden(of)
    shown.remembered = [
        Remembered(
            each.name, each.support, round((each.figure.candidate or 0) * each.support), each.figure.red
        )
        for each in made.known
    ]
    shown.forgotten = [
        Flipped(show_text(each.text), each.truth, each.topic, each.truth, each.verdict, "wrong")
        for each in (of.known.lost if of.known else ())
    ]
    both = (of.live, candidate)
    shown.cross_validation = Both(*(_plain(each.cross_validation) if each else None for each in both))
    shown.latency = Both(*(_plain(each.latency) if each else None for each in both))
    return shown


def _reasons(of: gates.Gate) -> list[Reason]:
    return [Reason(each.code, each.what, each.live, each.candidate, each.margin) for each in of.reasons]


def _figure(of: Figure) -> ShownFigure:
    return ShownFigure(of.name, of.live, of.candidate, of.delta, of.margin, of.better, of.red)


def _scored(of: Scored) -> tuple[str, int, float | None, float | None, float | None, bool]:
    figure = of.figure
    return of.name, of.support, figure.live, figure.candidate, figure.delta, figure.red


def _topics(of: gates.Gate, candidate: Evaluation) -> list[TopicChange]:
    return [
        TopicChange(each.id, candidate.questions.get(each.id, each.id), each.live, each.candidate, each.rows)
        for each in of.topics
    ]


def _flipped(was: Judged, now: Judged) -> Flipped:
    right: Literal["right", "wrong"] = "right" if now.right else "wrong"
    return Flipped(show_text(now.text), now.truth, now.topic, was.verdict, now.verdict, right)


def _golden(of: Judgement) -> BothPlayed:
    now = of.candidate.golden if of.candidate else None
    newly = set(of.gate.newly_failed)
    return BothPlayed(
        _played(of.live.golden if of.live else None),
        _played(now),
        [
            Deviation(
                each.conversation,
                each.turn,
                show_text(each.said),
                [show_text(problem) for problem in each.problems],
                each.conversation in newly,
            )
            for each in (now.deviations if now else ())
        ],
    )


def _played(of: Golden | None) -> Played | None:
    return Played(of.right, of.conversations) if of else None


def _plain(of: Mapping[str, float] | None) -> dict[str, float] | None:
    return dict(of) if of else None


def _time(at: Any) -> str | None:
    return local(at).isoformat(timespec="seconds") if at is not None else None
