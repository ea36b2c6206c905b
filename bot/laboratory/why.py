"""Why a model understood a message as it did: what weighed, what is like it, and who had the last word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.dialogue.engine import Engine
from bot.nlu.analysis import features_of
from bot.nlu.classifier import FAQ_INTENT, FAQ_RANKING, INTENT_RANKING, OUT_OF_SCOPE, LinearIntentClassifier
from bot.nlu.fallback import IntentDecider, only_values
from bot.nlu.faq import TOPIC
from bot.nlu.features import Vector, Vectoriser
from bot.nlu.linear import LinearModel
from bot.nlu.parse import Parser
from bot.nlu.thesaurus import MeaningFinder
from bot.nlu.tokenizer import InsuranceTokenizer
from insurance.services.faq import Entries
from kernel.pinyin import sounds

_FEATURES = 10
_NEAREST = 5
_RANKED = 5
_CLOSER = 30  # examples of a class that are compared closely
_MARKED = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


def reading(parsed: Mapping[str, Any]) -> dict[str, Any]:
    """Rasa's parse data in the shape of `parse`: intent, topic, entities, ranking, topics."""
    topic = parsed.get("topic") or {}
    return {
        "text": parsed.get("text") or "",
        "intent": {
            "name": parsed["intent"]["name"],
            "confidence": round(float(parsed["intent"]["confidence"]), 4),
        },
        "topic": topic.get("id") if parsed["intent"]["name"] == FAQ_INTENT else None,
        "entities": [
            {key: each.get(key) for key in ("entity", "value", "start", "end")}
            for each in parsed.get("entities") or ()
        ],
        "ranking": [
            [each["name"], round(float(each["confidence"]), 4)]
            for each in (parsed.get("intent_ranking") or ())[:_RANKED]
        ],
        "topics": [
            {"id": each["id"], "question": each["question"], "score": round(float(each["score"]), 4)}
            for each in topic.get("candidates") or ()
        ],
    }


def explained(
    engine: Engine, entries: Entries | None, text: str, at: str | None, project: Path | None
) -> dict[str, Any]:
    """`reading`, and `why`: `{"features": [{"text", "weight"}], "against", "nearest": [{"kind", "id", "text", "likeness"}],
    "decided"}`.

    A weight above zero speaks for the likeliest class, below for `against`, the second. Only our own classifier can tell;
    a model with another one gives empty lists.
    """
    pipeline = Pipeline(engine.parser)
    message = pipeline.read(text, at)
    parsed = message.as_dict(only_output_properties=True)
    why: dict[str, Any] = {"features": [], "against": None, "nearest": [], "decided": None}
    if (decider := pipeline.component(IntentDecider)) is not None:
        why["decided"] = decided(decider._config, message)
    classifier = pipeline.component(LinearIntentClassifier)
    if classifier is not None and classifier._model is not None:
        vectoriser, model = classifier._model
        vector = vectoriser.vector(features_of(message))
        classes = _likeliest(message)
        if len(classes) > 1 and len(vector[0]):
            why["against"] = classes[1]
            why["features"] = _weights(message, vectoriser, model, vector, *classes[:2])
        why["nearest"] = _nearest(pipeline, vectoriser, vector, message, classes, entries, project)
    return {**reading({**parsed, "text": text}), "why": why}


class Pipeline:
    """The understanding half of a loaded model, open to be looked into."""

    def __init__(self, parser: Parser) -> None:
        self._parser = parser

    def component(self, kind: type) -> Any:
        """The component of that class, None where the model has none."""
        return next((each for each in self._components() if isinstance(each, kind)), None)

    def _components(self) -> list[Any]:
        return [node._component for node in self._parser._runner._nodes.values()]

    def read(self, text: str, at: str | None) -> Message:
        """The message after the whole pipeline."""
        message = UserMessage(text, metadata={"at": at} if at else None)
        # UserMessage strips blanks, which would shift every span.
        message.text = text
        target = self._parser._target
        (found,) = self._parser._runner.run(inputs={PLACEHOLDER_MESSAGE: [message]}, targets=[target])[target]
        return found

    def prepared(self, texts: Sequence[str]) -> list[Message]:
        """Messages with what the features need."""
        messages = [Message({TEXT: text}) for text in texts]
        for kind in (InsuranceTokenizer, MeaningFinder):
            if (component := self.component(kind)) is not None:
                component.process(messages)
        return messages


