"""Trained models: the folder says which there are, a table what is known of them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.release.models import TrainedModelRow
from kernel.database import readonly

SUFFIX = ".tar.gz"


@dataclass(frozen=True)
class TrainedModel:
    """`trained_by`: a username; `commit`: of the data it was trained on; both None where it was trained elsewhere, as on a
    command line.
    """

    id: str
    trained_at: datetime
    trained_by: str | None = None
    commit: str | None = None
    job: str | None = None
    size: int = 0


class ModelRegistry:
    def __init__(self, engine: AsyncEngine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder

    def path(self, id: str) -> Path | None:
        """Where the model lies, None where it does not."""
        path = self._folder / f"{id}{SUFFIX}"
        return path if path.parent == self._folder and path.is_file() else None

    async def all(self) -> list[TrainedModel]:
        """Those that exist, newest first."""
        files, known = await asyncio.to_thread(self._files), await self._known()
        return [
            TrainedModel(
                id,
                row.trained_at if (row := known.get(id)) is not None else at,
                row.trained_by if row is not None else None,
                row.commit if row is not None else None,
                row.job if row is not None else None,
                size,
            )
            for id, (at, size) in files.items()
        ]

    async def get(self, id: str) -> TrainedModel | None:
        return next((model for model in await self.all() if model.id == id), None)

    async def newest(self) -> str | None:
        """The newest of those no training of the studio made: these wait for their release."""
        return next((model.id for model in await self.all() if model.job is None), None)

    async def register(self, model: TrainedModel) -> None:
        """Before its file is put into the folder, so that nobody takes it for one to go live by itself."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(TrainedModelRow).where(TrainedModelRow.id == model.id))
            await connection.execute(
                insert(TrainedModelRow).values(
                    id=model.id,
                    trained_at=model.trained_at,
                    trained_by=model.trained_by,
                    commit=model.commit,
                    job=model.job,
                )
            )

    def _files(self) -> dict[str, tuple[datetime, int]]:
        found = [(file, file.stat()) for file in self._folder.glob(f"*{SUFFIX}")]
        found.sort(key=lambda each: each[1].st_mtime, reverse=True)
        return {
            file.name.removesuffix(SUFFIX): (datetime.fromtimestamp(stat.st_mtime, UTC), stat.st_size)
            for file, stat in found
        }

    async def _known(self) -> Mapping[str, TrainedModel]:
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(select(TrainedModelRow.__table__))
            return {
                row.id: TrainedModel(row.id, row.trained_at, row.trained_by, row.commit, row.job)
                for row in rows
            }
