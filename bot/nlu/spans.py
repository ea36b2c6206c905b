"""What every finder of entities returns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """An entity in normalised text: `text[start:end]` is what was said, `value` what it means."""

    entity: str
    value: str
    start: int
    end: int

    def overlaps(self, other: "Found") -> bool:
        return self.start < other.end and other.start < self.end


def without_overlaps(found: list[Found]) -> list[Found]:
    """The earlier entry of the list wins over every later one it overlaps; sorted by place."""
    kept: list[Found] = []
    for candidate in found:
        if not any(candidate.overlaps(other) for other in kept):
            kept.append(candidate)
    return sorted(kept, key=lambda entity: entity.start)