def decided(config: Mapping[str, Any], message: Message) -> str:
    """Which of the decider's rules (`bot/nlu/fallback.py`) had the last word.

    values: nothing but numbers, days, sums. nothing: no word to go by. sure: the classifier's intent. no_topic: it asks
    something, no entry fits. near_topic: out of scope, but an entry is too near. faq_strong: unsure, but an entry fits very
    well. unsure.
    """
    ranking = message.get(INTENT_RANKING) or []
    intent = message.get(INTENT)["name"]
    if only_values(message):
        return "values"
    if not ranking or (intent == "nlu_fallback" and message.get(INTENT)["confidence"] == 1.0):
        return "nothing"
    best = ranking[0]
    lead = best["confidence"] - (ranking[1]["confidence"] if len(ranking) > 1 else 0.0)
    if best["confidence"] < config["threshold"] or lead < config["margin"]:
        return "faq_strong" if intent == FAQ_INTENT else "unsure"
    if intent == best["name"]:
        return "sure"
    return "near_topic" if best["name"] == OUT_OF_SCOPE else "no_topic"


def _likeliest(message: Message) -> list[str]:
    """Classes of the classifier, likeliest first: an intent, or `faq/<id>` for the intent of questions."""
    members = [f"{FAQ_INTENT}/{id}" for id, _ in message.get(FAQ_RANKING) or ()]
    ranked = [each["name"] for each in message.get(INTENT_RANKING) or ()][:3]
    if FAQ_INTENT in ranked[:1] and (message.get(TOPIC) or {}).get("score", 0) < 0.5 and len(members) > 1:
        # Between two entries it was decided, rather than between intents.
        return members[:2]
    return [members[0] if name == FAQ_INTENT and members else name for name in ranked]


def _weights(
    message: Message, vectoriser: Vectoriser, model: LinearModel, vector: Vector, first: str, second: str
) -> list[dict[str, Any]]:
    """The words and meanings that weighed most between two classes, the strongest first.

    What the model sees below a word (pairs of characters, sounds) is put down to the words it is part of, since 么退 tells
    nobody anything.
    """
    mine, other = model.classes.index(first), model.classes.index(second)
    names = {index: name for name, index in _known(message, vectoriser)}
    words = Words([token.text for token in message.get(TOKENS_NAMES[TEXT], ())])
    totals: defaultdict[str, float] = defaultdict(float)
    for index, value in zip(*vector, strict=True):
        weights = model._weights[index].astype(np.float32) * model._step
        shown = words.of(names[int(index)])
        for each in shown:
            totals[each] += float(value * (weights[mine] - weights[other])) / len(shown)
    strongest = sorted(totals.items(), key=lambda item: -abs(item[1]))[:_FEATURES]
    return [{"text": text, "weight": round(weight, 4)} for text, weight in strongest]


def _known(message: Message, vectoriser: Vectoriser) -> list[tuple[str, int]]:
    return [
        (name, vectoriser.vocabulary[name])
        for part in features_of(message).values()
        for name in part
        if name in vectoriser.vocabulary
    ]


