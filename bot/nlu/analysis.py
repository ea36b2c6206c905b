"""From Rasa messages and plain text to lexical features; knows where the tokenizer leaves its words."""

from functools import lru_cache

from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.features import Features, analyse
from bot.nlu.normaliser import normalise


def features_of(message: Message) -> Features:
    """The features of the message's text; several components ask for them in turn."""
    words = tuple(token.text for token in message.get(TOKENS_NAMES[TEXT], ()))
    return _features(message.get(TEXT) or "", words)


def analyse_text(text: str) -> Features:
    """The features of prose (an answer), without words: the tokenizer sees messages only."""
    return _features(text, ())


@lru_cache(maxsize=16)
def _features(text: str, words: tuple[str, ...]) -> Features:
    return analyse(normalise(text).text, words)
