"""When two texts are one utterance: the same words but for spelling, particles, numbers, and what only sounds alike."""

import re

from bot.nlu.normaliser import normalise
from kernel.pinyin import sound

_FILLERS = re.compile(r"那个|就是|请问|你好|您好|[啊吧呢吗了的呀哦嗯]")
_NUMBERS = re.compile(r"[0-9a-z]*\d[0-9a-z]*")
_SIGNS = re.compile(r"[\W_]+")
# 好的, 不是, 取消 and bare numbers are what everyone says: a measure without them, or a bot never told, would be odd.
# From here on a text is somebody's own wording.
_OWN_WORDING = 4


def bare(text: str) -> str:
    """What is left without case, punctuation, blanks, particles and fillers; numbers look alike."""
    return _NUMBERS.sub("0", _FILLERS.sub("", _SIGNS.sub("", normalise(text).text.lower())))


def key(text: str) -> str | None:
    """How the text sounds, bare: variants of one utterance share it. None for what is too short to be one."""
    return key_of(bare(text))


def key_of(stem: str) -> str | None:
    """`key` of what `bare` gave."""
    own = len(stem.replace("0", "")) >= _OWN_WORDING
    return " ".join(map(sound, stem)) if own else None
