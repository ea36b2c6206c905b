"""What customers talk about 话题, by stage of their journey 客户旅程, and where it hurts them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.insights.dashboard import Span
from bot.insights.facts import Facts, Sum
from bot.insights.kpis.words import STAGES
from bot.insights.sources.stages import stage_of
from insurance.domain.journey import WISHES, Stage

MOST_TOPICS = 20
# A wish for a person is none that staff takes on, but it is a topic.
_NAMES = {**WISHES, "handoff": "要求人工"}


@dataclass(frozen=True)
class Topic:
    """`trend`: (day, how often)."""

    id: str
    name: str
    stage: Stage | None
    n: int
    trend: Sequence[tuple[date, int]]


@dataclass(frozen=True)
class Pain:
    """Of a stage: questions handed to people, not understood, and bad ratings; `rate`: these per hundred questions."""

    handoffs: int
    missed: int
    bad_ratings: int
    rate: float | None


@dataclass(frozen=True)
class StageFigures:
    stage: Stage
    name: str
    n: int
    pain: Pain


class Topics:
    """`titles`: FAQ entry → the question it answers."""

    def __init__(self, facts: Facts, titles: Callable[[], Mapping[str, str]]) -> None:
        self._facts = facts
        self._titles = titles

    async def top(self, span: Span) -> list[Topic]:
        """The most frequent, with their days."""
        sums = await self._facts.by_key("topics", "topic", span.since, span.until)
        keys = sorted(sums, key=lambda key: (-sums[key].n, key))[:MOST_TOPICS]
        days = await self._facts.keys_by_day("topics", "topic", keys, span.since, span.until)
        titles = self._titles()
        return [
            Topic(
                key,
                titles.get(key) or _NAMES.get(key, key),
                stage_of(key, key if key in titles else None),
                sums[key].n,
                [(day, days[key, day].n if (key, day) in days else 0) for day in span.days],
            )
            for key in keys
        ]

    async def stages(self, span: Span) -> list[StageFigures]:
        """All of them, in the order of the journey."""
        found = [
            await self._facts.by_key(measure, "stage", span.since, span.until)
            for measure in ("stage_handoff", "stage_missed", "stage_bad_rating")
        ]
        return [self._stage(stage, *(sums.get(stage.value, Sum()) for sums in found)) for stage in Stage]

    def _stage(self, stage: Stage, handoff: Sum, missed: Sum, bad: Sum) -> StageFigures:
        n = handoff.n
        pains = round(handoff.total), round(missed.total), bad.n
        rate = round(100 * sum(pains) / n, 1) if n else None
        return StageFigures(stage, STAGES[stage], n, Pain(*pains, rate))
