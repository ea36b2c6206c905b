"""Words that mean nearly the same, so that a message in unseen words still meets the examples.

`data/lookup/thesaurus.txt`, one meaning a line, its words separated by blanks, the first one naming it:

    多久 几天 多长时间 啥时候 等到猴年马月   # a comment
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.assets import AssetComponent
from bot.nlu.normaliser import normalise
from kernel.pinyin import sounds

MEANINGS = "meanings"
_SOURCE = "thesaurus.txt"


def read_thesaurus(path: Path) -> list[list[str]]:
    """The words of each meaning; none where there is no such file."""
    if not path.exists():
        return []
    lines = (line.partition("#")[0].split() for line in path.read_text(encoding="utf-8").splitlines())
    return [words for words in lines if words]


def _key(word: str) -> tuple[str, ...]:
    """How a word is looked up: longer ones by sound, single characters by themselves."""
    return (f"={word}",) if len(word) == 1 else sounds(word)


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
        heard = sounds(folded)
        found: dict[str, None] = {}
        start = 0
        while start < len(folded):
            names, start = self._at(folded, heard, start)
            found.update(dict.fromkeys(names))
        return list(found)

    def _at(self, text: str, heard: Sequence[str], start: int) -> tuple[Sequence[str], int]:
        """The meanings of the longest word that begins at `start`, and where to go on."""
        for length in range(min(self._longest, len(text) - start), 1, -1):
            if names := self._names.get(tuple(heard[start : start + length])):
                return names, start + length
        return self._names.get((f"={text[start]}",), ()), start + 1


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class MeaningFinder(AssetComponent):
    """Sets `meanings` on every message and training example, for the features of the classifiers."""

    @classmethod
    def read(cls, config: dict[str, Any]) -> list[list[str]]:
        return read_thesaurus(Path(config["lookup"]) / _SOURCE)

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, groups: list[list[str]]
    ) -> None:
        super().__init__(config, storage, resource, groups)
        self._thesaurus = Thesaurus(groups)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if text := message.get(TEXT):
                message.set(MEANINGS, self._thesaurus.meanings(normalise(text).text))
        return messages
