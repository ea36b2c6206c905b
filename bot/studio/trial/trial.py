"""Which model is asked in the laboratory, and on what data."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.laboratory.laboratory import Laboratory
from bot.release.errors import ModelNotFound

LABORATORY = web.AppKey("laboratory", Laboratory)


@dataclass(frozen=True)
class TryOut:
    """`path`: of a model's file; `live`: the model most customers are answered by; `project`: the data people edit."""

    laboratory: Laboratory
    path: Callable[[str], Path | None]
    live: Callable[[], Awaitable[str | None]]
    project: Callable[[], Awaitable[Path]]

    async def model(self, id: str | None) -> tuple[str, Path]:
        """The model asked for, or the live one; `ModelNotFound`."""
        chosen = id if id is not None else await self.live()
        path = self.path(chosen) if chosen is not None else None
        if chosen is None or path is None:
            raise ModelNotFound(model=chosen)
        return chosen, path.resolve()


TRY_OUT = web.AppKey("try_out", TryOut)
