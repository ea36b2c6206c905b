"""May this model answer customers? The candidate's figures beside the live model's, on the same held-out rows.

Red where one figure is worse by more than its margin. What a few rows make is always let through (`Margin.rows`): on a small
set they can exceed the margin, and tell nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.studio.training.evaluation import Evaluation, Golden, Judged, Known, Scores
from bot.studio.training.margins import LATENCY_FACTOR, LEAST_ROWS, MARGINS, Margin

Verdict = Literal["green", "red", "missing"]
_OUT_OF_SCOPE = "out_of_scope"
_EPSILON = 1e-9  # shares are floats


@dataclass(frozen=True)
class Figure:
    """`delta`: candidate less live; `margin`: how much worse is let through here, None where the figure is only shown."""

    name: str
    live: float | None
    candidate: float | None
    margin: float | None
    better: Literal["higher", "lower"]
    red: bool

    @property
    def delta(self) -> float | None:
        return None if self.live is None or self.candidate is None else self.candidate - self.live


@dataclass(frozen=True)
class Scored:
    """The F1 of one intent or entity; `support`: rows of it."""

    name: str
    support: int
    figure: Figure


@dataclass(frozen=True)
class Reason:
    """Why it is red: `code` is a figure's name, `golden`, `no_rows` or `no_evaluation`; `what` an intent, entity or conversation."""

    code: str
    what: str | None = None
    live: float | None = None
    candidate: float | None = None
    margin: float | None = None


@dataclass(frozen=True)
class TopicChange:
    """How many of the `rows` that ask for an FAQ entry find it."""

    id: str
    rows: int
    live: int
    candidate: int


@dataclass(frozen=True)
class Confusion:
    truth: str
    judged: str
    live: int
    candidate: int


@dataclass(frozen=True)
class Gate:
    """`flipped`: rows one of the two gets right and the other does not, as (live, candidate), newly wrong ones first."""

    verdict: Verdict
    reasons: Sequence[Reason]
    figures: Sequence[Figure]
    intents: Sequence[Scored]
    entities: Sequence[Scored]
    topics: Sequence[TopicChange]
    confusion: Sequence[Confusion]
    flipped: Sequence[tuple[Judged, Judged]]
    newly_failed: Sequence[str]
    known: Sequence[Scored] = ()


NOTHING = Gate("missing", [Reason("no_evaluation")], [], [], [], [], [], [], [])


def gate(
    live: Evaluation | None,
    candidate: Evaluation,
    margins: Mapping[str, Margin] = MARGINS,
    known: Known | None = None,
) -> Gate:
    """Pure. Without a live model the floors of `margins` hold and every golden conversation must go as agreed.

    `ValueError` where the two were measured on different rows.
    """
    if live is not None and live.data != candidate.data:
        raise ValueError(f"measured on {live.data} and on {candidate.data}")
    if not candidate.rows:
        return Gate("missing", [Reason("no_rows")], [], [], [], [], [], [], [])
    figures = list(_figures(live, candidate, margins))
    intents = _scored(
        "intent", live.report["intents"] if live else None, candidate.report["intents"], margins
    )
    entities = _scored("entity", live.entities if live else None, candidate.entities or {}, margins)
    remembered = _known(known, margins["known"]) if known else []
    failed = _newly_failed(live, candidate.golden)
    reasons = [
        Reason(each.name, None, each.live, each.candidate, each.margin) for each in figures if each.red
    ]
    for code, scores in (("intent", intents), ("entity", entities), ("known", remembered)):
        reasons += [
            Reason(code, each.name, each.figure.live, each.figure.candidate, each.figure.margin)
            for each in scores
            if each.figure.red
        ]
    reasons += [Reason("golden", name) for name in failed]
    pairs = [] if live is None else list(zip(live.rows, candidate.rows, strict=True))
    flipped = [(was, now) for was, now in pairs if was.right != now.right]
    return Gate(
        "red" if reasons else "green",
        reasons,
        figures,
        intents,
        entities,
        _topics(pairs),
        _confusion(live.rows if live else [], candidate.rows),
        sorted(flipped, key=lambda pair: pair[1].right),
        failed,
        remembered,
    )


def _figures(
    live: Evaluation | None, candidate: Evaluation, margins: Mapping[str, Margin]
) -> Iterator[Figure]:
    now, was = _values(candidate), _values(live) if live else {}
    least_of = _few_rows(live or candidate, margins)
    for name, value in now.items():
        if name not in margins:
            yield Figure(name, was.get(name), value, None, _SHOWN[name], False)
            continue
        before = was.get(name)
        least = least_of.get(name, 0.0)
        if name == "latency_p95" and before is not None:
            least = before * (LATENCY_FACTOR - 1)
        yield _figure(name, before, value, margins[name], least, alone=live is None)


def _figure(
    name: str, live: float | None, candidate: float | None, margin: Margin, least: float, *, alone: bool
) -> Figure:
    """`alone`: there is no live model, so the floor counts. A figure only one of them has is shown, not judged."""
    allowed = max(margin.worse_by, least)
    sign = 1 if margin.better == "higher" else -1
    if candidate is None:
        red = live is not None and not alone and name != "cross_validation"
    elif alone:
        red = sign * (margin.floor - candidate) > _EPSILON
    else:
        red = live is not None and sign * (live - candidate) > allowed + _EPSILON
    return Figure(name, live, candidate, allowed, margin.better, red)


