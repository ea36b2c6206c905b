"""Intents with a linear classifier over lexical features."""

from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.analysis import features_of
from bot.nlu.assets import component_digest
from bot.nlu.features import Vectoriser
from bot.nlu.linear import LinearModel

INTENT_RANKING = "intent_ranking"
_FILE = "classifier.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):  # type: ignore[misc]
    """Sets `intent` and `intent_ranking` (all intents, likeliest first) with calibrated probabilities.

    Text without any known feature gets no intent and an empty ranking; `IntentDecider` makes `nlu_fallback` of it.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # inverse strength of regularisation (LinearSVC's C)
            "C": 0.5,
            # weights of characters, words, sounds
            "weights": [1.0, 1.0, 1.0],
            # folds of the calibration of probabilities
            "calibration_folds": 2,
        }

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return component_digest(".no-lookup")

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: tuple[Vectoriser, LinearModel] | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LinearIntentClassifier":
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "LinearIntentClassifier":
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        vectoriser = Vectoriser(tuple(self._config["weights"]))
        matrix = vectoriser.fit([features_of(example) for example in examples])
        model = LinearModel(self._config["C"])
        model.fit(matrix, [example.get(INTENT) for example in examples], self._config["calibration_folds"])
        self._model = vectoriser, model
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / _FILE, compress=1)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = self._ranking(message)
            intent = ranking[0] if ranking else {"name": None, "confidence": 0.0}
            message.set(INTENT, dict(intent), add_to_output=True)
            message.set(INTENT_RANKING, ranking, add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        if self._model is None:
            return []
        vectoriser, model = self._model
        vector = vectoriser.vector(features_of(message))
        if not len(vector[0]):
            return []
        probabilities = model.probabilities(vector)
        return [
            {"name": model.classes[index], "confidence": float(probabilities[index])}
            for index in (-probabilities).argsort(kind="stable")
        ]
