"""How Chinese sounds, roughly: pinyin without tones, southern mergers folded."""

from functools import cache

from pypinyin import lazy_pinyin


@cache
def sound(char: str) -> str:
    """The syllable of a character, zh/z, ch/c, sh/s, -ng/-n merged; other characters sound like themselves."""
    syllable: str = lazy_pinyin(char)[0].lower().replace("v", "u")
    if len(syllable) > 1:
        if syllable[1] == "h":
            syllable = syllable[0] + syllable[2:]
        if syllable.endswith(("ang", "eng", "ing")):
            syllable = syllable[:-1]
    return syllable


def sounds(text: str) -> tuple[str, ...]:
    return tuple(map(sound, text))