class Words:
    """Which words of a message a feature is of (`bot/nlu/features.py` makes them)."""

    def __init__(self, words: Sequence[str]) -> None:
        # Numbers are all the same to the model, and are shown as they were written.
        self._words = [word for word in words if any(map(str.isalnum, word))]
        folded = ["0" if any(map(str.isdigit, word)) else word.lower() for word in self._words]
        self._text = "".join(folded)
        self._owners = [place for place, word in enumerate(folded) for _ in word]
        self._sounds = sounds(self._text)

    def of(self, feature: str) -> list[str]:
        """A word per character the feature covers, so that one covered twice counts twice; a meaning is one 〔名〕."""
        part, _, name = feature.partition(":")
        if part == "m":
            return [f"〔{name.replace('+', '＋')}〕"]
        if part == "p":
            heard = tuple(name.split(" "))
            return self._at(
                place
                for start in range(len(self._sounds))
                if self._sounds[start : start + len(heard)] == heard
                for place in range(start, start + len(heard))
            )
        gram = name.strip("^$").replace(" ", "")
        return self._at(
            place
            for start in range(len(self._text))
            if gram and self._text.startswith(gram, start)
            for place in range(start, start + len(gram))
        )

    def _at(self, places: Iterable[int]) -> list[str]:
        return [self._words[self._owners[place]] for place in places]


def _nearest(
    pipeline: Pipeline,
    vectoriser: Vectoriser,
    vector: Vector,
    said: Message,
    classes: Sequence[str],
    entries: Entries | None,
    project: Path | None,
) -> list[dict[str, Any]]:
    """The examples of the likeliest classes that are most like the message; likeness 0 to 1."""
    examples = [
        (kind, id, text)
        for name in classes[:3]
        for kind, id, texts in [_examples(name, entries, project)]
        for text in _alike(said.get(TEXT) or "", texts)
    ]
    messages = pipeline.prepared([text for _, _, text in examples])
    mine = _dense(vectoriser, vector)
    length = float(np.linalg.norm(mine)) or 1.0
    found: list[dict[str, Any]] = []
    for (kind, id, text), message in zip(examples, messages, strict=True):
        indices, values = vectoriser.vector(features_of(message))
        other = float(np.linalg.norm(values)) or 1.0
        likeness = float(mine[indices] @ values) / (length * other)
        found.append({"kind": kind, "id": id, "text": text, "likeness": round(likeness, 3)})
    return sorted(found, key=lambda each: -each["likeness"])[:_NEAREST]


def _alike(said: str, texts: Sequence[str]) -> list[str]:
    """The few worth a closer look: those that share the most characters for their length."""
    mine = set(said)
    return sorted(texts, key=lambda text: -len(mine & set(text)) / (len(mine | set(text)) or 1))[:_CLOSER]


def _dense(vectoriser: Vectoriser, vector: Vector) -> Any:
    said = np.zeros(len(vectoriser.vocabulary), dtype=np.float32)
    said[vector[0]] = vector[1]
    return said


def _examples(name: str, entries: Entries | None, project: Path | None) -> tuple[str, str, Sequence[str]]:
    """Kind, id and texts of a class; FAQ entries are in the model, intents' examples in the project."""
    group, _, entry = name.partition("/")
    if entry:
        known = (entries or {}).get(entry)
        return "faq", entry, [known.question, *known.similar] if known else []
    return "intent", group, _intents(project).get(group, []) if project else []


def _intents(project: Path) -> Mapping[str, Sequence[str]]:
    files = sorted((project / "data" / "nlu").glob("*.yml"))
    found: dict[str, list[str]] = {}
    for path in files:
        for intent, texts in _intents_of(path, path.stat().st_mtime_ns):
            found.setdefault(intent, []).extend(texts)
    return found


@lru_cache(maxsize=64)
def _intents_of(path: Path, changed: int) -> Sequence[tuple[str, Sequence[str]]]:
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        return [
            (
                item["intent"],
                [
                    _MARKED.sub(r"\1", line.removeprefix("-").strip())
                    for line in item["examples"].splitlines()
                    if line.startswith("-")
                ],
            )
            for item in document["nlu"]
            if "intent" in item
        ]
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError):
        return []
