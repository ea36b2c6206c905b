"""Long and short texts for messengers that take a text up to a number of bytes and count every message."""

import re
from collections.abc import Iterable

# Where to part a text, best first: paragraphs, lines, sentences, parts of sentences, words.
_ENDS = tuple(
    re.compile(pattern)
    for pattern in (r"\n\s*\n", r"\n", r"[。！？；…!?;]+[”’」』》）)\]]*", r"[，、：,:]", r"\s")
)


def merged(texts: Iterable[str]) -> str:
    """One text of several, a blank line between; what is blank is left out."""
    return "\n\n".join(kept for text in texts if (kept := text.strip()))


def split_bytes(text: str, limit: int) -> list[str]:
    """`text` in pieces of at most `limit` bytes of UTF-8 (at least 4), parted where a reader would pause.

    Nothing but blanks where two pieces meet is lost, no piece is blank, no character is cut.
    """
    pieces = []
    rest = text.strip()
    while rest:
        end = _end(rest, limit)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return pieces


def _end(text: str, limit: int) -> int:
    """How many characters the first piece takes."""
    # A character has at least one byte, so the rest need not be looked at.
    head = text[:limit].encode(errors="replace")
    if len(head) <= limit and len(text) <= limit:
        return len(text)
    window = head[:limit].decode(errors="ignore")
    # In the last quarter: earlier, and the pieces, each of which counts, would be more.
    least = len(window) * 3 // 4
    for pattern in _ENDS:
        ends = [match.end() for match in pattern.finditer(window) if match.end() >= least]
        if ends:
            return ends[-1]
    return len(window)
