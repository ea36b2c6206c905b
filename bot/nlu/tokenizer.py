"""Words: spaCy's Chinese pipeline, cut by jieba with the insurance vocabulary; spans in the original."""

import logging
import os
import tempfile
from pathlib import Path
from typing import Any

import jieba
import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from spacy.lang.zh import Segmenter
from spacy.language import Language

from bot.nlu.assets import AssetComponent
from bot.nlu.lookup import read_lookup, words
from bot.nlu.normaliser import normalise


def build_jieba(vocabulary: list[str]) -> jieba.Tokenizer:
    """A private tokenizer: the module-wide one belongs to whoever else uses jieba in the process."""
    jieba.setLogLevel(logging.WARNING)
    cache = Path(tempfile.gettempdir()) / f"baowen-jieba-{os.getuid()}"
    cache.mkdir(mode=0o700, exist_ok=True)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(cache)
    tokenizer.initialize()
    for word in vocabulary:
        tokenizer.add_word(word)
    return tokenizer


def build_pipeline(vocabulary: list[str]) -> Language:
    """spaCy's Chinese pipeline, cut by our own jieba.

    Asked for jieba by its configuration, spaCy would load the module-wide one, a second dictionary of 60 MB.
    """
    pipeline = spacy.blank("zh")
    cutter: Any = pipeline.tokenizer
    cutter.segmenter, cutter.jieba_seg = Segmenter.jieba, build_jieba(vocabulary)
    return pipeline


def read_vocabulary(lookup: Path) -> list[str]:
    """The names of the look-up tables and the words of `words.txt` (one per line, `#` starts a comment)."""
    listed = []
    if (path := lookup / "words.txt").exists():
        listed = [line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return sorted({word for word in (*words(read_lookup(lookup)), *listed) if word})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class InsuranceTokenizer(AssetComponent, Tokenizer):  # type: ignore[misc]
    """Cuts text into words. A token's `text` is normalised, its `start` and `end` point into the original."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # folder of the look-up tables and words.txt, relative to the project's root
            "lookup": "data/lookup",
            # intents are never cut
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
        }

    @staticmethod
    def supported_languages() -> list[str]:
        return ["zh"]

    @classmethod
    def read(cls, config: dict[str, Any]) -> list[str]:
        return read_vocabulary(Path(config["lookup"]))

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, vocabulary: list[str]
    ) -> None:
        AssetComponent.__init__(self, config, storage, resource, vocabulary)
        Tokenizer.__init__(self, config)
        self._pipeline = build_pipeline(vocabulary)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        folded = normalise(message.get(attribute))
        return [
            Token(word.text, *folded.span(word.idx, word.idx + len(word)))
            for word in self._pipeline.make_doc(folded.text)
            if not word.is_space
        ]
