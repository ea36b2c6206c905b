"""What was measured of one model on one set of held-out files. The job's process measures it; here it is only kept and read."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

# F1 and its kin of one intent or entity: `precision`, `recall`, `f1`, `support`.
Scores = Mapping[str, float]


class Judged(Struct, frozen=True):
    """One held-out row and what the model made of it; topics are ids of FAQ entries, None where none is asked for."""

    text: str
    truth: str
    topic: str | None
    judged: str
    judged_topic: str | None

    @property
    def right(self) -> bool:
        return self.judged == self.truth and (self.topic is None or self.judged_topic == self.topic)

    @property
    def verdict(self) -> str:
        """`surrender`, or `faq/cooling_off.days`."""
        return f"{self.judged}/{self.judged_topic}" if self.judged == "faq" else self.judged


class Deviation(Struct, frozen=True):
    """Where a golden conversation left the agreed way: turns count from 1."""

    conversation: str
    turn: int
    said: str
    problems: Sequence[str]


class Golden(Struct, frozen=True):
    conversations: int
    right: int
    deviations: Sequence[Deviation]

    @property
    def failed(self) -> set[str]:
        return {each.conversation for each in self.deviations}


class Known(Struct, frozen=True):
    """Wordings of the candidate's training data that `against` understands as they are labelled: how many by intent, how many
    of them the candidate still understands so, and some that it does not.

    Wordings whose label was put right are not among them, nor are those that were labelled wrongly: there the live model says
    otherwise.
    """

    against: str
    known: Mapping[str, int]
    kept: Mapping[str, int]
    lost: Sequence[Judged]


class Evaluation(Struct, frozen=True):
    """`data`: digest of the held-out files. `report`: as `bot.nlu.evaluate.report_of` has it. `latency`: `p50`, `p95` in
    milliseconds. `questions`: of the FAQ entries the rows ask for, by id. What was not measured is None.
    """

    model: str
    data: str
    report: Mapping[str, Any]
    rows: Sequence[Judged]
    latency: Mapping[str, float]
    entities: Mapping[str, Scores] | None = None
    golden: Golden | None = None
    cross_validation: Mapping[str, float] | None = None
    questions: Mapping[str, str] = {}
