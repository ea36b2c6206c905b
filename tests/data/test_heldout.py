"""What understanding is measured on stands nowhere in the training data, nor something that only looks different."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.studio.knowledge.wording import key
from insurance.services.faq import load

ROOT = Path(__file__).parents[2]
MEASURES = ("heldout.jsonl", "dev.jsonl", "heldout_entities.jsonl")
_ANNOTATED = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


def trained() -> Iterator[tuple[str, str]]:
    """Every training utterance and where it stands."""
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for block in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]:
            for line in str(block.get("examples", "")).splitlines():
                yield (
                    _ANNOTATED.sub(r"\1", line.removeprefix("- ")).strip(),
                    f"{path.name} {block.get('intent')}",
                )
    for entry in load(ROOT / "data" / "faq"):
        for text in (entry.question, *entry.similar):
            yield text, f"faq {entry.id}"


@pytest.fixture(scope="module")
def known() -> dict[str | None, str]:
    return {key(text): f"{text} ({place})" for text, place in trained()}


@pytest.mark.parametrize("name", MEASURES)
def test_no_measured_utterance_was_trained_on(name: str, known: dict[str | None, str]) -> None:
    rows = (ROOT / "tests" / "nlu" / name).read_text(encoding="utf-8").splitlines()
    texts = [json.loads(row)["text"] for row in rows]
    leaks = [
        f"{name}:{line} {text} = {known[found]}"
        for line, text in enumerate(texts, 1)
        if (found := key(text)) and found in known
    ]
    assert not leaks, "\n".join(leaks)


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("我要退保金", "我要退保金了。"),
        ("請問犹豫期有几天呢？", "犹豫期有几天"),
        ("贷款利率是多少", "那个，贷款利绿是多少啊"),
        ("查保单号 QHL0120230001234", "查保单号QHL0120239999999"),
    ],
)
def test_a_variant_is_seen(text: str, variant: str) -> None:
    assert key(text) == key(variant) is not None


def test_other_words_are_another_utterance() -> None:
    assert key("犹豫期有几天") != key("宽限期有几天")


@pytest.mark.parametrize("text", ["好的呢", "不是啊", "13900000001", "QHL0120230001234", "3月5号"])
def test_what_everyone_says_is_no_ones_wording(text: str) -> None:
    assert key(text) is None
