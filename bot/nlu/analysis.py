"""From Rasa messages to lexical features; knows where tokenizer and thesaurus leave what they found."""

from functools import lru_cache

from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.features import Features, analyse
from bot.nlu.normaliser import normalise
from bot.nlu.thesaurus import MEANINGS


def features_of(message: Message) -> Features:
    """The features of the message's text; several components ask for them in turn."""
    words = tuple(token.text for token in message.get(TOKENS_NAMES[TEXT], ()))
    return _features(message.get(TEXT) or "", words, tuple(message.get(MEANINGS, ())))


@lru_cache(maxsize=16)
def _features(text: str, words: tuple[str, ...], meanings: tuple[str, ...]) -> Features:
    return analyse(normalise(text).text, words, meanings)
