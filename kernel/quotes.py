"""Quotes: what somebody else wrote, marked inside a sentence of ours, so that only our own words are judged.

The marks are Unicode's isolates (UAX #9: FSI … PDI), made for text of foreign origin inside a sentence; they travel through
templates unseen and are taken off before anybody reads the text.
"""

FIRST, LAST = "\u2068", "\u2069"
_MARKS = str.maketrans("", "", FIRST + LAST)

# Half-open, in characters.
Span = tuple[int, int]


def quoted(text: str) -> str:
    """`text` marked as not our own words; marks inside it cannot end the quote early."""
    return f"{FIRST}{text.translate(_MARKS)}{LAST}"


def unquoted(marked: str) -> tuple[str, list[Span]]:
    """`marked` without its marks, and where the quotes stand in it; one that does not end reaches to the end."""
    text: list[str] = []
    spans: list[Span] = []
    begun: int | None = None
    for character in marked:
        if character == FIRST:
            begun = len(text) if begun is None else begun
        elif character == LAST:
            if begun is not None:
                spans.append((begun, len(text)))
            begun = None
        else:
            text.append(character)
    if begun is not None:
        spans.append((begun, len(text)))
    return "".join(text), spans
