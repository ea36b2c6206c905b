"""What the wall tells a supervisor's page: that it has something new to show."""

from typing import Any

from bot.desk.supervision.wall import Wall


class WallNews:
    """The frame `{"type": "wall"}`, from comparing two looks; the page reads the wall when it opens and at each frame."""

    def __init__(self, wall: Wall) -> None:
        self._wall = wall
        self._mark: tuple[object, ...] | None = None

    async def frames(self) -> list[dict[str, Any]]:
        """What is new since the last time."""
        before, self._mark = self._mark, await self._wall.mark()
        return [{"type": "wall"}] if before not in (None, self._mark) else []
