"""Lines put back into the rows of the page, so that a label and its value stand in one text."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from insurance.recognition.reader import Line

# Between two lines of a row; a blank is what stands inside one.
GAP = "\t"

# One character for one, so that places in a row are places in its lines.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord(shown): ord(plain)
    for shown, plain in {"　": " ", "￥": "¥", "\t": " ", "\n": " ", "\r": " ", "×": "X"}.items()
}
# Shorter lines say little about how the page lies.
_TELLING_WIDTH = 0.08


@dataclass(frozen=True)
class Span:
    """Characters `start` until before `end` of a line."""

    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Row:
    """`text`: its lines from left to right with a `GAP` between two, full-width letters as half-width ones.

    `starts`: where each line begins in `text`, and its index.
    """

    text: str
    starts: tuple[tuple[int, int], ...]

    def __repr__(self) -> str:
        return f"Row({len(self.text)} characters)"

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Where the characters `start` until before `end` of `text` come from."""
        ends = [begin - 1 for begin, _ in self.starts[1:]] + [len(self.text)]
        return tuple(
            Span(line, max(start, begin) - begin, min(end, stop) - begin)
            for (begin, line), stop in zip(self.starts, ends, strict=True)
            if max(start, begin) < min(end, stop)
        )


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """Rows from top to bottom, also of a page that lies a little askew."""
    slope = _slope(lines)
    places = sorted(
        (_Place(index, *_middle(line, slope), _height(line)) for index, line in enumerate(lines)),
        key=lambda place: place.down,
    )
    rows: list[list[_Place]] = []
    for place in places:
        if rows and place.down - rows[-1][0].down < 0.6 * min(place.height, rows[-1][0].height):
            rows[-1].append(place)
        else:
            rows.append([place])
    return [_row(lines, sorted(row, key=lambda place: place.across)) for row in rows]


@dataclass(frozen=True)
class _Place:
    line: int
    across: float
    down: float
    height: float


def _slope(lines: Sequence[Line]) -> float:
    """How much the print sinks from left to right; as a shear, so that the page's proportions do not matter."""
    slopes = []
    for line in lines:
        (left, top), (right, sunk), *_ = line.box.corners
        if right - left > _TELLING_WIDTH:
            slopes.append((sunk - top) / (right - left))
    return median(slopes) if slopes else 0.0


def _middle(line: Line, slope: float) -> tuple[float, float]:
    across = (line.box.left + line.box.right) / 2
    return across, (line.box.top + line.box.bottom) / 2 - slope * across


def _height(line: Line) -> float:
    (_, top), _, _, (_, bottom) = line.box.corners
    return abs(bottom - top)


def _row(lines: Sequence[Line], places: Sequence[_Place]) -> Row:
    text = ""
    starts: list[tuple[int, int]] = []
    for place in places:
        text += GAP if starts else ""
        starts.append((len(text), place.line))
        text += lines[place.line].text.translate(_PLAIN)
    return Row(text, tuple(starts))
