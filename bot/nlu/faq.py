"""The FAQ topic of a message."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.assets import AssetComponent
from bot.nlu.classifier import FAQ_INTENT, FAQ_RANKING

TOPIC = "topic"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FaqMatcher(AssetComponent, IntentClassifier):  # type: ignore[misc]
    """Sets `topic`: `{"id", "score", "candidates": [{"id", "question", "score"} …3]}`, or None where nothing matches.

    The likelihoods are the classifier's, given that the message asks an FAQ; whether it does, `IntentDecider` says.
    Titles come from the retrieval intents `faq/<id>` that `ProjectImporter` makes of `data/faq/`.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        # how many candidates to offer
        return {"candidates": 3}

    @classmethod
    def read(cls, config: dict[str, Any]) -> dict[str, str]:
        return {}  # titles by entry, filled in by `train`

    def train(self, training_data: TrainingData) -> Resource:
        for example in training_data.intent_examples:
            intent, _, entry = (example.get(INTENT_RESPONSE_KEY) or "").partition("/")
            if intent == FAQ_INTENT and entry:
                self._asset.setdefault(entry, _title(example))
        return super().train(training_data)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = [
                {"id": entry, "question": self._asset.get(entry, entry), "score": likelihood}
                for entry, likelihood in message.get(FAQ_RANKING) or []
            ][: self._config["candidates"]]
            topic = {"id": found[0]["id"], "score": found[0]["score"], "candidates": found} if found else None
            message.set(TOPIC, topic, add_to_output=True)
        return messages


def _title(example: Message) -> str:
    metadata = (example.get("metadata") or {}).get("example") or {}
    return str(metadata.get("question") or example.get(TEXT))
