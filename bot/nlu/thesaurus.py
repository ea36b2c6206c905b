"""Words that mean nearly the same, so that a message in unseen words still meets the examples.

`data/lookup/thesaurus.txt`, one meaning a line, its words separated by blanks, the first one naming it:

    多久 几天 多长时间 啥时候 等到猴年马月   # a comment
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.assets import component_digest
from bot.nlu.features import sound
from bot.nlu.normaliser import normalise

MEANINGS = "meanings"
_SOURCE = "thesaurus.txt"
_FILE = "thesaurus.json"


def read_thesaurus(path: Path) -> list[list[str]]:
    """The words of each meaning; none where there is no such file."""
    if not path.exists():
        return []
    lines = (line.partition("#")[0].split() for line in path.read_text(encoding="utf-8").splitlines())
    return [words for words in lines if words]


def _key(word: str) -> tuple[str, ...]:
    """How a word is looked up: longer ones by sound, single characters by themselves."""
    return (f"={word}",) if len(word) == 1 else tuple(sound(char) for char in word)


class Thesaurus:
    """Finds the meanings of a text; the longest word wins, and longer words match whatever sounds like them."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._names: dict[tuple[str, ...], list[str]] = {}
        for group in groups:
            for word in group:
                folded = normalise(word).text.lower()
                if folded and group[0] not in (names := self._names.setdefault(_key(folded), [])):
                    names.append(group[0])
        self._longest = max(map(len, self._names), default=0)

    def meanings(self, text: str) -> list[str]:
        """The names of what is meant in normalised `text`, each once, in the order of the text."""
        folded = text.lower().replace(" ", "")
        sounds = [sound(char) for char in folded]
        found: dict[str, None] = {}
        start = 0
        while start < len(folded):
            names, start = self._at(folded, sounds, start)
            found.update(dict.fromkeys(names))
        return list(found)

    def _at(self, text: str, sounds: Sequence[str], start: int) -> tuple[Sequence[str], int]:
        """The meanings of the longest word that begins at `start`, and where to go on."""
        for length in range(min(self._longest, len(text) - start), 1, -1):
            if names := self._names.get(tuple(sounds[start : start + length])):
                return names, start + length
        return self._names.get((f"={text[start]}",), ()), start + 1


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class MeaningFinder(GraphComponent):  # type: ignore[misc]
    """Sets `meanings` on every message and training example, for the features of the classifiers."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        # folder of thesaurus.txt, relative to the project's root
        return {"lookup": "data/lookup"}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return component_digest(config.get("lookup", cls.get_default_config()["lookup"]))

    def __init__(self, storage: ModelStorage, resource: Resource, groups: list[list[str]]) -> None:
        self._storage = storage
        self._resource = resource
        self._groups = groups
        self._thesaurus = Thesaurus(groups)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "MeaningFinder":
        return cls(model_storage, resource, read_thesaurus(Path(config["lookup"]) / _SOURCE))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "MeaningFinder":
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, json.loads((folder / _FILE).read_text(encoding="utf-8")))

    def train(self, training_data: TrainingData) -> Resource:
        """Keeps the thesaurus in the model, so that a model stands alone."""
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(self._groups, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if text := message.get(TEXT):
                message.set(MEANINGS, self._thesaurus.meanings(normalise(text).text))
        return messages
