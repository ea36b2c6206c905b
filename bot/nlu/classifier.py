"""Intents with a linear classifier over lexical features."""

from itertools import islice
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.analysis import features_of
from bot.nlu.assets import component_digest
from bot.nlu.features import Vectoriser
from bot.nlu.linear import LinearModel

INTENT_RANKING = "intent_ranking"
OUT_OF_SCOPE = "out_of_scope"
FAQ_INTENT = "faq"
FAQ_RANKING = "faq_ranking"
_MEMBER = f"{FAQ_INTENT}/"
_FILE = "classifier.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):  # type: ignore[misc]
    """Sets `intent` and `intent_ranking` (all intents, likeliest first) with calibrated probabilities.

    FAQ entries (retrieval intents `faq/<id>`) are classes of their own beside the intents; the likeliest of them are left
    in `faq_ranking`, `(id, likelihood given that the message asks one)`, for `FaqMatcher`.

    Text without any known feature gets no intent and an empty ranking; `IntentDecider` makes `nlu_fallback` of it.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # inverse strength of regularisation (LinearSVC's C)
            "C": 1.5,
            # weights of the parts of the features: c characters, w words, p sounds, m meanings (default: measured ones)
            "weights": {},
            # added to the margin of `faq`: its many members each have few examples
            "faq_lead": 0.1,
            # share of other examples that may be taken for out_of_scope: the bar for it is learnt so. Our examples are
            # hard cases on purpose; of messages by other hands about a tenth as many are.
            "out_of_scope_alarms": 0.08,
            # how many members of a retrieval intent (`faq/<id>`) to hand on
            "candidates": 5,
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
        vectoriser = Vectoriser(self._config["weights"])
        matrix = vectoriser.fit([features_of(example) for example in examples])
        model = LinearModel(self._config["C"]).fit(
            matrix,
            [example.get(INTENT_RESPONSE_KEY) or example.get(INTENT) for example in examples],
            leads={FAQ_INTENT: self._config["faq_lead"]},
            alarms={OUT_OF_SCOPE: self._config["out_of_scope_alarms"]},
        )
        self._model = vectoriser, model
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / _FILE, compress=1)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking, members = self._rankings(message)
            intent = ranking[0] if ranking else {"name": None, "confidence": 0.0}
            message.set(INTENT, dict(intent), add_to_output=True)
            message.set(INTENT_RANKING, ranking, add_to_output=True)
            message.set(FAQ_RANKING, members)
        return messages

    def _rankings(self, message: Message) -> tuple[list[dict[str, Any]], list[tuple[str, float]]]:
        if self._model is None:
            return [], []
        vectoriser, model = self._model
        vector = vectoriser.vector(features_of(message))
        if not len(vector[0]):
            return [], []
        groups, classes = model.probabilities(vector)
        ranking = [
            {"name": model.groups[index], "confidence": float(groups[index])}
            for index in (-groups).argsort(kind="stable")
        ]
        likely = (-classes).argsort(kind="stable")
        members = (
            (model.classes[index].removeprefix(_MEMBER), float(classes[index]))
            for index in likely
            if model.classes[index].startswith(_MEMBER)
        )
        return ranking, list(islice(members, self._config["candidates"]))
