"""One spelling for what people type, with a way back to what they typed.

`normalise` folds full width, traditional characters, emoji, repetition and stray blanks. Every character of the result
knows which characters of the original it came from, so a span found in the result points into the original.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import opencc

# What a picture says when it is the answer; every other emoji is dropped.
_EMOJI = {
    "👍": "好的",
    "👌": "好的",
    "🆗": "好的",
    "🙏": "谢谢",
    "👎": "不满意",
    "😡": "生气",
    "😠": "生气",
    "🤬": "生气",
    "👋": "再见",
}
_STICKERS = {
    "强": "好的",
    "OK": "好的",
    "ok": "好的",
    "抱拳": "谢谢",
    "合十": "谢谢",
    "发怒": "生气",
    "再见": "再见",
}
_STICKER = re.compile(r"\[(强|OK|ok|抱拳|合十|发怒|再见|微笑|呲牙|流泪|大哭|捂脸|玫瑰|偷笑|憨笑|撇嘴|疑问)\]")

_HAN = re.compile(r"[\u3400-\u9fff]")
_NUMERALS = frozenset("零〇一二三四五六七八九十百千万亿两")
_KEPT_SYMBOLS = frozenset("¥￥+=<>~^`|$")


_Piece = tuple[str, int, int]  # a folded character, and the span of the original behind it


@dataclass(frozen=True, slots=True)
class Normalised:
    """`text`, and for each of its characters the half-open span of the original it stands for."""

    original: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original behind `text[start:end]`; the span must not be empty."""
        return self.starts[start], self.ends[end - 1]


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _traditional() -> frozenset[str]:
    table = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    return frozenset(line[0] for line in table.splitlines() if line)


def simplify(text: str) -> str:
    """Simplified characters for traditional ones, never changing the length."""
    if _traditional().isdisjoint(text):
        return text
    converted: str = _converter().convert(text)
    if len(converted) == len(text):
        return converted
    return "".join(_converter().convert(char) if char in _traditional() else char for char in text)


def _is_symbol(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk", "Mn", "Me") and char not in _KEPT_SYMBOLS


@lru_cache(maxsize=512)
def normalise(text: str) -> Normalised:
    """Fold `text`; control characters vanish, line breaks and runs of blanks become one blank, blanks between Han none."""
    pieces: list[_Piece] = []
    index = 0
    while index < len(text):
        char = text[index]
        sticker = _STICKER.match(text, index) if char == "[" else None
        end = sticker.end() if sticker else index + 1
        if sticker:
            folded = _STICKERS.get(sticker.group(1), "")
        elif char in _EMOJI:
            folded = _EMOJI[char]
        elif char.isspace():
            folded = " "
        elif unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") or _is_symbol(char):
            folded = ""
        else:
            folded = unicodedata.normalize("NFKC", char)
        pieces.extend((part, index, end) for part in folded)
        index = end
    pieces = _squeeze(pieces)
    simple = simplify("".join(char for char, _, _ in pieces))
    return Normalised(text, simple, tuple(p[1] for p in pieces), tuple(p[2] for p in pieces))


def _squeeze(pieces: list[_Piece]) -> list[_Piece]:
    """Collapse `！！！`, `急急急` and runs of blanks, drop blanks between Han and at the ends."""
    single = _collapsed(pieces)
    kept = [
        piece
        for position, piece in enumerate(single)
        if piece[0] != " "
        or (
            0 < position < len(single) - 1
            and not (_HAN.match(single[position - 1][0]) and _HAN.match(single[position + 1][0]))
        )
    ]
    return _collapsed(kept)  # 急 急 急 is a run only now


def _collapsed(pieces: list[_Piece]) -> list[_Piece]:
    """Runs of blanks, of punctuation, and of three or more Han; numerals and Latin letters count, so they stay."""
    kept: list[_Piece] = []
    index = 0
    while index < len(pieces):
        char, start, _ = pieces[index]
        after = index
        while after < len(pieces) and pieces[after][0] == char:
            after += 1
        run = after - index
        punctuation = unicodedata.category(char)[0] == "P" and char not in "-*"
        shouted = run >= 3 and bool(_HAN.match(char)) and char not in _NUMERALS
        if run > 1 and (char == " " or punctuation or shouted):
            kept.append((char, start, pieces[after - 1][2]))
        else:
            kept.extend(pieces[index:after])
        index = after
    return kept
