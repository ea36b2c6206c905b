"""How entities are scored, and a floor for the finder.

The messages were written before the patterns, then read for kinds of wording that were missing: they guard against
falling back and say little about messages nobody has seen.
"""

from datetime import datetime
from pathlib import Path

import pytest

from bot.nlu.entities import EntityFinder
from bot.nlu.entity_scores import read_mentions, score_entities
from bot.nlu.lookup import read_lookup

HERE = Path(__file__).parent
FINDER = EntityFinder(read_lookup(HERE.parents[1] / "data" / "lookup"))
SCORES = score_entities(FINDER.mentions, read_mentions(HERE / "heldout_entities.jsonl"))
EXACT = [
    "policy_no",
    "claim_no",
    "complaint_no",
    "phone",
    "id_number",
    "id_last4",
    "otp",
    "plate_no",
    "date",
    "money",
]
NAMES = ["person", "place", "product", "product_attribute", "line", "document", "score"]


def test_only_the_right_kind_value_and_span_together_are_a_hit() -> None:
    said = {"entity": "money", "value": "5.00", "start": 0, "end": 2}
    found = {
        "right": [said],
        "another value": [{**said, "value": "6.00"}],
        "another span": [{**said, "end": 3}],
        "nothing": [],
    }
    rows = [{"text": text, "at": "2026-11-16T10:00:00+08:00", "entities": [said]} for text in found]

    def find(text: str, at: datetime) -> list[dict[str, object]]:
        return found[text]

    scores = score_entities(find, rows)["money"]
    assert scores == {"precision": 1 / 3, "recall": 1 / 4, "f1": 2 / 7, "support": 4}


@pytest.mark.parametrize("entity", EXACT)
def test_numbers_days_and_sums_are_found_nearly_always(entity: str) -> None:
    assert SCORES[entity]["f1"] >= 0.95


@pytest.mark.parametrize("entity", NAMES)
def test_names_are_found_mostly(entity: str) -> None:
    assert SCORES[entity]["f1"] >= 0.85