_SHOWN: Mapping[str, Literal["higher", "lower"]] = {
    "faq_hit_3": "higher",
    "unsure_rate": "lower",
    "latency_p50": "lower",
}


def _values(of: Evaluation) -> dict[str, float | None]:
    report = of.report
    crossed = of.cross_validation
    return {
        "accuracy": report["accuracy"],
        "macro_f1": report["macro_f1"],
        "faq_hit_1": report["faq"]["hit_1"],
        "faq_hit_3": report["faq"]["hit_3"],
        "out_of_scope_recall": report["out_of_scope"]["recall"],
        "out_of_scope_false_rate": report["out_of_scope"]["false_rate"],
        "unsure_rate": report["unsure_rate"],
        "calibration_error": report["calibration_error"],
        "cross_validation": crossed["accuracy"] if crossed else None,
        "latency_p50": of.latency["p50"],
        "latency_p95": of.latency["p95"],
    }


def _few_rows(of: Evaluation, margins: Mapping[str, Margin]) -> dict[str, float]:
    """What the rows that are always let through can take from a figure."""
    rows = len(of.rows)
    outside = sum(row.truth == _OUT_OF_SCOPE for row in of.rows)
    topics = sum(row.topic is not None for row in of.rows)
    counted = {
        "accuracy": rows,
        "faq_hit_1": topics,
        "out_of_scope_recall": outside,
        "out_of_scope_false_rate": rows - outside,
        "calibration_error": rows,
    }
    intents = [scores for scores in of.report["intents"].values() if scores["support"]]
    # A row is missing from one intent and too much in another.
    worst = 2 * max(_cost(scores, margins["macro_f1"].rows) for scores in intents) / len(intents)
    return {"macro_f1": worst} | {
        name: margins[name].rows / count for name, count in counted.items() if count
    }


def _cost(scores: Scores, rows: int) -> float:
    """What F1 loses by so many rows that are missed, or that are taken for it and are another's."""
    support = scores["support"]
    right = scores["recall"] * support
    found = right / scores["precision"] if scores["precision"] else 0.0
    if not right:
        return 0.0
    now = 2 * right / (support + found)
    missed = 2 * max(right - rows, 0) / max(support + found - rows, 1)
    taken = 2 * right / (support + found + rows)
    return max(now - missed, now - taken)


def _scored(
    kind: str,
    live: Mapping[str, Scores] | None,
    candidate: Mapping[str, Scores],
    margins: Mapping[str, Margin],
) -> list[Scored]:
    """Every intent or entity that stands in the rows, the most worsened first."""
    found = []
    for name in sorted({*candidate, *(live or {})}):
        was, now = (live or {}).get(name), candidate.get(name)
        support = int((now or was or {"support": 0})["support"])
        if not support:
            continue
        margin = margins[kind]
        before = was["f1"] if was else None
        after = now["f1"] if now else 0.0
        figure = _figure(
            kind, before, after, margin, _cost(was, margin.rows) if was else 0.0, alone=live is None
        )
        if support < LEAST_ROWS:
            figure = Figure(kind, before, after, None, margin.better, False)
        found.append(Scored(name, support, figure))
    return sorted(found, key=lambda each: each.figure.delta or 0.0)


def _known(known: Known, margin: Margin) -> list[Scored]:
    """By intent, the share of wordings that are still understood; most forgotten first."""
    found = []
    for intent, count in sorted(known.known.items()):
        kept = known.kept.get(intent, 0) / count
        figure = _figure("known", 1.0, kept, margin, margin.rows / count, alone=False)
        if count < LEAST_ROWS:
            figure = Figure("known", 1.0, kept, None, margin.better, False)
        found.append(Scored(intent, count, figure))
    return sorted(found, key=lambda each: each.figure.delta or 0.0)


def _newly_failed(live: Evaluation | None, golden: Golden | None) -> list[str]:
    """None may newly fail; one that fails with the live model too is not this candidate's doing."""
    if golden is None:
        return []
    before = live.golden.failed if live and live.golden else set()
    return sorted(golden.failed - before)


def _topics(pairs: Sequence[tuple[Judged, Judged]]) -> list[TopicChange]:
    """FAQ entries that are found more or less often, losses first."""
    rows: defaultdict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for was, now in pairs:
        if now.topic is not None:
            rows[now.topic].append((was.right, now.right))
    changes = [
        TopicChange(id, len(of), sum(was for was, _ in of), sum(now for _, now in of))
        for id, of in rows.items()
    ]
    return sorted(
        (each for each in changes if each.live != each.candidate),
        key=lambda each: (each.candidate - each.live, each.id),
    )


def _confusion(live: Sequence[Judged], candidate: Sequence[Judged]) -> list[Confusion]:
    """Pairs of intents mistaken for each other, the greatest difference first."""
    was, now = _mistakes(live), _mistakes(candidate)
    found = [Confusion(truth, judged, was[truth, judged], now[truth, judged]) for truth, judged in was | now]
    return sorted(
        found, key=lambda each: (-abs(each.candidate - each.live), -each.candidate, each.truth, each.judged)
    )


def _mistakes(rows: Sequence[Judged]) -> Counter[tuple[str, str]]:
    return Counter((row.truth, row.judged) for row in rows if row.truth != row.judged)
