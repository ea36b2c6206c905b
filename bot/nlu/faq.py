"""The FAQ topic of a message."""

from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.analysis import analyse_text, features_of
from bot.nlu.assets import component_digest
from bot.nlu.faq_index import Entry, FaqIndex

FAQ_INTENT = "faq"
TOPIC = "topic"
_FILE = "faq.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FaqMatcher(IntentClassifier, GraphComponent):  # type: ignore[misc]
    """Sets `topic`: `{"id", "score", "candidates": [{"id", "question", "score"} …3]}`, or None where nothing matches.

    Trained on the examples of the retrieval intents `faq/<id>` that `FaqImporter` makes of `data/faq/`. It decides no
    intent: that is `IntentDecider`'s.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        # how many candidates to offer
        return {"candidates": 3}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return component_digest(".no-lookup")

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, index: FaqIndex | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._index = index or FaqIndex()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "FaqMatcher":
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "FaqMatcher":
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        questions: dict[str, list[Message]] = {}
        others = []
        for example in training_data.intent_examples:
            if not example.get(TEXT):
                continue
            intent, _, entry = (example.get(INTENT_RESPONSE_KEY) or "").partition("/")
            if intent == FAQ_INTENT and entry:
                questions.setdefault(entry, []).append(example)
            else:
                others.append(features_of(example))
        entries = [
            Entry(
                entry,
                _title(examples),
                [features_of(e) for e in examples],
                analyse_text(_answer(training_data, entry)),
            )
            for entry, examples in questions.items()
        ]
        if entries:
            self._index.fit(entries, others)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._index, folder / _FILE, compress=1)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = self._index.find(features_of(message), self._config["candidates"])
            topic = None
            if found:
                topic = {
                    "id": found[0].id,
                    "score": found[0].score,
                    "candidates": [{"id": c.id, "question": c.question, "score": c.score} for c in found],
                }
            message.set(TOPIC, topic, add_to_output=True)
        return messages


def _title(examples: list[Message]) -> str:
    metadata = (examples[0].get("metadata") or {}).get("example") or {}
    return str(metadata.get("question") or examples[0].get(TEXT))


def _answer(training_data: TrainingData, entry: str) -> str:
    responses = training_data.responses.get(f"utter_{FAQ_INTENT}/{entry}") or []
    return " ".join(str(response.get("text", "")) for response in responses)
