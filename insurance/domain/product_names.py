"""How a product may be called: spelling, sound, the beginning of its name.

What sounds alike is the same name mistyped (安图 for 安途), what merely looks alike may be another product: 守护医疗 is one
syllable away from 长护医疗. So sound identifies and likeness only suggests.
"""

import re
import unicodedata

from rapidfuzz import fuzz

from insurance.domain.products import LINE_NAMES, Product
from kernel.pinyin import sounds

# Shorter names sound like too many other words.
_HEARD_FROM = 3
# A beginning needs two characters, and 百万 in 三百万 is none.
_BEGUN_FROM = 2


def fold(text: str) -> str:
    """`text` without punctuation and blanks, full-width letters as plain ones, in capitals."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).upper()


def spellings(product: Product) -> tuple[str, ...]:
    """The code, and the name with and without brand and brackets, folded."""
    unbranded = product.name.partition("·")[2] or product.name
    names = (product.code, product.name, unbranded, product.short_name)
    return tuple(dict.fromkeys(name for name in map(fold, names) if name))


def places(product: Product, text: str) -> set[tuple[int, int]]:
    """Where in folded `text` the product is named, by spelling or by sound: (start, end)."""
    found: set[tuple[int, int]] = set()
    heard = sounds(text)
    for name in spellings(product):
        found |= {(hit.start(), hit.end()) for hit in re.finditer(re.escape(name), text)}
        size = len(name)
        if size >= _HEARD_FROM and not name.isascii():
            wanted = sounds(name)
            found |= {
                (start, start + size)
                for start in range(len(text) - size + 1)
                if heard[start : start + size] == wanted
            }
    return found


def begins(product: Product, said: str) -> bool:
    """Whether the product's name, without its brand, begins with what was `said`, by spelling or by sound."""
    said = fold(said)
    if len(said) < _BEGUN_FROM:
        return False
    names = [name for name in spellings(product)[1:] if len(name) >= len(said)]
    return any(name.startswith(said) or sounds(name[: len(said)]) == sounds(said) for name in names)


def likeness(said: str, product: Product) -> float:
    """3 = the code, 2 = the name, above 1 = a part of it, 1 = its line, below 1 = shared characters or syllables."""
    wanted = fold(said)
    if not wanted:
        return 0.0
    if wanted == fold(product.code):
        return 3.0
    best = 1.0 if wanted in LINE_NAMES[product.line] else 0.0
    for name in spellings(product)[1:]:
        if wanted == name:
            return 2.0
        if len(wanted) > 1 and (wanted in name or name in wanted):
            best = max(best, 1 + min(len(wanted), len(name)) / max(len(wanted), len(name)))
        best = max(best, fuzz.ratio(wanted, name) / 100, fuzz.ratio(sounds(wanted), sounds(name)) / 100)
    return best
