"""The FAQ topic of a message."""

import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.assets import component_digest
from bot.nlu.classifier import FAQ_INTENT, FAQ_RANKING

TOPIC = "topic"
_FILE = "titles.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FaqMatcher(IntentClassifier, GraphComponent):  # type: ignore[misc]
    """Sets `topic`: `{"id", "score", "candidates": [{"id", "question", "score"} …3]}`, or None where nothing matches.

    The likelihoods are the classifier's, given that the message asks an FAQ; whether it does, `IntentDecider` says.
    Titles come from the retrieval intents `faq/<id>` that `FaqImporter` makes of `data/faq/`.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        # how many candidates to offer
        return {"candidates": 3}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return component_digest(".no-lookup")

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, titles: dict[str, str]
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._titles = titles

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "FaqMatcher":
        return cls(config, model_storage, resource, {})

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
            return cls(
                config, model_storage, resource, json.loads((folder / _FILE).read_text(encoding="utf-8"))
            )

    def train(self, training_data: TrainingData) -> Resource:
        """Keeps the standard questions in the model, so that a model stands alone."""
        for example in training_data.intent_examples:
            intent, _, entry = (example.get(INTENT_RESPONSE_KEY) or "").partition("/")
            if intent == FAQ_INTENT and entry:
                self._titles.setdefault(entry, _title(example))
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(self._titles, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = [
                {"id": entry, "question": self._titles.get(entry, entry), "score": likelihood}
                for entry, likelihood in message.get(FAQ_RANKING) or []
            ][: self._config["candidates"]]
            topic = {"id": found[0]["id"], "score": found[0]["score"], "candidates": found} if found else None
            message.set(TOPIC, topic, add_to_output=True)
        return messages


def _title(example: Message) -> str:
    metadata = (example.get("metadata") or {}).get("example") or {}
    return str(metadata.get("question") or example.get(TEXT))
