"""The intent the bot acts on: the classifier's, or `inform`, `faq` or `nlu_fallback` where that is wiser."""

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.classifier import FAQ_INTENT, INTENT_RANKING, OUT_OF_SCOPE
from bot.nlu.faq import TOPIC
from bot.nlu.normaliser import normalise

# A message of nothing but such values is an answer, whatever its words resemble.
_VALUES = frozenset(
    {
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
        "score",
    }
)
_FILLER = re.compile(
    r"(?:打|写|输|填|说|搞|记)错了?|不对|应[该当]是?|我的?|就?是|号码?|手机|电话|保单|合同|案件|赔案|报案|投诉|编号|身份证|车牌|验证码|后四位|尾号|大概|大约|左右|差不多|那天|早上|上午|中午|下午|晚上|的|啊|吧|呢|哦|嗯|\W"
)

# What reads like a command of Rasa's: its letters are no words.
_COMMAND = re.compile(r"\s*/\w+\s*(?:\{.*\})?\s*", re.ASCII | re.DOTALL)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class IntentDecider(IntentClassifier, GraphComponent):  # type: ignore[misc]
    """Stands behind classifier, entities and FAQ matcher, and has the last word on `intent`.

    1. Nothing to go by, or a command of Rasa's: `nlu_fallback`.
    2. Only values (numbers, days, sums): `inform`.
    3. The classifier is sure (`threshold` and `margin`): its intent; for `faq` only with a topic of at least `faq_topic`,
       for `out_of_scope` only where no topic fits too well to be foreign (`faq_near`).
    4. It is unsure, but an FAQ entry fits very well (`faq_strong`): `faq`.
    5. Otherwise `nlu_fallback`, its confidence one minus that of the likeliest intent.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # least probability of an intent to act on
            "threshold": 0.2,
            # least lead over the second
            "margin": 0.02,
            # least score of a topic to answer with
            "faq_topic": 0.12,
            # a topic that overrules an unsure classifier
            "faq_strong": 0.7,
            # a topic so near that the message is asked back about instead of refused: of the development set's messages
            # judged out of scope 3 come so near, 2 of them are questions of ours
            "faq_near": 0.95,
        }

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "IntentDecider":
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = message.get(INTENT_RANKING) or []
            name, confidence = self._decide(message, ranking)
            message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
        return messages

    def _decide(self, message: Message, ranking: list[dict[str, Any]]) -> tuple[str, float]:
        if only_values(message):
            return "inform", 1.0
        text = message.get(TEXT) or ""
        if not ranking or _COMMAND.fullmatch(text) or not any(map(str.isalnum, normalise(text).text)):
            return DEFAULT_NLU_FALLBACK_INTENT_NAME, 1.0
        best = ranking[0]
        lead = best["confidence"] - (ranking[1]["confidence"] if len(ranking) > 1 else 0.0)
        topic = (message.get(TOPIC) or {}).get("score", 0.0)
        sure = best["confidence"] >= self._config["threshold"] and lead >= self._config["margin"]
        if sure and self._fits(best["name"], topic):
            return best["name"], best["confidence"]
        if not sure and topic >= self._config["faq_strong"]:
            return FAQ_INTENT, topic
        return DEFAULT_NLU_FALLBACK_INTENT_NAME, 1.0 - best["confidence"]

    def _fits(self, intent: str, topic: float) -> bool:
        """Whether what the FAQ matcher found goes with the likeliest intent."""
        if intent == OUT_OF_SCOPE:
            return bool(topic < self._config["faq_near"])
        return intent != FAQ_INTENT or bool(topic >= self._config["faq_topic"])


def only_values(message: Message) -> bool:
    """Whether the message is one or more values and nothing else worth a word."""
    text = message.get(TEXT) or ""
    values = [entity for entity in message.get(ENTITIES, ()) if entity["entity"] in _VALUES]
    if not values:
        return False
    rest = list(text)
    for entity in values:
        rest[entity["start"] : entity["end"]] = " " * (entity["end"] - entity["start"])
    return not _FILLER.sub("", "".join(rest))
