"""What a quality review weighs, and which engagements are drawn for it."""

from collections import Counter
from dataclasses import dataclass

from bot.desk.supervision.scorecard import WEIGHTS, Dimension, draw, timeliness, total


@dataclass(frozen=True)
class Held:
    agent: str
    number: int


def held(**counts: int) -> list[Held]:
    return [Held(agent, number) for agent, count in counts.items() for number in range(count)]


def test_the_parts_of_the_score_make_a_hundred() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert total(dict.fromkeys(Dimension, 100)) == 100
    assert total(dict.fromkeys(Dimension, 0)) == 0


def test_each_part_counts_by_its_weight() -> None:
    scores = dict.fromkeys(Dimension, 80) | {Dimension.COMPLETENESS: 50}

    assert total(scores) == 80 - 30 * WEIGHTS[Dimension.COMPLETENESS] // 100


def test_timeliness_is_the_share_of_waits_within_the_limit() -> None:
    assert [timeliness(4, 1), timeliness(3, 3), timeliness(0, 0)] == [75, 0, 100]


def test_a_sample_is_spread_over_the_agents() -> None:
    drawn = draw(held(lili=100, wei=3, hong=1), 7, seed=1)

    assert Counter(each.agent for each in drawn) == {"lili": 3, "wei": 3, "hong": 1}


def test_the_same_seed_draws_the_same_and_another_one_others() -> None:
    candidates = held(lili=50, wei=50)

    assert draw(candidates, 10, seed=7) == draw(candidates, 10, seed=7)
    assert draw(candidates, 10, seed=7) != draw(candidates, 10, seed=8)


def test_a_sample_is_no_larger_than_what_there_is() -> None:
    assert len(draw(held(lili=2), 10, seed=1)) == 2
    assert draw([], 10, seed=1) == []
