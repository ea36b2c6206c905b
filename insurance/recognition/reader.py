"""What a reader of pictures gives: lines of print and where they stand. Which engine reads is its own affair."""

from dataclasses import dataclass
from typing import Protocol

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """Where print stands: four corners, clockwise from the beginning of the text.

    In parts of the upright picture's width and height, 0 to 1 from its upper left corner.
    """

    corners: tuple[Point, Point, Point, Point]

    @property
    def left(self) -> float:
        return min(x for x, _ in self.corners)

    @property
    def top(self) -> float:
        return min(y for _, y in self.corners)

    @property
    def right(self) -> float:
        return max(x for x, _ in self.corners)

    @property
    def bottom(self) -> float:
        return max(y for _, y in self.corners)


@dataclass(frozen=True)
class Line:
    """A run of print that stands together. `confidence` 0 to 1. What it says is not in its `repr`."""

    text: str
    confidence: float
    box: Box

    def __repr__(self) -> str:
        return f"Line({len(self.text)} characters, {self.confidence:.2f})"


class Reader(Protocol):
    async def read(self, image: bytes, media_type: str) -> list[Line]:
        """The lines on a picture or on the first page of a PDF, in no order that means anything.

        `DocumentUnreadable` for a file nobody should open, `ReaderFailed` where another try may succeed.
        """
        ...
